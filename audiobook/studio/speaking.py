"""The sound of single lines: as the book would have them, and in voices that are tried.

A line is spoken into the same store, by the same workers, as when the whole book is made: what
was heard here is not spoken again there.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from audiobook.engines import ENGINES
from audiobook.errors import EngineError
from audiobook.executors import Pool
from audiobook.model import Delivery, Line, Script, Sound, Utterance, Voice
from audiobook.render.plan import ChapterPlan, PlannedLine
from audiobook.render.store import ClipStore, Fingerprints, clip_key
from audiobook.render.takes import read_takes, with_takes
from audiobook.render.tasks import Inspected, Job, Spoken, inspect_engine, speak_jobs
from audiobook.sound.stitch import polish, wav
from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.line_place import LinePlace

MOST_TAKES = 19  # besides the first
_AHEAD = 64  # lines that wait to be spoken ahead; older ones are dropped


@dataclass(frozen=True, slots=True)
class PlayedLine:
    """A sound to play: a WAV file, the name of its clip, and the silence before it."""

    data: bytes
    key: str
    kept: bool
    pause_ms: int = 0


class Mouth:
    """Speaks lines in worker processes that stay open; several threads may ask at once."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._lock = threading.Lock()
        self._closed = False
        self._prints: dict[str | Voice, str] = {}
        self._checked: set[Voice] = set()
        self._behind = ThreadPoolExecutor(1, thread_name_prefix="ahead")
        self._waiting: deque[Callable[[], object]] = deque(maxlen=_AHEAD)

    def warm(self, engine: str, timeout_s: float) -> None:
        """Open an engine in every worker before it is asked for anything."""
        with self._lock:
            # Workers that are started now would outlive the program.
            if self._closed:
                return
            for _ in range(self._pool.workers):
                self._pool.submit(inspect_engine, engine, (), timeout_s)

    def prints(self, voices: Iterable[Voice], timeout_s: float) -> Fingerprints:
        """The fingerprints of the engines of some voices.

        Raises :class:`EngineError` for a voice that its engine refuses.
        """
        asked: dict[str, list[Voice]] = {}
        for each in dict.fromkeys(voices):
            if each not in self._checked:
                asked.setdefault(each.engine, []).append(each)
        for engine, new in asked.items():
            inspected: Inspected = self._done(
                inspect_engine, engine, tuple(new), timeout_s
            )
            for refusal in inspected.refusals:
                raise EngineError(refusal)
            self._prints[engine] = inspected.fingerprint
            self._prints.update(inspected.of_voices)
            self._checked.update(new)
        return self._prints

    def speak(self, line: Line, store: ClipStore, timeout_s: float) -> tuple[str, bool]:
        """See that a line is in the store: the key of its clip, and whether it was there."""
        key = clip_key(line, self.prints([line.voice], timeout_s))
        # A damaged clip is spoken again.
        if store.path(key).exists() and store.get(key) is not None:
            return key, True
        results: tuple[Spoken, ...] = self._done(
            speak_jobs, (Job(key, line),), store, timeout_s
        )
        if results[0].failure:
            raise EngineError(results[0].failure, remedy="Try another voice.")
        return key, False

    def ahead(self, task: Callable[[], object]) -> None:
        """Do something after everything that was asked before it, when nobody waits."""
        self._waiting.append(task)
        self._behind.submit(self._next)

    def close(self) -> None:
        """End the workers."""
        self._waiting.clear()
        self._behind.shutdown(cancel_futures=True)
        with self._lock:
            self._closed = True
            self._pool.stop()

    def _next(self) -> None:
        if self._waiting:
            self._waiting.popleft()()

    def _done(self, task: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401
        """What became of a task; a worker that dies is replaced, and the task tried once more."""
        for _ in range(2):
            # Handing out is guarded, waiting is not: several lines are spoken at a time.
            with self._lock:
                future: Future[Any] = self._pool.submit(task, *arguments)
            try:
                return future.result()
            except BrokenExecutor:
                with self._lock:
                    self._pool.stop()
        raise EngineError(
            "The engine crashed or hung on this line.", remedy="Try another voice."
        )


class Lines:
    """The lines of one state of a book, planned chapter by chapter as they are asked for."""

    def __init__(self, state: BookState, mouth: Mouth) -> None:
        self._state = state
        self._mouth = mouth
        self._plans: dict[int, ChapterPlan] = {}
        self._timeout_s = state.run.settings.line_timeout_s

    def plan(self, number: int) -> ChapterPlan:
        """How a chapter is said. Raises :class:`~audiobook.errors.AudiobookError`."""
        if number not in self._plans:
            self._plans[number] = self._planned(number)
        return self._plans[number]

    def item(self, place: LinePlace) -> PlannedLine:
        """How an utterance is said; its line is ``None`` where nothing is."""
        self._state.utterance(place)
        return self.plan(place.chapter).items[place.utterance]

    def heard(self, place: LinePlace) -> PlayedLine | None:
        """An utterance as it sounds in the book; ``None`` where nothing is said."""
        item = self.item(place)
        if item.line is None:
            return None
        return self._heard(item.line, item.gain_db, item.pause_ms)

    def in_voice(
        self, place: LinePlace, voice: Voice, delivery: Delivery
    ) -> PlayedLine | None:
        """An utterance in another voice; nothing is written but its clip."""
        item = self.item(place)
        if item.line is None:
            return None
        speaker = self._state.utterance(place).speaker
        own = self._state.roles[speaker].delivery
        said = item.line.delivery
        # How the text has this line said stays; how its speaker always speaks is exchanged.
        changed = Delivery(
            said.rate / own.rate * delivery.rate,
            said.pitch - own.pitch + delivery.pitch,
            said.volume,
        )
        line = replace(item.line, voice=voice, delivery=changed, take=0)
        return self._heard(line, voice.gain_db + delivery.volume, item.pause_ms)

    def take(self, place: LinePlace, number: int) -> PlayedLine | None:
        """One take of an utterance."""
        item = self.item(place)
        if item.line is None:
            return None
        line = replace(item.line, take=number)
        return self._heard(line, item.gain_db, item.pause_ms)

    def words(self, line: Line, gain_db: float) -> PlayedLine:
        """Words that stand nowhere in the book."""
        return self._heard(line, gain_db, 0)

    def kept(self, line: Line) -> bool:
        """Whether a line has been spoken."""
        return self._store.path(self.key(line)).exists()

    def key(self, line: Line) -> str:
        """The name of a line's clip."""
        return clip_key(line, self._mouth.prints([line.voice], self._timeout_s))

    def prints(self, lines: Iterable[Line]) -> Fingerprints:
        """The fingerprints of the engines of some lines."""
        voices = [line.voice for line in lines]
        return self._mouth.prints(voices, self._timeout_s)

    def speak_all(self, lines: Iterable[Line]) -> None:
        """See that some lines are in the store."""
        for line in lines:
            self._mouth.speak(line, self._store, self._timeout_s)

    def takes(self, line: Line) -> list[int]:
        """The takes of a line that are kept."""
        kept = []
        for take in range(MOST_TAKES + 1):
            if self.kept(replace(line, take=take)):
                kept.append(take)
        return kept

    def most_takes(self, line: Line) -> int:
        """How many takes of a line there may be: one where its engine always says it alike."""
        if ENGINES.load(line.voice.engine).varies:
            return MOST_TAKES + 1
        return 1

    def speak_ahead(self, place: LinePlace, count: int) -> None:
        """Have the lines after one spoken while nobody waits."""
        # A listener goes on from here: the next lines are there before they are asked for.
        items = self.plan(place.chapter).items[place.utterance + 1 :]
        lines = [item.line for item in items if item.line][:count]
        for line in lines:
            self._mouth.ahead(partial(self._quietly, line))

    def _quietly(self, line: Line) -> None:
        """A line that cannot be spoken ahead says so when it is asked for."""
        try:
            self._mouth.speak(line, self._store, self._timeout_s)
        except EngineError:
            return

    @property
    def _store(self) -> ClipStore:
        return self._state.run.clips

    def _heard(self, line: Line, gain_db: float, pause_ms: int) -> PlayedLine:
        key, kept = self._mouth.speak(line, self._store, self._timeout_s)
        sound = self._store.get(key)
        if sound is None:
            raise EngineError("The clip of this line is gone.", remedy="Try again.")
        # As it is stitched into a chapter: trimmed, as loud as its voice is there.
        polished = Sound(polish(sound, gain_db), sound.rate)
        return PlayedLine(wav(polished), key, kept, pause_ms)

    def _planned(self, number: int) -> ChapterPlan:
        """The plan of one chapter, as it is in the plan of the whole book."""
        state = self._state
        # Planning a novel takes seconds, and one chapter is heard at a time.
        utterances = state.utterances(number)
        alone = _alone(state.script, state.index(number), utterances)
        staged = state.run.staged(alone, state.cast, state.guide)
        (plan,) = [each for each in staged.plans if each.number == number]
        voices = [line.voice for line in plan.lines]
        prints = self._mouth.prints(voices, self._timeout_s)
        takes = read_takes(state.run.project.takes_file)
        (taken,) = with_takes([plan], takes, prints)
        return taken


def _alone(script: Script, index: int, utterances: Sequence[Utterance]) -> Script:
    book = replace(script.book, chapters=(script.book.chapters[index],))
    return replace(script, book=book, utterances=(tuple(utterances),))
