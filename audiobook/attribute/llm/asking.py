"""Asks about every passage: a few at a time, and patiently, but not for ever.

A passage whose attempts are used up stays unanswered and the others go on. The whole book is
given up when the server says that it will never answer (a wrong key, model or address), when
three passages in a row got nothing but failed requests, or when the time for the book is over.
Threads are daemons: an interrupted run ends at once.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from audiobook.attribute.llm.answer import Answer, RefusedAnswer, read_answer
from audiobook.attribute.llm.characters import CharacterList
from audiobook.attribute.llm.client import Client
from audiobook.attribute.llm.passages import Passage
from audiobook.attribute.llm.prompt import Messages, again, question
from audiobook.attribute.llm.settings import ModelSettings
from audiobook.servers import RequestFailure, Scope

# Between two attempts; a server that asks for more is not waited for.
_LONGEST_WAIT_S = 120.0
_FAILURES_IN_A_ROW = 3  # passages, before the book is given up
_TICK_S = 0.5
_SHORTEST_S = 0.01  # of a request: a socket takes no timeout of 0
_NOTHING = Answer({}, {})

Problem = RequestFailure | RefusedAnswer
Outcome = Answer | str | None  # an answer, why there is none, or None: not asked
Done = tuple[Passage, Outcome, bool]  # whether its thread came to an end


@dataclass(slots=True)
class Asker:
    """Asks one model about the passages of one book.

    ``keep`` is called with every answer, from the threads; ``pause`` waits that many seconds;
    ``stop`` ends it all, and ``ended`` says why.
    """

    settings: ModelSettings
    characters: CharacterList
    keep: Callable[[Passage, Answer], None]
    pause: Callable[[float], object] | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    ended: str = ""
    _client: Client = field(init=False)
    _deadline: float = field(init=False)
    _failed: int = 0  # passages in a row

    def __post_init__(self) -> None:
        self._client = Client(self.settings)
        self._deadline = float("inf")
        if self.settings.limit_s:
            self._deadline = time.monotonic() + self.settings.limit_s

    def all(self, passages: Sequence[Passage]) -> Iterator[tuple[Passage, Outcome]]:
        """Every passage with what came of it, in the order in which they are done."""
        todo: queue.SimpleQueue[Passage] = queue.SimpleQueue()
        for passage in passages:
            todo.put(passage)
        done: queue.SimpleQueue[Done] = queue.SimpleQueue()
        for number in range(min(self.settings.workers, len(passages))):
            thread = threading.Thread(
                target=self._work,
                args=(todo, done),
                name=f"ask-{number}",
                daemon=True,
            )
            thread.start()
        try:
            for _ in passages:
                passage, outcome, finished = _next(done)
                if not finished:
                    raise RuntimeError("A thread that asks the language model crashed.")
                yield passage, outcome
        finally:
            self.stop.set()

    def _work(
        self, todo: "queue.SimpleQueue[Passage]", done: "queue.SimpleQueue[Done]"
    ) -> None:
        """Ask about one passage after the other until there are none; in a thread."""
        while True:
            try:
                passage = todo.get_nowait()
            except queue.Empty:
                return
            outcome: Outcome = None
            finished = False
            try:
                outcome = self._outcome(passage)
                finished = True
            finally:  # also a bug must not leave the reader waiting
                done.put((passage, outcome, finished))

    def _outcome(self, passage: Passage) -> Outcome:
        """What comes of one passage. Sets ``stop`` when the whole book is to be given up."""
        if self._time_left() <= 0:
            self._end(
                f"the time limit of {self.settings.limit_s:g} s for the book is over"
            )
        if self.stop.is_set():
            return None
        try:
            answer = self._answer(passage)
        except RequestFailure as failure:
            self._count(failure)
            return str(failure)
        except RefusedAnswer as refusal:
            self._failed = 0
            return f"the model's answers could not be used: {refusal}"
        # Kept at once: an interrupted run carries on after this passage.
        self._failed = 0
        self.keep(passage, answer)
        return answer

    def _count(self, failure: RequestFailure) -> None:
        """Give the book up after a hopeless failure, or too many in a row."""
        self._failed += 1
        if failure.scope is Scope.SERVER or self._failed >= _FAILURES_IN_A_ROW:
            self._end(str(failure))

    def _end(self, why: str) -> None:
        """Ask nothing more; the first reason stands."""
        self.ended = self.ended or why
        self.stop.set()

    def _answer(self, passage: Passage) -> Answer:
        """The best answer of some attempts.

        Raises :class:`RequestFailure` or :class:`RefusedAnswer`, as the last attempt did.
        """
        messages = question(passage, self.characters)
        best = _NOTHING
        problem: Problem | None = None
        for attempt in range(self.settings.attempts):
            if problem is not None and not self._rest(attempt, problem):
                break
            answer, problem, messages = self._attempt(passage, messages)
            if problem is None:
                return answer
            # Some labels are better than none, should no attempt bring all of them.
            if len(answer.labels) > len(best.labels):
                best = answer
        if problem is not None and not best.labels:
            raise problem
        return best

    def _attempt(
        self, passage: Passage, messages: Messages
    ) -> tuple[Answer, Problem | None, Messages]:
        """An answer, what is wrong with it, and what to ask next."""
        timeout_s = min(self.settings.timeout_s, max(self._time_left(), _SHORTEST_S))
        try:
            reply = self._client.ask(messages, timeout_s)
        except RequestFailure as failure:
            return _NOTHING, failure, messages
        try:
            answer = read_answer(reply, passage, self.characters)
        except RefusedAnswer as refusal:
            answer = Answer({}, {}, (str(refusal),))
        if not answer.faults:
            return answer, None, messages
        # Only the last refused answer is repeated, or the question would grow beyond any limit.
        asked = question(passage, self.characters)
        problem = RefusedAnswer(answer.faults[0])
        return answer, problem, again(asked, reply, answer.faults)

    def _rest(self, attempt: int, problem: Problem) -> bool:
        """Wait before another attempt; whether there is still time for it, and sense in it."""
        wait_s: float = self.settings.backoff_s * 2 ** (attempt - 1)
        # A refused answer may be mended by another; a failed request only if it may pass.
        if isinstance(problem, RequestFailure):
            if problem.scope is not Scope.ATTEMPT:
                return False
            wait_s = max(wait_s, problem.wait_s)
        if wait_s > min(_LONGEST_WAIT_S, self._time_left()):
            return False
        pause = self.pause or self.stop.wait
        pause(wait_s)
        return not self.stop.is_set()

    def _time_left(self) -> float:
        """Seconds that are left for the book."""
        return self._deadline - time.monotonic()


def _next(done: "queue.SimpleQueue[Done]") -> Done:
    """The next result; in short waits, which Ctrl-C interrupts on every system."""
    while True:
        try:
            return done.get(timeout=_TICK_S)
        except queue.Empty:
            continue
