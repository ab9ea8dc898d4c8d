"""What a book shows of every turn.

Its surroundings, its tag, and how far the turn before is. All features are
made from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from audiobook.attribute.ranker.evidence.actors import (
    GENDERS,
    SAYS,
    Actor,
    genders_of,
    people_of,
    strengths_of,
)
from audiobook.attribute.ranker.evidence.addresses import (
    VOCATIVE,
    spoken_names,
)
from audiobook.attribute.ranker.evidence.nearby_actors import (
    nearby_actors,
    own_tag,
)
from audiobook.attribute.ranker.evidence.reading import (
    Bools,
    Floats,
    Ints,
    Reading,
    as_floats,
    as_ints,
)
from audiobook.attribute.ranker.evidence.sentence_tags import (
    SentenceTags,
    sentence_tags,
    surer_tag,
)
from audiobook.attribute.ranker.evidence.surroundings import (
    Surroundings,
    surroundings,
)
from audiobook.attribute.ranker.evidence.words import UNKNOWN
from audiobook.attribute.roster import CALLED, NAMELESS, NOBODY, SELF

TALKS = 0.125  # tags for each time that somebody is named, from which on they talk
RUN_GAP = 2  # paragraphs of narration that end a run
FIRST_GAP = 99  # stands for the paragraphs before the first turn


@dataclass(frozen=True)
class BookEvidence:
    """The facts of a whole book that all features share.

    For turn t, ``nearby[t]`` are the actors around it, ``sentence_tags[t]``
    its tags as whole sentences tell them, and ``tags[t]`` is the best of
    both; ``who``, ``gender`` and ``strength`` are the same as arrays
    (turns,).

    ``genders`` (people,) holds gender codes. ``gap`` (turns,) counts the
    paragraphs of narration since the turn before, and ``run`` (turns,)
    numbers the runs: turns of a scene with little narration between them.
    """

    reading: Reading
    surroundings: Sequence[Surroundings]
    nearby: Sequence[tuple[Actor, ...]]
    sentence_tags: Sequence[SentenceTags]
    tags: Sequence[Actor]
    who: Ints
    gender: Ints
    strength: Ints
    genders: Ints
    gap: Ints
    run: Ints

    @property
    def narrator(self) -> int:
        """The person who narrates, or ``NOBODY``."""
        return self.reading.narrator

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.genders)

    @property
    def shape(self) -> tuple[int, int]:
        """(turns, people)."""
        return len(self.tags), len(self.genders)

    @cached_property
    def spoken(self) -> Floats:
        """Whom each turn's speech addresses or names, as from
        :func:`spoken_names`.
        """
        return spoken_names(self.reading)

    @cached_property
    def called(self) -> Floats:
        """Whom each turn's speech addresses, 1 or 0: (turns, people)."""
        return as_floats(self.spoken == VOCATIVE)

    @cached_property
    def silent(self) -> Bools:
        """Which names hardly ever speak and have no gender, as things do: (people,)."""
        known = self.who[self.who != NOBODY]
        tags = np.bincount(known, minlength=self.people)
        count = np.array([person.count for person in self.reading.people])
        is_called = self.called.any(axis=0)
        silent: Bools = (self.genders == UNKNOWN) & (tags < count * TALKS) & ~is_called
        return silent

    @cached_property
    def paragraphs(self) -> tuple[Ints, Ints]:
        """The tokens between which each turn's paragraphs lie.

        The first of them and the end, (turns,) each.
        """
        firsts: list[int] = []
        ends: list[int] = []
        for around in self.surroundings:
            first, end = around.paragraphs
            firsts.append(first)
            ends.append(end)
        return as_ints(firsts), as_ints(ends)


@dataclass(frozen=True, slots=True)
class AroundTurns:
    """What stands around every turn, whoever is known to say one; see :class:`BookEvidence`."""

    surroundings: Sequence[Surroundings]
    nearby: Sequence[tuple[Actor, ...]]
    sentence_tags: Sequence[SentenceTags]
    tags: Sequence[Actor]


def around_turns(reading: Reading) -> AroundTurns:
    """Look around every turn once."""
    around: list[Surroundings] = []
    nearby: list[tuple[Actor, ...]] = []
    by_sentence: list[SentenceTags] = []
    tags: list[Actor] = []
    for number in range(len(reading.turns)):
        around.append(surroundings(reading, number))
        nearby.append(nearby_actors(reading, around[number]))
        by_sentence.append(sentence_tags(reading, number))
        tag = surer_tag(own_tag(nearby[number]), by_sentence[number])
        tags.append(_with_own_name(tag, reading, number))
    return AroundTurns(around, nearby, by_sentence, tags)


def book_evidence(
    reading: Reading, pins: Mapping[int, int], around: AroundTurns | None = None
) -> BookEvidence:
    """The facts of a book.

    ``pins`` maps turns to the people known to say them. ``around`` is what
    stands around the turns, where that is known from before.
    """
    around = around or around_turns(reading)
    tags = list(around.tags)
    for turn, person in pins.items():
        opening = int(reading.openings[turn])
        tags[turn] = Actor(person, strength=SAYS, where=opening)
    gap = _gaps(reading)
    return BookEvidence(
        reading=reading,
        surroundings=around.surroundings,
        nearby=around.nearby,
        sentence_tags=around.sentence_tags,
        tags=tags,
        who=people_of(tags),
        gender=genders_of(tags),
        strength=strengths_of(tags),
        genders=as_ints(GENDERS[person.gender] for person in reading.people),
        gap=gap,
        run=_runs(reading, gap),
    )


def _with_own_name(tag: Actor, reading: Reading, turn: int) -> Actor:
    """The turn's tag, or whoever gives their own name in it: "I am Oz".

    A tag that surely names somebody outweighs it: "I'm Mabel," said Alice.
    """
    person = reading.turns[turn].own_name
    if person == NOBODY or reading.people[person].kind not in (CALLED, SELF):
        return tag
    names_somebody = tag.who != NOBODY and tag.strength >= SAYS
    if names_somebody and reading.people[tag.who].kind not in NAMELESS:
        return tag
    return Actor(person, strength=SAYS, where=int(reading.openings[turn]))


def _gaps(reading: Reading) -> Ints:
    """The paragraphs of narration between each turn and the one before.

    The result is (turns,).
    """
    gaps: list[int] = []
    previous_last = None
    for turn in reading.turns:
        if previous_last is None:
            gaps.append(FIRST_GAP)
        else:
            between = turn.first - previous_last - 1
            gaps.append(max(0, between))
        previous_last = turn.last
    return as_ints(gaps)


def _runs(reading: Reading, gap: Ints) -> Ints:
    """The number of each turn's run: (turns,)."""
    new_scene = np.diff(reading.scenes, prepend=-1) != 0
    starts_run = (gap > RUN_GAP) | new_scene
    return np.cumsum(starts_run)
