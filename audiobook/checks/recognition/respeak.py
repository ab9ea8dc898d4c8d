"""Bad lines are spoken again: the take that is understood best is used from then on.

An engine that has no other take returns the same sound, and the line stays as it is. Of takes
that are understood equally well the first is used: nothing gets worse than it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from audiobook.checks.book_record import Ours
from audiobook.checks.heard import HeardLine, Retaken
from audiobook.checks.recognition.book_lines import LineNumber
from audiobook.checks.recognition.ear import Ear, SpokenLine
from audiobook.errors import UsageError
from audiobook.events import Listener, StageAdvanced, StageFinished, StageStarted
from audiobook.render.cache import in_use
from audiobook.render.store import clip_key
from audiobook.render.takes import read_takes, write_takes
from audiobook.render.tasks import Job, close_engines, engine_for, speak_jobs

STAGE = "respeak"
TAKES = 4  # other takes of a line that are tried at most


class Respeaker:
    """Speaks the lines of one book again. ``spoken`` has them by their numbers."""

    def __init__(
        self,
        book: Ours,
        ear: Ear,
        spoken: Mapping[LineNumber, SpokenLine],
        tell: Listener,
    ) -> None:
        self._book = book
        self._ear = ear
        self._spoken = spoken
        self._tell = tell
        self._timeout_s = book.settings.line_timeout_s

    def retake(self, heard: Sequence[HeardLine]) -> tuple[Retaken, ...]:
        """Every bad line, with the take that is used from now on.

        Raises :class:`UsageError` where an engine is not what it was when the book was made.
        """
        bad = [line for line in heard if line.bad]
        project = self._book.project
        with project.locked(), in_use(self._book.shop.clips):
            try:
                self._check_engines(bad)
                retaken = self._retaken(bad)
            finally:
                close_engines()
            self._keep(retaken)
        return retaken

    def _check_engines(self, bad: Sequence[HeardLine]) -> None:
        """A clip is named by its engine's fingerprint, which has to be that of today."""
        prints = self._book.shop.prints
        names = {self._line(each).line.voice.engine for each in bad}
        for name in sorted(names):
            if engine_for(name, self._timeout_s).fingerprint() != prints[name]:
                raise UsageError(
                    f'The engine "{name}" is another version than the one that made the book.',
                    remedy="Run make-audiobook first, then listen again.",
                )

    def _retaken(self, bad: Sequence[HeardLine]) -> tuple[Retaken, ...]:
        self._tell(StageStarted(STAGE, len(bad), "lines"))
        retaken = []
        for line in bad:
            retaken.append(self._best_take(line))
            self._tell(StageAdvanced(STAGE, 1))
        self._tell(StageFinished(STAGE))
        return tuple(retaken)

    def _best_take(self, before: HeardLine) -> Retaken:
        spoken = self._line(before)
        best = before
        used = spoken.line.take
        sounds = {self._pcm(before.clip)}
        tried = 0
        for take in range(TAKES + 1):
            other = self._in_take(spoken, take)
            pcm = self._pcm(other.key)
            if not pcm or pcm in sounds:
                continue  # the engine failed, or has nothing else to offer
            sounds.add(pcm)
            tried += 1
            after = self._ear.hear(other)
            if after and after.badness < best.badness:
                best = after
                used = take
            if not best.wrong:
                break
        return Retaken(before, best, used, tried)

    def _in_take(self, spoken: SpokenLine, take: int) -> SpokenLine:
        """The line in a take, spoken if it was not yet."""
        line = replace(spoken.line, take=take)
        key = clip_key(line, self._book.shop.prints)
        clips = self._book.shop.clips
        if clips.get(key) is None:
            speak_jobs((Job(key, line),), clips, self._timeout_s)
        return replace(spoken, line=line, key=key)

    def _pcm(self, key: str) -> bytes:
        sound = self._book.shop.clips.get(key)
        return sound.pcm if sound else b""

    def _keep(self, retaken: Sequence[Retaken]) -> None:
        """Write down which takes are used, beside those that were chosen before."""
        path = self._book.project.takes_file
        takes = dict(read_takes(path))
        words = {}
        for spoken in self._spoken.values():
            words[self._first_key(spoken)] = spoken.line.plain
        changed = False
        for each in retaken:
            spoken = self._line(each.before)
            if each.take != spoken.line.take:
                takes[self._first_key(spoken)] = each.take
                changed = True
        if changed:
            write_takes(path, takes, words)

    def _first_key(self, spoken: SpokenLine) -> str:
        return clip_key(replace(spoken.line, take=0), self._book.shop.prints)

    def _line(self, heard: HeardLine) -> SpokenLine:
        return self._spoken[heard.chapter, heard.utterance]
