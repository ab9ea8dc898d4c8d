"""A line that speaks in several languages, or falls silent on the way -> one sound, with any
engine.

Every piece is spoken by itself: a passage in another language by the same voice in that language,
where the engine has one, else in the voice's own. A piece that goes on in the next one ends on a
comma, so that it does not fall like the end of a sentence.
"""

from collections.abc import Iterator
from dataclasses import replace

from audiobook.engines.base import SAMPLE_RATE, Engine
from audiobook.model import Line, Sound, Voice
from audiobook.model.sound import abroad, at_rests

JOIN_MS = 60  # between two languages: about the gap between two words that are spoken with care

_Piece = tuple[
    int, Voice | None, str
]  # milliseconds of silence; or a voice and what it says


def say(engine: Engine, line: Line) -> Sound:
    """The whole sound of a line. Raises :class:`~audiobook.errors.EngineError`."""
    if "{" not in line.words:
        return engine.speak(line)
    sound = bytearray()
    for rest_ms, piece in _told(engine, line):
        sound += bytes(2 * round(rest_ms * SAMPLE_RATE / 1000))
        if piece:
            sound += engine.speak(piece).pcm
    return Sound(bytes(sound), SAMPLE_RATE)


def word_times(engine: Engine, line: Line) -> tuple[tuple[str, float], ...]:
    """When the words of a line begin in the sound that :func:`say` returns: (word as it is said,
    milliseconds).

    Nothing where the engine does not know. Raises :class:`~audiobook.errors.EngineError`.
    """
    if "{" not in line.words:
        return engine.word_times(line)
    found, now_ms = [], 0.0
    for rest_ms, piece in _told(engine, line):
        now_ms += rest_ms
        if piece:
            found += [(word, now_ms + ms) for word, ms in engine.word_times(piece)]
            now_ms += engine.speak(piece).duration_ms
    return tuple(found)


def _told(engine: Engine, line: Line) -> Iterator[tuple[int, Line | None]]:
    """What is said in one go, one after another: the silence before it, and the line; at the end,
    no line.
    """
    pieces = _joined(
        [
            piece
            for rest, words in at_rests(line.words)
            for piece in _pieces(engine, line, rest, words)
        ]
    )
    waiting = 0
    for index, (rest_ms, voice, words) in enumerate(pieces):
        waiting += rest_ms
        if voice is None:
            continue
        goes_on = index + 1 < len(pieces) and pieces[index + 1][1] is not None
        yield (
            waiting,
            replace(line, words=_open(words) if goes_on else words, voice=voice),
        )
        waiting = JOIN_MS if goes_on else 0
    yield waiting, None


def _pieces(engine: Engine, line: Line, rest_ms: str, words: str) -> list[_Piece]:
    if rest_ms:
        return [(int(rest_ms), None, "")]
    return [
        (
            0,
            (engine.in_language(line.voice, language) if language else None)
            or line.voice,
            piece,
        )
        for language, piece in abroad(words)
    ]


def _joined(pieces: list[_Piece]) -> list[_Piece]:
    """What one voice says in one go, marks that belong to the piece before included."""
    found: list[_Piece] = []
    for rest_ms, voice, words in pieces:
        before = found[-1] if found and found[-1][1] is not None else None
        if voice is not None and before and (voice == before[1] or not _sayable(words)):
            found[-1] = (0, before[1], before[2] + words)
        elif voice is None or _sayable(words):
            found.append((rest_ms, voice, words))
    return found


def _sayable(words: str) -> bool:
    return any(map(str.isalnum, words))


def _open(words: str) -> str:
    stripped = words.rstrip()
    return (
        f"{stripped},"
        if stripped[-1:].isalnum() or stripped.endswith("}")
        else stripped
    )
