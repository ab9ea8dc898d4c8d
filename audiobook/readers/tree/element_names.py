"""What the elements, classes and types of marked-up text mean for a reader aloud."""

import re
from typing import Final

from audiobook.model import MarkKind

_BLOCK_NAMES = """
    address article aside blockquote body caption center dd details dialog dir div dl dt
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li
    listing main menu ol p plaintext pre search section summary table tbody thead tfoot
    tr ul xmp
"""
BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
# What ``display`` makes a block, in style sheets.
_DISPLAYS = """
    block flex flow-root grid list-item table table-caption table-cell table-row
    table-row-group
"""
BLOCK_DISPLAYS: Final = frozenset(_DISPLAYS.split())
PREFORMATTED: Final = frozenset({"pre", "listing", "plaintext", "xmp"})
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
HEADING_KINDS: Final = frozenset({"title", "subtitle", "ordinal", "fulltitle"})
HEADING_CLASS: Final = re.compile(
    r"\b(?:chapter|part)[-_]?(?:title|head|heading|number|num|name)\b"
    r"|^(?:title|subtitle|heading)$"
)
BREAK_CLASS: Final = re.compile(
    r"\b(?:scene|section)[-_]?break\b"
    r"|\b(?:asterism|ornament|separator|dinkus)\b"
)
INLINE: Final = {
    "em": MarkKind.EMPHASIS,
    "i": MarkKind.EMPHASIS,
    "strong": MarkKind.STRONG,
    "b": MarkKind.STRONG,
    "cite": MarkKind.WORK,
    "code": MarkKind.CODE,
    "kbd": MarkKind.CODE,
    "samp": MarkKind.CODE,
    "pre": MarkKind.CODE,
    "blockquote": MarkKind.QUOTE,
    "table": MarkKind.TABLE,
}

# Whole passages: the mark, the types that say so, and the classes that do.
_VERSE_KINDS = """
    z3998:verse z3998:poem z3998:song z3998:hymn z3998:lyrics z3998:poetry
"""
_VERSE_CLASS = re.compile(r"\b(?:poem|poetry|verse|stanza|lyrics?|line-block)\b")
_LETTER_KINDS = """
    z3998:letter z3998:correspondence z3998:diary z3998:telegram
"""
_LETTER_CLASS = re.compile(r"\b(?:letter|telegram|correspondence)\b")
PASSAGES: Final = (
    (MarkKind.VERSE, frozenset(_VERSE_KINDS.split()), _VERSE_CLASS),
    (MarkKind.LETTER, frozenset(_LETTER_KINDS.split()), _LETTER_CLASS),
)

_NOTE_KINDS = "footnote endnote rearnote footnotes endnotes rearnotes"
NOTES: Final = frozenset(_NOTE_KINDS.split())
NOTE_MARKERS: Final = frozenset({"noteref", "annoref"})
BACK_LINKS: Final = frozenset({"backlink", "referrer"})
NOTE_CLASS: Final = re.compile(r"\b(?:footnotes?|endnotes?|footnote-item)\b")

# Attributes that a reader sets on elements before they are read:
LEFT_OUT = "data-left-out"  # the reason why an element is not read
HIDDEN = "data-hidden-text"  # the reason why nobody sees an element
STYLED_BLOCK = "data-styled-block"  # set where an element is a paragraph by its style
BEFORE = (
    "data-shown-before"  # text that a style sheet puts before what is in an element
)
AFTER = "data-shown-after"  # and behind it
