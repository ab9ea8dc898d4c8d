"""Fonts for words on covers: the one that ships, else one of the system's that has every character.

Words that none can draw are not drawn: a cover never shows boxes. What ships covers the Latin, Greek, Cyrillic,
Armenian, Georgian, Hebrew and Arabic alphabets; for others a cover depends on the fonts of the machine.
"""

import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PIL import ImageFont, features

SHIPPED = Path(__file__).parent / "fonts" / "DejaVuSansCondensed-Bold.ttf"
MOST_FONTS = 600  # of a system that are looked into
_PROBE = 24  # pixels; large enough for shapes to differ
_MISSING = "\U0010fffe"  # a noncharacter, which no font has
_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}
_RIGHT_TO_LEFT = {"R", "AL"}


@cache
def font_for(text: str) -> Path | None:
    """A font file that has every character of ``text``; none where there is none."""
    wanted = "".join(sorted({c for c in text if not c.isspace()}))
    if any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in wanted) and not _writes_both_ways():
        return None  # it would stand in the wrong order
    if not wanted or _has(SHIPPED, wanted):
        return SHIPPED
    return next((path for path in _system_fonts() if _has(path, wanted)), None)


def _writes_both_ways() -> bool:
    """Whether Pillow came with what orders and joins letters; not every build has it."""
    return bool(features.check("raqm") and features.check("fribidi"))


@cache
def _has(path: Path, characters: str) -> bool:
    try:
        font = ImageFont.truetype(str(path), _PROBE)
        missing = bytes(font.getmask(_MISSING))
        return all(bytes(font.getmask(character)) not in {missing, b""} for character in characters)
    except (OSError, ValueError):
        return False


def _system_fonts() -> Iterator[Path]:
    """Bold ones first, then by name, so that a machine always takes the same one."""
    found = [path for folder in _folders() for path in _below(folder)][:MOST_FONTS]
    yield from sorted(found, key=lambda path: ("bold" not in path.stem.lower(), path.name, str(path)))


def _below(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(root) / name for name in sorted(files) if Path(name).suffix.lower() in _SUFFIXES)


def _folders() -> tuple[Path, ...]:
    home = Path.home()
    if sys.platform == "win32":
        return (Path(os.environ.get("WINDIR", "C:\\Windows")) / "Fonts",)
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts")
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local" / "share" / "fonts")
