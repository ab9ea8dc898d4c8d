"""Bytes -> text: a byte order mark is believed, then UTF-16 without one, then UTF-8, then a guess.

Newlines are not translated, so that offsets can be traced back. Whatever was assumed is said in a warning.
"""

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 64 * 1024
_WESTERN_SHARE = 0.12  # of bytes >= 0x80: above it a text is not in a Western European language
_BINARY_SHARE = 0.02  # of control characters: above it a file is no text
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without its byte order mark, the codec it was in, and what was assumed."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def looks_binary(head: bytes) -> bool:
    """Whether the first bytes of a file are no text in any encoding."""
    if _marked(head) or _wide(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > max(2, _BINARY_SHARE * len(head))


def decode(data: bytes) -> Decoded:
    """The text in a file. Never fails: what cannot be decoded becomes U+FFFD, with a warning."""
    mark, encoding = _marked(data) or (b"", _wide(data[:_SAMPLE]))
    if encoding:
        return _repaired(data[len(mark) :], encoding, assumed=not mark)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _mended_utf8(data) or _guessed(data)


def _marked(data: bytes) -> tuple[bytes, str] | None:
    return next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), None)


def _wide(sample: bytes) -> str:
    # In UTF-16 every second byte of spaces, newlines and ASCII letters is zero.
    pairs = len(sample) // 2
    if not pairs:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.1 * pairs and even < 0.1 * odd:
        return "utf-16-le"
    if even > 0.1 * pairs and odd < 0.1 * even:
        return "utf-16-be"
    return ""


def _repaired(data: bytes, encoding: str, *, assumed: bool) -> Decoded:
    text = data.decode(encoding, "replace")
    warnings = [f"The encoding was taken for {encoding.upper()}."] if assumed else []
    broken = text.count("\ufffd")
    if broken:
        warnings.append(f"{broken} characters could not be decoded as {encoding.upper()}.")
    return Decoded(text, encoding, tuple(warnings))


def _mended_utf8(data: bytes) -> Decoded | None:
    # UTF-8 into which some bytes of another encoding were pasted.
    text = data.decode("utf-8", "surrogateescape")
    strays = sum(text.count(chr(0xDC00 + byte)) for byte in range(0x80, 0x100))
    sound = sum(char > "\x7f" for char in text) - strays
    if strays * 4 > sound:
        return None
    mended = text.translate({0xDC00 + byte: _western(bytes([byte])) for byte in range(0x80, 0x100)})
    return Decoded(mended, "utf-8", (f"{strays} bytes were no UTF-8 and were taken for Windows-1252.",))


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _guessed(data: bytes) -> Decoded:
    high = len(data) - len(data.translate(None, bytes(range(0x80, 0x100))))
    best = None if high < _WESTERN_SHARE * len(data) else from_bytes(data[:_SAMPLE]).best()
    if best is None:
        text, encoding = _western(data), "Windows-1252"
    else:
        text, encoding = data.decode(best.encoding, "replace"), best.encoding
    return Decoded(text, encoding, (f"The encoding is not UTF-8 and was taken for {encoding}.",))
