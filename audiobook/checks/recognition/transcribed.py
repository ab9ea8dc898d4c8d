"""Listening with a transcriber: what it writes down is held against the words as spoken.

Each line is heard alone, from its clip. That the clips are what is heard in the finished files is
what ``audiobook check`` looks at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from audiobook.checks.book_record import Ours
from audiobook.checks.files import File
from audiobook.checks.findings import Finding
from audiobook.checks.heard import HeardLine, Recognised, Retaken
from audiobook.checks.recognition.book_lines import LineNumber, places
from audiobook.checks.recognition.ear import Ear, SpokenLine
from audiobook.checks.recognition.recognisers import Transcriber
from audiobook.checks.recognition.respeak import Respeaker
from audiobook.checks.recognition.samples import FEW, STAGE, evenly
from audiobook.checks.script import shown
from audiobook.checks.spoken_anew import SpokenAnew
from audiobook.events import Listener, StageAdvanced, StageFinished, StageStarted
from audiobook.language import ENGLISH, language_of
from audiobook.model import primary_subtag
from audiobook.render.store import clip_key

TOO_MANY_WORDS = 0.6  # wrong ones; of the sound of another book nearly all are
_SHOWN = 4  # missed words of a line
_PAIR = 80  # characters of what was missed, and what was heard for it


@dataclass(frozen=True, slots=True)
class Listening:
    """One book, and who listens to it."""

    path: Path
    book: Ours
    files: Sequence[File]
    name: str
    recogniser: Transcriber
    tell: Listener

    def outcome(self, sample: int, *, again: bool) -> Recognised:
        """What was heard of every line, or of ``sample`` lines, the worst first."""
        language = language_of(self.book.script.book)
        with SpokenAnew(self.book) as clips:
            ear = Ear(
                self.recogniser,
                primary_subtag(language) or ENGLISH,
                clips,
                self.book.project.heard,
            )
            return self._outcome(sample, ear, clips, again=again)

    def _outcome(
        self, sample: int, ear: Ear, clips: SpokenAnew, *, again: bool
    ) -> Recognised:
        lines = self._lines()
        asked = evenly(lines, sample)
        heard = self._heard(asked, ear)
        findings = [*self._of_the_whole(heard), *self._gone(ear, len(asked), clips)]
        retaken: tuple[Retaken, ...] = ()
        if again:
            spoken = {line.number: line for line in lines}
            retaken = Respeaker(self.book, ear, spoken, self.tell).retake(heard)
        worst = sorted(heard, key=lambda line: line.badness, reverse=True)
        bad = [self._finding(line) for line in worst if line.bad]
        return Recognised(
            self.path,
            self.name,
            lines=tuple(worst),
            new=ear.new,
            findings=(*findings, *bad),
            retaken=retaken,
        )

    def _lines(self) -> list[SpokenLine]:
        """Every line, with its words, of the file or book that was asked for."""
        chapters = set()
        if not self.path.is_dir():
            chapters = {chapter for chapter, _ in places(self.files)}
        lines = []
        for plan in self.book.plans:
            if chapters and plan.number not in chapters:
                continue
            for item in plan.items:
                if item.line:
                    number = (plan.number, item.utterance)
                    key = clip_key(item.line, self.book.shop.prints)
                    lines.append(SpokenLine(number, item.line, key))
        return lines

    def _heard(self, lines: Sequence[SpokenLine], ear: Ear) -> list[HeardLine]:
        self.tell(StageStarted(STAGE, len(lines), "lines"))
        heard = []
        for line in lines:
            found = ear.hear(line)
            if found is not None and found.words:
                heard.append(found)
            self.tell(StageAdvanced(STAGE, 1))
        self.tell(StageFinished(STAGE))
        return heard

    def _of_the_whole(self, heard: Sequence[HeardLine]) -> list[Finding]:
        """Whether this can be the sound of the book at all: a voice that is hard to understand
        gets many short lines wrong, but not most of its words.
        """
        words = sum(line.words for line in heard)
        wrong = sum(line.wrong for line in heard)
        if len(heard) < FEW or wrong <= TOO_MANY_WORDS * words:
            return []
        what = f"{wrong:,} of {words:,} words are wrong."
        return [Finding("L003", what)]

    def _gone(self, ear: Ear, asked: int, clips: SpokenAnew) -> list[Finding]:
        """Lines whose clips were deleted, and are not spoken anew."""
        if not ear.soundless:
            return []
        return [Finding("A017", clips.lacking(ear.soundless, asked))]

    def _finding(self, line: HeardLine) -> Finding:
        number = (line.chapter, line.utterance)
        words = shown(self.book.played, *number)
        missed = [shorten(pair, _PAIR, placeholder="…") for pair in line.missed]
        named = "; ".join(missed[:_SHOWN])
        if len(missed) > _SHOWN:
            named += "; …"
        what = f"{line.wrong} of {line.words} words are wrong: {named}."
        file, at_ms = self._place(number)
        return Finding("L001", what, file, line.chapter, at_ms, words)

    def _place(self, number: LineNumber) -> tuple[str, float | None]:
        """Where a line is heard, if the finished files are as the book now stands."""
        place = places(self.files).get(number)
        if place is None:
            return "", None
        file, starts_ms, cue = place
        return file.name, starts_ms + cue.start_ms
