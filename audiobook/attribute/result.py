"""Decisions about turns become speakers of utterances, and the list of those who speak."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from audiobook.attribute.roster import GROUP, NOBODY, Person
from audiobook.attribute.turns import Quotation, Turn
from audiobook.model import NARRATOR, Character, Script, Utterance


@dataclass(frozen=True, slots=True)
class Decision:
    """Who says a turn (a person number or ``NOBODY``), with what probability, and why."""

    turn: Turn
    person: int
    confidence: float
    reason: str


def apply(
    script: Script,
    people: Sequence[Person],
    decisions: Sequence[Decision],
    narrator: int | None,
) -> Script:
    """``script`` with its speakers and characters.

    A later decision on a quotation replaces an earlier one. People of one name are one speaker: a
    cast knows people by their names. ``narrator`` is the number of the first-person narrator.
    """
    chapters = [list(utterances) for utterances in script.utterances]
    words: Counter[str] = Counter()
    quotations: Counter[str] = Counter()
    for quotation, decision in _final(decisions):
        name = _name(people, decision)
        quotations[name] += 1
        chapter = chapters[quotation.chapter]
        for index in quotation.utterances:
            utterance = chapter[index]
            text = script.text(quotation.chapter, utterance)
            words[name] += len(text.split())
            chapter[index] = _spoken_by(name, utterance, decision)
    return replace(
        script,
        utterances=tuple(map(tuple, chapters)),
        characters=_characters(people, words, quotations, narrator),
    )


def _final(
    decisions: Sequence[Decision],
) -> list[tuple[Quotation, Decision]]:
    """Every quotation with the last decision on it, in the order of their first decisions."""
    final: dict[tuple[int, int], tuple[Quotation, Decision]] = {}
    for decision in decisions:
        for quotation in decision.turn.quotations:
            final[(quotation.chapter, quotation.number)] = (
                quotation,
                decision,
            )
    return list(final.values())


def _name(people: Sequence[Person], decision: Decision) -> str:
    """The speaker of a decision; the narrator reads what nobody known says."""
    if decision.person == NOBODY:
        return NARRATOR
    return people[decision.person].name


def _spoken_by(
    name: str,
    utterance: Utterance,
    decision: Decision,
) -> Utterance:
    """An utterance with its speaker; the confidence is rounded, for scripts are read by people."""
    return replace(
        utterance,
        speaker=name,
        confidence=round(decision.confidence, 3),
        reason=decision.reason,
    )


def _characters(
    people: Sequence[Person],
    words: Counter[str],
    quotations: Counter[str],
    narrator: int | None,
) -> tuple[Character, ...]:
    """Everyone who speaks, the most talkative first.

    Those who say as much are in the order of ``people``. ``words`` and ``quotations`` count by
    name, and the narrator's are not among the characters.
    """
    numbers_of: dict[str, list[int]] = {}
    for number, person in enumerate(people):
        numbers_of.setdefault(person.name, []).append(number)
    names = [name for name in words if name != NARRATOR]
    names.sort(key=lambda name: (-words[name], numbers_of[name]))
    characters: list[Character] = []
    for name in names:
        numbers = numbers_of[name]
        character = replace(
            _character([people[number] for number in numbers]),
            words=words[name],
            quotations=quotations[name],
            narrates=narrator in numbers,
        )
        characters.append(character)
    return tuple(characters)


def _character(bearers: Sequence[Person]) -> Character:
    """The character that people of one name are, before anybody counts what they say.

    Gender and age are those of the first of them.
    """
    first = bearers[0]
    aliases: dict[str, None] = {}
    group = False
    for person in bearers:
        aliases.update(dict.fromkeys(person.aliases))
        group = group or person.kind == GROUP
    return Character(
        name=first.name,
        aliases=tuple(aliases),
        gender=first.gender,
        age=first.age,
        group=group,
    )
