"""Bytes -> text: a byte order mark is believed, then UTF-16 without one, then UTF-8, then a
guess.

Latin letters and those of East Asia are judged by small words
(:mod:`~audiobook.readers.decoding.encodings`), other scripts by charset-normalizer; mojibake is
repaired by ftfy. Newlines are not translated, so that offsets can be traced back. Whatever was
assumed is said in a warning.
"""

import codecs
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from audiobook.readers.decoding.encodings import east_asian, latin

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 64 * 1024  # bytes
# Of the letters: with more bytes above 0x7F than this a text is in another script.
_LATIN_SHARE = 0.35
_ASCII_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HIGH = bytes(range(0x80, 0x100))
_NO_LETTERS = bytes(set(range(0x80)) - set(_ASCII_LETTERS))
_LINE_WITH_HIGH = re.compile(
    rb"[^\r\n\x80-\xff]{0,200}[\x80-\xff][^\r\n]{0,20000}[\r\n]*"
)
# No other line end: U+0085 may be half a letter here.
_LINE = re.compile(r"[^\r\n]+[\r\n]*|[\r\n]+")
_ISO_2022_JP = re.compile(rb"\x1b\$[@B][\x21-\x7e]{2,}\x1b\([BJ]")
_NAMES = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp932": "Shift-JIS",
}
# What UTF-8 looks like when it is taken for Windows-1252: a letter of C2-F4 and signs of
# 80-BF.
_SCRAMBLED = re.compile(
    "[Â-ô][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
    "|[\x80-\x9f]"
    "|[РС][а-яѐ-ў°±€‚„…†‡‰‹]{1}[РС]"
    "|ï¿½"
)
# How each of these begins: it is quicker to look for.
_SUSPECT = re.compile("[\x80-\x9fÂ-ôРС]")
# As many characters in every encoding of one byte a character, fewer in any other.
_FIVE_BYTES = "éあ".encode()
_BINARY_SHARE = 0.02  # of control characters: above it a file is not text
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e"))
_LAST_COMBINING = "\u036f"  # above it begin the scripts that are not Latin


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without its byte order mark, the codec it was in, and what was assumed."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def looks_binary(head: bytes) -> bool:
    """Whether the first bytes of a file are not text in any encoding."""
    if _marked(head) or _wide(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > max(2, _BINARY_SHARE * len(head))


def is_utf8_after_all(data: bytes, stated: str) -> bool:
    """Whether a page is in UTF-8, though it states an encoding of one byte a character.

    In such an encoding what is good UTF-8 reads "Ã©" and "â€™" throughout. The bytes of
    an encoding for East Asia may be good UTF-8 by chance, so it is believed.
    """
    characters = _FIVE_BYTES.decode(stated, "replace")
    if data.isascii() or len(characters) < len(_FIVE_BYTES):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=1)  # the second count asks for what was just read
def decode(data: bytes) -> Decoded:
    """The text in a file. Never fails.

    What cannot be decoded becomes U+FFFD, with a warning.
    """
    return _unscrambled(_decoded(data))


def _decoded(data: bytes) -> Decoded:
    marked = _marked(data)
    if marked is not None:
        mark, encoding = marked
        return _repaired(data[len(mark) :], encoding, assumed=False)
    encoding = _wide(data[:_SAMPLE])
    if encoding:
        return _repaired(data, encoding, assumed=True)
    if _ISO_2022_JP.search(data):
        return _repaired(data, "iso2022_jp", assumed=True)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _mended_utf8(data) or _guessed(data)


