"""``metadata.json``, which the server Audiobookshelf prefers to tags and folder names.

Its keys are those that the server itself writes; series carry their number behind "#".
Chapters are those of the file that holds the whole book. Where there is a file per chapter,
none are written: the server then adds up the lengths that its own FFmpeg measures, and for
MP3 these differ by 65 ms a file between versions of FFmpeg. See docs/players.md.
"""

import html
import json
import re
from functools import partial
from hashlib import sha256
from pathlib import Path

from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.catalogues.sound_files import is_abridged, places_of, whole_of
from audiobook.publish.tags import (
    genres_of,
    language_of,
    narrators_of,
    printable,
    tags_of,
)

NAME = "metadata.json"

# The number of a part in a series: behind "#" the server takes one word.
_NUMBER = re.compile(r"[^#\s]*\d[^#\s]*")


class AudiobookshelfPublisher(Publisher):
    """What the server wants to know of a book, chapters included."""

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file."""
        record = _record(edition)
        whole = whole_of(edition.earlier, edition)
        if whole:
            record["chapters"] = _chapters(whole)
        data = json.dumps(record, ensure_ascii=False, indent=1).encode()
        output = Output(
            name=NAME,
            slot="audiobookshelf",
            recipe=sha256(data).hexdigest(),
            write=partial(_write, data),
        )
        return (output,)


def _record(edition: Edition) -> dict[str, object]:
    tags = tags_of(edition)
    metadata = edition.book.metadata
    return {
        "title": tags.album,
        "subtitle": tags.subtitle or None,
        "authors": list(map(printable, metadata.authors)),
        "narrators": list(map(printable, narrators_of(edition))),
        "series": _series(tags.series, tags.part),
        "genres": list(genres_of(metadata)),
        "publishedYear": tags.year or None,
        "publisher": tags.publisher or None,
        # The server shows it as HTML.
        "description": html.escape(tags.description, quote=False) or None,
        "isbn": tags.isbn or None,
        "asin": tags.asin or None,
        "language": language_of(metadata) or None,
        "tags": [tags.narration] if tags.narration else [],
        "explicit": edition.settings.feed.explicit,
        "abridged": is_abridged(edition),
    }


def _series(series: str, part: str) -> list[str]:
    """The series as the server names it, its number behind "#"; none without a series."""
    if not series:
        return []
    number = _NUMBER.search(part)
    if number is None:
        return [series]
    return [f"{series} #{number[0]}"]


def _chapters(whole: Output) -> list[dict[str, object]]:
    """The chapters of a file, in seconds from its beginning."""
    chapters: list[dict[str, object]] = []
    for number, place in enumerate(places_of([whole])):
        chapter: dict[str, object] = {
            "id": number,
            "start": round(place.start_ms / 1000, 3),
            "end": round(place.end_ms / 1000, 3),
            "title": place.title,
        }
        chapters.append(chapter)
    return chapters


def _write(data: bytes, path: Path) -> None:
    path.write_bytes(data)
