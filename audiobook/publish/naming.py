"""Names of finished files, and of their folders in a library, from the user's templates.

A template's own "/" parts folders; what is filled in never does. Every piece is safe on every file system, see
:mod:`audiobook.publish.names`, and a library's path leaves room for the files below it on Windows, which allows
260 characters in all.
"""

from collections.abc import Mapping

from audiobook.errors import UsageError
from audiobook.model import Track
from audiobook.publish.base import Edition
from audiobook.publish.names import LONGEST, safe_name
from audiobook.publish.tags import tags_of, title_of
from audiobook.publish.tags.credits import credited
from audiobook.settings import Names
from audiobook.settings.template import check_template, filled

FIELDS = ("title", "subtitle", "author", "narrator", "series", "part", "year")
OF_CHAPTERS = (*FIELDS, "n", "chapter")
LONGEST_FOLDERS = (
    130  # characters of a library's folders; files have up to 125, which leaves 5 for "D:\\" and "\\"
)
_LONGEST_PIECE = 120  # characters, when everything is filled in
_TITLE = "Audiobook"


def check_names(names: Names) -> None:
    """Raise :class:`UsageError` for a template that names what there is not, or cannot tell chapters apart."""
    check_template(names.book, FIELDS, "The name of a book's file")
    check_template(names.library, FIELDS, "The layout of the library")
    check_template(names.chapter, OF_CHAPTERS, "The name of a chapter's file")
    if "{n}" not in names.chapter:
        raise UsageError(
            'The name of a chapter\'s file has to hold "{n}": chapters may have the same title.',
            remedy='Write chapter = "{n} - {chapter}".',
        )


def book_name(edition: Edition) -> str:
    """The name of a file that holds the whole book, without suffix."""
    return _path(edition.settings.names.book, _known(edition, LONGEST), _TITLE)


def chapter_name(edition: Edition, track: Track) -> str:
    """The name of a chapter's file, without suffix."""
    total = max(len(edition.book.chapters), len(edition.tracks))
    number = f"{number_of(edition, track):0{max(2, len(str(total)))}}"
    title = safe_name(title_of(track), f"Chapter {track.chapter}")
    known = {**_known(edition, LONGEST), "n": number, "chapter": title}
    return _path(edition.settings.names.chapter, known, number)


def number_of(edition: Edition, track: Track) -> int:
    """A chapter's own number, raised by the parts, the first aside, in which it or those before it are made."""
    place = (track.chapter, track.part)
    return track.chapter + sum(each.part > 1 and (each.chapter, each.part) <= place for each in edition.tracks)


def library_folder(edition: Edition) -> str:
    """Where a book belongs in a library: folders with "/" between them."""
    for longest in (LONGEST, 80, 60, 50, 40, 30, 20):
        path = _path(edition.settings.names.library, _known(edition, longest), _TITLE)
        if len(path) <= LONGEST_FOLDERS:
            return path
    return path[:LONGEST_FOLDERS].rstrip(" ./")


def _known(edition: Edition, longest: int) -> Mapping[str, str]:
    tags = tags_of(edition)
    known = {
        "title": tags.album,
        "subtitle": tags.subtitle,
        "author": credited(tags.authors),
        "narrator": credited(tags.narrators),
        "series": tags.series,
        "part": tags.part,
        "year": tags.year,
    }
    fallback = {"title": _TITLE}
    return {name: safe_name(text, fallback.get(name, ""), longest) for name, text in known.items()}


def _path(template: str, known: Mapping[str, str], fallback: str) -> str:
    pieces = (safe_name(piece, "", _LONGEST_PIECE) for piece in filled(template, known).split("/"))
    return "/".join(piece for piece in pieces if piece) or fallback
