"""What runs in the worker processes: picklable functions at the top level, one engine open per
process.

Imports stay light here: an engine may fork a child per line, so a worker has no threads and loads
neither encoders nor numerical libraries before it is done speaking.
"""

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.util import Finalize

from audiobook.engines import ENGINES, Engine, timed
from audiobook.errors import EngineError
from audiobook.executors.processes import step_back
from audiobook.limits import naming_shortages
from audiobook.model import Line, Sound, Voice
from audiobook.render.cost import allowed_s, is_slow, worth_of
from audiobook.render.store import ClipStore

# How much longer than the engine's own time limit a line may take before the worker is ended.
_GRACE = 1.25
_GRACE_S = 0.5
# A slow engine steps back for whatever else the machine does, and may get this small a share of it.
_LEAST_SHARE = 1 / 30

_engines: dict[str, Engine] = {}


@dataclass(frozen=True, slots=True)
class Job:
    """A line and the key of its clip."""

    key: str
    line: Line


@dataclass(frozen=True, slots=True)
class Spoken:
    """What became of a job: milliseconds of sound in the store, or why there is none."""

    key: str
    sound_ms: float = 0.0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Inspected:
    """An engine's fingerprint, what it says against voices (sentences that name them), and the
    fingerprints of voices that have one of their own.
    """

    fingerprint: str
    refusals: tuple[str, ...] = ()
    of_voices: tuple[tuple[Voice, str], ...] = ()


def speak_jobs(
    jobs: tuple[Job, ...], store: ClipStore, line_timeout_s: float
) -> tuple[Spoken, ...]:
    """Speak lines in order, each kept in the store at once."""
    with naming_shortages():
        return tuple(_speak(job, store, line_timeout_s) for job in jobs)


def speak_aloud(
    jobs: tuple[Job, ...], line_timeout_s: float
) -> tuple[Sound | str, ...]:
    """The sounds of lines, in order, which are kept nowhere; the reason for what fails."""
    with naming_shortages():
        return tuple(_sound_of(job, line_timeout_s) for job in jobs)


def inspect_engine(
    name: str, voices: tuple[Voice, ...], line_timeout_s: float
) -> Inspected:
    """Open an engine, take its fingerprint, and show it the voices that it will be asked for."""
    with naming_shortages():
        engine = engine_for(name, line_timeout_s)
    refusals = []
    of_voices = []
    for voice in voices:
        try:
            engine.check(voice)
            of_voices.append((voice, engine.voice_fingerprint(voice)))
        except EngineError as error:
            named = f'Voice "{voice.name}": '
            refusals.append(named + str(error).removeprefix(named))
    known = tuple(each for each in of_voices if each[1])
    return Inspected(engine.fingerprint(), tuple(refusals), known)


def close_engines() -> None:
    """Let go of the engines that this process has open."""
    while _engines:
        _engines.popitem()[1].close()


def _sound_of(job: Job, line_timeout_s: float) -> Sound | str:
    try:
        engine = engine_for(job.line.voice.engine, line_timeout_s)
        with watched(allowed_s(job.line, line_timeout_s)):
            return engine.speak(job.line)
    except EngineError as error:
        return error.message


def _speak(job: Job, store: ClipStore, line_timeout_s: float) -> Spoken:
    try:
        engine = engine_for(job.line.voice.engine, line_timeout_s)
        if is_slow(job.line.voice.engine):
            step_back()
        limit_s = allowed_s(job.line, line_timeout_s)
        with watched(limit_s, steps_back=is_slow(job.line.voice.engine)):
            sound, words = timed(engine, job.line)
        _check(sound, engine.sample_rate)
    except EngineError as error:
        return Spoken(job.key, failure=str(error))
    store.put(job.key, sound, worth_of(job.line.voice.engine), words)
    return Spoken(job.key, sound.duration_ms)


def _check(sound: Sound, rate: int) -> None:
    if sound.rate != rate:
        raise EngineError(
            f"The engine returned sound at {sound.rate} Hz instead of {rate} Hz."
        )
    if not sound.pcm or len(sound.pcm) % 2:
        raise EngineError(
            f"The engine returned {len(sound.pcm)} bytes, which is not sound."
        )
    if not sound.pcm.strip(b"\0"):
        raise EngineError("The engine returned nothing but silence.")


def engine_for(name: str, line_timeout_s: float) -> Engine:
    """The engine of that name, which this process keeps open."""
    if name not in _engines:
        if not _engines:  # worker processes skip atexit, but not this
            Finalize(None, close_engines, exitpriority=1)
        _engines[name] = ENGINES.load(name)(line_timeout_s)
    return _engines[name]


@contextmanager
def watched(line_timeout_s: float, *, steps_back: bool = False) -> Iterator[None]:
    """End this worker when a line takes far too long: code that hangs outside Python cannot be
    interrupted otherwise. The parent sees the worker die and finds the line. Never done to the
    main process.

    A worker that steps back is held to its processor time: on a busy machine it gets little.
    """
    if multiprocessing.parent_process() is None or not hasattr(signal, "setitimer"):
        yield
        return
    limit_s = line_timeout_s * _GRACE + _GRACE_S
    limits_s = {signal.ITIMER_REAL: limit_s}
    if steps_back:
        limits_s = {
            signal.ITIMER_PROF: limit_s,
            signal.ITIMER_REAL: limit_s / _LEAST_SHARE,
        }
    for clock, seconds in limits_s.items():
        signal.setitimer(clock, seconds)
    try:
        yield
    finally:
        for clock in limits_s:
            signal.setitimer(clock, 0)
