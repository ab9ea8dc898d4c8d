"""A second count of the letters in a source, by other code than reads it.

It is made by expat and plain patterns, not by lxml. It knows nothing of what is read
aloud: all text counts, also of scripts, notes, menus and what is hidden. A reader
either reads a letter or lists it with its reason, so that both counts agree to the
letter. What encodes a picture in letters (the ``binary`` of FB2 and ODT) is not text.
Comments and attributes are none either.
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
from audiobook.readers.decoding.decode import decode, is_utf8_after_all


class MarkupForm(Enum):
    """How a part is written.

    XHTML that is not well-formed is taken for HTML, as readers and browsers do.
    """

    XML = 1
    XHTML = 2
    HTML = 3


_HEAD = 4096  # bytes, within which a page states its encoding
_XML_ENCODING = re.compile(
    rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})"""
)
_META_ENCODING = re.compile(
    rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{0,31});")
_DECLARED_NAMES = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,31};)")
_PICTURE = re.compile(rb"<((?:\w+:)?binary(?:-data)?)(?=[\s>])[^>]*>[^<]*</\1\s*>")
_COMMENT = r"<!--(?:-?>|.*?(?:--!?>|\Z))"
# An element whose text is not markup; one that closes itself holds nothing.
_APART = (
    r"<(?P<name>script|style|iframe|xmp|noembed|noframes|title|textarea)(?=[\s>/])[^>]*?(?:/>|>"
    r"(?P<text>.*?)(?:</(?P=name)(?=[\s>/])|\Z))"
    r"|<plaintext(?=[\s>/])[^>]*>(?P<rest>.*)"
)
_TAG = (
    r"<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\])?[^>]*+>?|<(?:[?!]|/(?![A-Za-z]))[^>]*+>?"
    r"""|</?[A-Za-z](?:[^"'>=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?|["'])*+>?"""
)
_FLAGS = re.IGNORECASE | re.DOTALL
_XML_MARKUP = re.compile(f"{_COMMENT}|{_TAG}", _FLAGS)
_HTML_MARKUP = re.compile(f"{_COMMENT}|{_APART}|{_TAG}", _FLAGS)
_WITH_ENTITIES = frozenset({"title", "textarea"})
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a source that holds text: where it is, its bytes, how it is written."""

    place: str
    data: bytes
    form: MarkupForm


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """Text without a tag in it, the part that it is in, and its line there."""

    place: str
    line: int
    text: str


# ------------------------------------------------------------------------ counting


def counted(part: Part) -> int:
    """How many letters and digits the text of a part has."""
    data = part.data
    if part.form is MarkupForm.XML:
        data = _PICTURE.sub(b"", data)
    if part.form is not MarkupForm.HTML:
        text = _xml_text(data)
        if text is not None:
            return letters(text)
    return counted_page(_decoded(data, part.form), part.form)


def counted_page(text: str, form: MarkupForm = MarkupForm.HTML) -> int:
    """The same for a page of HTML, or for markup that is not well-formed."""
    text = _prepared(text, form)
    pieces: list[str] = []
    apart = 0
    end = 0
    for match in _markup_of(form).finditer(text):
        pieces.append(text[end : match.start()])
        end = match.end()
        if match.lastindex:
            apart += _letters_apart(match)
    pieces.append(text[end:])
    # Joined first: a tag may stand within an entity.
    return letters(html.unescape("".join(pieces))) + apart


def _markup_of(form: MarkupForm) -> re.Pattern[str]:
    if form is MarkupForm.XML:
        return _XML_MARKUP
    return _HTML_MARKUP


def _letters_apart(match: re.Match[str]) -> int:
    """The letters in an element whose text is not markup."""
    text = match["text"] or match["rest"] or ""
    tag = (match["name"] or "").lower()
    if tag in _WITH_ENTITIES:
        text = html.unescape(text)
    return letters(text)


def _xml_text(data: bytes) -> str | None:
    """All text of a document, or ``None`` where it is not well-formed.

    No entity is expanded.
    """
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
    """An entity of HTML as its code points.

    Any other is its own name, which is how readers list it.
    """
    characters = html5.get(f"{match[1].decode()};")
    if characters is None:
        return b"&amp;" + match[1] + b";"
    numbers = [f"&#{ord(char)};" for char in characters]
    return "".join(numbers).encode()


# ------------------------------------------------------------------------ decoding


def _prepared(text: str, form: MarkupForm) -> str:
    if "<!ENTITY" in text:
        # The names that a page declares itself are not words.
        text = _DECLARED_NAMES.sub(_entity_of_html, text)
    if form is not MarkupForm.HTML:
        text = _CDATA.sub(_escaped, text)
    return text


def _entity_of_html(match: re.Match[str]) -> str:
    if match[1] in html5:
        return match[0]
    return ""


def _escaped(match: re.Match[str]) -> str:
    return html.escape(match[1])


def _decoded(data: bytes, form: MarkupForm) -> str:
    """The text of a page, by the encoding that it states if Python knows it."""
    stated = _stated_encoding(data[:_HEAD], form)
    try:
        encoding = codecs.lookup(stated.decode("ascii")).name
        if encoding != "utf-8" and not is_utf8_after_all(data, encoding):
            return data.decode(encoding, "replace")
    except (LookupError, ValueError):  # also for one that is not for text
        pass
    return decode(data).text


def _stated_encoding(head: bytes, form: MarkupForm) -> bytes:
    """The name of an encoding; that of UTF-8 where there is none or the bytes tell."""
    if head.startswith(_BYTE_ORDER_MARKS):
        return b"utf-8"
    if form is not MarkupForm.HTML:
        stated = _XML_ENCODING.search(head)
        if stated:
            return stated[1]
    stated = _META_ENCODING.search(head)
    return stated[1] if stated else b"utf-8"


# ------------------------------------------------------------------------ passages


def passages(part: Part) -> Iterator[SourcePassage]:
    """The text of a part, stretch by stretch.

    Scripts, styles and titles are passed over.
    """
    text = _decoded(part.data, part.form)
    markup = _markup_of(part.form)
    spans = [match.span() for match in markup.finditer(text)]
    spans.append((len(text), len(text)))
    line = 1
    counted_to = 0
    end = 0
    for start, stop in spans:
        words = html.unescape(text[end:start]).strip()
        if words:
            line += text.count("\n", counted_to, end)
            counted_to = end
            yield SourcePassage(part.place, line, words)
        end = stop
