"""The files of a book that are the user's, as they are on disk, and a version that names them."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from audiobook.files import write_bytes
from audiobook.files.reading import contents as read_contents
from audiobook.files.toml import MAX_BYTES

CAST = "cast.toml"
WORDS = "pronunciation.toml"
DIRECTION = "direction.toml"
SETTINGS = "settings.toml"
TAKES = "takes.toml"
NAMES = (CAST, WORDS, DIRECTION, SETTINGS, TAKES)

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the files say, and what the source looks like: name, size and time of change."""

    contents: Mapping[str, bytes | None]
    source: Stamp

    @property
    def version(self) -> str:
        """16 hexadecimal digits that name all of it."""
        digest = hashlib.sha256()
        for name, content in sorted(self.contents.items()):
            digest.update(f"{name} {content!r}\n".encode())
        digest.update(repr(self.source).encode(errors="surrogatepass"))
        return digest.hexdigest()[:16]

    def text(self, name: str) -> str:
        """The text of a file; empty where there is none. Raises ``UnicodeDecodeError``."""
        return (self.contents.get(name) or b"").decode("utf-8")


class UserFiles:
    """The files in a book's folder; ``read`` is cheap where nothing has changed."""

    def __init__(self, folder: Path, source: Path) -> None:
        self.folder = folder
        self._source = source
        self._stamps: dict[str, tuple[int, int]] = {}
        self._contents: dict[str, bytes | None] = {}

    def read(self) -> Snapshot:
        """The files as they are now. Raises ``OSError`` where one cannot be read."""
        for name in NAMES:
            stamp = _stamp(self.folder / name)
            if stamp is None:
                self._contents[name] = None
                self._stamps.pop(name, None)
            # Same size and time of change: nothing is read every second.
            elif self._stamps.get(name) != stamp:
                self._contents[name] = read_contents(self.folder / name, MAX_BYTES)
                self._stamps[name] = stamp
        return Snapshot(dict(self._contents), tuple(_source_stamp(self._source)))

    def write(self, contents: Mapping[str, bytes | None]) -> None:
        """Write each file whole, or remove it. Raises ``OutputError`` and ``OSError``."""
        for name, content in contents.items():
            path = self.folder / name
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write_bytes(path, content)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def _source_stamp(source: Path) -> Iterator[tuple[str, int, int]]:
    paths = [source]
    if source.is_dir():
        paths = sorted(path for path in source.rglob("*") if path.is_file())
    for path in paths:
        stamp = _stamp(path)
        if stamp is not None:
            yield str(path), *stamp
