"""Names of finished files, and of their folders in a library, from the user's templates.

A template's own "/" separates folders; what is filled in never does. Every part of a path can be
stored on every file system: Linux, macOS, Windows, and the FAT32 of small players. A library's
path leaves room for the files below it on Windows, which allows 260 characters in all.
"""

import re
import unicodedata
from collections.abc import Mapping

from audiobook.errors import UsageError
from audiobook.model import Track
from audiobook.publish.base import Edition
from audiobook.publish.tags import tags_of, title_of
from audiobook.publish.tags.credits import credited
from audiobook.settings import Names
from audiobook.settings.template import check_template, filled

FIELDS = ("title", "subtitle", "author", "narrator", "series", "part", "year")
OF_CHAPTERS = (*FIELDS, "n", "chapter")

LONGEST = 100  # characters of a title in a file name
# Of the same title, in UTF-8. File systems allow 255 for a name; the rest is for number and
# suffix, and for accents that macOS stores apart from their letters.
LONGEST_BYTES = 200
# Characters of a library's folders. Files have up to 125, which leaves 5 for "D:\\" and "\\".
LONGEST_FOLDERS = 130
_SHORTER = (LONGEST, 80, 60, 50, 40, 30, 20)  # characters of a field, tried in turn
_LONGEST_PIECE = 120  # characters between two "/", when everything is filled in
_UNTITLED = "Audiobook"

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE
)
# Categories of Unicode: controls, direction marks, surrogates, private use, unassigned, pictures.
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk"}


def check_names(names: Names) -> None:
    """Check the user's templates.

    Raises :class:`UsageError` for one with an unknown field, or that cannot tell chapters apart.
    """
    check_template(names.book, FIELDS, "The name of a book's file")
    check_template(names.library, FIELDS, "The layout of the library")
    check_template(names.chapter, OF_CHAPTERS, "The name of a chapter's file")
    if "{n}" not in names.chapter:
        raise UsageError(
            'The name of a chapter\'s file must contain "{n}": chapters may have the same title.',
            remedy='Write chapter = "{n} - {chapter}".',
        )


def book_name(edition: Edition) -> str:
    """The name of a file that holds the whole book, without suffix."""
    return _path(edition.settings.names.book, _fields(edition, LONGEST), _UNTITLED)


def chapter_name(edition: Edition, track: Track) -> str:
    """The name of a chapter's file, without suffix."""
    total = max(len(edition.book.chapters), len(edition.tracks))
    digits = max(2, len(str(total)))
    number = str(number_of(edition, track)).zfill(digits)
    title = safe_name(title_of(track), f"Chapter {track.chapter}")
    fields = {**_fields(edition, LONGEST), "n": number, "chapter": title}
    return _path(edition.settings.names.chapter, fields, number)


def number_of(edition: Edition, track: Track) -> int:
    """The number of a track's file.

    It is the chapter's own number, plus one for every further part in which this chapter and
    those before it are made.
    """
    number = track.chapter
    for other in edition.tracks:
        not_after = (other.chapter, other.part) <= (track.chapter, track.part)
        if other.part > 1 and not_after:
            number += 1
    return number


def library_folder(edition: Edition) -> str:
    """Where a book belongs in a library: folders with "/" between them.

    Long fields are cut rather than the end of the path, which may be the title.
    """
    path = ""
    for longest in _SHORTER:
        fields = _fields(edition, longest)
        path = _path(edition.settings.names.library, fields, _UNTITLED)
        if len(path) <= LONGEST_FOLDERS:
            return path
    return path[:LONGEST_FOLDERS].rstrip(" ./")


def safe_name(title: str, fallback: str, longest: int = LONGEST) -> str:
    """A title as the main part of a file name, without suffix; ``fallback`` where nothing
    remains.

    It has at most ``longest`` characters, and twice as many bytes in UTF-8.
    """
    composed = unicodedata.normalize("NFC", title)
    spaced = _FORBIDDEN.sub(" ", composed)
    plain = "".join(_storable(character) for character in spaced)
    one_line = " ".join(plain.split())
    name = _shortened(one_line, longest).strip(" .")
    if not name:
        return fallback
    if _RESERVED.match(name):
        return f"_{name}"
    return name


def _storable(character: str) -> str:
    """A character as it stands in file names; empty for one that is left out."""
    if character.isspace():
        return " "
    # Beyond the basic plane, players that read FAT32 long names show boxes or nothing at all.
    beyond = ord(character) >= 0x10000
    if beyond or unicodedata.category(character) in _DROPPED:
        return ""
    return character


def _shortened(name: str, longest: int) -> str:
    """A name within the limits, cut after a word unless that would lose half of it."""
    most_bytes = longest * LONGEST_BYTES // LONGEST
    short = name[:longest].encode()[:most_bytes].decode(errors="ignore")
    if short == name:
        return name
    words, _, _ = short.rpartition(" ")
    if len(words) > len(short) // 2:
        return words
    return short


def _fields(edition: Edition, longest: int) -> Mapping[str, str]:
    """The fields that every template may name, each with at most ``longest`` characters."""
    tags = tags_of(edition)
    return {
        "title": safe_name(tags.album, _UNTITLED, longest),
        "subtitle": safe_name(tags.subtitle, "", longest),
        "author": safe_name(credited(tags.authors), "", longest),
        "narrator": safe_name(credited(tags.narrators), "", longest),
        "series": safe_name(tags.series, "", longest),
        "part": safe_name(tags.part, "", longest),
        "year": safe_name(tags.year, "", longest),
    }


def _path(template: str, fields: Mapping[str, str], fallback: str) -> str:
    """A filled template, without folders that have no name."""
    pieces = []
    for piece in filled(template, fields).split("/"):
        name = safe_name(piece, "", _LONGEST_PIECE)
        if name:
            pieces.append(name)
    return "/".join(pieces) or fallback
