"""A line that speaks in several languages, or falls silent on the way -> one sound.

Any engine can do it: every piece is spoken by itself. A passage in another language is spoken by
the same voice in that language, where the engine has one, else in the voice's own. A piece that
goes on in the next one ends on a comma, so that it does not fall like the end of a sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from audiobook.engines.base import Engine, WordTimes
from audiobook.model import Line, Sound, Voice
from audiobook.model.markup import abroad, at_rests, has_marks

# Between two languages: about the gap between two words that are spoken with care.
JOIN_MS = 60


@dataclass(frozen=True, slots=True)
class _Rest:
    """Silence within a line."""

    length_ms: int


@dataclass(frozen=True, slots=True)
class _Passage:
    """What one voice says in one go."""

    voice: Voice
    words: str

    def sayable(self) -> bool:
        return any(map(str.isalnum, self.words))


def say(engine: Engine, line: Line) -> Sound:
    """The whole sound of a line. Raises :class:`~audiobook.errors.EngineError`."""
    sound, _ = timed(engine, line)
    return sound


def timed(engine: Engine, line: Line) -> tuple[Sound, WordTimes | None]:
    """The whole sound of a line, and when its words begin in it.

    ``None`` where the engine has to be asked for that: see :func:`word_times`. Raises
    :class:`~audiobook.errors.EngineError`.
    """
    if not has_marks(line.words):
        return engine.timed(line)
    rate = engine.sample_rate
    pcm = bytearray()
    times: list[tuple[str, float]] = []
    known = True
    for rest_ms, piece in _pieces(engine, line):
        pcm += bytes(2 * round(rest_ms * rate / 1000))
        if not piece:
            continue
        sound, words = engine.timed(piece)
        known = known and words is not None
        now_ms = len(pcm) / 2 * 1000 / rate
        times += ((word, now_ms + ms) for word, ms in words or ())
        pcm += sound.pcm
    return Sound(bytes(pcm), rate), tuple(times) if known else None


def word_times(engine: Engine, line: Line) -> WordTimes:
    """When the words of a line begin in the sound that :func:`say` returns.

    They are (word as it is said, milliseconds); nothing where the engine does not know. Raises
    :class:`~audiobook.errors.EngineError`.
    """
    if not has_marks(line.words):
        return engine.word_times(line)
    # Spoken again, its pieces would not be as long as they were.
    if not engine.repeatable:
        return ()
    times = []
    now_ms = 0.0
    for rest_ms, piece in _pieces(engine, line):
        now_ms += rest_ms
        if piece:
            for word, ms in engine.word_times(piece):
                times.append((word, now_ms + ms))
            now_ms += engine.speak(piece).duration_ms
    return tuple(times)


def _pieces(engine: Engine, line: Line) -> Iterator[tuple[int, Line | None]]:
    """What is said in one go, one after another: the silence before it, and the line.

    What comes at the end is the last silence, and no line.
    """
    parts = _joined(_parts(engine, line))
    waiting_ms = 0
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        if isinstance(part, _Rest):
            waiting_ms += part.length_ms
            continue
        words = part.words
        goes_on = isinstance(following, _Passage)
        if goes_on:
            words = _left_open(words)
        yield waiting_ms, replace(line, words=words, voice=part.voice)
        waiting_ms = JOIN_MS if goes_on else 0
    yield waiting_ms, None


def _parts(engine: Engine, line: Line) -> Iterator[_Rest | _Passage]:
    for rest_ms, words in at_rests(line.words):
        if rest_ms:
            yield _Rest(int(rest_ms))
            continue
        for language, passage in abroad(words):
            voice = None
            if language:
                voice = engine.in_language(line.voice, language)
            yield _Passage(voice or line.voice, passage)


def _joined(parts: Iterator[_Rest | _Passage]) -> list[_Rest | _Passage]:
    """What one voice says in one go, marks that belong to the passage before included."""
    joined: list[_Rest | _Passage] = []
    for part in parts:
        if isinstance(part, _Rest):
            joined.append(part)
            continue
        before = joined[-1] if joined else None
        if isinstance(before, _Passage) and _belongs(part, before):
            joined[-1] = replace(before, words=before.words + part.words)
        elif part.sayable():
            joined.append(part)
    return joined


def _belongs(part: _Passage, before: _Passage) -> bool:
    return part.voice == before.voice or not part.sayable()


def _left_open(words: str) -> str:
    """The words, ended on a comma where they end on no mark."""
    stripped = words.rstrip()
    if stripped[-1:].isalnum() or stripped.endswith("}"):
        return f"{stripped},"
    return stripped
