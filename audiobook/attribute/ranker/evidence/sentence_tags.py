"""The tags of a turn as ``audiobook.attribute.tags.tags`` reads them.

They stand beside what ``nearby_actors`` shows. The two readers look at the
same words: one sees a fixed number of places around the quotations, the other
whole sentences. Where they differ, the trees learn which of them to believe.
"""

from audiobook.attribute import lexicon
from audiobook.attribute.ranker.evidence.actors import (
    ACTS,
    GENDERS,
    JOINED,
    SAYS,
    Actor,
)
from audiobook.attribute.ranker.evidence.reading import (
    Reading,
)
from audiobook.attribute.ranker.evidence.words import (
    FEMALE,
    MALE,
    UNKNOWN,
)
from audiobook.attribute.roster import NAMELESS, NOBODY
from audiobook.attribute.tags import (
    BEAT,
    INTRO,
    LEADS,
    NAME,
    PRONOUN,
    SAID,
    SELF,
    Subject,
)

TAG_KINDS = (SAID, LEADS, INTRO, BEAT)
STRENGTH = {
    SAID: SAYS,
    LEADS: JOINED,
    INTRO: ACTS,
    BEAT: ACTS,
}
SURE = (SAID, LEADS)

SentenceTags = dict[str, Actor]  # kind of a tag -> who does it


def sentence_tags(reading: Reading, number: int) -> SentenceTags:
    """The tags of turn ``number``.

    The first of each kind that names somebody or tells a gender.
    """
    turn = reading.turns[number]
    tags: SentenceTags = {}
    for tag in turn.tags:
        if tag.kind in tags:
            continue
        who, gender = _who_and_gender(tag.subject, reading)
        if who == NOBODY and gender == UNKNOWN:
            continue
        where = reading.token(turn.chapter_start + tag.subject.start)
        strength = STRENGTH[tag.kind]
        tags[tag.kind] = Actor(who, gender, strength, where)
    return tags


def _who_and_gender(subject: Subject, reading: Reading) -> tuple[int, int]:
    """Person number and gender code of a subject."""
    if subject.kind == NAME and subject.person is not None:
        person = reading.people[subject.person]
        # Only a noun ("the girl") tells a gender that may be somebody else's.
        if person.kind in NAMELESS:
            return subject.person, GENDERS[person.gender]
        return subject.person, UNKNOWN
    if subject.kind == SELF:
        return reading.narrator, UNKNOWN
    if subject.kind == PRONOUN and subject.gender == lexicon.MALE:
        return NOBODY, MALE
    if subject.kind == PRONOUN and subject.gender:
        return NOBODY, FEMALE
    return NOBODY, UNKNOWN


def surer_tag(shown: Actor, tags: SentenceTags) -> Actor:
    """The turn's tag.

    The actor shown nearby, unless a sentence names somebody more surely. Where nobody is
    shown, a pronoun will do: a paragraph that ends in "He looked up and said:".
    """
    for kind in SURE:
        actor = tags.get(kind)
        if actor is None:
            continue
        nobody_else = shown.strength == 0
        if (actor.who != NOBODY or nobody_else) and actor.strength > shown.strength:
            return actor
    return shown
