"""``L``: a recogniser listens to some lines of a finished book.

It is told the words that should be there, and says whether they are. The lines are cut out of the
finished file, where the book's records say that they are. Each is also held against the sound of
another line of about the same length: that the recogniser says no to most of those shows that its
yes means something.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np

from audiobook.checks.book_record import NoRecordError, Ours, is_ours, remembered
from audiobook.checks.files import File, files_of_book
from audiobook.checks.findings import Finding, Listened
from audiobook.checks.recognition.recognisers import RECOGNISERS, Recogniser
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
from audiobook.language import ENGLISH, language_of
from audiobook.model import primary_subtag
from audiobook.publish.timeline import starts_of

# Of a line: shorter ones fit anything, longer ones take long.
SHORTEST_MS = 1500.0
LONGEST_MS = 8000.0
# Share of lines that are not found: of a sound book it is a twentieth at most.
TOO_MANY = 0.4
_FEW = 5  # lines, of which a share says nothing
STAGE = "listen"


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
    path: Path, lines: int, seed: int, name: str = "", tell: Listener = ignore
) -> Listened:
    """Listen to ``lines`` lines, chosen by ``seed``, of a book that we made.

    ``path`` is its folder, or one of its files. Raises :class:`InputError` where there is none,
    and :class:`UsageError` where no recogniser is installed or knows its language.
    """
    book, files = _opened(path)
    name = name or RECOGNISERS.default()
    recogniser = _recogniser(name, language_of(book.script.book))
    known = []
    unknown = 0
    for line in _lines(book, files):
        if all(map(recogniser.knows, line.words)):
            known.append(line)
        else:
            unknown += 1
    count = min(lines, len(known))
    chosen = random.Random(seed).sample(known, count)  # noqa: S311 - a sample, no secret
    judged = list(_judged(chosen, recogniser, tell))
    missed = [each.line for each in judged if not each.heard]
    findings = [_not_found(book, line) for line in missed]
    heard = len(judged) - len(findings)
    if len(judged) >= _FEW and len(findings) > TOO_MANY * len(judged):
        what = f"Only {heard:,} of {len(judged):,} lines are found."
        findings.append(Finding("L003", what))
    if unknown:
        what = f"{unknown:,} of {unknown + len(known):,} lines."
        findings.append(Finding("L002", what))
    return Listened(
        path,
        name,
        judged=len(judged),
        heard=heard,
        confused=sum(each.confused for each in judged),
        unjudged=unknown,
        findings=tuple(findings),
    )


def _opened(path: Path) -> tuple[Ours, list[File]]:
    """The book, and the files of its first format with sound; or the one that was asked for."""
    folder = path
    if not path.is_dir():
        folder = path.absolute().parent
    remedy = "Name a book's folder, or a file in it."
    if not path.exists() or not is_ours(folder):
        raise InputError(f"{path} is not a book that was made here.", remedy=remedy)
    try:
        book = remembered(folder)
    except NoRecordError as error:
        raise InputError(
            f"Cannot read the record of what {path} says: {error}.",
            remedy="Make the book again.",
        ) from error
    files = _sound_files(book)
    if path.is_dir():
        files = [file for file in files if file.kind == files[0].kind]
    else:
        files = [file for file in files if file.path.name == path.name]
    if not files:
        raise InputError(f"{path} has no sound file.", remedy=remedy)
    return book, files


def _sound_files(book: Ours) -> list[File]:
    files = []
    for file in files_of_book(book):
        if file.output and file.output.tracks:
            files.append(file)
    return files


def _recogniser(name: str, language: str) -> Recogniser:
    primary = primary_subtag(language) or ENGLISH
    kind = RECOGNISERS.load(name)
    if primary not in kind.languages:
        known = ", ".join(kind.languages)
        raise UsageError(
            f'The recogniser "{name}" does not know the language "{primary}".',
            remedy=f"It knows: {known}.",
        )
    return kind()


def _lines(book: Ours, files: Sequence[File]) -> Iterator[_Line]:
    """Every line of a fitting length, with its words as they were spoken."""
    words = _spoken_words(book)
    for file in files:
        assert file.output
        tracks = file.output.tracks
        for track, starts_ms in zip(tracks, starts_of(file.output), strict=True):
            for cue in track.cues:
                line = _Line(
                    file,
                    starts_ms + cue.start_ms,
                    starts_ms + cue.end_ms,
                    words.get((track.chapter, cue.utterance), ()),
                    track.chapter,
                    cue.utterance,
                )
                length_ms = cue.end_ms - cue.start_ms
                fitting = SHORTEST_MS <= length_ms <= LONGEST_MS
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
    lines: Sequence[_Line], recogniser: Recogniser, tell: Listener
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
                f"{file.path} cannot be decoded: {error}.", remedy="Make it again."
            ) from error
        for line, pieces in zip(in_file, cutting.cuts, strict=True):
            wave = np.concatenate([np.zeros(0, np.int16), *pieces])
            yield line, _at_rate(wave, source.rate, rate)


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


def _at_rate(wave: Samples, rate: int, wanted: int) -> Samples:
    if not wave.size:
        return wave
    resampler = av.AudioResampler("s16", "mono", wanted)
    block = np.ascontiguousarray(wave.reshape(1, -1))
    frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
    frame.sample_rate = rate
    frame.pts = 0
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    parts = [frame.to_ndarray()[0] for frame in frames]
    return np.concatenate(parts).astype(np.int16)


def _not_found(book: Ours, line: _Line) -> Finding:
    words = shown(book.played, line.chapter, line.utterance)
    what = "The recogniser does not find it."
    return Finding("L001", what, line.file.name, line.chapter, line.start_ms, words)
