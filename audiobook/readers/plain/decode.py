"""Bytes -> text: a byte order mark is believed, then UTF-16 without one, then UTF-8, then a guess.

Latin letters and those of East Asia are judged by small words (:mod:`~audiobook.readers.plain.encodings`), other
scripts by charset-normalizer; mojibake is repaired by ftfy. Newlines are not translated, so that offsets can
be traced back. Whatever was assumed is said in a warning.
"""

import codecs
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from audiobook.readers.plain.encodings import east_asian, latin

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 64 * 1024
_LATIN_SHARE = 0.35  # of the letters: with more bytes >= 0x80 than this a text is in another script
_HIGH = bytes(range(0x80, 0x100))
_NO_LETTERS = bytes(set(range(0x80)) - set(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
_LINE_WITH_HIGH = re.compile(rb"[^\r\n\x80-\xff]{0,200}[\x80-\xff][^\r\n]{0,20000}[\r\n]*")
_LINE = re.compile(r"[^\r\n]+[\r\n]*|[\r\n]+")  # no other line end: U+0085 may be half a letter here
_ISO_2022_JP = re.compile(rb"\x1b\$[@B][\x21-\x7e]{2,}\x1b\([BJ]")
_NAMES = {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "cp932": "Shift-JIS"}
# What UTF-8 looks like when it is taken for Windows-1252: a letter of C2-F4 and signs of 80-BF.
_SCRAMBLED = re.compile(
    "[Â-ô][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[\x80-\x9f]|[РС][а-яѐ-ў°±€‚„…†‡‰‹]{1}[РС]|ï¿½"
)
_SUSPECT = re.compile("[\x80-\x9fÂ-ôРС]")  # how each of these begins: sooner looked for
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


@lru_cache(maxsize=1)  # the second count asks for what was just read
def decode(data: bytes) -> Decoded:
    """The text in a file. Never fails: what cannot be decoded becomes U+FFFD, with a warning."""
    return _unscrambled(_decoded(data))


def _decoded(data: bytes) -> Decoded:
    mark, encoding = _marked(data) or (b"", _wide(data[:_SAMPLE]))
    if encoding:
        return _repaired(data[len(mark) :], encoding, assumed=not mark)
    if _ISO_2022_JP.search(data):
        return _repaired(data, "iso2022_jp", assumed=True)
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
    sample = _telling(data)
    encoding, evidence = latin(sample)
    if _high(sample) > _LATIN_SHARE or evidence <= 0:
        encoding = east_asian(sample) or _other_script(sample) or encoding
    text = _western(data) if encoding == "cp1252" else data.decode(encoding, "replace")
    name = _NAMES.get(encoding, encoding)
    warnings = [f"The encoding is not UTF-8 and was taken for {name}."]
    broken = text.count("\ufffd")
    if broken:
        warnings.append(f"{broken} characters could not be decoded as {name}.")
    return Decoded(text, encoding, tuple(warnings))


def _telling(data: bytes) -> bytes:
    """The lines with bytes that are not ASCII, up to a limit: only they tell encodings apart."""
    found = bytearray()
    for match in _LINE_WITH_HIGH.finditer(data):
        found += match.group()[:_SAMPLE]
        if len(found) >= _SAMPLE:
            break
    return bytes(found)


def _high(data: bytes) -> float:
    letters = len(data.translate(None, _NO_LETTERS))
    return (len(data) - len(data.translate(None, _HIGH))) / max(letters, 1)


def _other_script(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - heavy, and seldom needed

    # The guess is believed where it says another script; among Latin ones it is no better than ours.
    guess = from_bytes(sample).best()
    if guess is None:
        return ""
    text = sample.decode(guess.encoding, "replace")
    letters = [char for char in text if char > "\x7f" and char.isalpha()]
    return guess.encoding if 2 * sum(char > "\u036f" for char in letters) > len(letters) else ""


def _unscrambled(found: Decoded) -> Decoded:
    """UTF-8 that was once taken for another encoding and saved so ("itâ€™s") is set right, line by line."""
    if not (_SUSPECT.search(found.text) and _SCRAMBLED.search(found.text)):
        return found
    from ftfy import fix_encoding  # noqa: PLC0415 - heavy, and seldom needed

    mended: list[str] = []
    count = 0
    for line in _LINE.findall(found.text):
        right = fix_encoding(line) if _SCRAMBLED.search(line) else line
        count += right != line
        mended.append(right)
    if not count:
        return found
    warning = f"{count} lines had been decoded wrongly before (mojibake) and were set right."
    return replace(found, text="".join(mended), warnings=(*found.warnings, warning))
