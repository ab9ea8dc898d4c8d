"""Attribution by a trained ranker.

Every turn's likely speakers are scored by evidence, twice. The first look
weighs what stands around each turn; the second weighs the conversation, with
the first look's odds of all other turns at hand (who takes turns with whom,
who is spoken to, how somebody talks). Lines that the user corrected are known
in both, so that their neighbours are decided again. Needs numpy alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from audiobook.attribute.base import Attributor
from audiobook.attribute.corrected_passages import with_corrected_passages
from audiobook.attribute.people import discover_in
from audiobook.attribute.ranker.book_parts import book_parts
from audiobook.attribute.ranker.evidence import (
    NOBODY,
    AroundTurns,
    BookEvidence,
    Floats,
    Ints,
    Reading,
    around_turns,
    reading_of,
)
from audiobook.attribute.ranker.features import first_stage_features
from audiobook.attribute.ranker.model import Model, shipped
from audiobook.attribute.ranker.people_in_tags import (
    with_people_in_tags,
)
from audiobook.attribute.ranker.reasons import Reasons
from audiobook.attribute.result import Decision, apply
from audiobook.attribute.roster import Roster
from audiobook.attribute.rules import (
    CORRECTED,
    RulesAttributor,
    overruled,
    pins_of,
)
from audiobook.attribute.tagged_genders import with_tagged_genders
from audiobook.attribute.tags import (
    split_turns,
    with_unnamed_speakers,
)
from audiobook.attribute.telling import (
    Story,
    by_story,
    by_tellers,
    stories_of,
    with_long_tales,
)
from audiobook.attribute.turns import Layout, Turn, layout
from audiobook.garbage import uncollected
from audiobook.language import ENGLISH
from audiobook.model import Guidance, Script

DOUBTED = 0.8  # confidence under which somebody else is named beside the reason


@dataclass(frozen=True, slots=True)
class RankedTurns:
    """Who says each turn: arrays (turns,).

    ``who`` are person numbers, ``confidence`` the chance that each is right,
    ``other`` who else may say the turn or ``NOBODY``.
    """

    evidence: BookEvidence
    who: Ints
    confidence: Floats
    other: Ints


class RankerAttributor(Attributor):
    """Decides speakers with a model trained on annotated novels.

    The one that ships, or another.
    """

    def __init__(
        self,
        model: Model | None = None,
    ) -> None:
        self._model = model
        self._last: _KnownPeople | None = None

    @uncollected()
    def attribute(
        self,
        script: Script,
        guidance: Guidance,
    ) -> Script:
        """``script`` with its characters and speakers."""
        book = layout(script)
        # The model has learnt from English novels and reads English tags
        # alone.
        if book.language != ENGLISH:
            return RulesAttributor().attribute(script, guidance)
        known = self._known_people(script, book, guidance)
        if known.stories:
            by_itself = [(story, ranker.attribute) for story, ranker in known.stories]
            return by_story(script, guidance, by_itself)
        book = known.book
        found = known.found
        roster = known.roster
        pins = pins_of(
            book.turns,
            roster.people,
            script.book,
            guidance,
            roster.narrator,
        )
        decisions = _decisions(known, pins, self._model or shipped())
        decisions = by_tellers(book, roster, decisions)
        decisions = with_long_tales(book, decisions)
        # A tag names nobody if discovery found nobody there: people in tags
        # do not count.
        with_few_mentions = replace(roster, mentions=found.mentions)
        people, decisions = with_unnamed_speakers(
            book, with_few_mentions, decisions, guidance
        )
        final = overruled(decisions, people, script.book, guidance, roster.narrator)
        stated = dict(guidance.genders)
        people = with_tagged_genders(book, with_few_mentions, people, final, stated)
        attributed = apply(script, people, final, roster.narrator)
        return with_corrected_passages(attributed, guidance)

    def _known_people(
        self,
        script: Script,
        book: Layout,
        guidance: Guidance,
    ) -> "_KnownPeople":
        """Who there is; as the last time, where only another line is corrected since."""
        names = {correction.speaker for correction in guidance.corrections}
        asked = (guidance.merges, guidance.genders, frozenset(names))
        last = self._last
        if last is not None and last.script is script and last.asked == asked:
            return last
        found = discover_in(book, guidance)
        stories = stories_of(script, book, found)
        parted = split_turns(book, found)
        roster = with_people_in_tags(parted, found, guidance)
        by_itself = [(story, RankerAttributor(self._model)) for story in stories]
        self._last = _KnownPeople(
            script, asked, parted, found, roster, tuple(by_itself)
        )
        return self._last


@dataclass(frozen=True)
class _KnownPeople:
    """The people of a script, as far as guidance names them, wherever it corrects lines.

    ``stories`` are those of a collection, each with a ranker that knows its people.
    """

    script: Script
    asked: tuple[object, ...]
    book: Layout
    found: Roster
    roster: Roster
    stories: tuple[tuple[Story, RankerAttributor], ...]

    @cached_property
    def readings(self) -> tuple[tuple[Reading, AroundTurns], ...]:
        """Every part of the book as the ranker reads it, and what stands around its turns."""
        read = []
        for part, people in book_parts(self.book, self.roster):
            reading = reading_of(part, people)
            if reading.turns:
                read.append((reading, around_turns(reading)))
        return tuple(read)


def ranked_turns(
    reading: Reading,
    pins: Mapping[int, int],
    model: Model,
    around: AroundTurns | None = None,
) -> RankedTurns:
    """Every turn of a reading decided.

    ``pins`` maps turns to the people known to say them, ``around`` is what
    stands around the turns, where that is known.
    """
    evidence, table = first_stage_features(reading, pins, around)
    places: list[tuple[int, int]] = []
    for turn, person in pins.items():
        place = int(np.argmax(table.candidates[turn] == person))
        places.append((turn, place))
    settled = model.settled(evidence, table, places)
    odds = settled.odds
    best = settled.best
    turns = np.arange(len(odds))
    others = odds.copy()
    others[turns, best] = 0
    second = others.argmax(axis=1)
    has_odds = others[turns, second] > 0
    return RankedTurns(
        evidence=evidence,
        who=table.candidates[turns, best],
        confidence=model.confidence(odds[turns, best]),
        other=np.where(has_odds, table.candidates[turns, second], NOBODY),
    )


def _decisions(
    people: _KnownPeople,
    pins: Mapping[int, int],
    model: Model,
) -> list[Decision]:
    """Who says each turn of the book.

    ``pins`` maps turns to the people known to say them.
    """
    turns = people.book.turns
    if not any(person.name for person in people.roster.people):
        return [Decision(turn, NOBODY, 0.0, "nobody is named") for turn in turns]
    # A part of the book numbers its turns anew, but they are the same
    # objects.
    known = {id(turns[index]): person for index, person in pins.items()}
    decisions: list[Decision] = []
    for reading, around in people.readings:
        decisions.extend(_decided(reading, around, known, model))
    return decisions


def _decided(
    reading: Reading,
    around: AroundTurns,
    known: Mapping[int, int],
    model: Model,
) -> Iterator[Decision]:
    """The turns of a part of the book.

    ``known`` maps the identity of a turn to the person who is known to say
    it.
    """
    certain: dict[int, int] = {}
    for number, layout_turn in _layout_turns(reading):
        if id(layout_turn) in known:
            certain[number] = known[id(layout_turn)]
    pins = {number: person for number, person in certain.items() if person != NOBODY}
    ranked = ranked_turns(reading, pins, model, around)
    reasons = Reasons(ranked.evidence, ranked.who)
    for number, layout_turn in _layout_turns(reading):
        if number in certain:
            yield Decision(layout_turn, certain[number], 1.0, CORRECTED)
            continue
        yield Decision(
            layout_turn,
            int(ranked.who[number]),
            float(ranked.confidence[number]),
            _reason(reasons, ranked, number),
        )


def _layout_turns(reading: Reading) -> Iterator[tuple[int, Turn]]:
    """Every turn of the layout, with the number of the turn of the reading
    that it is part of.
    """
    for number, turn in enumerate(reading.turns):
        for layout_turn in turn.layout_turns:
            yield number, layout_turn


def _reason(
    reasons: Reasons,
    ranked: RankedTurns,
    turn: int,
) -> str:
    """Why, and who else may say a turn that is open to doubt."""
    reason = reasons.of(turn)
    other = int(ranked.other[turn])
    if other == NOBODY or ranked.confidence[turn] >= DOUBTED:
        return reason
    return f"{reason}; else {reasons.name(other)}"
