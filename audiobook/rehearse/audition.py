"""A speaker's own lines in every voice that suits, to choose by ear."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook import produce
from audiobook.casting import cast, read_castfile, suited
from audiobook.engines import ENGINES
from audiobook.errors import UnknownNameError, UsageError
from audiobook.events import Listener, ignore
from audiobook.model import Line, Sound, Voice
from audiobook.model.cast import Cast
from audiobook.project import project_for
from audiobook.project.pack import pack_for
from audiobook.project.run import BookRun, Flags
from audiobook.registry import nearest
from audiobook.render.staging import Staged
from audiobook.sound.stitch import polish

MOST_VOICES = 8
MOST_LINES = 3
_WORDS = (5, 30)  # of a line that shows a voice, and is not long


@dataclass(frozen=True, slots=True)
class Take:
    """The lines in one voice. ``name`` is the voice saying what it is called."""

    voice: Voice
    name: Sound
    lines: tuple[Sound, ...]


@dataclass(frozen=True, slots=True)
class Audition:
    """Who is auditioned for, what is said, in which voices, the best first."""

    speaker: str
    title: str
    words: tuple[str, ...]
    takes: tuple[Take, ...]


def audition(
    speaker: str,
    source: Path,
    flags: Flags,
    tell: Listener = ignore,
    *,
    every: bool = False,
) -> Audition:
    """Up to three of a speaker's lines in the voices that suit; ``every``: not the best alone.

    Writes nothing. Raises :class:`~audiobook.errors.AudiobookError`.
    """
    script, settings = produce.script(source, None, flags, tell)
    run = BookRun(project_for(source, None), settings)
    choices = read_castfile(run.project.cast_file)
    pack = pack_for(script.book, settings, choices.voices)
    roles = cast(script, pack, choices)
    name = _speaker(speaker, roles)
    lines = _lines(run.staged(script, roles, run.guide(script.book)), name)
    voices = suited(script, pack, roles, name)
    heard = voices if every else voices[:MOST_VOICES]
    takes = tuple(_takes(heard, lines))
    words = tuple(line.words for line in lines)
    return Audition(name, script.book.metadata.title, words, takes)


def _speaker(wanted: str, roles: Cast) -> str:
    """The speaker of that name, in capitals or not."""
    names = {role.speaker.casefold(): role.speaker for role in roles.roles}
    if wanted.casefold() not in names:
        message = f'Nobody in this book is called "{wanted}".'
        remedy = nearest(wanted, names.values())
        raise UnknownNameError(message, remedy=remedy)
    return names[wanted.casefold()]


def _lines(staged: Staged, speaker: str) -> tuple[Line, ...]:
    """The first lines of a good length, else the longest; in the book's order."""
    said = list(_said(staged, speaker))
    if not said:
        raise UsageError(f'"{speaker}" says nothing in this book.')
    least, most = _WORDS
    good = [line for line in said if least <= len(line.words.split()) <= most]
    if good:
        return tuple(good[:MOST_LINES])
    longest = sorted(said, key=lambda line: -len(line.words))[:MOST_LINES]
    return tuple(line for line in said if line in longest)


def _said(staged: Staged, speaker: str) -> Iterator[Line]:
    for plan, utterances in zip(staged.plans, staged.script.utterances, strict=True):
        for item in plan.items:
            if item.line and utterances[item.utterance].speaker == speaker:
                yield item.line


def _takes(voices: Sequence[Voice], lines: Sequence[Line]) -> Iterator[Take]:
    with ExitStack() as stack:
        engines = {}
        for name in {voice.engine for voice in voices}:
            engines[name] = stack.enter_context(ENGINES.load(name)())
        for voice in voices:
            engine = engines[voice.engine]
            called_line = Line(f"{voice.name.capitalize()}.", voice)
            said = (called_line, *(replace(line, voice=voice) for line in lines))
            called, *sounds = [_levelled(engine.speak(line), voice) for line in said]
            yield Take(voice, called, tuple(sounds))


def _levelled(sound: Sound, voice: Voice) -> Sound:
    """As loud as the voice is in a book."""
    return Sound(polish(sound, voice.gain_db), sound.rate)
