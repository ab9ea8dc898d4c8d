"""Everything that follows from the source and the user's files: who says what, who plays whom."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from audiobook.casting import (
    CastChoices,
    castfile_text,
    guidance,
    parse_castfile,
    places,
)
from audiobook.directing import ReadBook, read_source, terms_of
from audiobook.errors import SettingsError
from audiobook.events import ignore
from audiobook.model import (
    Cast,
    Chapter,
    Guidance,
    Kind,
    Role,
    Script,
    Utterance,
    Voice,
)
from audiobook.project.run import BookRun, Flags, open_run
from audiobook.speech import SpeechGuide
from audiobook.studio.book.finding import ScriptMemory, script_of
from audiobook.studio.book.line_place import LinePlace
from audiobook.studio.book.troubles import MissingError
from audiobook.studio.book.user_files import (
    CAST,
    DIRECTION,
    SETTINGS,
    WORDS,
    Snapshot,
)

CORRECTED = "corrected"  # the reason of a line that the user gave to somebody


@dataclass(frozen=True, slots=True)
class Talk:
    """How much somebody says: lines as they are clicked, and words."""

    lines: Counter[str]
    words: Counter[str]


@dataclass(frozen=True)
class BookState:
    """A book as the user's files have it."""

    source: Path
    snapshot: Snapshot
    run: BookRun
    reading: ReadBook
    choices: CastChoices
    known: Guidance
    script: Script
    cast: Cast
    pack: tuple[Voice, ...]
    guide: SpeechGuide

    @property
    def version(self) -> str:
        """What names it."""
        return self.snapshot.version

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        """The role of every speaker."""
        return {role.speaker: role for role in self.cast.roles}

    @cached_property
    def indices(self) -> Mapping[int, int]:
        """The index of the chapter of every number."""
        chapters = self.script.book.chapters
        return {chapter.number: index for index, chapter in enumerate(chapters)}

    @cached_property
    def placed(self) -> tuple[tuple[int, int] | None, ...]:
        """Where each corrected line of the cast file stands in its chapter."""
        return places(self.choices, self.script.book)

    @cached_property
    def talk(self) -> Talk:
        """Who says how much."""
        return _talk(self.script)

    def index(self, number: int) -> int:
        """The index of a chapter. Raises :class:`MissingError`."""
        index = self.indices.get(number)
        if index is None:
            raise MissingError(f"This book has no chapter {number}.")
        return index

    def chapter(self, number: int) -> Chapter:
        """A chapter. Raises :class:`MissingError`."""
        return self.script.book.chapters[self.index(number)]

    def utterances(self, number: int) -> tuple[Utterance, ...]:
        """The utterances of a chapter. Raises :class:`MissingError`."""
        return self.script.utterances[self.index(number)]

    def utterance(self, place: LinePlace) -> Utterance:
        """An utterance. Raises :class:`MissingError`."""
        chapter = self.chapter(place.chapter)
        utterances = self.utterances(place.chapter)
        if not 0 <= place.utterance < len(utterances):
            message = f'"{chapter.title}" has no line {place.utterance}.'
            raise MissingError(message)
        return utterances[place.utterance]

    def heard(self) -> Iterator[tuple[LinePlace, Utterance]]:
        """Every line that is heard, in the book's order."""
        for chapter, utterances in self.script.by_chapter():
            for index, utterance in enumerate(utterances):
                if utterance.kind is not Kind.BREAK:
                    yield LinePlace(chapter.number, index), utterance

    def text(self, place: LinePlace) -> str:
        """The printed words of an utterance, on one line."""
        utterance = self.utterance(place)
        printed = self.script.text(self.index(place.chapter), utterance)
        return " ".join(printed.split())


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a book comes from."""

    source: Path
    out: Path | None
    flags: Flags
    memory: ScriptMemory


def derived(
    origin: Origin, snapshot: Snapshot, before: BookState | None = None
) -> tuple[BookState, str]:
    """The state that follows from some files, and what the cast file should say then.

    Of ``before`` is used whatever still holds. Raises
    :class:`~audiobook.errors.AudiobookError`.
    """
    run, reading = _read(origin, snapshot, before)
    path = run.project.cast_file
    choices = parse_castfile(_decoded(snapshot, CAST, path), path)
    terms = terms_of(reading.book, choices, run, ignore)
    known, _ = guidance(terms.named, reading.book)
    reading = origin.memory.script(reading, known, run)
    script = script_of(reading, run)
    roles = terms.cast(script)
    state = BookState(
        source=origin.source,
        snapshot=snapshot,
        run=run,
        reading=reading,
        choices=choices,
        known=known,
        script=script,
        cast=roles,
        pack=terms.pack,
        guide=_guide(run, reading, snapshot, before),
    )
    return state, castfile_text(script, roles, choices)


def _decoded(snapshot: Snapshot, name: str, path: Path) -> str:
    try:
        return snapshot.text(name)
    except UnicodeDecodeError as error:
        raise SettingsError(
            "This is not UTF-8 text.", file=path, remedy="Save it as UTF-8."
        ) from error


def _read(
    origin: Origin, snapshot: Snapshot, before: BookState | None
) -> tuple[BookRun, ReadBook]:
    """The run and the book; those of before, where neither source nor settings have changed."""
    if before is not None and _same_source(snapshot, before):
        return before.run, before.reading
    run = open_run(origin.source, origin.out, origin.flags)
    return run, read_source(origin.source, run, ignore)


def _guide(
    run: BookRun, reading: ReadBook, snapshot: Snapshot, before: BookState | None
) -> SpeechGuide:
    if before is not None and run is before.run and _same_speech(snapshot, before):
        return before.guide
    return run.guide(reading.book)


def _same_source(snapshot: Snapshot, before: BookState) -> bool:
    return snapshot.source == before.snapshot.source and _same(
        snapshot, before, SETTINGS
    )


def _same_speech(snapshot: Snapshot, before: BookState) -> bool:
    return _same(snapshot, before, WORDS) and _same(snapshot, before, DIRECTION)


def _same(snapshot: Snapshot, before: BookState, name: str) -> bool:
    return snapshot.contents.get(name) == before.snapshot.contents.get(name)


def _talk(script: Script) -> Talk:
    lines: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for chapter, utterances in script.by_chapter():
        for utterance in utterances:
            if utterance.kind is not Kind.BREAK:
                text = chapter.text[utterance.start : utterance.end]
                lines[utterance.speaker] += 1
                words[utterance.speaker] += len(text.split())
    return Talk(lines, words)
