"""Epithets: a noun that speaks often ("said the beadle") is somebody.

Generic nouns ("said the girl") only point at somebody who was named before, unless a word stands
before them that the book gives to no other such noun: "the invisible man" speaks as one person,
while "the young man" is any, like "the young lady". An office is the one
person who has it as a title: "the inspector" is Inspector Dole where there is no other. Where
several have it, each scene has its own: "the professor" is the one of them who was named last.
Whoever is named far more often than the others has the office wherever they are near.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from audiobook.attribute.grammar import epithet
from audiobook.attribute.lexicon import (
    is_generic,
    noun,
    nouns,
    title,
    title_in_full,
)
from audiobook.attribute.people.clusters import Cluster, foremost
from audiobook.attribute.roster import ROLE, Mention, Person, Places
from audiobook.attribute.tags import NOUN, SAID, Subject, Tag, tags_of
from audiobook.attribute.turns import Layout
from audiobook.language import Noun
from audiobook.language.patterns import lists

_LEAST_TAGS = 2  # tags that make a noun somebody
_LEAST_DESCRIBED = 5  # tags that make a generic noun with a word before it somebody
_ONE_NOUN = 0.9  # of the generic nouns behind a word, those that are one
_SHORTEST = 3  # letters of a noun
# Characters of a chapter around a place in which a main holder of the office is named: a story of
# a collection has fewer.
_NEAR = 50_000
_RARE = 0.05  # of the mentions of another holder with the title: not meant by the office alone
_OTHER = "other"  # "the other guard" is not "the guard"
_ONE = "one"  # "the red one" is one of several who have another noun in common


def epithets_of(
    book: Layout,
    clusters: Sequence[Cluster],
    places: Places,
    offices: "SharedOffices",
) -> tuple[list[Person], list[Mention]]:
    """The people who are known by an epithet only, and all mentions by an epithet.

    ``clusters`` are the people with names, who have the first numbers; ``places`` is where they
    are named; ``offices`` are those that several of them hold.
    """
    heads = _heads(book, places)
    numbers = _holders(heads, clusters, book.language)
    roles: list[Person] = []
    # A noun that speaks once is hardly anybody's epithet, unless it is an office that is held.
    for head in _speaking_often(heads):
        if head not in numbers:
            numbers[head] = len(clusters) + len(roles)
            roles.append(_role(head, book.language))
    for phrase in _described(book, places):
        numbers[phrase] = len(clusters) + len(roles)
        roles.append(_role(phrase, book.language))
    return roles, list(_mentions(book, numbers, places, offices))


def _heads(
    book: Layout,
    places: Places,
) -> Counter[str]:
    """The nouns that speak as somebody's epithet -> how many turns they tag."""
    heads: Counter[str] = Counter()
    for turn in book.turns:
        tags = tags_of(turn, book, places)
        epithets = [tag.subject for tag in tags if _is_epithet(tag, book.language)]
        # A turn with two tags of one noun counts once.
        heads.update({subject.head for subject in epithets})
    return heads


def _described(
    book: Layout,
    places: Places,
) -> list[str]:
    """The phrases that are one person's, though their noun is anybody's: "invisible man"."""
    phrases: Counter[str] = Counter()
    for turn in book.turns:
        subjects = [tag.subject for tag in tags_of(turn, book, places)]
        phrases.update(
            {own.phrase for own in subjects if _is_described(own, book.language)}
        )
    often = [phrase for phrase, count in phrases.items() if count >= _LEAST_DESCRIBED]
    return sorted(
        phrase for phrase in often if _is_of_one_noun(phrase.split()[0], book)
    )


def _is_of_one_noun(describing: str, book: Layout) -> bool:
    """Whether a word stands before hardly any generic noun but one: "invisible", not "young"."""
    pattern = re.compile(rf"\b{describing}\s+(\w+)", re.IGNORECASE)
    found = Counter(
        word.lower() for text in book.texts for word in pattern.findall(text)
    )
    counts = [count for word, count in found.items() if is_generic(word, book.language)]
    return max(counts) >= _ONE_NOUN * sum(counts)


def _is_described(subject: Subject, language: str) -> bool:
    """Whether a generic noun has one word before it, which is nobody's name: "invisible man"."""
    if subject.kind != NOUN or not subject.definite or subject.owner is not None:
        return False
    describing, _, head = subject.phrase.partition(" ")
    if head != subject.head or not describing.isalpha() or describing == _OTHER:
        return False
    return head != _ONE and is_generic(head, language)


def _is_epithet(
    tag: Tag,
    language: str,
) -> bool:
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
    heads: Mapping[str, int],
    clusters: Sequence[Cluster],
    language: str,
) -> dict[str, int]:
    """Nouns that are the office of one person -> the number of that person.

    ``heads`` has the turns that each noun tags. Whoever is named less often than the noun speaks
    does not hold the office: the duke of the story is not the Duke of Alva.
    """
    holders: dict[str, int] = {}
    ranks = [head for head in sorted(heads) if _is_rank(head, language)]
    for head in ranks:
        everybody = _with_title(head, clusters)
        numbers = _often_titled(head, everybody, clusters)
        if len(numbers) == 1 and clusters[numbers[0]].count >= heads[head]:
            holders[head] = numbers[0]
    return holders


