"""Paragraphs -> XHTML that is valid whatever is in the text."""

import html
import re
from collections.abc import Callable, Iterable

from audiobook.model import MarkKind, primary_subtag
from audiobook.publish.text.prose import LOWEST, PageLine, PageParagraph, Run

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_ELEMENTS = {MarkKind.EMPHASIS: "em", MarkKind.STRONG: "strong", MarkKind.WORK: "cite", MarkKind.CODE: "code"}
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


def language_tag(language: str) -> str:
    """A BCP 47 tag, "und" where the book does not state a sound one."""
    return language if _TAG.fullmatch(language) else "und"


def direction(language: str) -> str:
    """Which way a language is written: "ltr" or "rtl"."""
    return "rtl" if primary_subtag(language) in _RIGHT_TO_LEFT else "ltr"


def page(title: str, language: str, body: str, *, style: str = "style.css", types: str = "") -> str:
    """A whole page around its body."""
    kind = f' epub:type="{types}"' if types else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' xml:lang="{language}" lang="{language}" dir="{direction(language)}">\n'
        f"<head>\n<title>{escaped(title)}</title>\n"
        f'<link rel="stylesheet" type="text/css" href="{style}"/>\n</head>\n'
        f"<body{kind}>\n{body}\n</body>\n</html>\n"
    )


def escaped(text: str) -> str:
    """Text as XML holds it."""
    return html.escape(text, quote=True)


def _own_id(line: PageLine) -> str:
    return f'id="u{line.utterance}"'


def prose(
    paragraphs: Iterable[PageParagraph], attributes: Callable[[PageLine], str] = _own_id, *, highest: int = 1
) -> str:
    """Paragraphs as elements; an utterance is a span with these attributes, by default the id "u" and its number.

    ``highest`` is the level of the highest headings.
    """
    return "\n".join(_paragraph(one, attributes, highest) for one in paragraphs)


def _paragraph(one: PageParagraph, attributes: Callable[[PageLine], str], highest: int) -> str:
    if one.form == "break":
        return "<hr/>"
    words = "".join(_line(line, attributes, last=line is one.lines[-1]) for line in one.lines)
    if one.form == "heading":
        level = min(one.level + highest - 1, LOWEST)
        return f"<h{level}>{words}</h{level}>"
    if one.form == "quote":
        return f"<blockquote><p>{words}</p></blockquote>"
    return f'<p class="{one.form}">{words}</p>' if one.form else f"<p>{words}</p>"


def _line(line: PageLine, attributes: Callable[[PageLine], str], *, last: bool) -> str:
    words = "".join(_run(run) for run in line.runs)
    space = "" if last else "<br/>\n" if line.space == "\n" else line.space
    return f"<span {attributes(line)}>{words}</span>{space}"


def _run(run: Run) -> str:
    words = escaped(run.text).replace("\n", "<br/>")
    for kind, value in reversed(run.marks):
        if kind in _ELEMENTS:
            words = f"<{_ELEMENTS[kind]}>{words}</{_ELEMENTS[kind]}>"
        elif _TAG.fullmatch(value):
            words = f'<span xml:lang="{value}" lang="{value}">{words}</span>'
    return words
