"""Titles -> file names that Linux, macOS, Windows and the FAT32 of small players all take."""

import re
import unicodedata

LONGEST = 100  # characters of a title in a file name
LONGEST_BYTES = 200  # of it in UTF-8; file systems allow 255 for the name: room for number, suffix, accents apart

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk"}  # controls, direction marks, surrogates, pictures


def safe_name(title: str, fallback: str, longest: int = LONGEST) -> str:
    """A title as the main part of a file name, without suffix; ``fallback`` where nothing is left of it.

    It has at most ``longest`` characters, and twice as many bytes in UTF-8.
    """
    spaced = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", title))
    plain = "".join(c if not c.isspace() else " " for c in spaced if c.isspace() or _kept(c))
    name = _shortened(" ".join(plain.split()), longest).strip(" .")
    if not name:
        return fallback
    return f"_{name}" if _RESERVED.match(name) else name


def _kept(character: str) -> bool:
    # Beyond the basic plane, players that read FAT32 long names show boxes or nothing at all.
    return ord(character) < 0x10000 and unicodedata.category(character) not in _DROPPED


def _shortened(name: str, longest: int) -> str:
    most_bytes = longest * LONGEST_BYTES // LONGEST
    short = name[:longest].encode()[:most_bytes].decode(errors="ignore")
    if short == name:
        return name
    words, _, _ = short.rpartition(" ")
    return words if len(words) > len(short) // 2 else short
