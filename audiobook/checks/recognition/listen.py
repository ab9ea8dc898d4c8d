"""``L``: a recogniser listens to a finished book.

A transcriber is given the clips and writes down what it hears, see
:mod:`audiobook.checks.recognition.transcribed`. An aligner is told the words that should be
there, and says whether they are: its lines are cut out of the finished file, where the book's
records say that they are. Each is also held against the sound of another line of about the same
length: that the aligner says no to most of those shows that its yes means something.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from audiobook.checks.book_record import Ours
from audiobook.checks.files import File
from audiobook.checks.findings import Finding, Listened
from audiobook.checks.heard import Recognised
from audiobook.checks.recognition.book_lines import (
    REMEDY,
    heard_files,
    opened_book,
    places,
)
from audiobook.checks.recognition.recognisers import (
    AUTO,
    Aligner,
    Transcriber,
    recogniser_for,
)
from audiobook.checks.recognition.samples import FEW, STAGE, at_rate, evenly
from audiobook.checks.recognition.transcribed import Listening
from audiobook.checks.script import shown
from audiobook.checks.sound import NoSoundError, Samples, opened
from audiobook.errors import AudiobookError, InputError, UsageError
from audiobook.events import (
    Listener,
    StageAdvanced,
    StageFinished,
    StageStarted,
    ignore,
)
from audiobook.language import language_of

# Of a line: shorter ones fit anything, longer ones take long.
SHORTEST_MS = 1500.0
LONGEST_MS = 8000.0
# Share of lines that are not found: of a sound book it is a twentieth at most.
TOO_MANY = 0.4


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the book, its words as they were spoken, and where they are in a file."""

    file: File
    start_ms: float
    end_ms: float
    words: tuple[str, ...]
    chapter: int
    utterance: int

    @property
    def length_ms(self) -> float:
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class _Judged:
    """Whether a line is heard, and whether it would be in the sound of another (confused)."""

    line: _Line
    heard: bool
    confused: bool


def listen(
    path: Path,
    sample: int = 0,
    name: str = AUTO,
    tell: Listener = ignore,
    *,
    again: bool = False,
) -> Listened | Recognised:
    """Listen to a book that we made: to every line, or to a sample that is spread evenly.

    ``path`` is its folder, or one of its files; ``sample`` 0 stands for every line; ``again`` has
    bad lines spoken again. Raises :class:`InputError` where there is no book, and
    :class:`UsageError` where no recogniser is installed or knows its language.
    """
    book = opened_book(path)
    name, recogniser = recogniser_for(name, language_of(book.script.book))
    if isinstance(recogniser, Transcriber):
        files = []
        if any(book.tracks):  # else it listens to the clips of what is not finished
            files = heard_files(book, path)
        listening = Listening(path, book, files, name, recogniser, tell)
        return listening.outcome(sample, again=again)
    assert isinstance(recogniser, Aligner)
    if again:
        raise UsageError(
            f'"{name}" cannot tell which words of a line are wrong.',
            remedy="Choose one that writes down what it hears with --recogniser.",
        )
    files = heard_files(book, path)
    if not files:
        raise _soundless(book, path)
    lines = list(_lines(book, files))
    return _Aligning(path, book, name, recogniser, tell).outcome(lines, sample)


def _soundless(book: Ours, path: Path) -> AudiobookError:
    if all(book.tracks):
        return InputError(f"No sound of {path} is known.", remedy=REMEDY)
    return AudiobookError(
        f"The sound of {path} was made of other lines than those of now.",
        remedy="Run make-audiobook again: what is whole is kept.",
    )


@dataclass(frozen=True, slots=True)
class _Aligning:
    """One book, and the aligner that listens to it."""

    path: Path
    book: Ours
    name: str
    recogniser: Aligner
    tell: Listener

    def outcome(self, lines: Sequence[_Line], sample: int) -> Listened:
        """What was found of the lines, or of ``sample`` of them."""
        known = []
        for line in lines:
            if all(map(self.recogniser.knows, line.words)):
                known.append(line)
        chosen = evenly(known, sample)
        judged = list(_judged(chosen, self.recogniser, self.tell))
        missed = [each.line for each in judged if not each.heard]
        findings = [_not_found(self.book, line) for line in missed]
        heard = len(judged) - len(findings)
        if len(judged) >= FEW and len(findings) > TOO_MANY * len(judged):
            what = f"Only {heard:,} of {len(judged):,} lines are found."
            findings.append(Finding("L003", what))
        unknown = len(lines) - len(known)
        if unknown:
            findings.append(Finding("L002", f"{unknown:,} of {len(lines):,} lines."))
        return Listened(
            self.path,
            self.name,
            judged=len(judged),
            heard=heard,
            confused=sum(each.confused for each in judged),
            unjudged=unknown,
            findings=tuple(findings),
        )