class SharedOffices:
    """The offices that several people with names hold, and who is meant by one at a place."""

    def __init__(
        self,
        book: Layout,
        clusters: Sequence[Cluster],
        names: Sequence[Mention],
    ) -> None:
        self._book = book
        self._named: dict[str, list[tuple[int, int, int]]] = {}
        self._chiefs: dict[str, int] = {}
        for office in nouns("titles", book.language):
            if not _is_rank(office, book.language):
                continue
            everybody = _with_title(office, clusters)
            holders = _often_titled(office, everybody, clusters)
            if len(holders) < 2:
                continue
            self._named[office] = sorted(self._places(names, holders))
            chief = foremost(clusters[number] for number in holders)
            if chief is not None:
                self._chiefs[office] = clusters.index(chief)

    def _places(
        self,
        names: Iterable[Mention],
        holders: Collection[int],
    ) -> Iterator[tuple[int, int, int]]:
        """Chapter and start of every place that names one of the holders, and the holder."""
        for mention in names:
            if mention.person in holders and not self._is_alone(mention):
                yield mention.chapter, mention.start, mention.person

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def holder(
        self,
        office: str,
        chapter: int,
        start: int,
    ) -> int | None:
        """The one of the holders who is meant: named last in the chapter, or else next there.

        Nobody where the main holder is near: "the doctor" is mostly the doctor of the book.
        """
        named = self._named.get(office, [])
        if self._is_chief_near(office, chapter, start):
            return None
        index = bisect_left(named, (chapter, start))
        last_and_next = (*named[max(0, index - 1) : index], *named[index : index + 1])
        for where, _, person in last_and_next:
            if where == chapter:
                return person
        return None

    def _is_chief_near(
        self,
        office: str,
        chapter: int,
        start: int,
    ) -> bool:
        """Whether the holder who is named far more often than the others is named near a place."""
        chief = self._chiefs.get(office)
        if chief is None:
            return False
        named = self._named[office]
        first = bisect_left(named, (chapter, start - _NEAR))
        last = bisect_left(named, (chapter, start + _NEAR))
        return any(person == chief for _, _, person in named[first:last])

    def settled(
        self,
        mention: Mention,
    ) -> Mention:
        """A mention by an office alone as that of the holder who is meant; any other as it is."""
        if not self._is_alone(mention):
            return mention
        holder = self.holder(self._text(mention), mention.chapter, mention.start)
        if holder is None:
            return mention
        return replace(mention, person=holder)

    def _is_alone(
        self,
        mention: Mention,
    ) -> bool:
        return title(self._text(mention), self._book.language) is not None

    def _text(
        self,
        mention: Mention,
    ) -> str:
        text = self._book.texts[mention.chapter][mention.start : mention.end]
        return text.lower().rstrip(".")


def _often_titled(
    office: str,
    numbers: Iterable[int],
    clusters: Sequence[Cluster],
) -> list[int]:
    """The holders of an office without those who hardly ever have the title beside another one.

    Somebody who is "Count Benedetto" once is not meant by "the count".
    """
    own = {title_in_full(office)}
    titled = {number: clusters[number].times_called(own) for number in numbers}
    most = max(titled.values(), default=0)
    return [number for number, count in titled.items() if count >= _RARE * most]


def _is_rank(word: str, language: str) -> bool:
    """Whether a word is a title that is an office too: "inspector", not "mister"."""
    office = title(word, language) or Noun()
    return office.kind == "rank"


def _with_title(
    head: str,
    clusters: Sequence[Cluster],
) -> Iterator[int]:
    """The people with a name who have a noun as a title, in full or shortened."""
    own = {title_in_full(head)}
    for number, person in enumerate(clusters):
        is_named = any(spelling.words for spelling in person.spellings)
        if is_named and person.times_called(own):
            yield number


def _role(
    head: str,
    language: str,
) -> Person:
    """The person whose epithet a noun is; gender and age are those that the noun has."""
    known = noun(head.rsplit(maxsplit=1)[-1], language) or Noun()
    return Person(
        name=epithet(head, known.gender, language),
        gender=known.gender,
        age=known.age,
        kind=ROLE,
    )


def _mentions(
    book: Layout,
    numbers: Mapping[str, int],
    places: Places,
    offices: SharedOffices,
) -> Iterator[Mention]:
    """Where narration has a noun of ``numbers`` or an office, in order, except in a name."""
    heads = dict.fromkeys((*numbers, *offices))
    if not heads:
        return
    pattern = _pattern(tuple(heads), book.language)
    for chapter, start, end in _narration(book):
        for match in pattern.finditer(book.texts[chapter], start, end):
            if places.at(chapter, match.start(1)) is not None:
                continue
            head = match.group(1)
            person = offices.holder(head, chapter, match.start())
            if person is None:
                person = numbers.get(head)
            if person is None:
                continue
            yield Mention(
                chapter=chapter,
                start=match.start(),
                end=match.end(),
                person=person,
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
