"""A W3C Audiobook: ``publication.json`` and ``contents.html`` beside the sound files.

After https://www.w3.org/TR/audiobooks/ and https://www.w3.org/TR/pub-manifest/. The manifest says all that the
recommendation asks for except the address and the day of the last change: the first we do not know, the second
would make another file of the same book.
"""

import html
import json
import uuid
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.catalogues.sound_files import Heard, media_type_of, places_of, sounds_of
from audiobook.publish.cover.file import NAME as COVER
from audiobook.publish.cover.file import with_cover
from audiobook.publish.tags import Tags, language_of, narrators_of, printable, tags_of
from audiobook.publish.timeline import length_of

MANIFEST, CONTENTS = "publication.json", "contents.html"
_CONTEXT = ("https://schema.org", "https://www.w3.org/ns/pub-context")
_CONFORMS_TO = "https://www.w3.org/TR/audiobooks/"


class W3cPublisher(Publisher):
    """The manifest, the contents and the cover; the sound files are those of the first format before it."""

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """Two or three files. Raises :class:`~audiobook.errors.PublishError` where there is no sound before it."""
        texts = manifest_files(edition, sounds_of(edition.earlier, "A W3C audiobook"))
        made = (
            Output(name, f"w3c {name}", sha256(data).hexdigest(), partial(_write, data)) for name, data in texts
        )
        return (*with_cover(edition), *made)


def manifest_files(edition: Edition, sounds: Sequence[Output]) -> tuple[tuple[str, bytes], ...]:
    """Name and content of the manifest and of the page of contents."""
    record = json.dumps(_record(edition, sounds), ensure_ascii=False, indent=1)
    page = _page(language_of(edition.book.metadata), tags_of(edition), places_of(sounds))
    return ((MANIFEST, record.encode()), (CONTENTS, page.encode()))


def identity(edition: Edition) -> str:
    """An identifier that stays: the ISBN, else a UUID from the book's own identifier or title and author."""
    tags, own = tags_of(edition), edition.book.metadata.identifier
    name = own or f"{tags.written_by}\n{tags.album}"
    return f"urn:isbn:{tags.isbn}" if tags.isbn else f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, printable(name))}"


def _record(edition: Edition, sounds: Sequence[Output]) -> dict[str, object]:
    tags, about = tags_of(edition), edition.book.metadata
    language = language_of(about)
    found = {
        "@context": [*_CONTEXT, {"language": language}] if language else list(_CONTEXT),
        "conformsTo": _CONFORMS_TO,
        "type": "Audiobook",
        "id": identity(edition),
        "name": tags.album,
        "author": [_person(author) for author in about.authors],
        "readBy": [_person(narrator) for narrator in narrators_of(edition)],
        "publisher": [{"type": "Organization", "name": tags.publisher}] if tags.publisher else [],
        "inLanguage": language,
        "datePublished": f"{tags.year}-01-01" if tags.year else "",  # it has to be a day
        "description": tags.description,
        "readingProgression": "ltr",
        "abridged": len({track.chapter for track in edition.tracks}) < len(edition.book.chapters),
        "accessMode": ["auditory"],
        "accessModeSufficient": [{"type": "ItemList", "itemListElement": ["auditory"]}],
        "accessibilityFeature": ["tableOfContents"],
        "accessibilityHazard": ["none"],
        "accessibilitySummary": "Sound alone, with a table of contents.",
        "duration": _duration(sum(map(_seconds, sounds), Decimal(0))),
        "readingOrder": [_link(output) for output in sounds],
        "resources": [
            _resource(COVER, "image/jpeg", "cover"),
            _resource(CONTENTS, "text/html", "contents"),
        ],
    }
    return {name: value for name, value in found.items() if value not in ("", [])}


def _person(name: str) -> dict[str, str]:
    return {"type": "Person", "name": printable(name)}


def _link(output: Output) -> dict[str, str]:
    return {
        "type": "LinkedResource",
        "url": quote(output.name),
        "encodingFormat": media_type_of(output),
        "name": output.title,
        "duration": _duration(_seconds(output)),
    }


def _resource(name: str, media_type: str, relation: str) -> dict[str, str]:
    return {"type": "LinkedResource", "url": name, "encodingFormat": media_type, "rel": relation}


def _seconds(output: Output) -> Decimal:
    """To the millisecond, so that the parts sum to the whole exactly."""
    return Decimal(round(length_of(output))) / 1000


def _duration(seconds: Decimal) -> str:
    return f"PT{seconds:f}S"


def _page(language: str, tags: Tags, places: Iterator[Heard]) -> str:
    items = "\n".join(f'<li><a href="{_address(place)}">{html.escape(place.title)}</a></li>' for place in places)
    code = f' lang="{html.escape(language)}"' if language else ""
    title = html.escape(tags.album)
    return (
        f'<!DOCTYPE html>\n<html{code}>\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n</head>\n<body>\n'
        f'<h1>{title}</h1>\n<nav role="doc-toc">\n<ol>\n{items}\n</ol>\n</nav>\n</body>\n</html>\n'
    )


def _address(place: Heard) -> str:
    """The file, and where it holds more than one chapter, the stretch of it (Media Fragments URI 1.0, 4.2.1)."""
    fragment = "" if place.alone else f"#t={place.start_ms / 1000:.3f},{place.end_ms / 1000:.3f}"
    return quote(place.output.name) + fragment


def _write(data: bytes, path: Path) -> None:
    path.write_bytes(data)
