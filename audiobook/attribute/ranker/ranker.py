"""Attribution by a trained ranker: every turn's likely speakers are scored by evidence, twice.

The first look weighs what stands around each turn; the second weighs the conversation, with the first look's
odds of all other turns at hand (who takes turns with whom, who is spoken to, how somebody talks). Lines that the
user corrected are known in both, so that their neighbours are decided again. Needs numpy alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from audiobook.attribute.base import Attributor
from audiobook.attribute.corrected_passages import lent
from audiobook.attribute.people.discover import discover_in
from audiobook.attribute.ranker.extras import with_extras
from audiobook.attribute.ranker.features.build import table
from audiobook.attribute.ranker.features.reading import NOBODY, Floats, Ints, Reading, reading_of
from audiobook.attribute.ranker.features.scene import Scene
from audiobook.attribute.ranker.model import Model, shipped
from audiobook.attribute.ranker.parts import parts
from audiobook.attribute.ranker.reasons import Reasons
from audiobook.attribute.result import Decision, apply
from audiobook.attribute.roster import Roster
from audiobook.attribute.rules import CORRECTED, RulesAttributor, overruled, pins_of
from audiobook.attribute.tags import split_turns
from audiobook.attribute.tags import with_unnamed_speakers
from audiobook.attribute.turns import Layout, layout
from audiobook.garbage import uncollected
from audiobook.language import ENGLISH
from audiobook.model import Guidance, Script

DOUBTED = 0.8  # confidence under which somebody else is named beside the reason


@dataclass(frozen=True, slots=True)
class Ranked:
    """Who says each turn and how surely: ``who`` and ``sure`` (turns,); ``other`` (turns,) is who else may."""

    about: Scene
    who: Ints
    sure: Floats
    other: Ints


class RankerAttributor(Attributor):
    """Decides speakers with a model trained on annotated novels: the one that ships, or another."""

    def __init__(self, model: Model | None = None) -> None:
        self._model = model

    @uncollected()
    def attribute(self, script: Script, guidance: Guidance) -> Script:
        """``script`` with its characters and speakers."""
        book = layout(script)
        if book.language != ENGLISH:  # the model has learnt from English novels and reads English tags alone
            return RulesAttributor().attribute(script, guidance)
        roster = discover_in(book, guidance)
        book = split_turns(book, roster)
        named = roster.mentions
        roster = with_extras(book, roster, guidance)
        pins = pins_of(book.turns, roster.people, script.book, guidance, roster.narrator)
        decided = _decisions(book, roster, pins, self._model or shipped())
        people, decided = with_unnamed_speakers(book, replace(roster, mentions=named), decided, guidance)
        exact = overruled(decided, people, script.book, guidance, roster.narrator)
        return lent(apply(script, people, exact, roster.narrator), guidance)


def ranked(reading: Reading, pins: Mapping[int, int], model: Model) -> Ranked:
    """Every turn of a reading decided. ``pins`` maps turns to the people known to say them."""
    about, evidence = table(reading, pins)
    places = [(turn, int(np.argmax(evidence.candidates[turn] == who))) for turn, who in pins.items()]
    odds = model.odds(about, evidence, places)
    order = np.argsort(-odds, axis=1, kind="stable")
    rows, best = np.arange(len(odds)), order[:, 0]
    other = np.where(odds[rows, order[:, 1]] > 0, evidence.candidates[rows, order[:, 1]], NOBODY)
    return Ranked(about, evidence.candidates[rows, best], model.confidence(odds[rows, best]), other)


def _decisions(book: Layout, roster: Roster, pins: Mapping[int, int], model: Model) -> list[Decision]:
    if not any(person.name for person in roster.people):
        return [Decision(turn, NOBODY, 0.0, "nobody is named") for turn in book.turns]
    known = {id(book.turns[index]): who for index, who in pins.items()}
    return [
        decision
        for part, people in parts(book, roster)
        for decision in _decided(reading_of(part, people), known, model)
    ]


def _decided(reading: Reading, known: Mapping[int, int], model: Model) -> Iterator[Decision]:
    """The turns of a part of the book. ``known`` maps the identity of a turn to the person who says it."""
    if not reading.turns:
        return
    certain = {
        number: known[id(told)]
        for number, turn in enumerate(reading.turns)
        for told in turn.told
        if id(told) in known
    }
    found = ranked(reading, {turn: who for turn, who in certain.items() if who != NOBODY}, model)
    reasons = Reasons(found.about, found.who)
    for number, turn in enumerate(reading.turns):
        for told in turn.told:
            if number in certain:
                yield Decision(told, certain[number], 1.0, CORRECTED)
            else:
                reason = _reason(reasons, found, number)
                yield Decision(told, int(found.who[number]), float(found.sure[number]), reason)


def _reason(reasons: Reasons, found: Ranked, turn: int) -> str:
    """Why, and who else may say a turn that is open to doubt."""
    other = int(found.other[turn])
    doubt = f"; else {reasons.name(other)}" if other != NOBODY and found.sure[turn] < DOUBTED else ""
    return f"{reasons.of(turn)}{doubt}"
