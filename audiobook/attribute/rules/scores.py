"""How well each candidate fits a turn, from its own evidence alone, as logarithms of odds.

The weights were set by hand and checked over novels as a whole, never for one novel.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import log, log2

import numpy as np

from audiobook.attribute.lexicon import genders_clash
from audiobook.attribute.roster import (
    GROUP,
    NOBODY,
    ROLE,
    Person,
)
from audiobook.attribute.rules.decode import ScoredTurn, certain
from audiobook.attribute.rules.scene import Context, NamedTag, Scenes
from audiobook.attribute.tags import (
    BEAT,
    INTRO,
    LEADS,
    NOUN,
    PRONOUN,
    SAID,
    Tag,
)
from audiobook.attribute.turns import OPENS_SCENE

# What a tag is worth that names the person, and what one that only tells a gender.
NAMED = {SAID: 9.0, LEADS: 4.2, INTRO: 3.5, BEAT: 2.5}
GENDERED = {SAID: 4.5, LEADS: 2.5, INTRO: 2.0, BEAT: 1.4}
# What beats still count beside a tag of speech with a name, as a share of their weight.
W_BEAT = 0.2
# A beat with the name that the pronoun of the tag means.
ANTECEDENT = 2.0
# A tag with a rare epithet that may mean the person; rare: its share of their mentions at most.
ALIAS = 6.5
RARE = 0.3

# Shares of the weight of a tag that only points: for a gender that agrees, for one that nobody
# knows, and for who is meant by "said his mother".
W_AGREES = 0.5
W_UNKNOWN = 0.25
POINTED = 0.3
# What of that share is lost per doubling of the rank among those last named.
FADES = {PRONOUN: 0.28, NOUN: 0.07}

# Forms of address.
ADDRESSES_HIMSELF = -4.0
NAMES_HIMSELF = -2.0
WAS_ADDRESSED = 2.0
IS_ADDRESSED_NEXT = 1.2

# Presence: per logarithm of the tags nearby and in the book, and per doubling of the rank among
# those last named, which is this for whoever was not named lately.
W_PRESENT = 0.8
W_TALKATIVE = 0.25
W_RECENT = 0.56
UNNAMED_RANK = 12
# Who is known by an epithet alone hardly speaks without being tagged.
EXTRA = -2.0
# A thought is whose the scene is about: per logarithm of how often narration names them.
FOCAL = 1.0


def scored(
    scenes: Scenes,
    index: int,
) -> ScoredTurn:
    """The candidates of a turn with their scores.

    A turn without any has one who is nobody.
    """
    context = scenes.contexts[index]
    if not context.candidates:
        return certain(NOBODY, context.turn.gap)
    scores = [_score(scenes, index, person) for person in context.candidates]
    return ScoredTurn(context.candidates, np.array(scores), context.turn.gap)


def _score(
    scenes: Scenes,
    index: int,
    person: int,
) -> float:
    """How well one candidate fits a turn, all its own evidence together."""
    context = scenes.contexts[index]
    by_tags = _by_tags(context, scenes.people, person)
    by_address = _by_address(scenes.contexts, index, person)
    return by_tags + by_address + _by_presence(context, scenes, person)


def _by_tags(
    context: Context,
    people: Sequence[Person],
    person: int,
) -> float:
    """What the tags of a turn say for a person."""
    by_tag = [
        _by_tag(tag, weight, context, people, person)
        for tag, weight in _weighed(context)
    ]
    return sum(by_tag)


def _weighed(context: Context) -> Iterator[tuple[NamedTag, float]]:
    """The tags of a turn that name or point at somebody, and their weights.

    Each further tag of a kind counts less.
    """
    speech_is_named = _speech_is_named(context)
    seen: Counter[str] = Counter()
    for tag, person in context.tags:
        seen[tag.kind] += 1
        # Once it is named who speaks, whoever acts beside it is rather somebody else.
        weight = 1.0
        if speech_is_named and tag.kind in (BEAT, INTRO):
            weight = W_BEAT
        if person is not None or tag.subject.gender:
            yield (tag, person), weight / seen[tag.kind]


def _by_tag(
    named: NamedTag,
    weight: float,
    context: Context,
    people: Sequence[Person],
    person: int,
) -> float:
    """What one tag says for a person."""
    tag, tagged = named
    if tagged is None:
        return weight * _agrees(tag, context, people, person)
    if tagged == person:
        total = weight * NAMED[tag.kind]
        if _is_antecedent(tag, context, people[person]):
            total += ANTECEDENT
        return total
    if person in context.recent[:3] and _may_be(people[tagged], people[person]):
        return weight * ALIAS
    return 0.0


def _speech_is_named(context: Context) -> bool:
    """Whether a tag of speech names somebody: then beats beside it count little."""
    return any(
        tag.kind in (SAID, LEADS) and person is not None for tag, person in context.tags
    )


def _may_be(
    epithet: Person,
    other: Person,
) -> bool:
    """Whether a rare epithet may be another name of somebody who was just named."""
    if epithet.kind != ROLE or not epithet.name.startswith("the "):
        return False
    if epithet.count > RARE * other.count:
        return False
    return not genders_clash(epithet.gender, other.gender)


def _is_antecedent(
    beat: Tag,
    context: Context,
    person: Person,
) -> bool:
    """Whether a beat names whom the pronoun of the tag after it means.

    Emma rose. "Go," she said.
    """
    if beat.kind != BEAT:
        return False
    for tag, _ in context.tags:
        follows = tag.kind == SAID and tag.start > beat.start
        points = follows and tag.subject.kind == PRONOUN
        if points and person.gender in ("", tag.subject.gender):
            return True
    return False


def _agrees(
    tag: Tag,
    context: Context,
    people: Sequence[Person],
    person: int,
) -> float:
    """How well a pronoun or a generic noun points at somebody.

    Gender comes first, then who was last named.
    """
    gender = tag.subject.gender
    full = GENDERED[tag.kind]
    if person == tag.listener:
        return -full
    if person == context.pointed:
        return POINTED * full
    own = people[person].gender
    if genders_clash(own, gender):
        return -full
    # Only people of that gender, or of none known, stand between the pronoun and whom it means.
    fitting = [
        recent
        for recent in context.recent
        if not genders_clash(people[recent].gender, gender)
    ]
    distance = FADES[tag.subject.kind] * log2(1 + _rank(fitting, person))
    known = W_AGREES if own else W_UNKNOWN
    return full * (known - distance)


def _rank(
    people: Sequence[int],
    person: int,
) -> int:
    """The place of a person among those last named; a far one where they are not among them."""
    if person in people:
        return people.index(person)
    return UNNAMED_RANK


def _by_address(
    contexts: Sequence[Context],
    index: int,
    person: int,
) -> float:
    """Who is spoken to does not speak, but often has spoken or will."""
    context = contexts[index]
    total = _by_own_address(context, person)
    # Whoever was addressed answers, the surer the less narration stands in between.
    gap = context.turn.gap
    if gap != OPENS_SCENE and person in contexts[index - 1].names.spoken_to:
        total += WAS_ADDRESSED / (1 + gap)
    for after in contexts[index + 1 : index + 2]:
        gap = after.turn.gap
        if gap != OPENS_SCENE and person in after.names.spoken_to:
            total += IS_ADDRESSED_NEXT / (1 + gap)
    return total


def _by_own_address(
    context: Context,
    person: int,
) -> float:
    """What it says against a person that the turn itself names them."""
    if person in context.names.spoken_to:
        return ADDRESSES_HIMSELF
    if person in context.names.spoken_of:
        return NAMES_HIMSELF
    return 0.0


def _by_presence(
    context: Context,
    scenes: Scenes,
    person: int,
) -> float:
    """What is to be expected of a person without a tag or address.

    It is less of one whom tags alone know.
    """
    total = W_PRESENT * log(1 + context.present[person])
    total += W_TALKATIVE * log(1 + scenes.tagged[person])
    total -= W_RECENT * log2(1 + _rank(context.recent, person))
    extra = scenes.people[person].kind in (ROLE, GROUP)
    if extra and person != context.pointed and person not in context.people:
        total += EXTRA
    if context.turn.thought:
        total += FOCAL * log(1 + context.focus[person])
    return total
