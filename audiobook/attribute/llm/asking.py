"""Asks about every passage: a few at a time, patiently but not for ever, and each answer kept as it comes.

A passage whose attempts are used up stays unanswered and the others go on. The whole book is given up when the
server says that it will never answer (a wrong key, model or address), when three passages in a row got nothing
but failed requests, or when the time for the book is over. Threads are daemons: an interrupted run ends at once.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from audiobook.attribute.llm.answer import Answer, RefusedAnswer, read_answer
from audiobook.attribute.llm.client import Client, RequestFailure, Scope
from audiobook.attribute.llm.prompt import Messages, again, question
from audiobook.attribute.llm.roster import Roster
from audiobook.attribute.llm.settings import ModelSettings
from audiobook.attribute.llm.windows import Window

_LONGEST_WAIT_S = 120.0
_FAILURES_IN_A_ROW = 3
_TICK_S = 0.5
_SHORTEST_S = 0.01
_NOTHING = Answer({}, {})

Problem = RequestFailure | RefusedAnswer
Outcome = Answer | str | None  # an answer, why there is none, or None: not asked
Done = tuple[Window, Outcome, bool]  # whether its thread came to an end


@dataclass(slots=True)
class Asker:
    """Asks one model about the passages of one book. ``pause`` waits that many seconds; ``stop`` ends it."""

    settings: ModelSettings
    roster: Roster
    keep: Callable[[Window, Answer], None]
    pause: Callable[[float], object] | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    ended: str = ""
    _client: Client = field(init=False)
    _deadline: float = field(init=False)
    _failed: int = 0

    def __post_init__(self) -> None:
        self._client = Client(self.settings)
        limit = self.settings.limit_s
        self._deadline = time.monotonic() + limit if limit else float("inf")

    def all(self, windows: Sequence[Window]) -> Iterator[tuple[Window, Outcome]]:
        """Every passage with what came of it, in the order in which they are done."""
        todo: queue.SimpleQueue[Window] = queue.SimpleQueue()
        for window in windows:
            todo.put(window)
        done: queue.SimpleQueue[Done] = queue.SimpleQueue()
        for number in range(min(self.settings.workers, len(windows))):
            threading.Thread(
                target=self._work, args=(todo, done), name=f"ask-{number}", daemon=True
            ).start()
        try:
            for _ in windows:
                window, outcome, finished = _next(done)
                if not finished:
                    raise RuntimeError("A thread that asks the language model broke down.")
                yield window, outcome
        finally:
            self.stop.set()

    def _work(self, todo: "queue.SimpleQueue[Window]", done: "queue.SimpleQueue[Done]") -> None:
        while True:
            try:
                window = todo.get_nowait()
            except queue.Empty:
                return
            outcome, finished = None, False
            try:
                outcome, finished = self._about(window), True
            finally:  # also a bug must not leave the reader waiting
                done.put((window, outcome, finished))

    def _about(self, window: Window) -> Outcome:
        if self._time_left() <= 0:
            self._end(f"the time limit of {self.settings.limit_s:g} s for the book is over")
        if self.stop.is_set():
            return None
        try:
            answer = self._answer(window)
        except RequestFailure as failure:
            self._count(failure)
            return str(failure)
        except RefusedAnswer as refusal:
            self._failed = 0
            return f"the model's answers could not be used: {refusal}"
        self._failed = 0
        self.keep(window, answer)
        return answer

    def _count(self, failure: RequestFailure) -> None:
        self._failed += 1
        if failure.scope is Scope.BOOK or self._failed >= _FAILURES_IN_A_ROW:
            self._end(str(failure))

    def _end(self, why: str) -> None:
        self.ended = self.ended or why
        self.stop.set()

    def _answer(self, window: Window) -> Answer:
        """The best answer of some attempts. Raises :class:`RequestFailure` or :class:`RefusedAnswer`."""
        messages = question(window, self.roster)
        best, problem = _NOTHING, None
        for attempt in range(self.settings.attempts):
            if problem is not None and not self._rest(attempt, problem):
                break
            answer, problem, messages = self._attempt(window, messages)
            if problem is None:
                return answer
            best = max(best, answer, key=lambda found: len(found.labels))
        if best.labels or problem is None:
            return best
        raise problem

    def _attempt(
        self, window: Window, messages: Messages
    ) -> tuple[Answer, Problem | None, Messages]:
        """An answer, what is wrong with it, and what to ask next."""
        asked = question(window, self.roster)
        try:
            reply = self._client.ask(
                messages, min(self.settings.timeout_s, max(self._time_left(), _SHORTEST_S))
            )
        except RequestFailure as failure:
            return _NOTHING, failure, messages
        try:
            answer = read_answer(reply, window, self.roster)
        except RefusedAnswer as refusal:
            return _NOTHING, refusal, again(asked, reply, (str(refusal),))
        if answer.faults:
            return answer, RefusedAnswer(answer.faults[0]), again(asked, reply, answer.faults)
        return answer, None, messages

    def _rest(self, attempt: int, problem: Problem) -> bool:
        """Wait before another attempt; whether there is still time for it, and sense in it."""
        wished = 0.0
        if isinstance(problem, RequestFailure):
            if problem.scope is not Scope.ATTEMPT:
                return False
            wished = problem.wait_s
        wait = max(self.settings.backoff_s * 2 ** (attempt - 1), wished)
        if wait > min(_LONGEST_WAIT_S, self._time_left()):
            return False
        (self.pause or self.stop.wait)(wait)
        return not self.stop.is_set()

    def _time_left(self) -> float:
        return self._deadline - time.monotonic()


def _next(done: "queue.SimpleQueue[Done]") -> Done:
    """The next result; in short waits, which Ctrl-C interrupts on every system."""
    while True:
        try:
            return done.get(timeout=_TICK_S)
        except queue.Empty:
            continue
