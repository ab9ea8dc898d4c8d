"""Who is named at a place of the narration: a person, a pronoun or a role
with a gender.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from audiobook.attribute.ranker.evidence.clause_words import QUOTATION_MARKS
from audiobook.attribute.ranker.evidence.reading import (
    Ints,
    Reading,
    as_ints,
)
from audiobook.attribute.ranker.evidence.words import (
    FEMALE,
    FIRST,
    MALE,
    OWN,
    PLURAL,
    PRONOUNS,
    THING,
    UNKNOWN,
    skip_adverbs,
    vocabulary,
)
from audiobook.attribute.roster import NAMELESS, NOBODY

GENDERS = {
    "male": MALE,
    "female": FEMALE,
    "": UNKNOWN,
}
# How surely an actor speaks.
SAYS = 3  # the subject of a verb of saying
JOINED = 2  # the subject of another verb in the sentence of the quotation
ACTS = 1  # the subject of a sentence of its own

_ROLE_REACH = 6  # tokens from an article to the noun of its phrase
_LONGEST_ASIDE = 14  # tokens
_SHORTEST_PAST = 4  # letters of a verb that "-ed" makes


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something.

    A person number or a gender code, and how surely it is speaking.
    ``strength`` is ``SAYS``, ``JOINED``, ``ACTS`` or 0; ``where`` the index
    of the token; ``role`` the common noun of "the old man".
    """

    who: int = NOBODY
    gender: int = UNKNOWN
    strength: int = 0
    where: int = -1
    role: str = ""


NO_ACTOR = Actor()


def people_of(actors: Iterable[Actor]) -> Ints:
    """The person numbers of actors."""
    return as_ints(actor.who for actor in actors)


def genders_of(actors: Iterable[Actor]) -> Ints:
    """The gender codes of actors."""
    return as_ints(actor.gender for actor in actors)


def strengths_of(actors: Iterable[Actor]) -> Ints:
    """The strengths of actors."""
    return as_ints(actor.strength for actor in actors)


@dataclass(frozen=True, slots=True)
class ActorPhrase:
    """The words for an actor, and the token after them."""

    who: int
    gender: int
    role: str
    after: int

    def acting(self, strength: int, where: int) -> Actor:
        """The actor, of a strength, at a token."""
        return Actor(self.who, self.gender, strength, where, self.role)


def actor_at(reading: Reading, index: int, end: int) -> ActorPhrase | None:
    """The person, pronoun or role whose words begin at token ``index``.

    They are looked for among the tokens before ``end``.
    """
    if index >= end:
        return None
    if index not in reading.named:
        return _unnamed(reading, index, end)
    who, after = reading.named[index]
    # At the very end nothing is left that a possessive could own.
    if after < end and reading.is_possessive(after):
        return _owner(reading, who, after)
    return _named(reading, who, after)


def _owner(reading: Reading, who: int, after: int) -> ActorPhrase | None:
    """Whoever acts with a part of theirs: "Emma's eyes narrowed"."""
    if reading.words[after] not in vocabulary().body:
        return None
    return replace(_named(reading, who, after), after=after + 1)


def _unnamed(reading: Reading, index: int, end: int) -> ActorPhrase | None:
    """The pronoun, group or role whose words begin at a token."""
    lists = vocabulary()
    word = reading.words[index]
    after = index + 1
    if word in PRONOUNS:
        return _pronoun(reading, PRONOUNS[word], after)
    if word == "it" and after < end and reading.words[after] in lists.speech:
        return ActorPhrase(NOBODY, THING, role="", after=after)
    if word in lists.groups:
        return ActorPhrase(NOBODY, PLURAL, role=word, after=after)
    if word in OWN and after < end and reading.words[after] in lists.body:
        return _pronoun(reading, OWN[word], after + 1)
    if word in lists.determiners or word in OWN:
        return _role(reading, index, end)
    return None


def _named(reading: Reading, who: int, after: int) -> ActorPhrase:
    """Somebody at the place of their name.

    Whoever is known by a noun only is a role with a gender as well.
    """
    person = reading.people[who]
    if person.kind not in NAMELESS:
        return ActorPhrase(who, UNKNOWN, role="", after=after)
    noun = reading.words[after - 1]
    return ActorPhrase(who, GENDERS[person.gender], role=noun, after=after)


def _pronoun(reading: Reading, gender: int, after: int) -> ActorPhrase:
    """A pronoun.

    The narration's "I" names the narrator as surely as a name does.
    """
    if gender == FIRST and reading.narrator != NOBODY:
        return ActorPhrase(reading.narrator, UNKNOWN, role="", after=after)
    return ActorPhrase(NOBODY, gender, role="", after=after)


def _role(reading: Reading, index: int, end: int) -> ActorPhrase | None:
    """The noun, or the name, of a phrase whose article stands at ``index``."""
    roles = vocabulary().roles
    for place in range(index + 1, min(index + _ROLE_REACH, end)):
        if place in reading.named:
            who, after = reading.named[place]
            if reading.is_possessive(after):
                return None
            return _named(reading, who, after)
        word = reading.words[place]
        after = place + 1
        # Of two nouns in a row the last is the role: "the boy soldier".
        is_last = after >= end or reading.words[after] not in roles
        if word in roles and is_last:
            return ActorPhrase(NOBODY, roles[word], role=word, after=after)
        if not word.isalpha() and word != "-":
            return None
    return None


def behind_aside(
    reading: Reading,
    after: int,
    end: int,
) -> int:
    """The token behind an aside and its commas: "Ned, nearing Julia, said".

    ``after`` where a verb of saying does not follow one that opens with a participle.
    """
    words = reading.words
    if words[after:end][:1] != [","]:
        return after
    opening = words[after + 1 : min(after + 3, end)]
    if not any(word.endswith("ing") for word in opening):
        return after
    for place in range(after + 2, min(after + _LONGEST_ASIDE, end - 1)):
        if words[place] == ",":
            says = skip_adverbs(words, place + 1, end)
            is_saying = says < end and words[says] in vocabulary().speech
            return says if is_saying else after
        if not words[place].isalpha() and words[place] not in QUOTATION_MARKS:
            return after
    return after


def is_act(word: str) -> bool:
    """Whether a word looks like a verb in the past."""
    lists = vocabulary()
    if word in lists.speech or word in lists.past:
        return True
    return len(word) >= _SHORTEST_PAST and word.endswith("ed")


def stays_silent(words: Sequence[str], verb: int, end: int) -> bool:
    """Whether a verb tells that its subject says nothing.

    "Emma didn't answer", "Emma did not say a word", "Emma said nothing".
    """
    clause = [*words[verb : min(verb + 3, end)], "", "", ""]
    if clause[1] == "nothing":
        return clause[0] in vocabulary().speech
    if clause[0].endswith("n't"):
        return clause[1] in vocabulary().speech
    return clause[1] == "not" and clause[2] in vocabulary().speech
