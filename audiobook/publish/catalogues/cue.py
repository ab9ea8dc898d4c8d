"""A cue sheet beside every sound file that holds the whole book: its chapters as tracks."""

from collections.abc import Sequence
from functools import partial
from posixpath import basename

from audiobook.errors import PublishError
from audiobook.events import Listener, Notice
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import GENRE, Tags, tags_of, title_of
from audiobook.publish.text.subtitles import beside, check_sound_before, write
from audiobook.publish.timeline import starts_of
from audiobook.settings import Settings

VERSION = 1  # to be raised when the same book gives another sheet
MOST_TRACKS = 99  # the format numbers them with two digits
_FRAMES = 75  # in a second of a compact disc


class CuePublisher(Publisher):
    """For players and editors that know no chapters of their own."""

    def check(self, settings: Settings) -> None:
        """Raise :class:`~audiobook.errors.UsageError` where no sound can come before."""
        check_sound_before("cue", settings)

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """A sheet for every file of the whole book. Raises :class:`PublishError` where there is none."""
        whole = [output for output in edition.earlier if output.tracks and output.tracks == edition.tracks]
        if not whole:
            raise PublishError(
                "A cue sheet needs a sound file with the whole book.",
                remedy="Name one before it: --formats m4b,cue.",
            )
        tags = tags_of(edition)
        made: dict[str, Output] = {}
        for sound in whole:
            name, text = beside(sound.name, ".cue", made), _sheet(sound, tags, edition.listener)
            made_of = recipe(VERSION, tags, None, text=text)
            made[name] = Output(name=name, slot=f"cue {sound.slot}", recipe=made_of, write=partial(write, text))
        return tuple(made.values())


def _sheet(sound: Output, tags: Tags, listener: Listener) -> str:
    if len(sound.tracks) > MOST_TRACKS:
        listener(
            Notice(f"A cue sheet has {MOST_TRACKS} tracks at most: the last one holds all chapters from there on.")
        )
    kind = "MP3" if sound.name.endswith(".mp3") else "WAVE"
    about = {
        "REM GENRE": GENRE,
        "REM DATE": tags.year,
        "PERFORMER": tags.written_by,
        "TITLE": tags.album,
    }
    lines = [f"{name} {_quoted(text)}" for name, text in about.items() if text]
    lines.append(f"FILE {_quoted(basename(sound.name))} {kind}")
    lines += _tracks(sound)
    return "\r\n".join(lines) + "\r\n"


def _tracks(sound: Output) -> Sequence[str]:
    lines = []
    for number, (track, start) in enumerate(zip(sound.tracks, starts_of(sound), strict=True), 1):
        if number <= MOST_TRACKS:
            lines += [
                f"  TRACK {number:02} AUDIO",
                f"    TITLE {_quoted(title_of(track))}",
                f"    INDEX 01 {_clock(start)}",
            ]
    return lines


def _quoted(text: str) -> str:
    """The format has no way to write a quotation mark."""
    return '"' + text.replace('"', "'") + '"'


def _clock(milliseconds: float) -> str:
    """Minutes, seconds and frames; minutes are not limited to 99."""
    frames = round(milliseconds * _FRAMES / 1000)
    return f"{frames // _FRAMES // 60:02}:{frames // _FRAMES % 60:02}:{frames % _FRAMES:02}"
