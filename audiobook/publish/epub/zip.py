"""The zip of an EPUB: the media type first and bare, sound and pictures stored, no dates."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Self

# The earliest that a zip can state: the same book gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
# Likewise, of the package document, which has to state it.
MODIFIED = "2000-01-01T00:00:00Z"
_PERMISSIONS = 0o644 << 16
_MEDIA_TYPE_FILE = "mimetype"
# Compressing these again saves nothing.
_STORED_SUFFIXES = ".mp3 .m4a .jpg .jpeg .png .gif .webp .woff .woff2"
_STORED = tuple(_STORED_SUFFIXES.split())
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf"\
 media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


class EpubZip:
    """Writes the files of an EPUB one after another. A context manager."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.text(_MEDIA_TYPE_FILE, "application/epub+zip")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def text(self, name: str, text: str) -> None:
        """A file in UTF-8."""
        self.data(name, text.encode())

    def data(self, name: str, data: bytes) -> None:
        """A file of these bytes."""
        self._zip.writestr(_info(name), data)

    def file(self, name: str, path: Path) -> None:
        """A copy of a file."""
        with path.open("rb") as source:
            self.stream(name, source, path.stat().st_size)

    def stream(self, name: str, source: IO[bytes], size: int) -> None:
        """A copy of an open file of ``size`` bytes."""
        info = _info(name)
        # By this it is decided whether the entry needs the form for large files, which Python
        # 3.11.2 and 3.11.7 write otherwise.
        info.file_size = size
        with self._zip.open(info, "w") as target:
            copyfileobj(source, target)

    def texts(self, files: Iterable[tuple[str, str]]) -> None:
        """Several files in UTF-8, each with its name."""
        for name, text in files:
            self.text(name, text)


def _info(name: str) -> zipfile.ZipInfo:
    """How a file is packed: the same on every day and every machine."""
    info = zipfile.ZipInfo(name, _EPOCH)
    info.external_attr = _PERMISSIONS
    info.compress_type = zipfile.ZIP_DEFLATED
    if name == _MEDIA_TYPE_FILE or name.lower().endswith(_STORED):
        info.compress_type = zipfile.ZIP_STORED
    return info


def names_in(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Every file but the media type, each name once.

    Where a name is there twice, readers open the last file of that name.
    """
    last: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if not info.is_dir() and info.filename != _MEDIA_TYPE_FILE:
            last[info.filename] = info
    return list(last.values())
