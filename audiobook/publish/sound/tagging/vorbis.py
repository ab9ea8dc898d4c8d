"""Vorbis comments, which Opus and FLAC files have: the title page, the cover, chapter marks.

Chapter marks are pairs of comments, ``CHAPTER001=00:00:00.000`` and ``CHAPTER001NAME=Title``
(Xiph wiki, "Chapter Extension"). FLAC takes the same ones: FFmpeg, VLC and others read them in
both, and a cue sheet block beside them would name the same chapters twice. From the thousandth
on they have four digits; FFmpeg reads three.
"""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path

from mutagen.flac import FLAC
from mutagen.flac import Picture as PictureBlock
from mutagen.oggopus import OggOpus

from audiobook.publish.cover import Picture
from audiobook.publish.text.subtitles import clock

_FRONT_COVER = 3


def tag_opus(
    path: Path,
    comments: Mapping[str, list[str]],
    picture: Picture,
) -> None:
    """Write comments and cover into an Opus file, the picture as FLAC holds it, in base 64.

    That is RFC 7845, section 5.2. Raises ``OSError`` and :class:`mutagen.MutagenError`.
    """
    file = OggOpus(path)
    file.update(comments)
    block = base64.b64encode(_block(picture).write())
    file["metadata_block_picture"] = [block.decode()]
    file.save()


def tag_flac(
    path: Path,
    comments: Mapping[str, list[str]],
    picture: Picture,
) -> None:
    """Write comments and cover into a FLAC file. Raises as :func:`tag_opus`."""
    file = FLAC(path)
    file.update(comments)
    file.add_picture(_block(picture))
    file.save()


def _block(picture: Picture) -> PictureBlock:
    block = PictureBlock()
    block.type = _FRONT_COVER
    block.mime = picture.media_type
    block.data = picture.data
    return block


def chapter_comments(chapters: Iterable[tuple[str, float]]) -> dict[str, list[str]]:
    """The marks of chapters, each a title and where it begins, in milliseconds."""
    comments = {}
    for number, (title, start_ms) in enumerate(chapters, 1):
        name = f"CHAPTER{number:03}"
        comments[name] = [clock(start_ms)]
        comments[f"{name}NAME"] = [title]
    return comments
