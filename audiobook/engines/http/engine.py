"""Speaks by any server with OpenAI's ``/v1/audio/speech``: on this machine, or far away.

A server is asked only for a voice of the cast that names it. The words go to it, so one that is
not on this machine has to be allowed in the user's settings; so does the key, which comes from the
environment variable that the voice names. Options of a voice: ``url`` and ``voice``, and, where
the server needs them, ``model``, ``format``, ``key_env`` and what ``docs/other-engines.md`` lists.

Of a delivery the rate is honoured by the protocol's ``speed`` (0.25 to 4), volume by a gain; there
is no pitch. Pronunciations are not sent: the plain words are.
"""

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from filelock import FileLock, Timeout
from platformdirs import user_cache_dir

from audiobook.engines.base import SAMPLE_RATE, Engine
from audiobook.engines.foreign import is_sound_file, raw_sound, read_sound
from audiobook.engines.http.options import FASTEST, SLOWEST, Asked, read
from audiobook.engines.pcm import louder, trimmed
from audiobook.engines.words import parted, speakable
from audiobook.errors import EngineError
from audiobook.model import Line, Sound, Voice
from audiobook.servers import Received, RequestFailure, Scope, Server

PROCESSING = "http-1"  # another number makes every clip anew
JOIN_MS = 150  # between the pieces of a line that is too long for one request
_MOST_BYTES = 256 << 20
_BACKOFF_S = 1.0  # after the first attempt; twice as long after each other
_FAILURES_IN_A_ROW = 3  # lines, before the server is not asked any more
_SLOT_TICK_S = 0.05  # between two looks for a free slot
_SHORTEST_S = 0.01  # of a request: a socket takes no timeout of 0
_REMEDIES = {
    401: "Set {key} to a valid key and run again.",
    403: "Set {key} to a key that may use this model and run again.",
    404: "Correct url or model in the voice's options.",
    405: "Correct url in the voice's options.",
    413: 'Lower "longest" in the voice\'s options.',
    429: 'Run again later, or lower "parallel" in the voice\'s options.',
}
_PICKY = (400, 404, 422)