def _marked(data: bytes) -> tuple[bytes, str] | None:
    """The byte order mark and the encoding that it stands for."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return mark, encoding
    return None


def _wide(sample: bytes) -> str:
    # In UTF-16 every second byte of spaces, newlines and ASCII letters is zero.
    pairs = len(sample) // 2
    if not pairs:
        return ""
    even = sample[0::2].count(0)
    odd = sample[1::2].count(0)
    if odd > 0.1 * pairs and even < 0.1 * odd:
        return "utf-16-le"
    if even > 0.1 * pairs and odd < 0.1 * even:
        return "utf-16-be"
    return ""


def _repaired(
    data: bytes,
    encoding: str,
    *,
    assumed: bool,
) -> Decoded:
    text = data.decode(encoding, "replace")
    name = encoding.upper()
    warnings: list[str] = []
    if assumed:
        warnings.append(f"The encoding was taken for {name}.")
    warnings.extend(_undecoded(text, name))
    return Decoded(text, encoding, tuple(warnings))


def _undecoded(text: str, name: str) -> list[str]:
    broken = text.count("\ufffd")
    if not broken:
        return []
    return [f"{broken} characters could not be decoded as {name}."]


def _mended_utf8(data: bytes) -> Decoded | None:
    """UTF-8 into which some bytes of another encoding were pasted."""
    text = data.decode("utf-8", "surrogateescape")
    western: dict[int, str] = {}
    strays = 0
    for byte in range(0x80, 0x100):
        escaped = 0xDC00 + byte  # how "surrogateescape" keeps a byte
        western[escaped] = _western(bytes([byte]))
        strays += text.count(chr(escaped))
    wide = sum(char > "\x7f" for char in text)
    sound = wide - strays
    if strays * 4 > sound:
        return None
    warning = f"{strays} bytes were no UTF-8 and were taken for Windows-1252."
    return Decoded(text.translate(western), "utf-8", (warning,))


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:  # five bytes are not in it
        return data.decode("latin-1")


def _guessed(data: bytes) -> Decoded:
    encoding = _guess(_telling(data))
    text = _taken_for(encoding, data)
    name = _NAMES.get(encoding, encoding)
    warnings = [f"The encoding is not UTF-8 and was taken for {name}."]
    warnings.extend(_undecoded(text, name))
    return Decoded(text, encoding, tuple(warnings))


def _taken_for(encoding: str, data: bytes) -> str:
    if encoding == "cp1252":
        return _western(data)
    return data.decode(encoding, "replace")


def _guess(sample: bytes) -> str:
    encoding, evidence = latin(sample)
    if evidence > 0 and _high(sample) <= _LATIN_SHARE:
        return encoding
    return east_asian(sample) or _other_script(sample) or encoding


def _telling(data: bytes) -> bytes:
    """The lines with bytes that are not ASCII, up to a limit.

    Only they tell encodings apart.
    """
    sample = bytearray()
    for match in _LINE_WITH_HIGH.finditer(data):
        sample += match.group()[:_SAMPLE]
        if len(sample) >= _SAMPLE:
            break
    return bytes(sample)


def _high(data: bytes) -> float:
    letters = len(data.translate(None, _NO_LETTERS))
    high = len(data) - len(data.translate(None, _HIGH))
    return high / max(letters, 1)


def _other_script(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - heavy, and seldom needed

    guess = from_bytes(sample).best()
    if guess is None:
        return ""
    # It is believed where it names another script; among Latin ones it is not better than
    # ours.
    text = sample.decode(guess.encoding, "replace")
    letters = [char for char in text if char > "\x7f" and char.isalpha()]
    other = sum(char > _LAST_COMBINING for char in letters)
    if 2 * other <= len(letters):
        return ""
    return guess.encoding


def _unscrambled(decoded: Decoded) -> Decoded:
    """UTF-8 that was once taken for another encoding and saved so ("itâ€™s") is set right.

    This goes line by line, for a text may be put together from several.
    """
    text = decoded.text
    if not _SUSPECT.search(text) or not _SCRAMBLED.search(text):
        return decoded
    from ftfy import fix_encoding  # noqa: PLC0415 - heavy, and seldom needed

    lines: list[str] = []
    count = 0
    for line in _LINE.findall(text):
        mended = line
        if _SCRAMBLED.search(line):
            mended = fix_encoding(line)
        count += mended != line
        lines.append(mended)
    if not count:
        return decoded
    warning = (
        f"{count} lines had been decoded wrongly before (mojibake) and were set right."
    )
    warnings = (*decoded.warnings, warning)
    return replace(
        decoded,
        text="".join(lines),
        warnings=warnings,
    )
