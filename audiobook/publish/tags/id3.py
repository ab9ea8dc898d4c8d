"""The tag of MP3 files: ID3v2.3, which every player reads, also those of cars and of Windows that 2.4 escapes."""

from mutagen import id3

from audiobook.publish.cover import Picture
from audiobook.publish.tags.tag_fields import PLACES
from audiobook.publish.tags.tags import Tags, texts_of

_UTF16 = id3.Encoding.UTF16
_FRONT_COVER = 3


def id3_tag(tags: Tags, picture: Picture | None, title: str, number: str = "") -> id3.ID3:
    """The tag of a file with that title: a chapter's with its number, or the book's."""
    found = id3.ID3()
    texts = texts_of(tags, title, number)
    for place in PLACES:
        for name in place.id3 if texts[place.field] else ():
            found.add(_frame(name, texts[place.field], tags.language))
    if picture:
        found.add(id3.APIC(mime=picture.media_type, type=_FRONT_COVER, data=picture.data))
    return found


def _frame(name: str, text: str, language: str) -> id3.Frame:
    kind, _, description = name.partition(":")
    if kind == "TXXX":
        return id3.TXXX(encoding=_UTF16, desc=description, text=text)
    if kind == "COMM":
        return id3.COMM(encoding=_UTF16, lang=language or "und", desc="", text=text)
    return id3.Frames[kind](encoding=_UTF16, text=text)
