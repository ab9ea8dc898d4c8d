"""A second count of the letters in a source, by other code than reads it: expat and plain patterns, not lxml.

It knows nothing of what is read aloud: all text counts, also of scripts, notes, menus and what is hidden. A reader
either reads a letter or lists it with its reason, so that both counts agree to the letter. What encodes a picture
in letters (the ``binary`` of FB2 and ODT) is no text. Comments and attributes are none either.
"""

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from html.entities import html5
from xml.parsers import expat

from audiobook.readers.account import letters
from audiobook.readers.plain.decode import decode


class Form(Enum):
    """How a part is written. XHTML that is not well-formed is taken for HTML, as readers and browsers do."""

    XML = 1
    XHTML = 2
    HTML = 3


_HEAD = 4096
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_META_ENCODING = re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{0,31});")
_DECLARED_NAMES = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,31};)")
_PICTURE = re.compile(rb"<((?:\w+:)?binary(?:-data)?)(?=[\s>])[^>]*>[^<]*</\1\s*>")
_COMMENT = r"<!--(?:-?>|.*?(?:--!?>|\Z))"
# An element whose text is no markup; one that closes itself holds nothing.
_APART = (
    r"<(?P<name>script|style|iframe|xmp|noembed|noframes|title|textarea)(?=[\s>/])[^>]*?(?:/>|>"
    r"(?P<text>.*?)(?:</(?P=name)(?=[\s>/])|\Z))"
    r"|<plaintext(?=[\s>/])[^>]*>(?P<rest>.*)"
)
_TAG = (
    r"<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\])?[^>]*+>?|<(?:[?!]|/(?![A-Za-z]))[^>]*+>?"
    r"""|</?[A-Za-z](?:[^"'>=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?|["'])*+>?"""
)
_MARKUP = {
    form: re.compile("|".join(patterns), re.IGNORECASE | re.DOTALL)
    for form, patterns in (
        (Form.XML, (_COMMENT, _TAG)),
        (Form.XHTML, (_COMMENT, _APART, _TAG)),
        (Form.HTML, (_COMMENT, _APART, _TAG)),
    )
}
_WITH_ENTITIES = frozenset({"title", "textarea"})
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a source that holds text: where it is, its bytes, and how it is written."""

    place: str
    data: bytes
    form: Form


@dataclass(frozen=True, slots=True)
class Passage:
    """Text without a tag in it, the part that it is in, and its line there."""

    place: str
    line: int
    text: str


def counted(part: Part) -> int:
    """How many letters and digits the text of a part has."""
    data = _PICTURE.sub(b"", part.data) if part.form is Form.XML else part.data
    text = _xml_text(data) if part.form is not Form.HTML else None
    return counted_page(_decoded(data, part.form), part.form) if text is None else letters(text)


def counted_page(text: str, form: Form = Form.HTML) -> int:
    """The same for a page of HTML, or for markup that is not well-formed."""
    pieces, apart = [], 0
    end = 0
    text = _prepared(text, form)
    for match in _MARKUP[form].finditer(text):
        pieces.append(text[end : match.start()])
        end = match.end()
        if match.lastindex:
            apart += _letters_apart(match)
    return letters(html.unescape("".join((*pieces, text[end:])))) + apart


def _xml_text(data: bytes) -> str | None:
    """All text of a document, or nothing where it is not well-formed. No entity is expanded."""
    pieces: list[str] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.CharacterDataHandler = pieces.append
    try:
        parser.Parse(_NAMED.sub(_as_number, data), True)
    except (expat.ExpatError, ValueError, LookupError):
        return None
    return "".join(pieces)


def _as_number(match: re.Match[bytes]) -> bytes:
    """An entity of HTML as its code points; any other as its own name, which is how readers list it."""
    found = html5.get(f"{match[1].decode()};")
    if found is None:
        return b"&amp;" + match[1] + b";"
    return "".join(f"&#{ord(char)};" for char in found).encode()


def _prepared(text: str, form: Form) -> str:
    if "<!ENTITY" in text:  # the names that a page declares itself are no words
        text = _DECLARED_NAMES.sub(lambda match: match[0] if match[1] in html5 else "", text)
    return text if form is Form.HTML else _CDATA.sub(lambda match: html.escape(match[1]), text)


def _letters_apart(match: re.Match[str]) -> int:
    inner = match["text"] or match["rest"] or ""
    return letters(html.unescape(inner) if (match["name"] or "").lower() in _WITH_ENTITIES else inner)


def _decoded(data: bytes, form: Form) -> str:
    head = data[:_HEAD]
    stated = (_XML_ENCODING.search(head) if form is not Form.HTML else None) or _META_ENCODING.search(head)
    if stated and not head.startswith(_BYTE_ORDER_MARKS):
        try:
            codec = codecs.lookup(stated[1].decode("ascii")).name
            if codec != "utf-8":
                return data.decode(codec, "replace")
        except (LookupError, ValueError):
            pass
    return decode(data).text


def passages(part: Part) -> Iterator[Passage]:
    """The text of a part, stretch by stretch; scripts, styles and titles are passed over."""
    text = _decoded(part.data, part.form)
    end, line, counted_to = 0, 1, 0
    spans = [match.span() for match in _MARKUP[part.form].finditer(text)]
    for start, stop in [*spans, (len(text), len(text))]:
        words = html.unescape(text[end:start]).strip()
        if words:
            line += text.count("\n", counted_to, end)
            counted_to = end
            yield Passage(part.place, line, words)
        end = stop
