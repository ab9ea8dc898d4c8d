"""Attribution by rules: no model, no data but word lists.

Discovery finds the people; tags, addresses and presence score them turn by turn; the chain in ``decode``
settles whole scenes. Guidance outweighs everything, and a corrected line also re-decides its neighbours.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from audiobook.attribute.base import Attributor
from audiobook.attribute.corrected_passages import lent
from audiobook.attribute.guide import corrected, number_of, pinned
from audiobook.attribute.people.discover import discover_in
from audiobook.attribute.result import Decision, apply
from audiobook.attribute.roster import Person
from audiobook.attribute.rules.decode import Choice, Floats, decode
from audiobook.attribute.rules.reasons import reason
from audiobook.attribute.rules.scene import Scenes, survey
from audiobook.attribute.rules.scores import choice
from audiobook.attribute.tags.split import split
from audiobook.attribute.tags.unnamed import renamed
from audiobook.attribute.turns import Turn, layout
from audiobook.model import NARRATOR, Book, Guidance, Script

NOBODY = -1
# How often a probability of the chain was right over 21 novels: it is too sure of itself.
_CHAIN = (0.0, 0.45, 0.65, 0.75, 0.85, 0.95, 0.99, 1.0)
_RIGHT = (0.25, 0.46, 0.58, 0.64, 0.72, 0.82, 0.90, 0.965)
CORRECTED = "corrected"


class RulesAttributor(Attributor):
    """Decides speakers by tags, pronouns, forms of address and the alternation of turns."""

    def attribute(self, script: Script, guidance: Guidance) -> Script:
        """``script`` with its characters and speakers."""
        book = layout(script)
        roster = discover_in(book, guidance)
        book = split(book, roster)
        scenes = survey(book, roster)
        pins = pins_of(book.turns, scenes.people, script.book, guidance, roster.narrator)
        decided = decisions(scenes, pins)
        people = (
            *scenes.people[: len(roster.people)],
            *renamed(scenes.people[len(roster.people) :], guidance),
        )
        exact = overruled(decided, people, script.book, guidance, roster.narrator)
        return lent(apply(script, people, exact, roster.narrator), guidance)


def pins_of(
    turns: Sequence[Turn],
    people: Sequence[Person],
    book: Book,
    guidance: Guidance,
    narrator: int | None,
) -> dict[int, int]:
    """The turns that the user corrected: index of the turn -> person."""
    if not guidance.corrections:
        return {}
    names = ((index, pinned(turn, book, guidance)) for index, turn in enumerate(turns))
    return {index: _number(people, name, narrator) for index, name in names if name}


def _number(people: Sequence[Person], name: str, narrator: int | None) -> int:
    if name == NARRATOR:
        return NOBODY if narrator is None else narrator
    found = number_of(people, name)
    return NOBODY if found is None else found


def decisions(scenes: Scenes, pins: dict[int, int]) -> list[Decision]:
    """The speaker of every turn, decided scene by scene."""
    choices = [
        Choice((pins[i],), np.zeros(1), context.turn.gap) if i in pins else choice(scenes, i)
        for i, context in enumerate(scenes.contexts)
    ]
    shares = _decoded(scenes, choices)
    best = [int(np.argmax(share)) for share in shares]
    who = [c.people[b] for c, b in zip(choices, best, strict=True)]
    reasons = [CORRECTED if i in pins else reason(scenes, who, i) for i in range(len(who))]
    return [
        Decision(context.turn, who[i], 1.0 if i in pins else _confidence(shares[i]), reasons[i])
        for i, context in enumerate(scenes.contexts)
    ]


def _confidence(share: Floats) -> float:
    """The probability that the best candidate is right."""
    return float(np.interp(share.max(), _CHAIN, _RIGHT))


def _decoded(scenes: Scenes, choices: Sequence[Choice]) -> list[Floats]:
    """Dialogue is decided as a chain; thoughts each for themselves: nobody answers them."""
    chain: list[Choice] = []
    gap, scene = 0, -1
    for context, own in zip(scenes.contexts, choices, strict=True):
        gap += max(own.gap, 0)
        if context.turn.thought:
            gap += 1
            continue
        chain.append(replace(own, gap=gap if context.turn.scene == scene else -1))
        gap, scene = 0, context.turn.scene
    decided = iter(decode(chain))
    return [
        decode([replace(own, gap=-1)])[0] if context.turn.thought else next(decided)
        for context, own in zip(scenes.contexts, choices, strict=True)
    ]


def overruled(
    decided: Sequence[Decision],
    people: Sequence[Person],
    book: Book,
    guidance: Guidance,
    narrator: int | None,
) -> list[Decision]:
    """Decisions in which every corrected quotation has exactly the speaker that the user gave it."""
    if not guidance.corrections:
        return list(decided)
    out = list(decided)
    for decision in decided:
        for quotation in decision.turn.quotations:
            name = corrected(quotation, book, guidance)
            if name:
                alone = Turn(
                    *_place(decision.turn), (quotation,), decision.turn.scene, decision.turn.gap
                )
                out.append(Decision(alone, _number(people, name, narrator), 1.0, CORRECTED))
    return out


def _place(turn: Turn) -> tuple[int, int, int]:
    return turn.chapter, turn.first, turn.last
