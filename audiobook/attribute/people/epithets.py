"""Epithets: a noun that speaks often ("said the beadle") is somebody.

Generic nouns ("said the girl") only point at somebody who was named before. An office is the one
person who has it as a title: "the inspector" is Inspector Dole where there is no other.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from audiobook.attribute.grammar import epithet
from audiobook.attribute.lexicon import is_generic, noun, nouns, title
from audiobook.attribute.people.clusters import Cluster
from audiobook.attribute.roster import ROLE, Mention, Person, Places
from audiobook.attribute.tags import NOUN, SAID, Tag, tags_of
from audiobook.attribute.turns import Layout
from audiobook.language import Noun
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


def epithets_of(
    book: Layout,
    clusters: Sequence[Cluster],
    places: Places,
) -> tuple[list[Person], list[Mention]]:
    """The people who are known by an epithet only, and all mentions by an epithet.

    ``clusters`` are the people with names, who have the first numbers; ``places`` is where they
    are named.
    """
    heads = _heads(book, places)
    numbers = _holders(heads, clusters, book.language)
    roles: list[Person] = []
    # A noun that speaks once is hardly anybody's epithet, unless it is an office that is held.
    for head in _speaking_often(heads):
        if head not in numbers:
            numbers[head] = len(clusters) + len(roles)
            roles.append(_role(head, book.language))
    return roles, list(_mentions(book, numbers, places))


def _heads(book: Layout, places: Places) -> Counter[str]:
    """The nouns that speak as somebody's epithet -> how many turns they tag."""
    heads: Counter[str] = Counter()
    for turn in book.turns:
        tags = tags_of(turn, book, places)
        epithets = [tag.subject for tag in tags if _is_epithet(tag, book.language)]
        # A turn with two tags of one noun counts once.
        heads.update({subject.head for subject in epithets})
    return heads


def _is_epithet(tag: Tag, language: str) -> bool:
    """Whether a tag says that a noun speaks which may be somebody's epithet: "said the beadle".

    "A beadle" is somebody new, and "the other beadle" is not the one whom the book calls so.
    """
    subject = tag.subject
    if tag.kind != SAID:
        return False
    if subject.kind != NOUN:
        return False
    if not subject.definite:
        return False
    if len(subject.head) < _SHORTEST:
        return False
    if is_generic(subject.head, language):
        return False
    return not subject.phrase.startswith(f"{_OTHER} ")


def _speaking_often(heads: Counter[str]) -> list[str]:
    """The nouns that speak more than once, the most frequent first."""
    often = [head for head, count in heads.items() if count >= _LEAST_TAGS]
    return sorted(often, key=lambda head: (-heads[head], head))


def _holders(
    heads: Iterable[str],
    clusters: Sequence[Cluster],
    language: str,
) -> dict[str, int]:
    """Nouns that are the office of one person -> the number of that person."""
    holders: dict[str, int] = {}
    for head in sorted(heads):
        office = title(head, language) or Noun()
        if office.kind != "rank":
            continue
        numbers = list(_with_title(head, clusters, language))
        if len(numbers) == 1:
            holders[head] = numbers[0]
    return holders


def _with_title(
    head: str,
    clusters: Sequence[Cluster],
    language: str,
) -> Iterator[int]:
    """The people with a name who have a noun as a title, in full or shortened."""
    in_full = _in_full(head)
    titles = {word for word in nouns("titles", language) if _in_full(word) == in_full}
    for number, person in enumerate(clusters):
        if titles.isdisjoint(person.titles):
            continue
        if any(spelling.words for spelling in person.spellings):
            yield number


def _in_full(word: str) -> str:
    """A title as it is said: "doctor" for "dr"."""
    return _SHORT_TITLES.get(word, word)


def _role(head: str, language: str) -> Person:
    """The person whose epithet a noun is; gender and age are those that the noun has."""
    known = noun(head, language) or Noun()
    return Person(
        name=epithet(head, known.gender, language),
        gender=known.gender,
        evidence="noun",
        age=known.age,
        kind=ROLE,
    )


def _mentions(
    book: Layout,
    numbers: Mapping[str, int],
    places: Places,
) -> Iterator[Mention]:
    """Where narration has the nouns of ``numbers``, in reading order, except in a name."""
    if not numbers:
        return
    pattern = _pattern(tuple(numbers), book.language)
    for chapter, start, end in _narration(book):
        for match in pattern.finditer(book.texts[chapter], start, end):
            if places.at(chapter, match.start(1)) is not None:
                continue
            yield Mention(
                chapter=chapter,
                start=match.start(),
                end=match.end(),
                person=numbers[match.group(1)],
                quoted=False,
                role=True,
            )


def _narration(book: Layout) -> Iterator[tuple[int, int, int]]:
    """Chapter, start and end of each stretch of narration, in reading order."""
    for paragraph in book.paragraphs:
        if paragraph.apart:
            continue
        for start, end in paragraph.narration:
            yield paragraph.chapter, start, end


def _pattern(
    roles: Sequence[str],
    language: str,
) -> re.Pattern[str]:
    """The nouns with a definite article, and at most two adjectives between the two.

    The noun is the first group.
    """
    of = lists(language)
    before = r"\b"
    # Russian and Polish have no articles.
    if of.rows("phrases", "pointing"):
        article = of.before("phrases", "pointing", capital=True)
        adjective = rf"[{of.letters}]+(?:-[{of.letters}]+)*\s+"
        before = rf"\b{article}(?!{_OTHER}\b)(?:{adjective}){{0,2}}?"
    alternatives = "|".join(map(re.escape, roles))
    return re.compile(rf"{before}({alternatives})(?![\w’'-]*\w)")
