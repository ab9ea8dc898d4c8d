"""What can still be read of a damaged file in a zip: everything before the damage.

One wrong byte in packed data garbles what follows, long before unpacking fails or the checksum is
found wrong. Text is therefore cut where it stops being text: at bytes that are no UTF-8, at
control characters, at tags that are none, at words over and over. Some garbled words may be left
before that.
"""

import codecs
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

_STEP = 4096  # compressed bytes at a time; in the step with the damage they are taken one by one
_HEADER = 30
_SIGNATURE = b"PK\x03\x04"
_TAGGED = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<")
_OTHER_CODE = re.compile(
    rb"encoding\s*=\s*[\"'](?!utf-?8)|charset\s*=\s*[\"']?(?!utf-?8)", re.IGNORECASE
)
_HEAD = 1024
_GARBLED = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]"
    rb"|<(?![A-Za-z_/!?])|</(?![A-Za-z_])|</?[A-Za-z_][^<>]*<"
    rb"|([^\s<>][^<>]{1,39}?)\1{15}"  # the same again and again, as a blank block unpacks
)


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a file in a zip: it should have ``size`` bytes, of which ``kept`` could
    be read.
    """

    size: int
    kept: int

    @property
    def ends_early(self) -> bool:
        """Whether something could be read, and the rest could not."""
        return 0 < self.kept < self.size

    def __str__(self) -> str:
        if not self.kept:
            return "This part is damaged, and nothing of it could be read."
        if self.kept >= self.size:
            return (
                "The checksum of this part is wrong: some of its words may be damaged."
            )
        lost = max(1, round(100 * (self.size - self.kept) / self.size))
        return f"This part is damaged: the last {lost} % of it could not be read."


def salvaged(path: Path, info: zipfile.ZipInfo, limit: int) -> bytes:
    """The bytes of a file in a zip up to its damage, at most ``limit``; it need not be damaged at
    all.
    """
    try:
        packed = _packed(path, info)
    except OSError:
        return b""
    if info.compress_type == zipfile.ZIP_STORED:
        found = packed
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        found = _ungarbled(_inflated(packed, limit))
    else:
        found = b""
    return _whole_characters(found[: min(limit, info.file_size)])


def _ungarbled(data: bytes) -> bytes:
    """Marked-up text up to where it is none any more; anything else as it is."""
    if not _TAGGED.match(data):
        return data
    if not _OTHER_CODE.search(data, 0, _HEAD):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            data = data[: error.start]
    garbled = _GARBLED.search(data)
    return data[: garbled.start()] if garbled else data


def _packed(path: Path, info: zipfile.ZipInfo) -> bytes:
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(_SIGNATURE):
            return b""
        name, extra = header[26:28], header[28:30]
        file.seek(int.from_bytes(name, "little") + int.from_bytes(extra, "little"), 1)
        return file.read(info.compress_size)


def _inflated(packed: bytes, limit: int) -> bytes:
    found = bytearray()
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _STEP):
        before = inflater.copy()
        step = packed[start : start + _STEP]
        try:
            found += inflater.decompress(step)
        except zlib.error:
            return bytes(found) + _by_bytes(before, step)
        if len(found) > limit:
            break
    return bytes(found)


def _by_bytes(inflater: "zlib._Decompress", step: bytes) -> bytes:
    found = bytearray()
    for at in range(len(step)):
        try:
            found += inflater.decompress(step[at : at + 1])
        except zlib.error:
            break
    return bytes(found)


def _whole_characters(data: bytes) -> bytes:
    """Without the beginning of a UTF-8 character at the end, which would make all of it look like
    another code.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(data)
    except UnicodeDecodeError:
        return data
    waiting = len(decoder.getstate()[0])
    return data[:-waiting] if waiting else data
