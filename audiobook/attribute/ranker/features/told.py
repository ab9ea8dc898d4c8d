"""The tags of a turn as ``tags`` reads them, beside what the windows of ``features_tags`` show.

The two readers look at the same words: one sees a fixed number of places around the quotations, the other whole
sentences. Where they differ, the trees learn whom to believe.
"""

from audiobook.attribute.lexicon import MALE as HE
from audiobook.attribute.ranker.features.actors import GENDERS, NONE, Actor
from audiobook.attribute.ranker.features.reading import NOBODY, Reading
from audiobook.attribute.ranker.features.words import FEMALE, MALE
from audiobook.attribute.roster import NAMELESS
from audiobook.attribute.tags import BEAT, INTRO, LEADS, SAID
from audiobook.attribute.tags import NAME, PRONOUN, SELF, Subject

KINDS = (SAID, LEADS, INTRO, BEAT)
STRENGTH = {SAID: 3, LEADS: 2, INTRO: 1, BEAT: 1}
SURE = (SAID, LEADS)

Told = dict[str, Actor]  # kind of a tag -> who does it


def told(reading: Reading, number: int) -> Told:
    """The tags of a turn: the first of each kind that names somebody or tells a gender."""
    turn = reading.turns[number]
    found: Told = {}
    for tag in turn.tags:
        who, gender = _actor(tag.subject, reading)
        if tag.kind not in found and (who != NOBODY or gender):
            where = reading.token(turn.offset + tag.subject.start)
            found[tag.kind] = Actor(who, gender, STRENGTH[tag.kind], where)
    return found


def _actor(subject: Subject, reading: Reading) -> tuple[int, int]:
    """Person number and gender code of a subject."""
    if subject.kind == NAME and subject.person is not None:
        person = reading.people[subject.person]
        return subject.person, GENDERS[person.gender] if person.kind in NAMELESS else 0
    if subject.kind == SELF:
        return reading.narrator, 0
    if subject.kind == PRONOUN and subject.gender:
        return NOBODY, MALE if subject.gender == HE else FEMALE
    return NOBODY, 0


def surer(shown: Actor, own: Told) -> Actor:
    """The turn's tag: what the windows show, unless a sentence names somebody more surely."""
    better = (own[kind] for kind in SURE if kind in own and own[kind].who != NOBODY)
    return next((actor for actor in better if actor.strength > shown.strength), shown)


def actors_of(read: list[Told], kind: str) -> list[Actor]:
    """The actor of one kind of tag, for every turn."""
    return [own.get(kind, NONE) for own in read]