def _lines(book: Ours, files: Sequence[File]) -> Iterator[_Line]:
    """Every line of a fitting length, with its words as they were spoken."""
    words = _spoken_words(book)
    for number, (file, starts_ms, cue) in places(files).items():
        line = _Line(
            file,
            starts_ms + cue.start_ms,
            starts_ms + cue.end_ms,
            words.get(number, ()),
            *number,
        )
        fitting = SHORTEST_MS <= line.length_ms <= LONGEST_MS
        if cue.clip and line.words and fitting:
            yield line


def _spoken_words(book: Ours) -> dict[tuple[int, int], tuple[str, ...]]:
    """The words of every line, by numbers of chapter and utterance."""
    words = {}
    for plan in book.plans:
        for item in plan.items:
            if item.line:
                words[plan.number, item.utterance] = _words(item.line.plain)
    return words


def _words(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, without marks."""
    lower = text.lower().replace("’", "'")
    for mark in set(lower):
        if not mark.isalpha() and mark != "'":
            lower = lower.replace(mark, " ")
    stripped = [word.strip("'") for word in lower.split()]
    return tuple(filter(None, stripped))


def _judged(
    lines: Sequence[_Line], recogniser: Aligner, tell: Listener
) -> Iterator[_Judged]:
    tell(StageStarted(STAGE, len(lines), "lines"))
    sounds = dict(_sounds(lines, recogniser.rate))
    for line in lines:
        heard = recogniser.hears(line.words, sounds[line])
        other = _another(line, lines)
        confused = False
        if other:
            confused = recogniser.hears(line.words, sounds[other])
        yield _Judged(line, heard, confused)
        tell(StageAdvanced(STAGE, 1))
    tell(StageFinished(STAGE))


def _another(line: _Line, lines: Sequence[_Line]) -> _Line | None:
    """The line of other words that is nearest in length; ``None`` where there is none."""
    others = [other for other in lines if other.words != line.words]
    return min(
        others, key=lambda other: abs(other.length_ms - line.length_ms), default=None
    )


def _sounds(lines: Sequence[_Line], rate: int) -> Iterator[tuple[_Line, Samples]]:
    """Each line's sound, cut out of its file and brought to one channel at ``rate``."""
    by_file: dict[File, list[_Line]] = {}
    for line in lines:
        by_file.setdefault(line.file, []).append(line)
    for file, in_file in by_file.items():
        in_file.sort(key=lambda line: line.start_ms)
        try:
            with opened(file.path) as source:
                cutting = _Cutting(source.rate, in_file)
                for block in source.blocks():
                    cutting.feed(block)
        except (NoSoundError, OSError) as error:
            raise AudiobookError(
                f"{file.path} cannot be heard: {error}.", remedy="Make it again."
            ) from error
        for line, pieces in zip(in_file, cutting.cuts, strict=True):
            wave = np.concatenate([np.zeros(0, np.int16), *pieces])
            yield line, at_rate(wave, source.rate, rate)


@dataclass(slots=True)
class _Cutting:
    """Keeps the stretches of a file that are wanted, as it goes by."""

    rate: int
    lines: Sequence[_Line]
    cuts: list[list[Samples]] = field(default_factory=list)
    _at: int = 0

    def feed(self, samples: Samples) -> None:
        if not self.cuts:
            self.cuts = [[] for _ in self.lines]
        end = self._at + samples.shape[1]
        for line, pieces in zip(self.lines, self.cuts, strict=True):
            start = round(line.start_ms * self.rate / 1000)
            stop = round(line.end_ms * self.rate / 1000)
            if start < end and stop > self._at:
                part = samples[:, max(0, start - self._at) : stop - self._at]
                pieces.append(part.mean(axis=0).astype(np.int16))
        self._at = end


def _not_found(book: Ours, line: _Line) -> Finding:
    words = shown(book.played, line.chapter, line.utterance)
    what = "The recogniser does not find it."
    return Finding("L001", what, line.file.name, line.chapter, line.start_ms, words)
