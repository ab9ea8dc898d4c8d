"""Applies the user's guidance: merged names, genders and corrected lines. It always wins.

A merge or a gender changes the roster before anybody decides speakers; a correction gives the
speaker of a quotation. Corrections of anything else are in ``corrected_passages``.
"""

from collections.abc import Sequence
from dataclasses import replace

from audiobook.attribute.roster import Person, Roster
from audiobook.attribute.turns import Quotation, Turn
from audiobook.model import NARRATOR, Book, Guidance


def guided(roster: Roster, guidance: Guidance) -> Roster:
    """The roster with names merged, genders stated, and everyone in it whom a correction names.

    Whom the user merges others into has the name that the user wrote, whatever the text calls
    them.
    """
    for name, target in guidance.merges:
        roster = _merged(roster, name, target)
    people = list(roster.people)
    for name, gender in guidance.genders:
        number = number_of(people, name)
        if number is not None:
            people[number] = replace(people[number], gender=gender)
    # Whoever decides speakers chooses among the people of the roster.
    _add_corrected(people, guidance)
    return replace(roster, people=tuple(people))


def _add_corrected(people: list[Person], guidance: Guidance) -> None:
    """Adds the speakers of corrections whom the text does not know.

    The narrator is nobody in the roster, unless the book is told in the first person.
    """
    genders = dict(guidance.genders)
    for correction in guidance.corrections:
        speaker = correction.speaker
        if speaker == NARRATOR or number_of(people, speaker) is not None:
            continue
        gender = genders.get(speaker, "")
        people.append(Person(speaker, gender=gender))


def number_of(people: Sequence[Person], name: str) -> int | None:
    """The number of the first person of that name, else of that alias; ``None`` for nobody."""
    for number, person in enumerate(people):
        if person.name == name:
            return number
    for number, person in enumerate(people):
        if name in person.aliases:
            return number
    return None


def _merged(
    roster: Roster,
    name: str,
    target: str,
) -> Roster:
    """The roster in which the person called ``name`` is the one called ``target``.

    It stays as it is where the text has nobody called ``name``: a cast file may be older.
    """
    source = number_of(roster.people, name)
    if source is None:
        return roster
    goal = number_of(roster.people, target)
    people = list(roster.people)
    # Whom the user merges into a name that nobody has gets that name.
    if goal is None or goal == source:
        people[source] = _renamed(people[source], target)
        return replace(roster, people=tuple(people))
    return _absorbed(roster, source, goal, target)


def _absorbed(
    roster: Roster,
    source: int,
    goal: int,
    name: str,
) -> Roster:
    """The roster in which person ``source`` is part of person ``goal``, who has that name.

    Both keep their numbers; nobody is called ``source`` any more.
    """
    people = list(roster.people)
    old = people[source]
    new = _renamed(people[goal], name)
    aliases = tuple(dict.fromkeys((*new.aliases, old.name, *old.aliases)))
    people[goal] = new.absorbing(old, aliases)
    people[source] = old.emptied()
    mentions = list(roster.mentions)
    for index, mention in enumerate(mentions):
        if mention.person == source:
            mentions[index] = replace(mention, person=goal)
    narrator = roster.narrator
    if narrator == source:
        narrator = goal
    return Roster(tuple(people), tuple(mentions), narrator)


def _renamed(person: Person, name: str) -> Person:
    """The same person by another name; the old one stays an alias."""
    aliases = dict.fromkeys((person.name, *person.aliases))
    aliases.pop(name, None)
    return replace(person, name=name, aliases=tuple(aliases))


def corrected(
    quotation: Quotation,
    book: Book,
    guidance: Guidance,
) -> str:
    """The speaker whom the user gave a quotation; empty where they gave none.

    Of several corrections of one quotation the last counts.
    """
    chapter = book.chapters[quotation.chapter].number
    speaker = ""
    for correction in guidance.corrections:
        if correction.chapter != chapter:
            continue
        if correction.start < quotation.end and quotation.start < correction.end:
            speaker = correction.speaker
    return speaker


def pinned(
    turn: Turn,
    book: Book,
    guidance: Guidance,
) -> str:
    """The speaker whom the user gave a turn, by the first of its quotations that they corrected."""
    for quotation in turn.quotations:
        speaker = corrected(quotation, book, guidance)
        if speaker:
            return speaker
    return ""
