"""``M``: names of files that every system can hold, and lists that name files that are there."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from audiobook.checks.findings import Finding
from audiobook.files.reading import require_file

LONGEST = 255  # UTF-16 units of a name, on Windows and FAT32
PLAYLISTS = (".m3u", ".m3u8")
CUE_SHEETS = (".cue",)
_LARGEST_LIST = 16 * 2**20  # bytes

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE
)
_CUE_FILE = re.compile(r'^\s*FILE\s+(?:"([^"]*)"|(\S+))', re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def name_findings(names: Iterable[str]) -> Iterator[Finding]:
    """What other systems do not take.

    ``names`` are paths in one folder, with "/" between folders.
    """
    seen: dict[str, str] = {}
    for name in names:
        reasons = filter(None, map(_unfit, name.split("/")))
        reason = next(reasons, "")
        if reason:
            yield Finding("M030", f"It {reason}.", name)
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            yield Finding("M031", f"There is also {other}.", name)


def _unfit(part: str) -> str:
    forbidden = _FORBIDDEN.search(part)
    if forbidden:
        return f"contains {forbidden[0]!r}"
    if _RESERVED.match(part):
        return "has the name of a device"
    if part.endswith((" ", ".")):
        return "ends with a space or a dot"
    units = len(part.encode("utf-16-le", "surrogatepass")) // 2
    if units > LONGEST:
        return f"is longer than {LONGEST} characters"
    return ""


def list_findings(path: Path, name: str) -> Iterator[Finding]:
    """Files that a playlist or a cue sheet names, and that are not there."""
    try:
        require_file(path)
        with path.open("rb") as file:
            text = file.read(_LARGEST_LIST).decode("utf-8-sig", "replace")
    except OSError as error:
        yield Finding("M032", f"It cannot be read: {error.strerror}.", name)
        return
    for entry in _entries(text, path.suffix.lower()):
        if not _ADDRESS.match(entry) and not _there(path.parent, entry):
            yield Finding("M032", f'It names "{entry}".', name)


def _entries(text: str, suffix: str) -> Iterator[str]:
    """The names of files in a list, and the addresses."""
    if suffix in CUE_SHEETS:
        for quoted, plain in _CUE_FILE.findall(text):
            yield quoted or plain
        return
    for line in text.splitlines():
        entry = line.strip()
        if entry and not entry.startswith("#"):
            yield entry


def _there(folder: Path, entry: str) -> bool:
    try:
        return (folder / entry.replace("\\", "/")).is_file()
    except (OSError, ValueError):  # a name that no system takes
        return False
