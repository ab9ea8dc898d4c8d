"""A book cut into passages that the encoder reads whole, each with slots for its people.

A slot is a number that a person has within one passage: the encoder learns who is who from the
slots alone, and they are dealt anew in training.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audiobook.attribute.ranker.evidence import (
    NOBODY,
    Bools,
    Floats,
    Ints,
    Reading,
    SpeechTurn,
)
from benchmarks.attribution.reader.stream import INSIDE, Stream

LENGTH = 448  # pieces of a passage, the first of which opens it
BEFORE = 80  # pieces before the first turn that is scored
AFTER = 32  # pieces behind the last turn that is scored
SLOTS = 20
SPEAKING = 2.0  # what a likely speaker counts for a slot; a mention counts 1
UNKNOWN_GENDER = 3
GENDERS = {"male": 1, "female": 2}


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch ``[first, end)`` of a stream; ``turns`` are scored, ``shown`` stand in it too."""

    first: int
    end: int
    turns: tuple[int, ...]
    shown: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A passage as arrays.

    Over its pieces (LENGTH,): ``ids``, ``slot`` (0: nobody who has one), ``gender``, ``names``,
    ``quoted`` and ``told`` (places of turns in ``turns``, or ``NOBODY``), ``opens``. Over its
    turns (T,): ``turns`` (their numbers in the book), ``at`` (the piece that opens their speech),
    ``scored``. ``slots`` (people,) is the slot of each person of the book.
    """

    ids: Ints
    slot: Ints
    gender: Ints
    names: Ints
    quoted: Ints
    told: Ints
    opens: Ints
    turns: Ints
    at: Ints
    scored: Bools
    slots: Ints


def passages(stream: Stream, turns: Sequence[SpeechTurn]) -> Iterator[Passage]:
    """Passages in which every turn is scored once."""
    opening = np.searchsorted(stream.start, [turn.start for turn in turns])
    ending = np.searchsorted(stream.start, [turn.end for turn in turns])
    spoken = np.searchsorted(stream.start, [turn.opening for turn in turns])
    turn = 0
    while turn < len(turns):
        first = max(0, int(opening[turn]) - BEFORE)
        end = min(first + LENGTH - 1, len(stream.ids))
        after = turn + 1
        while after < len(turns) and ending[after] <= end - AFTER:
            after += 1
        shown = np.flatnonzero((spoken >= first) & (spoken < end))
        # Speech that begins behind the passage, after long narration, is not seen at all.
        scored = [number for number in range(turn, after) if spoken[number] < end]
        yield Passage(first, end, tuple(scored), tuple(shown.tolist()))
        turn = after


def window(
    stream: Stream,
    passage: Passage,
    reading: Reading,
    candidates: Ints,
    odds: Floats,
) -> Window:
    """The arrays of a passage; its first piece is left empty.

    ``candidates`` and ``odds`` (turns, K) are those of the whole book.
    """
    part = slice(passage.first, passage.end)
    person = stream.person[part]
    shown = list(passage.shown)
    slots = _slots(person[stream.names[part]], candidates[shown], odds[shown], reading)
    genders = genders_of(reading)
    place_of = np.full(len(reading.turns) + 1, NOBODY)  # the last is nobody's
    place_of[shown] = np.arange(len(shown))
    speech_starts = [reading.turns[turn].opening for turn in shown]
    named = person != NOBODY
    return Window(
        ids=_padded(stream.ids[part]),
        slot=_padded(np.where(named, slots[person], 0)),
        gender=_padded(np.where(named, genders[person], 0)),
        names=_padded(stream.names[part] & named),
        quoted=_padded(place_of[stream.quoted[part]], NOBODY),
        told=_padded(place_of[stream.told[part]], NOBODY),
        opens=_padded(stream.opens[part], INSIDE),
        turns=np.array(shown, np.int64),
        at=np.searchsorted(stream.start[part], speech_starts) + 1,
        scored=np.isin(shown, passage.turns),
        slots=slots,
    )


def genders_of(reading: Reading) -> Ints:
    """The gender code of each person: (people,)."""
    codes = [GENDERS.get(person.gender, UNKNOWN_GENDER) for person in reading.people]
    return np.array(codes, np.int64)


def _slots(named: Ints, candidates: Ints, odds: Floats, reading: Reading) -> Ints:
    """The slot of each person, 1 for who matters most in a passage: (people,).

    ``named`` (mentions,) is who is named; ``candidates`` and ``odds`` (turns, K) are those of the
    turns of the passage.
    """
    people = len(reading.people)
    known = candidates != NOBODY
    speaking = np.bincount(candidates[known], odds[known], minlength=people)
    weights = np.bincount(named, minlength=people) + SPEAKING * speaking
    best = np.argsort(-weights, kind="stable")[:SLOTS]
    best = best[weights[best] > 0]
    slots = np.zeros(people, np.int64)
    slots[best] = np.arange(1, len(best) + 1)
    return slots


def _padded(values: npt.NDArray[np.generic], rest: int = 0) -> Ints:
    padded = np.full(LENGTH, rest, np.int64)
    padded[1 : 1 + len(values)] = values
    return padded
