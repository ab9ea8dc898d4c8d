"""Paragraphs -> XHTML that is valid whatever is in the text."""

import html
import re
from collections.abc import Callable, Iterable

from audiobook.model import MarkKind, primary_subtag
from audiobook.publish.prose import LOWEST, PageLine, PageParagraph, Run

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_ELEMENTS = {
    MarkKind.EMPHASIS: "em",
    MarkKind.STRONG: "strong",
    MarkKind.WORK: "cite",
    MarkKind.CODE: "code",
}
_RIGHT_TO_LEFT_TAGS = "ar arc dv fa he ku ps sd ug ur yi"
_RIGHT_TO_LEFT = frozenset(_RIGHT_TO_LEFT_TAGS.split())
_PAGE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"\
 xml:lang="{language}" lang="{language}" dir="{direction}">
<head>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="{style}"/>
</head>
<body{kind}>
{body}
</body>
</html>
"""


def language_tag(language: str) -> str:
    """A BCP 47 tag; "und" where the book does not state a valid one."""
    if _TAG.fullmatch(language):
        return language
    return "und"


def direction(language: str) -> str:
    """Which way a language is written: "ltr" or "rtl"."""
    if primary_subtag(language) in _RIGHT_TO_LEFT:
        return "rtl"
    return "ltr"


def page(
    title: str, language: str, body: str, *, style: str = "style.css", types: str = ""
) -> str:
    """A whole page around its body. ``types``: what kind of page it is, in EPUB's vocabulary."""
    kind = ""
    if types:
        kind = f' epub:type="{types}"'
    return _PAGE.format(
        language=language,
        direction=direction(language),
        title=escaped(title),
        style=style,
        kind=kind,
        body=body,
    )


def escaped(text: str) -> str:
    """Text as XML holds it."""
    return html.escape(text, quote=True)


def shown_utterances(paragraphs: Iterable[PageParagraph]) -> frozenset[int]:
    """The utterances of which there is something on the page."""
    shown = set()
    for paragraph in paragraphs:
        for line in paragraph.lines:
            if line.runs:
                shown.add(line.utterance)
    return frozenset(shown)


def _own_id(line: PageLine) -> str:
    return f'id="u{line.utterance}"'


def prose(
    paragraphs: Iterable[PageParagraph],
    attributes: Callable[[PageLine], str] = _own_id,
    *,
    highest: int = 1,
) -> str:
    """Paragraphs as elements.

    An utterance is a span with these attributes, by default the id "u" and its number.
    ``highest`` is the level of the highest headings.
    """
    elements = []
    for paragraph in paragraphs:
        elements.append(_paragraph(paragraph, attributes, highest))
    return "\n".join(elements)


def _paragraph(
    paragraph: PageParagraph, attributes: Callable[[PageLine], str], highest: int
) -> str:
    if paragraph.form == "break":
        return "<hr/>"
    words = _lines(paragraph, attributes)
    if paragraph.form == "heading":
        level = min(paragraph.level + highest - 1, LOWEST)
        return f"<h{level}>{words}</h{level}>"
    if paragraph.form == "quote":
        return f"<blockquote><p>{words}</p></blockquote>"
    if paragraph.form:
        return f'<p class="{paragraph.form}">{words}</p>'
    return f"<p>{words}</p>"


def _lines(paragraph: PageParagraph, attributes: Callable[[PageLine], str]) -> str:
    pieces = []
    for line in paragraph.lines:
        words = "".join(_run(run) for run in line.runs)
        pieces.append(f"<span {attributes(line)}>{words}</span>")
        if line is paragraph.lines[-1]:
            continue
        if line.space == "\n":
            pieces.append("<br/>\n")
        else:
            pieces.append(line.space)
    return "".join(pieces)


def _run(run: Run) -> str:
    words = escaped(run.text).replace("\n", "<br/>")
    for kind, value in reversed(run.marks):
        if kind in _ELEMENTS:
            element = _ELEMENTS[kind]
            words = f"<{element}>{words}</{element}>"
        elif _TAG.fullmatch(value):
            words = f'<span xml:lang="{value}" lang="{value}">{words}</span>'
    return words
