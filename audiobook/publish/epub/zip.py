"""The zip of an EPUB: the media type first and bare, sound and pictures stored as they are, no dates."""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Self

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say: the same book gives the same bytes
_STORED = (".mp3", ".m4a", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".woff", ".woff2")
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


class EpubZip:
    """Writes the files of an EPUB one after another. A context manager."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.text("mimetype", "application/epub+zip")

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
            self.stream(name, source)

    def stream(self, name: str, source: IO[bytes]) -> None:
        """A copy of an open file."""
        with self._zip.open(_info(name), "w", force_zip64=True) as target:
            copyfileobj(source, target)

    def texts(self, files: Iterable[tuple[str, str]]) -> None:
        """Several files, one in memory at a time."""
        for name, text in files:
            self.text(name, text)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    stored = name == "mimetype" or name.lower().endswith(_STORED)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def names_in(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """Every file but the media type, each name once: where a name is there twice, the last is meant."""
    last = {info.filename: info for info in archive.infolist() if not info.is_dir()}
    return (info for name, info in last.items() if name != "mimetype")
