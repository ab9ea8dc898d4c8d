"""Fonts for words on covers: the one that ships, else one of the system's that has every
character.

Words that no font can draw are left out: a cover never shows boxes. The font that ships covers
the Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic alphabets; for others a cover
depends on the fonts of the machine.
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
_RIGHT_TO_LEFT = {"R", "AL"}  # classes of Unicode's bidirectional algorithm


@cache
def font_for(text: str) -> Path | None:
    """A font file that has every character of ``text``; ``None`` where there is none.

    The one that ships comes first, so that most covers are the same on all machines.
    """
    # Sorted and each once, so that texts of the same characters share what is known of a font.
    characters = "".join(sorted({c for c in text if not c.isspace()}))
    if _runs_right_to_left(characters) and not _writes_both_ways():
        return None  # its letters would stand in the wrong order
    if not characters or _has(SHIPPED, characters):
        return SHIPPED
    for path in _system_fonts():
        if _has(path, characters):
            return path
    return None


def _runs_right_to_left(characters: str) -> bool:
    """Whether one of the characters is Hebrew, Arabic or the like."""
    classes = map(unicodedata.bidirectional, characters)
    return not _RIGHT_TO_LEFT.isdisjoint(classes)


def _writes_both_ways() -> bool:
    """Whether Pillow came with what orders and joins letters; not every build has it."""
    return bool(features.check("raqm") and features.check("fribidi"))


@cache
def _has(path: Path, characters: str) -> bool:
    """Whether a font has a shape of its own for every character."""
    try:
        font = ImageFont.truetype(str(path), _PROBE)
        # A font draws the same box for every character that it does not have.
        shapeless = {bytes(font.getmask(_MISSING)), b""}
        shapes = (bytes(font.getmask(character)) for character in characters)
        return shapeless.isdisjoint(shapes)
    except (OSError, ValueError):
        return False


def _system_fonts() -> list[Path]:
    """Bold ones first, then by name, so that a machine always takes the same one."""
    fonts: list[Path] = []
    for folder in _folders():
        fonts.extend(_fonts_below(folder))
    return sorted(fonts[:MOST_FONTS], key=_preference)


def _preference(font: Path) -> tuple[bool, str, str]:
    """What fonts are sorted by."""
    is_bold = "bold" in font.stem.lower()
    return not is_bold, font.name, str(font)


def _fonts_below(folder: Path) -> Iterator[Path]:
    """The font files in a folder and in those below it, always in the same order."""
    for root, folders, files in os.walk(folder):
        folders.sort()  # in place: the order in which they are walked
        for name in sorted(files):
            path = Path(root) / name
            if path.suffix.lower() in _SUFFIXES:
                yield path


def _folders() -> tuple[Path, ...]:
    """Where systems keep their fonts."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", "C:\\Windows"))
        return (windows / "Fonts",)
    if sys.platform == "darwin":
        return (
            Path("/System/Library/Fonts"),
            Path("/Library/Fonts"),
            home / "Library" / "Fonts",
        )
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local" / "share" / "fonts",
    )
