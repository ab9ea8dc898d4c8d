"""What the language model says becomes labels, or is refused.

Accepted is one JSON object whose keys are the numbers of the passage and whose values name somebody. A code
fence or a spelt-out train of thought around it is packaging and is taken off; anything else is refused. A label
that cannot be used is a fault of its own: the other labels stand.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from audiobook.attribute.llm.roster import NEW, UNKNOWN, Roster, fault_of_new, fold
from audiobook.attribute.llm.windows import Window

_THOUGHT = re.compile(r".*</think>", re.DOTALL)  # some servers leave the opening mark out
_FENCE = re.compile(r"```(?:json)?\s*\n(.*)\n\s*```", re.DOTALL)
_LONGEST = 80
_SHOWN = 40


class RefusedAnswer(Exception):  # noqa: N818  # what happened, like StopIteration
    """An answer that cannot be used at all; the message says why, for the model as for people."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``labels``: number -> speaker, ``None`` for unknown; ``said``: the same in the words of the model, to be
    stored; ``faults``: what was wrong with the numbers that are missing.
    """

    labels: Mapping[int, str | None]
    said: Mapping[int, str]
    faults: tuple[str, ...] = ()


def read_answer(reply: str, window: Window, roster: Roster) -> Answer:
    """The labels of an answer. Raises :class:`RefusedAnswer`."""
    given = _object(_unpacked(reply))
    numbers = {str(number): number for number in range(1, len(window.spans) + 1)}
    strangers = [key for key in given if key not in numbers]
    if strangers:
        raise RefusedAnswer(
            f'"{strangers[0][:_SHOWN]}" is none of the numbers 1 to {len(numbers)}.'
        )
    labels: dict[int, str | None] = {}
    said: dict[int, str] = {}
    faults = [f"Number {key} has no label." for key in numbers if key not in given]
    for key, value in given.items():
        label = _label(key, value, window)
        speaker, fault = _speaker(label, window, roster)
        if fault:
            faults.append(f'The label of number {key}, "{label[:_SHOWN]}", {fault}.')
        else:
            labels[numbers[key]], said[numbers[key]] = speaker, label
    return Answer(labels, said, tuple(faults))


def _unpacked(reply: str) -> str:
    bare = reply.strip()
    thought = _THOUGHT.match(bare)
    bare = bare[thought.end() :].strip() if thought else bare
    fence = _FENCE.fullmatch(bare)
    return fence.group(1) if fence else bare


def _object(text: str) -> dict[str, object]:
    try:
        found = json.loads(text, object_pairs_hook=_pairs)
    except (ValueError, RecursionError):
        raise RefusedAnswer("It is not a JSON object and nothing else.") from None
    if not isinstance(found, dict):
        raise RefusedAnswer("It is JSON, but not an object.")
    return found


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    if twice:
        raise RefusedAnswer(f'Number "{twice[0][:_SHOWN]}" stands there twice.')
    return dict(pairs)


def _label(key: str, value: object, window: Window) -> str:
    if not isinstance(value, str):
        raise RefusedAnswer(f"The label of number {key} is not a name in quotation marks.")
    label = " ".join(value.split())
    if len(label) > _LONGEST or (label.count(" ") > 1 and _quoted(label, window)):
        raise RefusedAnswer(f"The label of number {key} is text, not a name.")
    return label


def _quoted(label: str, window: Window) -> bool:
    """Whether a label repeats a sentence: words of the passage with a sentence's marks."""
    return label[-1] in '!?,;”"' and " ".join(window.passage.split()).find(label) >= 0


def _speaker(label: str, window: Window, roster: Roster) -> tuple[str | None, str]:
    """Whom a label means, and why it cannot be used."""
    new = label[: len(NEW)].lower() == NEW
    name = label[len(NEW) :].strip() if new else label
    if fold(name) == UNKNOWN:
        return None, ""
    found = roster.find(name)
    if len(found) == 1:
        return found[0], ""
    if found:
        return None, f"may mean {' or '.join(found[:3])}"
    if not new:
        return None, "is not on the list"
    fault = fault_of_new(name, window)
    return ("the " + name[4:] if name.startswith("The ") else name), fault
