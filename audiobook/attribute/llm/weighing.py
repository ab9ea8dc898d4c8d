"""Two readers' labels become one, with a confidence.

The first reader is right with the confidence p that it states, the model with an assumed t (its
trust).

- Both say the same: the odds multiply, p t / (p t + (1 - p)(1 - t)), which is never below p.
- They differ: the surer one's label stands, the first reader's where p >= t. Its confidence is its
  part of the two, p (1 - t) against t (1 - p), and never above p: a difference is a reason to
  listen. No p counts as more than 0.99 here.
- The first reader names nobody (p = 0): the model's label stands with confidence t.
- The model cannot tell: the first reader's label and confidence stand.

A line that the user corrected is not asked about and stays as it is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from audiobook.attribute.llm.passages import Place, places
from audiobook.model import (
    NARRATOR,
    Character,
    Guidance,
    Kind,
    Script,
    Utterance,
)

_SPOKEN = (Kind.DIALOGUE, Kind.THOUGHT)
_DIGITS = 3
_SUREST = 0.99  # nobody who reads is surer


def weighed(
    first: Utterance,
    label: str | None,
    trust: float,
) -> Utterance:
    """An utterance of the first reader, with the label that the model gives it.

    ``None`` stands for unknown.
    """
    if label is None:
        return replace(
            first, reason=_joined(first.reason, "the language model cannot tell")
        )
    if label == first.speaker:
        sure = max(first.confidence, _combined(first.confidence, trust))
        return _resolved(first, sure, first.reason, "the language model agrees")
    # The first reader names nobody.
    if not first.confidence:
        return _resolved(
            _given(first, label), trust, "the language model says so", first.reason
        )
    # The label of whoever is surer stands, and is less sure than without the other.
    ours = _combined(first.confidence, 1 - trust)
    if first.confidence >= trust:
        sure = min(first.confidence, ours)
        return _resolved(
            first, sure, first.reason, f"but the language model says {label}"
        )
    sure = min(first.confidence, 1 - ours)
    was = f"the first reader said {first.speaker}"
    if first.reason:
        was = f"{was} ({first.reason})"
    return _resolved(
        _given(first, label), sure, f"the language model says {label}", was
    )


def _combined(p: float, q: float) -> float:
    """The probability of what two independent witnesses say with probabilities ``p`` and ``q``."""
    p = min(p, _SUREST)
    return p * q / (p * q + (1 - p) * (1 - q))


def _given(utterance: Utterance, speaker: str) -> Utterance:
    """An utterance with another speaker."""
    return replace(utterance, speaker=speaker)


def _resolved(utterance: Utterance, sure: float, *reasons: str) -> Utterance:
    """An utterance with how sure its speaker is, and why."""
    return replace(
        utterance,
        confidence=round(sure, _DIGITS),
        reason=_joined(*reasons),
    )


def _joined(*reasons: str) -> str:
    """The reasons that there are, as one."""
    return "; ".join(filter(None, reasons))


def relabelled(
    script: Script,
    labels: Mapping[Place, str | None],
    trust: float,
    guidance: Guidance,
) -> Script:
    """``script`` with the labels of the model weighed in, and its characters counted anew."""
    rows = [list(row) for row in script.utterances]
    for place, indexes in places(script):
        if place not in labels:
            continue
        # The model labels quotations; each may be several utterances, one a sentence.
        row = rows[place[0]]
        for index in indexes:
            row[index] = weighed(row[index], labels[place], trust)
    weighed_in = replace(script, utterances=tuple(map(tuple, rows)))
    everybody = _everybody(script.characters, weighed_in, guidance)
    return replace(weighed_in, characters=_counted(weighed_in, everybody))


def _everybody(
    known: Sequence[Character],
    script: Script,
    guidance: Guidance,
) -> list[Character]:
    """The characters of the first reader, and after them those whom the model found."""
    genders = dict(guidance.genders)
    everybody = {character.name: character for character in known}
    for utterance in chain.from_iterable(script.utterances):
        name = utterance.speaker
        if utterance.kind in _SPOKEN and name not in everybody:
            everybody[name] = Character(name, gender=genders.get(name, ""))
    return list(everybody.values())


def _counted(script: Script, people: Sequence[Character]) -> tuple[Character, ...]:
    """Those who speak, with how much, most talkative first; the narrator role is nobody."""
    words: Counter[str] = Counter()
    quotations: Counter[str] = Counter()
    for (chapter, _), indexes in places(script):
        row = script.utterances[chapter]
        quotations[row[indexes[0]].speaker] += 1
        for index in indexes:
            utterance = row[index]
            said = script.text(chapter, utterance)
            words[utterance.speaker] += len(said.split())
    speaking: list[Character] = []
    for character in people:
        name = character.name
        if quotations[name] and name != NARRATOR:
            speaking.append(
                replace(
                    character,
                    words=words[name],
                    quotations=quotations[name],
                )
            )
    speaking.sort(key=lambda character: -character.words)
    return tuple(speaking)
