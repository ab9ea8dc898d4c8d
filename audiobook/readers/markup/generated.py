"""Text that a browser shows without its being in the text of a page: quotation marks, letters
that are pictures, and what a style sheet puts around an element.
"""

import re

from audiobook.readers.tree.element_names import AFTER, BEFORE, BLOCKS
from audiobook.readers.tree.xml import Element, attribute, brief, name

_MARKS = (("“", "”"), ("‘", "’"))  # of a quotation, and of one within it
_NO_MARKS = ("", "")
_BEGINS_WITH_MARK = re.compile(r"[\"'“”„‘’‚«»‹›]")
_LETTER = re.compile(r"[\"'“‘«]?[^\W\d_]")
_WORDS_OF_A_LETTER = "AIO"
_REST_OF_A_WORD = re.compile(r"[^\W\d_]|['’][^\W\d_]")
_NEXT_WORD = re.compile(r"\s+[^\W\d_A-Z]")


def shown_before(node: Element, tag: str) -> str:
    """What is shown at the beginning of an element."""
    said = node.get(BEFORE, "")
    if tag != "q" or said or node.get(AFTER):
        return said
    return quotation_marks(node)[0]


def shown_after(node: Element, tag: str) -> str:
    """What is shown at the end of an element."""
    said = node.get(AFTER, "")
    if tag != "q" or said or node.get(BEFORE):
        return said
    return quotation_marks(node)[1]


def quotation_marks(node: Element) -> tuple[str, str]:
    """The marks around a ``q``; none where there is no text, or it has marks of its own."""
    text = brief(node)
    if text == "" or _BEGINS_WITH_MARK.match(text or ""):
        return _NO_MARKS
    outer = sum(name(above) == "q" for above in node.iterancestors())
    return _MARKS[outer % 2]


def pictured_letter(picture: Element) -> str:
    """The first letter of a word, where a picture shows it; empty for any other picture.

    Books begin their chapters so. The letter is what the picture is described as.
    """
    letter = attribute(picture, "alt").strip()
    if not _LETTER.fullmatch(letter):
        return ""
    following = _text_behind(picture)
    if _REST_OF_A_WORD.match(following):
        return letter
    alone = letter[-1] in _WORDS_OF_A_LETTER and _NEXT_WORD.match(following)
    return letter if alone else ""


def _text_behind(node: Element) -> str:
    """What stands behind an element, also where it is the last in a span or a link."""
    while not node.tail and node.getnext() is None:
        above = node.getparent()
        if above is None or name(above) in BLOCKS:
            return ""
        node = above
    return node.tail or ""
