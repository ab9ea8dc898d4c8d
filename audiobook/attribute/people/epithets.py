"""Epithets: a noun that speaks often ("said the beadle") is somebody.

Generic nouns ("said the girl") only point at somebody who was named before. An office is the one person
who has it as a title: "the inspector" is Inspector Dole where there is no other.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from audiobook.attribute.grammar import epithet
from audiobook.attribute.lexicon import is_generic, noun, nouns, title
from audiobook.attribute.people.clusters import Cluster
from audiobook.attribute.roster import ROLE, Mention, Person, Places
from audiobook.attribute.tags import SAID, Tag, tags_of
from audiobook.attribute.tags.subjects import NOUN
from audiobook.attribute.turns import Layout
from audiobook.language.patterns import lists

_LEAST_TAGS = 2  # tags that make a noun somebody
_SHORTEST = 3  # letters of a noun
_OTHER = "other"  # "the other guard" is not "the guard"
_SHORT_TITLES = {
    "dr": "doctor",
    "prof": "professor",
    "capt": "captain",
    "col": "colonel",
    "lieut": "lieutenant",
    "cap'n": "captain",
}


def epithets_of(book: Layout, places: Places) -> Counter[str]:
    """The nouns that speak as somebody's epithet -> how many turns they tag."""
    heads: Counter[str] = Counter()
    for turn in book.turns:
        own = {_epithet_in(tag, book.language) for tag in tags_of(turn, book, places)}
        own.discard("")
        heads.update(own)
    return heads


def _epithet_in(tag: Tag, language: str) -> str:
    """The noun that speaks in a tag; empty where it is not an epithet."""
    subject = tag.subject
    if tag.kind != SAID or subject.kind != NOUN or not subject.definite:
        return ""
    if len(subject.head) < _SHORTEST or subject.phrase.startswith(f"{_OTHER} "):
        return ""
    if is_generic(subject.head, language):
        return ""
    return subject.head


def holders_of(heads: Counter[str], clusters: Sequence[Cluster], language: str) -> dict[str, int]:
    """Nouns that are the office of one person -> the number of that person."""
    holders: dict[str, int] = {}
    for head in sorted(heads):
        holder = _holder(head, clusters, language)
        if holder is not None:
            holders[head] = holder
    return holders


def _holder(head: str, clusters: Sequence[Cluster], language: str) -> int | None:
    """The one person with a name who has an office as a title."""
    office = title(head, language)
    if office is None or office.kind != "rank":
        return None
    same = {word for word in nouns("titles", language) if _in_full(word) == _in_full(head)}
    holders: list[int] = []
    for number, person in enumerate(clusters):
        named = any(spelling.words for spelling in person.spellings)
        if named and person.titles & same:
            holders.append(number)
    if len(holders) != 1:
        return None
    return holders[0]


def _in_full(word: str) -> str:
    """A title as it is said."""
    return _SHORT_TITLES.get(word, word)


def roles_of(heads: Counter[str], holders: Mapping[str, int]) -> list[str]:
    """The nouns that are people by themselves, the most frequent first."""
    roles: list[str] = []
    for head, count in heads.items():
        if count >= _LEAST_TAGS and head not in holders:
            roles.append(head)
    return sorted(roles, key=lambda head: (-heads[head], head))


def role(head: str, language: str) -> Person:
    """The person whom a noun is the epithet of."""
    gender = ""
    age = ""
    known = noun(head, language)
    if known is not None:
        gender = known.gender
        age = known.age
    name = epithet(head, gender, language)
    return Person(name, gender=gender, evidence="noun", age=age, kind=ROLE)


def role_mentions(book: Layout, numbers: Mapping[str, int], places: Places) -> Iterator[Mention]:
    """Where narration has the nouns of ``numbers``, in reading order, except in a name."""
    if not numbers:
        return
    pattern = _pattern(tuple(numbers), book.language)
    for paragraph in book.paragraphs:
        if paragraph.apart:
            continue
        chapter = paragraph.chapter
        for start, end in paragraph.narration:
            for match in pattern.finditer(book.texts[chapter], start, end):
                if places.at(chapter, match.start(1)) is None:
                    number = numbers[match.group(1)]
                    place = (chapter, match.start(), match.end())
                    yield Mention(*place, number, quoted=False, role=True)


def _pattern(roles: Sequence[str], language: str) -> re.Pattern[str]:
    """The nouns with a definite article, and at most two adjectives between the two."""
    of = lists(language)
    before = r"\b"
    # Russian and Polish have no article.
    if of.rows("phrases", "pointing"):
        article = of.before("phrases", "pointing", capital=True)
        adjective = rf"[{of.letters}]+(?:-[{of.letters}]+)*\s+"
        before = rf"\b{article}(?!{_OTHER}\b)(?:{adjective}){{0,2}}?"
    alternatives = "|".join(map(re.escape, roles))
    return re.compile(rf"{before}({alternatives})(?![\w’'-]*\w)")
