"""``L``: a recogniser listens to some lines of a finished book, and is told the words that should
be there.

The lines are cut out of the finished file, where the book's records say that they are. Each is
also held against the sound of another line of about the same length: that the recogniser says no
to most of those shows that its yes means something.
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
from audiobook.checks.sound.decoding import NoSoundError, Samples, opened
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
SHORTEST_MS, LONGEST_MS = 1500.0, 8000.0
# Share of lines that are not found: of a sound book it is a twentieth at most.
TOO_MANY, _FEW = 0.4, 5
STAGE = "listen"


@dataclass(frozen=True, slots=True)
class _Line:
    file: File
    start_ms: float
    end_ms: float
    words: tuple[str, ...]
    chapter: int
    utterance: int


def listen(
    path: Path, lines: int, seed: int, name: str = "", tell: Listener = ignore
) -> Listened:
    """Listen to ``lines`` lines, chosen by ``seed``, of a book that we made: its folder, or one
    of its files.

    Raises :class:`InputError` where there is none, and :class:`UsageError` where no recogniser is
    installed or knows its language.
    """
    book, files = _opened(path)
    name = name or RECOGNISERS.default()
    recogniser = _recogniser(name, language_of(book.script.book))
    known, unknown = [], 0
    for line in _lines(book, files):
        if all(map(recogniser.knows, line.words)):
            known.append(line)
        else:
            unknown += 1
    chosen = random.Random(seed).sample(known, min(lines, len(known)))  # noqa: S311 - a sample, no secret
    judged = list(_judged(chosen, recogniser, tell))
    findings = [_finding(book, line) for line, heard, _ in judged if not heard]
    if len(judged) >= _FEW and len(findings) > TOO_MANY * len(judged):
        findings.append(
            Finding(
                "L003",
                f"Only {len(judged) - len(findings):,} of {len(judged):,} "
                "lines are found.",
            )
        )
    if unknown:
        findings.append(
            Finding("L002", f"{unknown:,} of {unknown + len(known):,} lines.")
        )
    return Listened(
        path,
        name,
        judged=len(judged),
        heard=sum(heard for _, heard, _ in judged),
        confused=sum(other for _, _, other in judged),
        unjudged=unknown,
        findings=tuple(findings),
    )


def _opened(path: Path) -> tuple[Ours, list[File]]:
    """The book, and the files of its first format with sound; or the one file that was asked for."""
    folder = path if path.is_dir() else path.absolute().parent
    if not path.exists() or not is_ours(folder):
        raise InputError(
            f"{path} is no book that was made here.",
            remedy="Name a book's folder, or a file in it.",
        )
    try:
        book = remembered(folder)
    except NoRecordError as error:
        raise InputError(
            f"What was said in {path} is not known: {error}.",
            remedy="Make the book again.",
        ) from error
    files = [file for file in files_of_book(book) if file.output and file.output.tracks]
    if path.is_dir():
        files = [file for file in files if file.kind == files[0].kind]
    else:
        files = [file for file in files if file.path.name == path.name]
    if not files:
        raise InputError(
            f"No sound of {path} is known.",
            remedy="Name a book's folder, or a file in it.",
        )
    return book, files


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
    said = {
        (plan.number, item.utterance): item.line
        for plan in book.plans
        for item in plan.items
        if item.line
    }
    for file in files:
        assert file.output
        for track, start_ms in zip(
            file.output.tracks, starts_of(file.output), strict=True
        ):
            for cue in track.cues:
                line = said.get((track.chapter, cue.utterance))
                words = _words(line.plain) if line and cue.clip else ()
                if words and SHORTEST_MS <= cue.end_ms - cue.start_ms <= LONGEST_MS:
                    place = (start_ms + cue.start_ms, start_ms + cue.end_ms)
                    yield _Line(file, *place, words, track.chapter, cue.utterance)


def _words(text: str) -> tuple[str, ...]:
    kept = "".join(
        c if c.isalpha() or c == "'" else " " for c in text.lower().replace("’", "'")
    )
    return tuple(word.strip("'") for word in kept.split() if word.strip("'"))


def _judged(
    lines: Sequence[_Line], recogniser: Recogniser, tell: Listener
) -> Iterator[tuple[_Line, bool, bool]]:
    """Each line, whether it is heard, and whether it would be in the sound of another."""
    tell(StageStarted(STAGE, len(lines), "lines"))
    sounds = dict(_sounds(lines, recogniser.rate))
    for line in lines:
        others = [each for each in lines if each.words != line.words]
        length_ms = line.end_ms - line.start_ms
        other = min(
            others,
            key=lambda each: abs(each.end_ms - each.start_ms - length_ms),
            default=None,
        )
        heard = recogniser.hears(line.words, sounds[line])
        yield (
            line,
            heard,
            other is not None and recogniser.hears(line.words, sounds[other]),
        )
        tell(StageAdvanced(STAGE, 1))
    tell(StageFinished(STAGE))


def _sounds(lines: Sequence[_Line], rate: int) -> Iterator[tuple[_Line, Samples]]:
    """Each line's sound, cut out of its file and brought to one channel at ``rate``."""
    for file in dict.fromkeys(line.file for line in lines):
        wanted = sorted(
            (line for line in lines if line.file == file),
            key=lambda line: line.start_ms,
        )
        try:
            with opened(file.path) as source:
                cutting = _Cutting(source.rate, wanted)
                for block in source.blocks():
                    cutting.feed(block)
        except (NoSoundError, OSError) as error:
            raise AudiobookError(
                f"{file.path} cannot be heard: {error}.", remedy="Make it again."
            ) from error
        for line, wave in zip(wanted, cutting.cuts, strict=True):
            yield (
                line,
                _at_rate(
                    np.concatenate([np.zeros(0, np.int16), *wave]), source.rate, rate
                ),
            )


@dataclass(slots=True)
class _Cutting:
    """Keeps the stretches of a file that are wanted, as it goes by."""

    rate: int
    lines: Sequence[_Line]
    cuts: list[list[Samples]] = field(default_factory=list)
    _at: int = 0

    def feed(self, samples: Samples) -> None:
        self.cuts = self.cuts or [[] for _ in self.lines]
        end = self._at + samples.shape[1]
        for line, pieces in zip(self.lines, self.cuts, strict=True):
            start, stop = (
                round(ms * self.rate / 1000) for ms in (line.start_ms, line.end_ms)
            )
            if start < end and stop > self._at:
                part = samples[:, max(0, start - self._at) : stop - self._at]
                pieces.append(part.mean(axis=0).astype(np.int16))
        self._at = end


def _at_rate(wave: Samples, rate: int, wanted: int) -> Samples:
    if not wave.size:
        return wave
    resampler = av.AudioResampler("s16", "mono", wanted)
    frame = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(wave.reshape(1, -1)), format="s16", layout="mono"
    )
    frame.sample_rate, frame.pts = rate, 0
    parts = [
        each.to_ndarray()[0]
        for each in (*resampler.resample(frame), *resampler.resample(None))
    ]
    return np.concatenate(parts).astype(np.int16)


def _finding(book: Ours, line: _Line) -> Finding:
    text = shown(book.played, line.chapter, line.utterance)
    return Finding(
        "L001",
        "The recogniser does not find it.",
        line.file.name,
        line.chapter,
        line.start_ms,
        text,
    )
