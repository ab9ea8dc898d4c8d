"""The script of a book, kept from run to run, because reading a novel and finding its speakers takes seconds.

It is ours alone: what the user says stands in the cast file, and goes into the key. A kept book counts where the
source, the settings, our own text side and the packages that it uses are the same; a kept script where moreover
the user's guidance is. A file that was changed or damaged counts as none, and is written anew.

It is kept with the title page that it was read with. The one that the user wants is laid over it each time: of all
that can stand there only the language shapes a script.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from audiobook.files import write_bytes
from audiobook.files.serialise import plain, restored
from audiobook.files.stamp import sha256
from audiobook.language import own_files
from audiobook.model import Book, Guidance, Metadata, Script
from audiobook.settings import About, Settings
from audiobook.titlepage import titled
from audiobook.versions import versions

_ROOMS = ("readers", "segment", "attribute", "language", "model")  # what makes a script
_ELSEWHERE = (  # settings that shape nothing before the cast; every other counts, also one that is yet to come
    "engine",
    "executor",
    "workers",
    "voices",
    "formats",
    "chapters",
    "rate",
    "line_timeout_s",
    "allow_missing",
    "cache",
    "cache_limit_mb",
    "pauses",
    "profile",
    "encoding",
    "mastering",
    "split_min",
    "sample_s",
    "metadata",  # but for its language
    "names",
    "library",
    "feed",
)


class KeptScript:
    """What is kept for one source in a file. A source that cannot be read twice keeps nothing."""

    def __init__(self, path: Path, source: Path, settings: Settings, *, repeatable: bool = True) -> None:
        self._path, self._about = path, settings.metadata
        self._source_key = _source_key(source, settings) if repeatable else ""
        self._read: Metadata | None = None
        self._keys, self._script = _stored(path) if self._source_key else (("", ""), None)

    def book(self) -> Book | None:
        """The book as it was read from the same source, with the title page that is wanted now."""
        known = self._script if self._keys[0] == self._source_key else None
        return self.titled(known.book) if known else None

    def titled(self, book: Book) -> Book:
        """A book that was just read, with the user's title page; the one that it has is what is kept."""
        self._read = book.metadata
        return titled(book, self._about)

    def script(self, guidance: Guidance) -> Script | None:
        """The script of the same source under the same guidance, with the title page that is wanted now."""
        known = self._script if self._keys == (self._source_key, _digest(guidance)) else None
        return entitled(known, self._about) if known else None

    def keep(self, script: Script, guidance: Guidance) -> None:
        """Keep a script, where it can be used again. Raises :class:`~audiobook.errors.OutputError`."""
        if not self._source_key or self.script(guidance) is not None:
            return
        read = replace(script.book, metadata=self._read or script.book.metadata)
        keys = [self._source_key, _digest(guidance)]
        body = json.dumps([keys, plain(replace(script, book=read))], ensure_ascii=False)
        data = body.encode(errors="surrogatepass")
        write_bytes(self._path, b"%08x\n" % zlib.crc32(data) + data)


def entitled(script: Script, about: About) -> Script:
    """The script of a book with the title page that the user wants."""
    return replace(script, book=titled(script.book, about))


def kept_script(path: Path) -> Script | None:
    """The script that a file keeps, whatever it was made of, with the title page that it was read with.

    ``None`` where there is none or it is damaged.
    """
    return _stored(path)[1]


def _stored(path: Path) -> tuple[tuple[str, str], Script | None]:
    try:
        checksum, _, body = path.read_bytes().partition(b"\n")
        if int(checksum, 16) != zlib.crc32(body):
            return ("", ""), None
        (source, guidance), script = json.loads(body.decode(errors="surrogatepass"))
        return (source, guidance), restored(Script, script)
    except (OSError, ValueError):
        return ("", ""), None


def _source_key(source: Path, settings: Settings) -> str:
    """A name for all that a book depends on; none where the source is no file and no folder."""
    try:
        content = list(digests(source).items())
    except OSError:
        return ""
    if not content:
        return ""
    chosen = {name: value for name, value in asdict(settings).items() if name not in _ELSEWHERE}
    return _digest((content, chosen, settings.metadata.language, versions(), list(_our_files())))


def digests(source: Path) -> dict[str, str]:
    """Path -> SHA-256 of the files of a book; none for standard input. Raises ``OSError``."""
    return {str(path): sha256(path) for path in _files(source)}


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        return sorted(path for path in source.rglob("*") if path.is_file())
    return [source] if source.is_file() else []


def _our_files() -> Iterator[tuple[str, int, int]]:
    """Name, size and time of change of everything on the text side, and of the user's own languages."""
    package = Path(__file__).parents[1]
    for room in _ROOMS:
        for path in sorted((package / room).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                status = path.stat()
                yield str(path.relative_to(package)), status.st_size, status.st_mtime_ns
    for path in own_files().values():
        status = path.stat()
        yield str(path), status.st_size, status.st_mtime_ns


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode(errors="surrogatepass")).hexdigest()
