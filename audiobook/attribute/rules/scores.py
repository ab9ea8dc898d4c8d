"""How well each candidate fits a turn, from its own evidence alone, as logarithms of odds.

The weights were set by hand and checked over novels as a whole, never for one novel.
"""

from collections import Counter
from collections.abc import Sequence
from math import log, log2

import numpy as np

from audiobook.attribute.roster import GROUP, ROLE, Person
from audiobook.attribute.rules.decode import Choice
from audiobook.attribute.rules.scene import Context, Scenes
from audiobook.attribute.tags import BEAT, INTRO, LEADS, SAID, Tag
from audiobook.attribute.tags.subjects import NOUN, PRONOUN

NAMED = {SAID: 9.0, LEADS: 4.2, INTRO: 3.5, BEAT: 2.5}
GENDERED = {SAID: 4.5, LEADS: 2.5, INTRO: 2.0, BEAT: 1.4}
ADDRESSES_HIMSELF = -4.0
NAMES_HIMSELF = -2.0
WAS_ADDRESSED = 2.0
IS_ADDRESSED_NEXT = 1.2
UNNAMED_RANK = 12
EXTRA = -4.0
POINTED = 0.3
W_PRESENT = 0.8  # per log of the tags nearby
W_TALKATIVE = 0.25  # per log of the tags in the book
W_RECENT = 0.56  # per doubling of the rank among those last named
W_PRONOUN = 0.28  # the same for a pronoun, as a share of its weight
W_NOUN = 0.07
W_AGREES = 0.5  # a known gender that agrees, as a share of the tag's weight
W_UNKNOWN = 0.25
ANTECEDENT = 2.0
ALIAS = 6.5
RARE = 0.3
W_BEAT = 0.2  # what beats still count beside a tag with a name
FOCAL = 1.0  # a thought is whose the scene is about


def choice(scenes: Scenes, index: int) -> Choice:
    """The candidates of a turn with their scores."""
    context = scenes.contexts[index]
    people = context.candidates or (-1,)
    scores = np.array([_score(scenes, index, person) for person in people], dtype=np.float64)
    return Choice(people, scores, context.turn.gap)


def _score(scenes: Scenes, index: int, number: int) -> float:
    if number < 0:
        return 0.0
    context = scenes.contexts[index]
    return (
        _by_tags(context, scenes.people, number)
        + _by_address(scenes.contexts, index, number)
        + _by_presence(context, scenes, number)
    )


def _by_tags(context: Context, people: Sequence[Person], number: int) -> float:
    total = 0.0
    spoken = any(
        t.kind in (SAID, LEADS) and p is not None
        for t, p in zip(context.tags, context.people, strict=True)
    )
    seen: Counter[str] = Counter()
    for tag, person in zip(context.tags, context.people, strict=True):
        seen[tag.kind] += 1
        weight = (W_BEAT if spoken and tag.kind in (BEAT, INTRO) else 1.0) / seen[tag.kind]
        if person is not None and person != number:
            total += weight * ALIAS * _may_be(person, number, context, people)
        elif person is not None:
            total += weight * NAMED[tag.kind]
            total += ANTECEDENT * (
                person == number and _is_antecedent(tag, context, people, number)
            )
        elif tag.subject.kind in (PRONOUN, NOUN):
            total += weight * _agrees(tag, context, people, number)
    return total


def _may_be(role: int, number: int, context: Context, people: Sequence[Person]) -> bool:
    """Whether a rare epithet may be another name of somebody who was just named."""
    epithet, other = people[role], people[number]
    rare = (
        epithet.kind == ROLE
        and epithet.count <= RARE * other.count
        and epithet.name.startswith("the ")
    )
    fits = not epithet.gender or not other.gender or epithet.gender == other.gender
    return rare and fits and number in context.recent[:3]


def _is_antecedent(beat: Tag, context: Context, people: Sequence[Person], number: int) -> bool:
    """Whether a beat names whom the pronoun of the tag after it means: Emma rose. "Go," she said."""
    return beat.kind == BEAT and any(
        tag.kind == SAID
        and tag.subject.kind == PRONOUN
        and tag.start > beat.start
        and people[number].gender in ("", tag.subject.gender)
        for tag in context.tags
    )


def _agrees(tag: Tag, context: Context, people: Sequence[Person], number: int) -> float:
    """How well a pronoun or a generic noun points at somebody: gender first, then who was last named."""
    wanted = tag.subject.gender
    if not wanted:
        return 0.0
    own = people[number].gender
    full = GENDERED[tag.kind]
    if number == context.pointed:
        return POINTED * full
    if own and own != wanted:
        return -full
    fitting = [p for p in context.recent if people[p].gender in (wanted, "")]
    rank = fitting.index(number) if number in fitting else UNNAMED_RANK
    distance = (W_PRONOUN if tag.subject.kind == PRONOUN else W_NOUN) * log2(1 + rank)
    return full * ((W_AGREES if own else W_UNKNOWN) - distance)


def _by_address(contexts: Sequence[Context], index: int, number: int) -> float:
    context = contexts[index]
    total = ADDRESSES_HIMSELF * (number in context.names.spoken_to)
    total += NAMES_HIMSELF * (number in context.names.spoken_of)
    if index and context.turn.gap >= 0 and number in contexts[index - 1].names.spoken_to:
        total += WAS_ADDRESSED / (1 + context.turn.gap)
    after = contexts[index + 1] if index + 1 < len(contexts) else None
    if after is not None and after.turn.gap >= 0 and number in after.names.spoken_to:
        total += IS_ADDRESSED_NEXT / (1 + after.turn.gap)
    return total


def _by_presence(context: Context, scenes: Scenes, number: int) -> float:
    rank = context.recent.index(number) if number in context.recent else UNNAMED_RANK
    extra = scenes.people[number].kind in (ROLE, GROUP) and number not in (
        *context.people,
        context.pointed,
    )
    return (
        W_PRESENT * log(1 + context.present[number])
        + W_TALKATIVE * log(1 + scenes.tagged[number])
        - W_RECENT * log2(1 + rank)
        + (EXTRA / 2 if extra else 0.0)
        + (FOCAL * log(1 + context.focus[number]) if context.turn.thought else 0.0)
    )
