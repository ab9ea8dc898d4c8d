"""Speakers without a name.

Groups ("they all cried", "the soldiers shouted") and people who speak in
passing ("asked a porter", "said one of the men"). Where a tag says so, the
line is theirs and not that of anybody the story names. Whoever has no name
but comes back as "the porter" is found by discovery and is none of them,
unless the line was given to somebody else with little reason: then "said the
porter" is the porter's, and "said the gentleman" that of the gentleman whom
the chapter brought in.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from audiobook.attribute.grammar import epithet
from audiobook.attribute.lexicon import noun, title, words
from audiobook.attribute.result import Decision
from audiobook.attribute.roster import (
    GROUP,
    NAMELESS,
    NOBODY,
    ROLE,
    Person,
    Places,
    Roster,
)
from audiobook.attribute.tags.introduced import Introductions, definite_noun
from audiobook.attribute.tags.subject import (
    NAME,
    NOUN,
    OF_THEM,
    SEVERAL,
    Subject,
)
from audiobook.attribute.tags.tag import SAID, Tag
from audiobook.attribute.tags.tags import tags_of
from audiobook.attribute.turns import Layout, Turn
from audiobook.language import ENGLISH, Noun
from audiobook.model import Guidance

_CROWD = "crowd"
# Groups that nothing tells apart.
_ANY_GROUP = frozenset(
    (
        "all",
        "both",
        "couple",
        "crowd",
        "crowds",
        "everybody",
        "everyone",
        "group",
        "others",
        "pair",
        "people",
        "voices",
    )
)
# Of such tags in 21 novels, 9 in 10 were nobody's whom the story names.
_CONFIDENCE = 0.9
# A speaker who is less sure than this gives way to the noun of the tag.
_DOUBTED = 0.6
_GIVEN = 0.7  # how sure the line of a noun is that was given to it for that
_ONE_OF = re.compile(
    r"(?:one|another|some|several|many|two|three|a few) of "
    r"(?:the|them|these|those|his|her|their)\b"
)
# These point at people without a noun.
_OF_WHOM = ("them", "these", "those")
_QUANTITIES = ("some", "several", "many", "two", "three", "a few")
# What a noun that no list holds may stand before: "an adjutant who had come".
_PHRASE_ENDS = re.compile(
    r"$|[.;:!?—\n]|\s+(?:who|whom|whose|of|in|with|from|at|on|by|near|behind|beside)\b"
)
_SHORTEST_NOUN = 4  # letters of a noun that no list holds
# "A voice behind her" is often somebody's who is known.
_NOT_NEW = frozenset(("voice", "voices", "one"))


def group_name(
    subject: Subject,
    language: str,
) -> str:
    """What a group is called: "crowd", or by its noun, "the soldiers".

    Empty where the subject is not a group.
    """
    parts = subject.phrase.split()
    for count, word in enumerate(parts, start=1):
        lower = word.lower()
        if lower in _ANY_GROUP:
            return _CROWD
        if _means_many(lower, language):
            # "Les deux femmes" are not "les deux".
            following = parts[count : count + 1]
            if any(_means_many(part.lower(), language) for part in following):
                continue
            return _group(" ".join(parts[:count]), subject, language)
    if subject.kind == SEVERAL:
        return _CROWD
    return ""


def _group(
    phrase: str,
    subject: Subject,
    language: str,
) -> str:
    """A group by its noun with its article, which tells that they are several: "les soldats"."""
    if not subject.article or not subject.definite:
        return epithet(phrase, subject.gender, language)
    if subject.article.endswith("’"):
        return f"{subject.article}{phrase}"
    return f"{subject.article} {phrase}"


def owned_name(
    subject: Subject,
    people: Sequence[Person],
) -> str:
    """What somebody is called who is somebody's: "Emma's companion".

    Empty where no owner is named.
    """
    if subject.owner is None:
        return ""
    return f"{people[subject.owner].name}'s {subject.phrase}"


def _means_many(
    word: str,
    language: str,
) -> bool:
    """Whether a noun means several people.

    One for a group ("crew"), or the English plural of one for somebody.
    """
    if word in words("groups", language):
        return True
    return word.endswith("s") and noun(word[:-1], language) is not None


def renamed(
    people: Sequence[Person],
    guidance: Guidance,
) -> tuple[Person, ...]:
    """People as the user calls them.

    For those whom discovery did not find: it applies the user's names and
    genders to all others itself.
    """
    names = dict(guidance.merges)
    genders = dict(guidance.genders)
    called: list[Person] = []
    for person in people:
        name = names.get(person.name, person.name)
        kind = ROLE if person.name in names else person.kind
        gender = genders.get(name, person.gender)
        renamed_person = replace(person, name=name, kind=kind, gender=gender)
        called.append(renamed_person)
    return tuple(called)


def with_unnamed_speakers(
    book: Layout,
    roster: Roster,
    decisions: Sequence[Decision],
    guidance: Guidance,
) -> tuple[tuple[Person, ...], list[Decision]]:
    """The decisions with the lines of nameless speakers given to them.

    The people are those of the roster and, behind them, the nameless ones.
    What is certain, as a correction of the user's is, stays as it is.
    """
    places = Places(roster.mentions)
    introductions = Introductions(book, places)
    numbers: dict[Person, int] = {}
    decided: list[Decision] = []
    for decision in decisions:
        text = book.texts[decision.turn.chapter]
        tag = _tag(decision, book, places)
        person = None
        confidence = _CONFIDENCE
        if tag is not None:
            person = _speaker(tag, text, book.language)
        if person is None and decision.confidence < _DOUBTED:
            tag = _single_tag(decision.turn, book, places)
            person = _noun_in_doubt(tag, decision, roster.people, introductions)
            confidence = _GIVEN
        if tag is None or person is None:
            decided.append(decision)
            continue
        shown = " ".join(text[tag.start : tag.end].split())
        theirs = replace(
            decision,
            person=_number(person, roster.people, numbers),
            confidence=confidence,
            reason=f'"{shown}" names nobody',
        )
        decided.append(theirs)
    added = renamed(tuple(numbers), guidance)
    return (*roster.people, *added), decided


def _number(
    person: Person,
    people: Sequence[Person],
    numbers: dict[Person, int],
) -> int:
    """The number of somebody, who gets the next one behind ``people`` if new."""
    if person in people:
        return people.index(person)
    return numbers.setdefault(person, len(people) + len(numbers))


def _single_tag(
    turn: Turn,
    book: Layout,
    places: Places,
) -> Tag | None:
    """The tag of a turn that has one, in the sentence of its quotation."""
    if book.language != ENGLISH:
        return None
    tags = [tag for tag in tags_of(turn, book, places) if tag.kind == SAID]
    if len(tags) == 1 and _is_joined(tags[0], turn, book.texts[turn.chapter]):
        return tags[0]
    return None


def _noun_in_doubt(
    tag: Tag | None,
    decision: Decision,
    people: Sequence[Person],
    introductions: Introductions,
) -> Person | None:
    """Whom a tag by a noun means, where a line was given to somebody with little reason.

    Somebody without a name whom the chapter has brought in, or who is known by that noun.
    "The captain" may always be somebody who has a name.
    """
    if tag is None:
        return None
    turn = decision.turn
    text = introductions.book.texts[turn.chapter]
    subject = tag.subject
    phrase = definite_noun(text, subject)
    if not phrase:
        return None
    head = phrase.split()[-1]
    if title(head) is not None or _is_of_noun(decision, people, head):
        return None
    is_new = introductions.has(turn, phrase)
    if subject.kind == NAME and subject.person is not None:
        known = people[subject.person]
        # "The red-haired porter" may be another one than "the porter".
        is_bare = phrase == head
        return known if known.kind == ROLE and (is_bare or is_new) else None
    if subject.kind != NOUN or not is_new:
        return None
    listed = noun(head) or Noun()
    name = epithet(phrase, listed.gender, ENGLISH)
    return Person(name, gender=listed.gender, age=listed.age, kind=ROLE)


def _is_of_noun(
    decision: Decision,
    people: Sequence[Person],
    head: str,
) -> bool:
    """Whether a line was given to somebody who is known by the noun of its tag."""
    if decision.person == NOBODY:
        return False
    person = people[decision.person]
    return person.kind in NAMELESS and person.name.endswith(head)


def _tag(
    decision: Decision,
    book: Layout,
    places: Places,
) -> Tag | None:
    """The tag of a turn that is open to doubt, if all tags it has name
    nobody.
    """
    if decision.confidence >= 1:
        return None
    turn = decision.turn
    tags = [tag for tag in tags_of(turn, book, places) if tag.kind == SAID]
    kinds = {tag.subject.kind for tag in tags}
    if not kinds <= {SEVERAL, NOUN}:
        return None
    for tag in tags:
        if _is_joined(tag, turn, book.texts[turn.chapter]):
            return tag
    return None


def _is_joined(
    tag: Tag,
    turn: Turn,
    text: str,
) -> bool:
    """Whether a tag leads up to its quotation, or goes on in its sentence.

    After ``"Go!" They laughed.`` nobody is known to have spoken.
    """
    leads_up = tag.start < turn.quotations[tag.quotation].start
    return leads_up or text[tag.start : tag.start + 1].islower()


def _speaker(
    tag: Tag,
    text: str,
    language: str,
) -> Person | None:
    """Who speaks by a tag; ``None`` where it points at somebody who is known."""
    subject = tag.subject
    tag_text = text[tag.start : subject.end]
    some = _ONE_OF.search(tag_text)
    if some is not None or _ONE_OF.match(text, subject.start):
        return _one_of(tag_text, language)
    group = group_name(subject, language)
    if group:
        return Person(group, kind=GROUP)
    if subject.definite or subject.kind == NAME:
        return None
    if subject.phrase.endswith(OF_THEM):
        return Person(subject.phrase, kind=ROLE)
    if not _NOT_NEW.isdisjoint(subject.phrase.lower().split()):
        return None
    ends = _PHRASE_ENDS.match(text, subject.end) is not None
    return _passer_by(subject, language, ends=ends)


def one_of_a_group(
    tag: Tag,
    text: str,
    language: str,
) -> Person | None:
    """Somebody out of a group ("one of the men"), or several of them ("some
    of the men").

    ``text`` is that of the tag's chapter.
    """
    return _one_of(text[tag.start : tag.subject.end], language)


def _one_of(
    tag_text: str,
    language: str,
) -> Person | None:
    match = _ONE_OF.search(tag_text)
    if match is None or match.group().endswith(_OF_WHOM):
        return None
    phrase = " ".join(tag_text[match.start() :].split())
    if phrase.startswith(_QUANTITIES):
        return Person(phrase, kind=GROUP)
    last_word = phrase.split()[-1]
    listed = noun(last_word.rstrip("s"), language)
    gender = ""
    if listed is not None:
        gender = listed.gender
    # "Another of the men" is the same speaker as "one of the men": nothing
    # tells them apart.
    name = phrase.replace("another", "one", 1)
    return Person(name, gender=gender, kind=ROLE)


def _passer_by(
    subject: Subject,
    language: str,
    *,
    ends: bool,
) -> Person | None:
    """Somebody by an indefinite noun that is listed, or that ``ends`` its phrase.

    "A porter" is somebody, "a tall, thin" is not.
    """
    parts = subject.phrase.split()
    for place in reversed(range(len(parts))):
        listed = noun(parts[place], language)
        if listed is not None:
            return Person(
                " ".join(parts[: place + 1]),
                gender=listed.gender,
                age=listed.age,
                kind=ROLE,
            )
    if not parts or len(parts[-1]) < _SHORTEST_NOUN or not ends:
        return None
    return Person(
        subject.phrase,
        gender=subject.gender,
        kind=ROLE,
    )
