"""Vorbis comments, which Opus and FLAC files have: the title page, the cover, and chapter marks.

Chapter marks are pairs of comments, ``CHAPTER001=00:00:00.000`` and ``CHAPTER001NAME=Title`` (Xiph wiki, "Chapter
Extension"). FLAC takes the same ones: FFmpeg, VLC and others read them in both, and a cue sheet block beside them
would name the same chapters twice. From the thousandth on they have four digits; FFmpeg reads three.
"""

from collections.abc import Iterable

from mutagen.flac import Picture as PictureBlock

from audiobook.publish.cover import Picture

_FRONT_COVER = 3


def block_of(picture: Picture) -> PictureBlock:
    """The cover as FLAC holds it."""
    block = PictureBlock()
    block.type, block.mime, block.data = _FRONT_COVER, picture.media_type, picture.data
    return block


def chapter_comments(chapters: Iterable[tuple[str, float]]) -> dict[str, list[str]]:
    """The marks of chapters, each a title and where it begins, in milliseconds."""
    comments = {}
    for number, (title, start_ms) in enumerate(chapters, 1):
        comments[f"CHAPTER{number:03}"] = [_clock(start_ms)]
        comments[f"CHAPTER{number:03}NAME"] = [title]
    return comments


def _clock(milliseconds: float) -> str:
    seconds, thousandths = divmod(round(milliseconds), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"
