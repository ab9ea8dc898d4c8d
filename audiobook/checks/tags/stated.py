"""What each kind of catalogue states about sound files: when chapters begin, how long a file is."""

import json
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from audiobook.checks.tags.names import CUE_SHEETS
from audiobook.errors import InputError
from audiobook.publish.catalogues.audiobookshelf import NAME as METADATA
from audiobook.publish.catalogues.rss import NAME as FEED
from audiobook.publish.catalogues.w3c import CONTENTS, MANIFEST
from audiobook.readers.tree.xml import parse_html, parse_xml

# Other kinds are known by their suffix.
CATALOGUES = (METADATA, MANIFEST, CONTENTS, FEED)
PACKAGE = ".lpf"
LARGEST = 16 * 2**20  # bytes of a catalogue
# What is raised for catalogues that are damaged, or were made to confuse.
UNREADABLE = (
    InputError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)

_CUE_FILE = r'FILE\s+(?:"([^"]*)"|(\S+))'
_CUE_START = r"INDEX\s+01\s+(\d+):(\d\d):(\d\d)"
_CUE_LINE = re.compile(rf"^\s*(?:{_CUE_FILE}|{_CUE_START})", re.MULTILINE)
_CUE_FRAMES = 75  # in a second
_LENGTH = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
_FRAGMENT = re.compile(r"t=(?:npt:)?(\d+(?:\.\d+)?)")
_DURATION = "{http://www.itunes.com/dtds/podcast-1.0.dtd}duration"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a catalogue says of one sound file.

    ``sound`` is the file's path, seen from the catalogue; empty where it names none.
    ``starts_ms`` is where chapters begin; empty, and ``length_ms`` ``None``, where it does not
    say. ``rounded_ms`` is what its unit of time may add to an error.
    """

    sound: str
    starts_ms: tuple[float, ...] = ()
    length_ms: float | None = None
    rounded_ms: float = 0.0


def is_catalogue(path: Path) -> bool:
    """Whether a file is a catalogue that can state times."""
    return path.name in CATALOGUES or path.suffix.lower() in (*CUE_SHEETS, PACKAGE)


def stated_in(path: Path) -> list[Stated]:
    """What a catalogue states. Raises one of :data:`UNREADABLE` for one that is damaged."""
    if path.suffix.lower() == PACKAGE:
        return list(_of_package(path))
    with path.open("rb") as file:
        data = file.read(LARGEST)
    return list(_READERS.get(path.name, _of_cue)(data))


def _of_package(path: Path) -> Iterator[Stated]:
    with zipfile.ZipFile(path) as archive:
        for name in {MANIFEST, CONTENTS}.intersection(archive.namelist()):
            with archive.open(name) as file:
                data = file.read(LARGEST)
            yield from _READERS[name](data)


def _of_server(data: bytes) -> Iterator[Stated]:
    record = json.loads(data)
    if not isinstance(record, dict):
        return
    chapters = record.get("chapters")
    if chapters:
        yield Stated("", tuple(1000 * float(chapter["start"]) for chapter in chapters))


def _of_manifest(data: bytes) -> Iterator[Stated]:
    for link in json.loads(data)["readingOrder"]:
        match = _LENGTH.fullmatch(link.get("duration", ""))
        if match:
            length_ms = _length_ms(*match.groups(default="0"))
            yield Stated(unquote(link["url"]), length_ms=length_ms)


def _length_ms(hours: str, minutes: str, seconds: str) -> float:
    return 1000 * (3600 * float(hours) + 60 * float(minutes) + float(seconds))


def _of_contents(data: bytes) -> Iterator[Stated]:
    root = parse_html(data.decode("utf-8", "replace"))
    if root is None:
        return
    starts_ms = defaultdict(list)
    for link in root.iter("a"):
        address = urlsplit(link.get("href", ""))
        match = _FRAGMENT.match(address.fragment)
        if match:
            starts_ms[unquote(address.path)].append(1000 * float(match[1]))
    for sound, starts in starts_ms.items():
        yield Stated(sound, tuple(starts))


def _of_feed(data: bytes) -> Iterator[Stated]:
    root, _ = parse_xml(data)
    if root is None:
        return
    for item in root.iter("item"):
        enclosure = item.find("enclosure")
        seconds = item.findtext(_DURATION, "")
        if enclosure is None or not seconds.isdecimal():
            continue
        address = urlsplit(enclosure.get("url", ""))
        name = PurePosixPath(unquote(address.path)).name
        yield Stated(name, length_ms=1000.0 * int(seconds), rounded_ms=1000.0)


def _of_cue(data: bytes) -> Iterator[Stated]:
    starts_ms = defaultdict(list)
    sound = ""
    text = data.decode("utf-8-sig", "replace")
    for quoted, plain, minutes, seconds, frames in _CUE_LINE.findall(text):
        sound = quoted or plain or sound
        if minutes:
            whole = 60 * int(minutes) + int(seconds)
            start_ms = 1000 * (whole + int(frames) / _CUE_FRAMES)
            starts_ms[sound].append(start_ms)
    for name, starts in starts_ms.items():
        yield Stated(name, tuple(starts), rounded_ms=1000 / _CUE_FRAMES)


_READERS: Mapping[str, Callable[[bytes], Iterator[Stated]]] = {
    METADATA: _of_server,
    MANIFEST: _of_manifest,
    CONTENTS: _of_contents,
    FEED: _of_feed,
}
