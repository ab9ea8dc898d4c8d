"""The tags of MP4 files as iTunes writes them, and what audiobook servers look for besides."""

from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm

from audiobook.publish.cover import Picture
from audiobook.publish.tags.tag_fields import PLACES
from audiobook.publish.tags.tags import Tags, texts_of

_FREEFORM = "----:com.apple.iTunes:"
_AUDIOBOOK = 2  # iTunes' media kind
_COVER_FORMATS = {"image/png": MP4Cover.FORMAT_PNG, "image/jpeg": MP4Cover.FORMAT_JPEG}


def add_mp4_tags(file: MP4, tags: Tags, picture: Picture | None, title: str) -> None:
    """Set the tags of an open file with that title; the caller saves it."""
    texts = texts_of(tags, title)
    for place in PLACES:
        for name in place.mp4 if texts[place.field] else ():
            _add(file, name, texts[place.field])
    if tags.series:
        file["shwm"] = [1]  # players show the series as a work and its movement
    if tags.part.isdecimal() and int(tags.part) < 2**15:
        file["\xa9mvi"] = [int(tags.part)]
    file["stik"] = [_AUDIOBOOK]
    if picture:
        file["covr"] = [MP4Cover(picture.data, _COVER_FORMATS[picture.media_type])]


def _add(file: MP4, name: str, text: str) -> None:
    kind, _, description = name.partition(":")
    if description:
        file[_FREEFORM + description] = [MP4FreeForm(text.encode(), AtomDataType.UTF8)]
    else:
        file[kind] = [text]
