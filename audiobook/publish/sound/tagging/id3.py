"""The tag of MP3 files: ID3v2.3.

Every player reads it, those of cars and of Windows included, which do not all know 2.4.
"""

from mutagen import id3

from audiobook.publish.cover import Picture
from audiobook.publish.tags.tag_fields import PLACES
from audiobook.publish.tags.tags import Tags, texts_of

_UTF16 = id3.Encoding.UTF16  # version 2.3 has no UTF-8
_FRONT_COVER = 3


def id3_tag(
    tags: Tags,
    picture: Picture | None,
    title: str,
    number: str = "",
) -> id3.ID3:
    """The tag of a file with that title: a chapter's with its number, or the book's."""
    tag = id3.ID3()
    texts = texts_of(tags, title, number)
    for place in PLACES:
        text = texts[place.field]
        if not text:
            continue
        for name in place.id3:
            tag.add(_frame(name, text, tags.language))
    if picture:
        tag.add(_cover(picture))
    return tag


def _frame(
    name: str,
    text: str,
    language: str,
) -> id3.Frame:
    """A frame by its name in the table: "TXXX:SERIES" is a text called "SERIES"."""
    kind, _, description = name.partition(":")
    if kind == "TXXX":
        return id3.TXXX(encoding=_UTF16, desc=description, text=text)
    if kind == "COMM":
        return id3.COMM(encoding=_UTF16, lang=language or "und", desc="", text=text)
    return id3.Frames[kind](encoding=_UTF16, text=text)


def _cover(picture: Picture) -> id3.Frame:
    return id3.APIC(mime=picture.media_type, type=_FRONT_COVER, data=picture.data)
