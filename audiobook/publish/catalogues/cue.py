"""A cue sheet beside every sound file that holds the whole book: its chapters as tracks."""

from collections.abc import Iterator
from functools import partial
from posixpath import basename

from audiobook.errors import PublishError
from audiobook.events import Listener, Notice
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.catalogues.sound_files import wholes_of
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import GENRE, Tags, tags_of, title_of
from audiobook.publish.text.subtitles import beside, check_sound_before, write
from audiobook.publish.timeline import starts_of
from audiobook.settings import Settings

# To be raised when the same book gives another sheet.
VERSION = 1

# The format numbers tracks with two digits.
MOST_TRACKS = 99

# Frames in a second of a compact disc.
_FRAMES = 75


class CuePublisher(Publisher):
    """For players and editors that know no chapters of their own."""

    def check(self, settings: Settings) -> None:
        """Raise :class:`~audiobook.errors.UsageError` where no sound can come before."""
        check_sound_before("cue", settings)

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """A sheet for every file of the whole book.

        Raises :class:`PublishError` where there is none.
        """
        whole = wholes_of(edition.earlier, edition)
        if not whole:
            raise PublishError(
                "A cue sheet needs a sound file with the whole book.",
                remedy="Name one before it: --formats m4b,cue.",
            )
        tags = tags_of(edition)
        made: dict[str, Output] = {}
        for sound in whole:
            name = beside(sound.name, ".cue", made)
            text = _sheet(sound, tags, edition.listener)
            made[name] = Output(
                name=name,
                slot=f"cue {sound.slot}",
                recipe=recipe(VERSION, tags, None, text=text),
                write=partial(write, text),
            )
        return tuple(made.values())


def _sheet(
    sound: Output,
    tags: Tags,
    listener: Listener,
) -> str:
    if len(sound.tracks) > MOST_TRACKS:
        listener(
            Notice(
                f"A cue sheet has {MOST_TRACKS} tracks at most: "
                "the last one holds all the remaining chapters."
            )
        )
    lines = [*_head(tags), _file_line(sound), *_tracks(sound)]
    return "\r\n".join(lines) + "\r\n"


def _head(tags: Tags) -> Iterator[str]:
    fields = {
        "REM GENRE": GENRE,
        "REM DATE": tags.year,
        "PERFORMER": tags.written_by,
        "TITLE": tags.album,
    }
    for name, text in fields.items():
        if text:
            yield f"{name} {_quoted(text)}"


def _file_line(sound: Output) -> str:
    # The format knows few kinds; players take "WAVE" for whatever they can play.
    kind = "WAVE"
    if sound.name.endswith(".mp3"):
        kind = "MP3"
    return f"FILE {_quoted(basename(sound.name))} {kind}"


def _tracks(sound: Output) -> Iterator[str]:
    starts = starts_of(sound)
    tracks = list(zip(sound.tracks, starts, strict=True))
    for number, (track, start_ms) in enumerate(tracks[:MOST_TRACKS], 1):
        yield f"  TRACK {number:02} AUDIO"
        yield f"    TITLE {_quoted(title_of(track))}"
        yield f"    INDEX 01 {_clock(start_ms)}"


def _quoted(text: str) -> str:
    """The format has no way to write a quotation mark."""
    single = text.replace('"', "'")
    return f'"{single}"'


def _clock(milliseconds: float) -> str:
    """Minutes, seconds and frames; minutes are not limited to 99."""
    seconds, frames = divmod(round(milliseconds * _FRAMES / 1000), _FRAMES)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes:02}:{seconds:02}:{frames:02}"
