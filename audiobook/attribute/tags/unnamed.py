"""Speakers without a name.

Groups ("they all cried", "the soldiers shouted") and people who speak in
passing ("asked a porter", "said one of the men"). Where a tag says so, the
line is theirs and not that of anybody the story names. Whoever has no name
but comes back as "the porter" is found by discovery and is none of them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from audiobook.attribute.grammar import epithet
from audiobook.attribute.lexicon import noun, words
from audiobook.attribute.result import Decision
from audiobook.attribute.roster import (
    GROUP,
    ROLE,
    Person,
    Places,
    Roster,
)
from audiobook.attribute.tags.subject import (
    NAME,
    NOUN,
    SEVERAL,
    Subject,
)
from audiobook.attribute.tags.tag import SAID, Tag
from audiobook.attribute.tags.tags import tags_of
from audiobook.attribute.turns import Layout, Turn
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
_ONE_OF = re.compile(
    r"(?:one|another|some|several|many|two|three|a few) of "
    r"(?:the|them|these|those|his|her|their)\b"
)
# These point at people without a noun.
_OF_WHOM = ("them", "these", "those")
_QUANTITIES = ("some", "several", "many", "two", "three", "a few")
_CLAUSE_ENDS = ".;:!?—\n"
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
    numbers: dict[Person, int] = {}
    decided: list[Decision] = []
    for decision in decisions:
        text = book.texts[decision.turn.chapter]
        tag = _tag(decision, book, places)
        person = None
        if tag is not None:
            person = _speaker(tag, text, book.language)
        if tag is None or person is None:
            decided.append(decision)
            continue
        number = numbers.setdefault(person, len(roster.people) + len(numbers))
        shown = " ".join(text[tag.start : tag.end].split())
        theirs = replace(
            decision,
            person=number,
            confidence=_CONFIDENCE,
            reason=f'"{shown}" names nobody',
        )
        decided.append(theirs)
    added = renamed(tuple(numbers), guidance)
    return (*roster.people, *added), decided


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
    if not _NOT_NEW.isdisjoint(subject.phrase.lower().split()):
        return None
    following = text[subject.end : subject.end + 1]
    return _passer_by(subject, following, language)


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
    following: str,
    language: str,
) -> Person | None:
    """Somebody by an indefinite noun that is listed, or that ends its clause.

    "A porter" is somebody, "a tall, thin" is not. ``following`` is the
    character after the subject.
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
    if not parts or len(parts[-1]) < _SHORTEST_NOUN or following not in _CLAUSE_ENDS:
        return None
    return Person(
        subject.phrase,
        gender=subject.gender,
        kind=ROLE,
    )
