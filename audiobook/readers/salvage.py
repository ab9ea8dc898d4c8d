"""What can still be read of a damaged file in a zip: everything before the damage.

One wrong byte in packed data garbles what follows, long before unpacking fails or the checksum is
found wrong. Text is therefore cut where it stops being text: at bytes that are not UTF-8, at
control characters, at tags that are none, at words over and over. Some garbled words may be left
before that.
"""

import codecs
import os
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

# Compressed bytes at a time; in the step with the damage they are taken one by one.
_STEP = 4096
# Of an entry (APPNOTE.TXT 4.3.7): its length, and where the lengths of the name and of the
# extra field stand, which come after it.
_HEADER = 30
_NAME_LENGTH = slice(26, 28)
_EXTRA_LENGTH = slice(28, 30)
_SIGNATURE = b"PK\x03\x04"
_TAGGED = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<")
# A declaration of another code: bytes that are not UTF-8 say nothing there.
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
            return "This part is damaged, and none of it could be read."
        if self.kept >= self.size:
            return (
                "The checksum of this part is wrong: some of its words may be damaged."
            )
        lost = max(1, round(100 * (self.size - self.kept) / self.size))
        return f"This part is damaged: the last {lost} % of it could not be read."


def salvaged(
    path: Path,
    info: zipfile.ZipInfo,
    limit: int,
) -> bytes:
    """The bytes of a file in a zip up to its damage, at most ``limit``.

    It need not be damaged at all.
    """
    try:
        packed = _packed(path, info)
    except OSError:
        return b""
    data = b""
    if info.compress_type == zipfile.ZIP_STORED:
        data = packed
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        data = _ungarbled(_inflated(packed, limit))
    return _whole_characters(data[: min(limit, info.file_size)])


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
    if garbled is None:
        return data
    return data[: garbled.start()]


def _packed(path: Path, info: zipfile.ZipInfo) -> bytes:
    """The compressed bytes, by the header of the entry itself."""
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(_SIGNATURE):
            return b""
        name = int.from_bytes(header[_NAME_LENGTH], "little")
        extra = int.from_bytes(header[_EXTRA_LENGTH], "little")
        file.seek(name + extra, os.SEEK_CUR)
        return file.read(info.compress_size)


def _inflated(packed: bytes, limit: int) -> bytes:
    data = bytearray()
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _STEP):
        # A failed step gives nothing of what came before the damage in it.
        before = inflater.copy()
        step = packed[start : start + _STEP]
        try:
            data += inflater.decompress(step)
        except zlib.error:
            return bytes(data) + _by_bytes(before, step)
        if len(data) > limit:
            break
    return bytes(data)


def _by_bytes(inflater: "zlib._Decompress", step: bytes) -> bytes:
    data = bytearray()
    for at in range(len(step)):
        try:
            data += inflater.decompress(step[at : at + 1])
        except zlib.error:
            break
    return bytes(data)


def _whole_characters(data: bytes) -> bytes:
    """Without the beginning of a UTF-8 character at the end.

    It would make all of it look like another code.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(data)
    except UnicodeDecodeError:
        return data
    waiting, _ = decoder.getstate()
    return data[: len(data) - len(waiting)]
