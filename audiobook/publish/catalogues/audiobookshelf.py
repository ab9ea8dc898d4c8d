"""``metadata.json``, which the server Audiobookshelf prefers to tags and folder names.

Its keys are those that the server itself writes; series carry their number behind "#". Chapters are
those of the file that holds the whole book. Where there is a file per chapter, none are written:
the server then adds up the lengths that its own FFmpeg measures, and for MP3 these differ by 65 ms
a file between versions of FFmpeg. See docs/players.md.
"""

import html
import json
import re
from functools import partial
from hashlib import sha256
from pathlib import Path

from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.catalogues.sound_files import places_of, whole_of
from audiobook.publish.tags import genres_of, language_of, narrators_of, printable, tags_of

NAME = "metadata.json"
_NUMBER = re.compile(r"[^#\s]*\d[^#\s]*")  # of a series; behind "#" the server takes one word


class AudiobookshelfPublisher(Publisher):
    """What the server wants to know of a book, chapters included."""

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file."""
        whole = whole_of(edition.earlier, edition)
        record = _record(edition) | ({"chapters": _chapters(whole)} if whole else {})
        data = json.dumps(record, ensure_ascii=False, indent=1).encode()
        return (Output(NAME, "audiobookshelf", sha256(data).hexdigest(), partial(_write, data)),)


def _record(edition: Edition) -> dict[str, object]:
    tags, about = tags_of(edition), edition.book.metadata
    number = _NUMBER.search(tags.part)
    place = f" #{number[0]}" if number else ""
    return {
        "title": tags.album,
        "subtitle": tags.subtitle or None,
        "authors": [printable(author) for author in about.authors],
        "narrators": [printable(narrator) for narrator in narrators_of(edition)],
        "series": [f"{tags.series}{place}"] if tags.series else [],
        "genres": list(genres_of(about)),
        "publishedYear": tags.year or None,
        "publisher": tags.publisher or None,
        "description": html.escape(tags.description, quote=False) or None,  # it is shown as HTML
        "isbn": tags.isbn or None,
        "asin": tags.asin or None,
        "language": language_of(about) or None,
        "tags": [],
        "explicit": edition.settings.feed.explicit,
        "abridged": len({track.chapter for track in edition.tracks}) < len(edition.book.chapters),
    }


def _chapters(whole: Output) -> list[dict[str, object]]:
    """The chapters of a file, in seconds from its beginning."""
    return [
        {
            "id": number,
            "start": round(place.start_ms / 1000, 3),
            "end": round(place.end_ms / 1000, 3),
            "title": place.title,
        }
        for number, place in enumerate(places_of([whole]))
    ]


def _write(data: bytes, path: Path) -> None:
    path.write_bytes(data)
