"""What the user corrected is certain: pinned before a scene is decided, exact afterwards.

A pinned turn settles its neighbours on either side. But a turn may hold several quotations, and
the user may have corrected only one of them: that one gets a decision of its own.
"""

from collections.abc import Sequence
from dataclasses import replace

from audiobook.attribute.apply_guidance import (
    corrected,
    number_of,
    pinned,
)
from audiobook.attribute.result import Decision
from audiobook.attribute.roster import NOBODY, Person
from audiobook.attribute.turns import Turn
from audiobook.model import (
    NARRATOR,
    Book,
    Guidance,
)

CORRECTED = "corrected"  # the reason for a line that the user gave to somebody


def pins_of(
    turns: Sequence[Turn],
    people: Sequence[Person],
    book: Book,
    guidance: Guidance,
    narrator: int | None,
) -> dict[int, int]:
    """The turns that the user corrected: index of the turn -> number of the person.

    ``narrator`` is the number of the first-person narrator; ``None`` in a book told from outside.
    """
    pins: dict[int, int] = {}
    for index, turn in enumerate(turns):
        name = pinned(turn, book, guidance)
        if name:
            pins[index] = _number(people, name, narrator)
    return pins


def overruled(
    decisions: Sequence[Decision],
    people: Sequence[Person],
    book: Book,
    guidance: Guidance,
    narrator: int | None,
) -> list[Decision]:
    """``decisions``, and after them one for every quotation that the user corrected.

    A later decision replaces an earlier one.
    """
    exact = list(decisions)
    for decision in decisions:
        for quotation in decision.turn.quotations:
            name = corrected(quotation, book, guidance)
            if name:
                alone = replace(decision.turn, quotations=(quotation,))
                number = _number(people, name, narrator)
                exact.append(Decision(alone, number, 1.0, CORRECTED))
    return exact


def _number(
    people: Sequence[Person],
    name: str,
    narrator: int | None,
) -> int:
    """The number of the person whom a name means, or ``NOBODY``."""
    # The narrator as a speaker is the "I" of the book, who may have a name.
    number = narrator
    if name != NARRATOR:
        number = number_of(people, name)
    if number is None:
        return NOBODY
    return number
