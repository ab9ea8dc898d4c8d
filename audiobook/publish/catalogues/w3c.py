"""A W3C Audiobook: ``publication.json`` and ``contents.html`` beside the sound files.

After https://www.w3.org/TR/audiobooks/ and https://www.w3.org/TR/pub-manifest/. The manifest
says all that the recommendation asks for except the address and the day of the last change:
the first we do not know, the second would make another file of the same book.
"""

import html
import json
import uuid
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.catalogues.sound_files import (
    ChapterPlace,
    is_abridged,
    media_type_of,
    places_of,
    sounds_of,
)
from audiobook.publish.cover.file import NAME as COVER
from audiobook.publish.cover.file import with_cover
from audiobook.publish.tags import (
    LABEL,
    Tags,
    language_of,
    narrators_of,
    printable,
    tags_of,
)
from audiobook.publish.timeline import length_of

MANIFEST = "publication.json"
CONTENTS = "contents.html"
_CONTEXT = ("https://schema.org", "https://www.w3.org/ns/pub-context")
_CONFORMS_TO = "https://www.w3.org/TR/audiobooks/"
_PAGE = """<!DOCTYPE html>
<html{language}>
<head>
<meta charset="utf-8">
<title>{title}</title>
</head>
<body>
<h1>{title}</h1>
<nav role="doc-toc">
<ol>
{items}
</ol>
</nav>
</body>
</html>
"""


class W3cPublisher(Publisher):
    """The manifest, the contents and the cover.

    The sound files are those of the first format before it.
    """

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """Two or three files.

        Raises :class:`~audiobook.errors.PublishError` where there is no sound before it.
        """
        sounds = sounds_of(edition.earlier, "A W3C audiobook")
        outputs = list(with_cover(edition))
        for name, data in manifest_files(edition, sounds):
            output = Output(
                name=name,
                slot=f"w3c {name}",
                recipe=sha256(data).hexdigest(),
                write=partial(_write, data),
            )
            outputs.append(output)
        return tuple(outputs)


def manifest_files(
    edition: Edition,
    sounds: Sequence[Output],
) -> tuple[tuple[str, bytes], ...]:
    """Name and content of the manifest and of the page of contents."""
    record = json.dumps(_record(edition, sounds), ensure_ascii=False, indent=1)
    language = language_of(edition.book.metadata)
    page = _page(language, tags_of(edition), places_of(sounds))
    return ((MANIFEST, record.encode()), (CONTENTS, page.encode()))


def identity(edition: Edition) -> str:
    """An identifier that stays: the ISBN, or else a UUID.

    The UUID is made of the book's own identifier, or of its author and title.
    """
    tags = tags_of(edition)
    if tags.isbn:
        return f"urn:isbn:{tags.isbn}"
    name = edition.book.metadata.identifier or f"{tags.written_by}\n{tags.album}"
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, printable(name))}"


def _record(edition: Edition, sounds: Sequence[Output]) -> dict[str, object]:
    """The manifest; a field that would be empty is left out."""
    tags = tags_of(edition)
    metadata = edition.book.metadata
    language = language_of(metadata)
    record = {
        "@context": _context(language),
        "conformsTo": _CONFORMS_TO,
        "type": "Audiobook",
        "id": identity(edition),
        "name": tags.album,
        "author": list(map(_person, metadata.authors)),
        "readBy": list(map(_person, narrators_of(edition))),
        "publisher": _publisher(tags.publisher),
        "inLanguage": language,
        # It has to be a day, and most books only state a year.
        "datePublished": f"{tags.year}-01-01" if tags.year else "",
        "description": tags.description,
        "readingProgression": "ltr",
        "abridged": is_abridged(edition),
        "accessMode": ["auditory"],
        "accessModeSufficient": [{"type": "ItemList", "itemListElement": ["auditory"]}],
        "accessibilityFeature": ["tableOfContents"],
        "accessibilityHazard": ["none"],
        "accessibilitySummary": _summary(tags),
        "duration": _duration(sum(map(_seconds, sounds), Decimal(0))),
        "readingOrder": list(map(_link, sounds)),
        "resources": [
            _resource(COVER, "image/jpeg", "cover"),
            _resource(CONTENTS, "text/html", "contents"),
        ],
    }
    return {name: value for name, value in record.items() if value not in ("", [])}


def _summary(tags: Tags) -> str:
    parts = ["Sound alone, with a table of contents."]
    if tags.narration:
        parts.append(LABEL)
    return " ".join(parts)


def _context(language: str) -> list[object]:
    if not language:
        return list(_CONTEXT)
    return [*_CONTEXT, {"language": language}]


def _person(name: str) -> dict[str, str]:
    return {"type": "Person", "name": printable(name)}


def _publisher(name: str) -> list[dict[str, str]]:
    if not name:
        return []
    return [{"type": "Organization", "name": name}]


def _link(output: Output) -> dict[str, str]:
    return {
        "type": "LinkedResource",
        "url": quote(output.name),
        "encodingFormat": media_type_of(output),
        "name": output.title,
        "duration": _duration(_seconds(output)),
    }


def _resource(
    name: str,
    media_type: str,
    relation: str,
) -> dict[str, str]:
    return {
        "type": "LinkedResource",
        "url": name,
        "encodingFormat": media_type,
        "rel": relation,
    }


def _seconds(output: Output) -> Decimal:
    """To the millisecond, so that the parts sum to the whole exactly."""
    return Decimal(round(length_of(output))) / 1000


def _duration(seconds: Decimal) -> str:
    return f"PT{seconds:f}S"


def _page(
    language: str,
    tags: Tags,
    places: Iterable[ChapterPlace],
) -> str:
    items = []
    for place in places:
        title = html.escape(place.title)
        items.append(f'<li><a href="{_address(place)}">{title}</a></li>')
    attribute = ""
    if language:
        attribute = f' lang="{html.escape(language)}"'
    return _PAGE.format(
        language=attribute,
        title=html.escape(tags.album),
        items="\n".join(items),
    )


def _address(place: ChapterPlace) -> str:
    """The file, and the stretch of it where it holds more than one chapter.

    The stretch is as in Media Fragments URI 1.0, 4.2.1.
    """
    address = quote(place.output.name)
    if place.alone:
        return address
    start = place.start_ms / 1000
    end = place.end_ms / 1000
    return f"{address}#t={start:.3f},{end:.3f}"


def _write(data: bytes, path: Path) -> None:
    path.write_bytes(data)
