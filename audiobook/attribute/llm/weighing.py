"""Two readers' labels become one, with a confidence.

The first reader is right with the confidence p that it states, the model with an assumed t (its trust).

- Both say the same: the odds multiply, p t / (p t + (1 - p)(1 - t)), which is never below p.
- They differ: the surer one's label stands, the first reader's where p >= t. Its confidence is its part of the
  two, p (1 - t) against t (1 - p), and never above p: a difference is a reason to listen. No p counts as more
  than 0.99 here.
- The first reader names nobody (p = 0): the model's label stands with confidence t.
- The model cannot tell: the first reader's label and confidence stand.

A line that the user corrected is not asked about and stays as it is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from audiobook.attribute.llm.windows import Place, places
from audiobook.model import NARRATOR, Character, Guidance, Kind, Script, Utterance

_SPOKEN = (Kind.DIALOGUE, Kind.THOUGHT)
_DIGITS = 3
_SUREST = 0.99  # nobody who reads is surer


def weighed(base: Utterance, said: str | None, trust: float) -> Utterance:
    """An utterance of the first reader, with what the model says of it."""
    if said is None:
        return replace(base, reason=_joined(base.reason, "the language model cannot tell"))
    if said == base.speaker:
        sure = max(base.confidence, _part(base.confidence, trust))
        return _resolved(base, said, sure, _joined(base.reason, "the language model agrees"))
    if not base.confidence:
        return _resolved(base, said, trust, _joined("the language model says so", base.reason))
    kept = base.confidence >= trust
    ours = _part(base.confidence, 1 - trust)
    sure = min(base.confidence, ours if kept else 1 - ours)
    if kept:
        return _resolved(
            base, base.speaker, sure, _joined(base.reason, f"but the language model says {said}")
        )
    was = f"the first reader said {base.speaker}" + (f" ({base.reason})" if base.reason else "")
    return _resolved(base, said, sure, _joined(f"the language model says {said}", was))


def _part(p: float, q: float) -> float:
    """The probability of what two independent witnesses say with probabilities ``p`` and ``q``."""
    p = min(p, _SUREST)
    return p * q / (p * q + (1 - p) * (1 - q))


def _resolved(base: Utterance, speaker: str, sure: float, reason: str) -> Utterance:
    return replace(base, speaker=speaker, confidence=round(sure, _DIGITS), reason=reason)


def _joined(*reasons: str) -> str:
    return "; ".join(filter(None, reasons))


def relabelled(
    script: Script, labels: Mapping[Place, str | None], trust: float, guidance: Guidance
) -> Script:
    """``script`` with the labels of the model weighed in, and its characters counted anew."""
    rows = [list(row) for row in script.utterances]
    for place, indexes in places(script):
        if place in labels:
            for index in indexes:
                rows[place[0]][index] = weighed(rows[place[0]][index], labels[place], trust)
    new = replace(script, utterances=tuple(map(tuple, rows)))
    return replace(new, characters=_counted(new, _everybody(script.characters, new, guidance)))


def _everybody(known: Sequence[Character], script: Script, guidance: Guidance) -> list[Character]:
    genders = dict(guidance.genders)
    names = {u.speaker: None for row in script.utterances for u in row if u.kind in _SPOKEN}
    for name in (c.name for c in known):
        names.pop(name, None)
    return [*known, *(Character(name, gender=genders.get(name, "")) for name in names)]


def _counted(script: Script, people: Sequence[Character]) -> tuple[Character, ...]:
    """Those who speak, with how much, most talkative first; the narrator role is nobody."""
    words: Counter[str] = Counter()
    quotations: Counter[str] = Counter()
    for (chapter, _), indexes in places(script):
        row = script.utterances[chapter]
        quotations[row[indexes[0]].speaker] += 1
        for index in indexes:
            words[row[index].speaker] += len(script.text(chapter, row[index]).split())
    counted = (replace(c, words=words[c.name], quotations=quotations[c.name]) for c in people)
    return tuple(
        sorted((c for c in counted if c.quotations and c.name != NARRATOR), key=lambda c: -c.words)
    )
