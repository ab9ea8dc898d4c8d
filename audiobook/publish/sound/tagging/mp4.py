"""The tags of MP4 files as iTunes writes them, and what audiobook servers look for besides."""

from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm

from audiobook.publish.cover import Picture
from audiobook.publish.tags.tag_fields import PLACES
from audiobook.publish.tags.tags import Tags, texts_of

_FREEFORM = "----:com.apple.iTunes:"
_AUDIOBOOK = 2  # iTunes' media kind
_LARGEST_PART = 2**15 - 1  # the atom has 16 bits with a sign
_COVER_FORMATS = {
    "image/png": MP4Cover.FORMAT_PNG,
    "image/jpeg": MP4Cover.FORMAT_JPEG,
}


def add_mp4_tags(
    file: MP4,
    tags: Tags,
    picture: Picture | None,
    title: str,
) -> None:
    """Set the tags of an open file with that title; the caller saves it."""
    texts = texts_of(tags, title)
    for place in PLACES:
        text = texts[place.field]
        if not text:
            continue
        for name in place.mp4:
            _add(file, name, text)
    _add_series(file, tags)
    file["stik"] = [_AUDIOBOOK]
    if picture:
        image_format = _COVER_FORMATS[picture.media_type]
        file["covr"] = [MP4Cover(picture.data, image_format)]


def save_in_place(file: MP4) -> None:
    """Save the tags of an open file that has room for them: nothing else in it moves."""
    # Mutagen would otherwise change the room that is left to a size of its own choice.
    file.save(padding=lambda info: max(info.padding, 0))


def _add_series(file: MP4, tags: Tags) -> None:
    """The atoms that are numbers, by which players show a work and its movement."""
    if tags.series:
        file["shwm"] = [1]
    if tags.part.isdecimal() and int(tags.part) <= _LARGEST_PART:
        file["\xa9mvi"] = [int(tags.part)]


def _add(
    file: MP4,
    name: str,
    text: str,
) -> None:
    """Set an atom by its name in the table: "----:SERIES" is Apple's freeform atom."""
    kind, _, description = name.partition(":")
    if description:
        value = MP4FreeForm(text.encode(), AtomDataType.UTF8)
        file[_FREEFORM + description] = [value]
    else:
        file[kind] = [text]
