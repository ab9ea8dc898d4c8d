"""Decisions about turns become speakers of utterances, and the list of those who speak."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from audiobook.attribute.roster import GROUP, Person
from audiobook.attribute.turns import Turn
from audiobook.model import NARRATOR, Character, Script, Utterance


@dataclass(frozen=True, slots=True)
class Decision:
    """Who says a turn (a person number, -1 for nobody known), with what probability, and why."""

    turn: Turn
    person: int
    confidence: float
    reason: str


def apply(script: Script, people: Sequence[Person], decisions: Sequence[Decision], narrator: int | None) -> Script:
    """``script`` with its speakers and characters; a later decision on a quotation replaces an earlier one.

    People of one name are one speaker: a cast knows people by their names.
    """
    rows = [list(utterances) for utterances in script.utterances]
    words: Counter[str] = Counter()
    quotations: Counter[str] = Counter()
    final = {(q.chapter, q.number): (q, d) for d in decisions for q in d.turn.quotations}
    for quotation, decision in final.values():
        name = people[decision.person].name if decision.person >= 0 else NARRATOR
        quotations[name] += 1
        for at in quotation.utterances:
            old = rows[quotation.chapter][at]
            words[name] += len(script.text(quotation.chapter, old).split())
            rows[quotation.chapter][at] = _said(old, name, decision)
    bearers: dict[str, list[int]] = {}
    for number, person in enumerate(people):
        bearers.setdefault(person.name, []).append(number)
    speaking = sorted((name for name in words if name != NARRATOR), key=lambda name: (-words[name], bearers[name]))
    cast = tuple(
        _character([people[n] for n in bearers[name]], words[name], quotations[name], narrator in bearers[name])
        for name in speaking
    )
    return replace(script, utterances=tuple(tuple(row) for row in rows), characters=cast)


def _said(old: Utterance, name: str, decision: Decision) -> Utterance:
    return replace(old, speaker=name, confidence=round(decision.confidence, 3), reason=decision.reason)


def _character(bearers: Sequence[Person], words: int, quotations: int, narrates: bool) -> Character:  # noqa: FBT001
    first = bearers[0]
    aliases = tuple(dict.fromkeys(alias for person in bearers for alias in person.aliases))
    group = any(person.kind == GROUP for person in bearers)
    return Character(first.name, aliases, first.gender, first.age, words, quotations, narrates, group)
