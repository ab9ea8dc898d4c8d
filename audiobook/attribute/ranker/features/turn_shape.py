"""Features of the turn alone: how long it is, where it stands, and what its
tag is.
"""

from collections.abc import Iterable

import numpy as np

from audiobook.attribute.ranker.evidence import (
    NOBODY,
    BookEvidence,
    Floats,
    Ints,
    Reading,
    as_floats,
)
from audiobook.attribute.ranker.features.arrays import (
    log_scaled,
    shifted,
)
from audiobook.attribute.ranker.features.naming import (
    kinds_of_nameless,
)
from audiobook.attribute.ranker.features.table import Columns

LONGEST_GAP = 20  # paragraphs; longer ones count as this
# Characters at the end of a quotation in which a question mark is looked for.
ENDING = 3


def add_turn_shape(columns: Columns, evidence: BookEvidence) -> None:
    """Add what is the same for all candidates of a turn."""
    turns = evidence.reading.turns
    asks = _asks(evidence.reading)
    place, size = _places_in_run(evidence.run)
    gap = as_floats(np.minimum(evidence.gap, LONGEST_GAP))
    strength = as_floats(evidence.strength)
    has_narrator = float(evidence.narrator != NOBODY)
    quoted = [_total_length(turn.quotes) for turn in turns]
    narrated = [_total_length(around.gaps) for around in evidence.surroundings]
    quotations = [len(turn.quotes) for turn in turns]
    by_turn = {
        "length": log_scaled(as_floats(quoted)),
        "narration": as_floats(narrated),
        "asks": asks,
        "asks before": shifted(asks, -1),
        "quotations": as_floats(quotations),
        "place in run": place,
        "length of run": size,
        "gap before": gap,
        "gap after": shifted(gap, 1),
        "pronoun": as_floats(evidence.gender),
        "strength": strength,
        "strength -1": shifted(strength, -1),
        "strength +1": shifted(strength, 1),
        "tag is role": _tag_roles(evidence),
        "has narrator": np.full(len(turns), has_narrator, np.float32),
    }
    for name, values in by_turn.items():
        columns.of_turns(name, values)


def _total_length(spans: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in spans)


def _asks(reading: Reading) -> Floats:
    """Whether each turn ends in a question, 1 or 0: (turns,)."""
    asks: list[bool] = []
    for turn in reading.turns:
        _, end = turn.quotes[-1]
        ending = reading.text[max(0, end - ENDING) : end]
        asks.append("?" in ending)
    return as_floats(asks)


def _tag_roles(evidence: BookEvidence) -> Floats:
    """How the person in each turn's tag is known who has no name, else 0.

    The result is (turns,).
    """
    kinds = kinds_of_nameless(evidence.reading.people)
    return np.where(evidence.who != NOBODY, kinds[evidence.who], np.float32(0))


def _places_in_run(run: Ints) -> tuple[Floats, Floats]:
    """The place of each turn in its run, and how many turns that has.

    The result is (turns,) each.
    """
    _, firsts, sizes = np.unique(
        run,
        return_index=True,
        return_counts=True,
    )
    turns = np.arange(len(run))
    number = np.searchsorted(firsts, turns, side="right") - 1
    place = turns - firsts[number]
    return as_floats(place), as_floats(sizes[number])
