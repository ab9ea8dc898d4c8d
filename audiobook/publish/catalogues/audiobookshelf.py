"""``metadata.json``, which the server Audiobookshelf prefers to tags and folder names.

Its keys are those that the server itself writes; series carry their number behind "#". See docs/players.md.
"""

import json
from functools import partial
from hashlib import sha256
from itertools import accumulate, pairwise
from pathlib import Path

from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.tags import genres_of, language_of, narrators_of, printable, tags_of, title_of


class AudiobookshelfPublisher(Publisher):
    """What the server wants to know of a book, chapters included."""

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file."""
        data = json.dumps(_record(edition), ensure_ascii=False, indent=1).encode()
        return (Output("metadata.json", "audiobookshelf", sha256(data).hexdigest(), partial(_write, data)),)


def _record(edition: Edition) -> dict[str, object]:
    tags, about = tags_of(edition), edition.book.metadata
    number = f" #{tags.part}" if tags.part else ""
    return {
        "title": tags.album,
        "subtitle": tags.subtitle or None,
        "authors": [printable(author) for author in about.authors],
        "narrators": [printable(narrator) for narrator in narrators_of(edition)],
        "series": [f"{tags.series}{number}"] if tags.series else [],
        "genres": list(genres_of(about)),
        "publishedYear": tags.year or None,
        "publisher": tags.publisher or None,
        "description": tags.description or None,
        "isbn": tags.isbn or None,
        "asin": tags.asin or None,
        "language": language_of(about) or None,
        "tags": [],
        "explicit": edition.settings.feed.explicit,
        "abridged": len({track.chapter for track in edition.tracks}) < len(edition.book.chapters),
        "chapters": list(_chapters(edition)),
    }


def _chapters(edition: Edition) -> list[dict[str, object]]:
    """Chapters in seconds from the start of the book, whatever files it is in."""
    ends = accumulate((track.duration_ms / 1000 for track in edition.tracks), initial=0.0)
    return [
        {"id": number, "start": round(start, 3), "end": round(end, 3), "title": title_of(track)}
        for number, (track, (start, end)) in enumerate(zip(edition.tracks, pairwise(ends), strict=True))
    ]


def _write(data: bytes, path: Path) -> None:
    path.write_bytes(data)
