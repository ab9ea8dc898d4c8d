"""Whom "his wife" and "her mother" mean: those of the family whom the book knows by name.

A family is a surname. "His" and "her" mean whoever was named last with that gender; whoever of
the same surname is married, or is a parent, is the relative. Where the book knows two who may be
meant, or none, the noun stays a noun. English alone.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audiobook.attribute.lexicon import FEMALE, MALE, UNKNOWN
from audiobook.attribute.roster import (
    CALLED,
    Mention,
    Person,
    Places,
    Roster,
    reading_order,
)
from audiobook.attribute.tags import BEAT, NOUN, Subject, tags_of
from audiobook.attribute.turns import Layout, Turn
from audiobook.language import ENGLISH

_TITLES = {FEMALE: "Mrs.", MALE: "Mr."}
_SPOUSES = {"wife": FEMALE, "lady": FEMALE, "husband": MALE}
_PARENTS = {
    "mother": FEMALE,
    "mamma": FEMALE,
    "mama": FEMALE,
    "father": MALE,
    "papa": MALE,
}
_OWNERS = {"his": MALE, "her": FEMALE, "their": UNKNOWN}
_RELATIVE = re.compile(
    rf"\b(?P<owner>{'|'.join(_OWNERS)})\s+(?:[a-z]+\s+)?"
    rf"(?P<noun>{'|'.join((*_SPOUSES, *_PARENTS))})\b(?!['’-])",
    re.IGNORECASE,
)
_REACH = 30  # mentions in which whoever is meant by "his" was named


def with_relatives(
    book: Layout,
    roster: Roster,
) -> Roster:
    """The roster with the places where a relative is meant who has a name."""
    if book.language != ENGLISH:
        return roster
    families = _Families(roster.people)
    relatives = set(_relatives(book, roster, families))
    mentions = sorted([*roster.mentions, *relatives], key=reading_order)
    return replace(roster, mentions=tuple(mentions))


def _relatives(
    book: Layout,
    roster: Roster,
    families: "_Families",
) -> Iterator[Mention]:
    """The mentions of relatives by the tags of turns."""
    mentions = roster.mentions
    starts = [(mention.chapter, mention.start) for mention in mentions]
    places = Places(mentions)
    for turn in book.turns:
        for subject in _subjects(book, turn, places):
            place = (turn.chapter, subject.start)
            match = _RELATIVE.match(book.texts[turn.chapter], subject.start)
            if match is None:
                continue
            before = bisect_left(starts, place)
            lately = mentions[max(0, before - _REACH) : before]
            here = [m.person for m in lately if m.chapter == turn.chapter]
            person = families.meant(match, here)
            if person is not None:
                yield Mention(*place, match.end(), person, quoted=False, role=True)


def _subjects(
    book: Layout,
    turn: Turn,
    places: Places,
) -> Iterator[Subject]:
    """The nouns that speak by the tags of a turn, if a relative is told of there."""
    low = book.paragraphs[turn.first].start
    high = book.paragraphs[turn.last].end
    if _RELATIVE.search(book.texts[turn.chapter], low, high) is None:
        return
    for tag in tags_of(turn, book, places):
        if tag.kind != BEAT and tag.subject.kind == NOUN:
            yield tag.subject


@dataclass(frozen=True, slots=True)
class _Member:
    """Somebody of a family; ``titled`` where called by "Mr." or "Mrs." and the surname."""

    person: int
    gender: str
    titled: bool


class _Families:
    """Who has which surname."""

    def __init__(
        self,
        people: Sequence[Person],
    ) -> None:
        self._people = people
        self._members: dict[str, list[_Member]] = {}
        self._surnames: dict[int, tuple[str, ...]] = {}
        for number, person in enumerate(people):
            if person.kind == CALLED:
                self._add(number, person)

    def _add(
        self,
        number: int,
        person: Person,
    ) -> None:
        forms = [form.split() for form in (person.name, *person.aliases)]
        surnames = dict.fromkeys(form[-1] for form in forms if len(form) > 1)
        self._surnames[number] = tuple(surnames)
        title = _TITLES.get(person.gender, "")
        for surname in surnames:
            titled = [title, surname] in forms
            member = _Member(number, person.gender, titled)
            self._members.setdefault(surname, []).append(member)

    def meant(
        self,
        match: re.Match[str],
        named: Sequence[int],
    ) -> int | None:
        """Whom a noun with its owner means; ``named`` are those named before, the last one last."""
        noun = match.group("noun").lower()
        owner_gender = _OWNERS[match.group("owner").lower()]
        if noun in _SPOUSES:
            return self._spouse(_SPOUSES[noun], owner_gender, named)
        for owner in reversed(named):
            if self._may_be(owner, owner_gender):
                return self._parent(_PARENTS[noun], owner)
        return None

    def _may_be(
        self,
        owner: int,
        gender: str,
    ) -> bool:
        person = self._people[owner]
        return person.kind == CALLED and gender in (UNKNOWN, person.gender)

    def _spouse(
        self,
        gender: str,
        owner_gender: str,
        named: Sequence[int],
    ) -> int | None:
        """The husband or wife of whoever was last named that may have one."""
        if owner_gender == gender:
            return None
        owner_gender = MALE if gender == FEMALE else FEMALE
        for owner in reversed(named):
            if not self._may_be(owner, owner_gender):
                continue
            for surname in self._surnames[owner]:
                if self._is_titled(owner, surname):
                    spouse = self._head(surname, gender, owner)
                    if spouse is not None:
                        return spouse
        return None

    def _parent(
        self,
        gender: str,
        owner: int,
    ) -> int | None:
        """The father or mother of somebody: who is called by title and surname, if one is."""
        found: set[int] = set()
        for surname in self._surnames[owner]:
            # Mr. Hall is no father of Mrs. Hall.
            if not self._is_titled(owner, surname):
                found.add(self._head(surname, gender, owner) or owner)
        found.discard(owner)
        if len(found) == 1:
            return found.pop()
        return None

    def _is_titled(
        self,
        person: int,
        surname: str,
    ) -> bool:
        """Whether somebody is Mr. or Mrs. of a surname."""
        members = self._members[surname]
        return any(member.person == person and member.titled for member in members)

    def _head(
        self,
        surname: str,
        gender: str,
        other_than: int,
    ) -> int | None:
        """The one who is Mr. or Mrs. of a surname, beside somebody."""
        found: list[int] = []
        for member in self._members[surname]:
            if (
                member.gender == gender
                and member.titled
                and member.person != other_than
            ):
                found.append(member.person)
        if len(found) == 1:
            return found[0]
        return None