class HttpEngine(Engine):
    """Asks servers. What they answer may differ from time to time: the clip kept is the truth."""

    repeatable: ClassVar[bool] = False
    varies: ClassVar[bool] = True
    announces: ClassVar[bool] = True

    def __init__(self, line_timeout_s: float = 60.0) -> None:
        super().__init__(line_timeout_s)
        self._pause = time.sleep
        self._failed: dict[str, int] = {}  # place -> lines in a row
        self._given_up: dict[str, EngineError] = {}

    def speak(self, line: Line) -> Sound:
        """The sound of a line. Raises :class:`EngineError` naming the address and the status."""
        words = speakable(line.plain)
        asked = read(line.voice)
        if asked.place in self._given_up:
            raise self._given_up[asked.place]
        deadline = time.monotonic() + self.line_timeout_s
        silence = bytes(2 * (SAMPLE_RATE * JOIN_MS // 1000))
        spoken = []
        for piece in parted(words, asked.longest):
            body = _body(asked, piece, line.delivery.rate)
            spoken.append(trimmed(self._spoken(asked, body, deadline)).pcm)
        self._failed.pop(asked.place, None)
        return louder(Sound(silence.join(spoken), SAMPLE_RATE), line.delivery.volume)

    def fingerprint(self) -> str:
        """The version of our own processing: what the server runs cannot be known."""
        return PROCESSING

    def check(self, voice: Voice) -> None:
        """Raise :class:`EngineError` for wrong options; nothing is sent."""
        read(voice)

    def announcement(self, lines: Sequence[Line]) -> str:
        """Which servers get how many characters, and what that costs by the pack's prices."""
        characters: dict[tuple[str, float], int] = {}
        for line in lines:
            asked = read(line.voice)
            about = (asked.place, asked.price_per_million)
            characters[about] = characters.get(about, 0) + len(line.plain)
        return " ".join(_told(*about, number) for about, number in characters.items())

    def beside(self, voice: Voice) -> tuple[Voice, ...]:
        """A voice for each that the server of that one lists."""
        names = _listed(read(voice), self.line_timeout_s)
        return tuple(_named(voice, name) for name in names)

    def _spoken(self, asked: Asked, body: dict[str, object], deadline: float) -> Sound:
        """One piece. Raises :class:`EngineError`, and remembers a server that is of no use."""
        try:
            answer = self._asked(asked, body, deadline)
        except RequestFailure as failure:
            raise self._refused(asked, failure) from None
        try:
            return _sound(answer, asked)
        except EngineError as error:
            kind = answer.kind.partition(";")[0] or "no Content-Type"
            wrong = EngineError(
                f"{asked.place} {error.message} (HTTP 200, {kind}).",
                remedy="Check url and format in the voice's options, or the server's log.",
            )
            self._count(asked, wrong)
            raise wrong from error

    def _asked(
        self, asked: Asked, body: dict[str, object], deadline: float
    ) -> Received:
        """The answer, after as many attempts as there may be within the time of a line."""
        server = Server(asked.endpoint, asked.key, most_bytes=_MOST_BYTES)
        for attempt in range(1, asked.attempts + 1):
            try:
                with _slot(asked.place, asked.parallel, deadline):
                    left_s = max(_SHORTEST_S, deadline - time.monotonic())
                    timeout_s = min(asked.timeout_s, left_s)
                    return server.ask(body, timeout_s, accept="*/*")
            except RequestFailure as failure:
                wait_s = max(failure.wait_s, _BACKOFF_S * 2 ** (attempt - 1))
                last = attempt == asked.attempts
                late = time.monotonic() + wait_s >= deadline
                if failure.scope is not Scope.ATTEMPT or last or late:
                    raise
            self._pause(wait_s)
        raise AssertionError("The last attempt raises or returns.")

    def _refused(self, asked: Asked, failure: RequestFailure) -> EngineError:
        remedy = _remedy(asked, failure)
        if failure.status in _PICKY:
            known = ", ".join(_listed(asked, self.line_timeout_s))
            if known:
                remedy = f"{remedy} Voices of the server: {known}."
        error = EngineError(f"{asked.place}: {failure}.", remedy=remedy)
        if failure.scope is Scope.SERVER:
            self._given_up[asked.place] = error
        elif failure.scope is Scope.ATTEMPT:
            self._count(asked, error)
        return error

    def _count(self, asked: Asked, error: EngineError) -> None:
        """Give a server up that failed too often in a row."""
        number = self._failed.get(asked.place, 0) + 1
        self._failed[asked.place] = number
        if number >= _FAILURES_IN_A_ROW:
            self._given_up[asked.place] = error


def _body(asked: Asked, words: str, rate: float) -> dict[str, object]:
    body: dict[str, object] = {
        "model": asked.model,
        "input": words,
        "voice": asked.voice,
        "response_format": asked.format,
    }
    speed = min(FASTEST, max(SLOWEST, asked.speed * rate))
    if speed != 1.0:
        body["speed"] = round(speed, 4)
    if asked.instructions:
        body["instructions"] = asked.instructions
    return body


def _sound(answer: Received, asked: Asked) -> Sound:
    """What was answered, by what it is and not by what it is called."""
    kind = answer.kind.partition(";")[0].strip().lower()
    bare = asked.format == "pcm" and not is_sound_file(answer.body)
    if bare and kind.startswith(("text/", "application/json")):
        raise EngineError("sent something that is not sound")
    if bare:
        return raw_sound(answer.body, _stated_rate(answer.kind) or asked.pcm_rate)
    return read_sound(answer.body)


def _stated_rate(kind: str) -> int:
    """The sample rate in a type like "audio/pcm;rate=16000", 0 where there is none."""
    for parameter in kind.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "rate" and value.isdecimal():
            return int(value[:6])
    return 0


def _remedy(asked: Asked, failure: RequestFailure) -> str:
    key = asked.key_env or "an environment variable named as key_env"
    if failure.status in _REMEDIES:
        return _REMEDIES[failure.status].format(key=key)
    if 300 <= failure.status < 400:
        return "It redirects: write the address that it leads to as url."
    if failure.status in _PICKY:
        return "Check model, voice and format in the voice's options."
    return "See that the server runs and run again; a slow one needs line_timeout_s."


def _listed(asked: Asked, timeout_s: float) -> Iterator[str]:
    """The voices that the server lists, none where it does not."""
    server = Server(asked.voices_address, asked.key)
    try:
        listed = json.loads(server.ask(None, min(timeout_s, 10.0)).body)
    except (RequestFailure, ValueError, RecursionError):
        return
    if isinstance(listed, dict):
        listed = listed.get("voices", listed.get("data"))
    if not isinstance(listed, list):
        return
    for entry in listed[:100]:
        name = entry
        if isinstance(entry, dict):
            name = entry.get("id") or entry.get("name")
        if isinstance(name, str) and name.isprintable():
            yield name[:60]


def _named(voice: Voice, name: str) -> Voice:
    """Another voice of the same server, of which no more than its name is known."""
    return Voice(name, voice.engine, voice.with_options(voice=name).options)


def _told(place: str, price_per_million: float, characters: int) -> str:
    sentence = f"{characters:,} characters will be sent to {place}"
    if not price_per_million:
        return f"{sentence}; the voices name no price."
    cost = characters * price_per_million / 1_000_000
    return (
        f"{sentence}, for about {cost:,.2f} "
        f"at {price_per_million:g} per million characters."
    )


@contextmanager
def _slot(place: str, parallel: int, deadline: float) -> Iterator[None]:
    """Hold one of ``parallel`` slots of a server, which all processes share, or wait for one.

    Raises :class:`RequestFailure`.
    """
    folder = Path(user_cache_dir("audiobook-producer")) / "servers"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(place.encode()).hexdigest()[:16]
    locks = [FileLock(folder / f"{name}-{number}.lock") for number in range(parallel)]
    lock = _free(locks, deadline)
    try:
        yield
    finally:
        lock.release()


def _free(locks: list[FileLock], deadline: float) -> FileLock:
    while True:
        for lock in locks:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
            return lock
        if time.monotonic() > deadline:
            raise RequestFailure("other requests to it took all the time")
        time.sleep(_SLOT_TICK_S)
