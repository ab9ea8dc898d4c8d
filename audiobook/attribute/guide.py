"""The user's word: merged names, genders and corrected lines. It always wins."""

from collections.abc import Sequence
from dataclasses import replace

from audiobook.attribute.roster import Person, Roster
from audiobook.attribute.turns import Quotation, Turn
from audiobook.model import NARRATOR, Book, Guidance


def guided(roster: Roster, guidance: Guidance) -> Roster:
    """The roster with names merged, genders stated, and everyone in it who is named by a correction.

    Whom the user merges others into has the name that the user wrote, whatever the text calls them most.
    """
    for name, target in guidance.merges:
        roster = _merged(roster, name, target)
    people = list(roster.people)
    for name, gender in guidance.genders:
        number = number_of(people, name)
        if number is not None:
            people[number] = replace(people[number], gender=gender, evidence="stated")
    for speaker in dict.fromkeys(c.speaker for c in guidance.corrections):
        if speaker != NARRATOR and number_of(people, speaker) is None:
            people.append(Person(speaker, gender=dict(guidance.genders).get(speaker, ""), evidence="stated"))
    return replace(roster, people=tuple(people))


def number_of(people: Sequence[Person], name: str) -> int | None:
    """The number of the person of that name, else of that alias."""
    by_name = [i for i, p in enumerate(people) if p.name == name]
    return next(iter(by_name or [i for i, p in enumerate(people) if name in p.aliases]), None)


def _merged(roster: Roster, name: str, target: str) -> Roster:
    people = list(roster.people)
    source, goal = number_of(people, name), number_of(people, target)
    if source is None:
        return roster
    if goal in (None, source):
        people[source] = _called(people[source], target)
        return replace(roster, people=tuple(people))
    old, new = people[source], _called(people[goal], target)
    names = tuple(dict.fromkeys((*new.aliases, old.name, *old.aliases)))
    gender, age = new.gender or old.gender, new.age or old.age
    people[goal] = replace(new, aliases=names, gender=gender, age=age, count=new.count + old.count)
    people[source] = replace(old, aliases=(), name="", count=0)
    mentions = tuple(replace(m, person=goal) if m.person == source else m for m in roster.mentions)
    narrator = goal if roster.narrator == source else roster.narrator
    return replace(roster, people=tuple(people), mentions=mentions, narrator=narrator)


def _called(person: Person, name: str) -> Person:
    """The same person by another name; the old one stays an alias."""
    aliases = tuple(a for a in dict.fromkeys((person.name, *person.aliases)) if a != name)
    return replace(person, name=name, aliases=aliases)


def corrected(quotation: Quotation, book: Book, guidance: Guidance) -> str:
    """The speaker that the user gave a quotation; empty where they gave none. The last word counts."""
    number = book.chapters[quotation.chapter].number
    said = [
        c.speaker
        for c in guidance.corrections
        if c.chapter == number and c.start < quotation.end and quotation.start < c.end
    ]
    return said[-1] if said else ""


def pinned(turn: Turn, book: Book, guidance: Guidance) -> str:
    """The speaker that the user gave a turn, by the first of its quotations that they corrected."""
    return next(filter(None, (corrected(q, book, guidance) for q in turn.quotations)), "")
