"""The script cache: the script of a book, kept from run to run.

Reading a novel and finding its speakers takes seconds. The cache is ours alone: what the user
says stands in the cast file, and goes into the key. A cached book counts where the source, the
settings, our own text side and the packages that it uses are the same; a cached script where
moreover the user's guidance is. A file that was changed or damaged counts as none, and is written
anew.

A script is cached with the title page and the titles of chapters that its source has. Those that
the user wants are laid over it each time: of all that can stand there only the language shapes a
script.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from audiobook.files import write_bytes
from audiobook.files.serialise import plain, restored
from audiobook.files.stamp import sha256
from audiobook.language import own_files
from audiobook.model import Guidance, Script
from audiobook.project.versions import versions
from audiobook.readers.css import linked_sheets
from audiobook.settings import Settings

# The rooms that make a script: a change of their files makes every cached one stale.
_ROOMS = ("readers", "segment", "attribute", "language", "model")
# Settings that shape nothing before the cast. Every other counts, also one that is yet to come.
_WITHOUT_INFLUENCE = (
    "engine",
    "executor",
    "workers",
    "voices",
    "formats",
    "chapters",
    "rate",
    "line_timeout_s",
    "allow_commands",
    "allow_servers",
    "allow_missing",
    "cache",
    "cache_limit_mb",
    "cache_total_mb",
    "pauses",
    "profile",
    "encoding",
    "mastering",
    "split_min",
    "sample_s",
    "metadata",  # but for its language
    "titles",
    "names",
    "cast_from",
    "library",
    "audiobookshelf",
    "feed",
)


@dataclass(frozen=True, slots=True)
class CachedScript:
    """A script with its source's own title page, and the keys of what it was made of."""

    source_key: str
    guidance_key: str
    script: Script


def load(path: Path, source_key: str) -> CachedScript | None:
    """The script in a cache file, where it was made of that source.

    ``None`` where there is none, it is damaged, or the key is empty.
    """
    cached = load_any(path) if source_key else None
    if cached is None or cached.source_key != source_key:
        return None
    return cached


def load_any(path: Path) -> CachedScript | None:
    """The script in a cache file, whatever it was made of; ``None`` for none or a damaged one."""
    try:
        checksum, _, body = path.read_bytes().partition(b"\n")
        if int(checksum, 16) != zlib.crc32(body):
            return None
        (source_key, guidance_key), script = json.loads(
            body.decode(errors="surrogatepass")
        )
        return CachedScript(source_key, guidance_key, restored(Script, script))
    except (OSError, ValueError):
        return None


def save(path: Path, cached: CachedScript) -> None:
    """Keep a script, unless its source has no key.

    Raises :class:`~audiobook.errors.OutputError`.
    """
    if not cached.source_key:
        return
    keys = [cached.source_key, cached.guidance_key]
    body = json.dumps([keys, plain(cached.script)], ensure_ascii=False)
    data = body.encode(errors="surrogatepass")
    write_bytes(path, b"%08x\n" % zlib.crc32(data) + data)


def source_key_of(source: Path, settings: Settings) -> str:
    """A name for all that a book depends on; empty where the source cannot be read twice."""
    try:
        content = list(digests(source).items())
    except OSError:
        return ""
    if not content:
        return ""
    chosen = asdict(settings)
    for name in _WITHOUT_INFLUENCE:
        del chosen[name]
    language = settings.metadata.language
    return _digest((content, chosen, language, versions(), list(_our_files())))


def guidance_key_of(guidance: Guidance) -> str:
    """A name for what the user says of the speakers."""
    return _digest(guidance)


def digests(source: Path) -> dict[str, str]:
    """Path -> SHA-256 of the files of a book; none for standard input. Raises ``OSError``."""
    return {str(path): sha256(path) for path in _files(source)}


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        return sorted(path for path in source.rglob("*") if path.is_file())
    if source.is_file():
        return [source, *linked_sheets(source)]
    return []


def _our_files() -> Iterator[tuple[str, int, int]]:
    """Name, size and time of change of our text side's files, and of the user's own languages."""
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
