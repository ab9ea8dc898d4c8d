"""Speakers who have no name: groups ("they all cried", "the soldiers shouted") and people who speak by the way
("asked a porter", "said one of the men").

Where a tag says so, the line is theirs and nobody's whom the story names. Who has no name but comes back as "the
porter" is found by discovery and is no matter of this module.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from audiobook.attribute.grammar import epithet
from audiobook.attribute.lexicon import noun, words
from audiobook.attribute.result import Decision
from audiobook.attribute.roster import GROUP, ROLE, Person, Places, Roster
from audiobook.attribute.tags.subjects import GROUP as SEVERAL
from audiobook.attribute.tags.subjects import NAME, NOUN, Subject
from audiobook.attribute.tags.tags import SAID, Tag, tags_of
from audiobook.attribute.turns import Layout, Turn
from audiobook.model import Guidance

CROWD = "crowd"
ANYBODY = frozenset(  # groups that are told apart by nothing
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
SURE = 0.9  # of such tags in 21 novels, 9 in 10 were nobody's whom the story names
_ONE_OF = re.compile(
    r"(?:one|another|some|several|many|two|three|a few) of (?:the|them|these|those|his|her|their)\b"
)
_NOT_NEW = frozenset(("voice", "voices", "one"))  # "a voice behind her" is often somebody's who is known


def group_name(subject: Subject, language: str) -> str:
    """What a group is called: "crowd", or by its noun: "the soldiers"; empty where the subject is no group."""
    for place, word in enumerate(subject.phrase.split(), start=1):
        if word.lower() in ANYBODY:
            return CROWD
        if _means_many(word.lower(), language):
            return epithet(" ".join(subject.phrase.split()[:place]), subject.gender, language)
    return CROWD if subject.kind == SEVERAL else ""


def _means_many(word: str, language: str) -> bool:
    """Whether a noun is one for several people, or the plural of one for somebody (as English forms it)."""
    return word in words("groups", language) or (word.endswith("s") and noun(word[:-1], language) is not None)


def renamed(people: Sequence[Person], guidance: Guidance) -> tuple[Person, ...]:
    """People with the names and genders that the user gave those whom discovery did not find."""
    names, genders = dict(guidance.merges), dict(guidance.genders)
    called = [replace(p, name=names[p.name], kind=ROLE) if p.name in names else p for p in people]
    return tuple(replace(p, gender=genders.get(p.name, p.gender)) for p in called)


def unnamed(
    book: Layout, roster: Roster, decided: Sequence[Decision], guidance: Guidance
) -> tuple[tuple[Person, ...], list[Decision]]:
    """Everybody, those without a name after the others, and the decisions with their lines given to them."""
    places = Places(roster.mentions)
    numbers: dict[Person, int] = {}
    out: list[Decision] = []
    for decision in decided:
        tag = _tag(decision.turn, book, places) if decision.confidence < 1 else None
        person = who(tag, book.texts[decision.turn.chapter], book.language) if tag else None
        if tag is None or person is None:
            out.append(decision)
            continue
        number = numbers.setdefault(person, len(roster.people) + len(numbers))
        shown = " ".join(book.texts[decision.turn.chapter][tag.start : tag.end].split())
        out.append(replace(decision, person=number, confidence=SURE, reason=f'"{shown}" names nobody'))
    return (*roster.people, *renamed(tuple(numbers), guidance)), out


def _tag(turn: Turn, book: Layout, places: Places) -> Tag | None:
    """The tag of a turn, if all that it has name nobody."""
    tags = [tag for tag in tags_of(turn, book, places) if tag.kind == SAID]
    if not tags or any(tag.subject.kind not in (SEVERAL, NOUN) for tag in tags):
        return None
    return next((tag for tag in tags if _joined(tag, turn, book.texts[turn.chapter])), None)


def _joined(tag: Tag, turn: Turn, text: str) -> bool:
    """Whether a tag leads in its quotation, or goes on in its sentence: after "Go!" They laughed. nobody spoke."""
    return tag.start < turn.quotations[tag.quotation].start or text[tag.start : tag.start + 1].islower()


def who(tag: Tag, text: str, language: str) -> Person | None:
    """Who speaks by a tag; ``None`` where it points at somebody who is known."""
    subject = tag.subject
    some = _ONE_OF.match(text, subject.start)
    if some or _ONE_OF.search(text[tag.start : subject.end]):
        return _one_of(text[tag.start : subject.end], language)
    several = group_name(subject, language)
    if several:
        return Person(several, kind=GROUP)
    if subject.definite or subject.kind == NAME or _NOT_NEW & set(subject.phrase.lower().split()):
        return None
    return _extra(subject, text[subject.end :][:1], language)


def _one_of(tag: str, language: str) -> Person | None:
    found = _ONE_OF.search(tag)
    if found is None or found.group().endswith(("them", "these", "those")):
        return None
    phrase = " ".join(tag[found.start() :].split())
    if phrase.startswith(("some", "several", "many", "two", "three", "a few")):
        return Person(phrase, kind=GROUP)
    known = noun(phrase.split()[-1].rstrip("s"), language)
    return Person(phrase.replace("another", "one", 1), (), known.gender if known else "", "noun", kind=ROLE)


def _extra(subject: Subject, after: str, language: str) -> Person | None:
    """Somebody by an indefinite noun that is known, or that ends its clause: "a porter" but no "a tall, thin"."""
    parts = subject.phrase.split()
    known = [place for place, word in enumerate(parts) if noun(word, language)]
    if known:
        found = noun(parts[known[-1]], language)
        phrase = " ".join(parts[: known[-1] + 1])
        return Person(phrase, (), found.gender if found else "", "noun", found.age if found else "", ROLE)
    if not parts or len(parts[-1]) < 4 or after not in ".;:!?—\n":
        return None
    return Person(subject.phrase, (), subject.gender, "noun", kind=ROLE)
