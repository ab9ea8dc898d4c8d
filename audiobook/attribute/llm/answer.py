"""What the language model says becomes labels, or is refused.

Accepted is one JSON object whose keys are the numbers of the passage and whose values name
somebody. A code fence or a spelt-out train of thought around it is packaging and is taken off;
anything else is refused. A label that cannot be used is a fault of its own: the other labels
stand.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audiobook.attribute.llm.characters import (
    NEW,
    UNKNOWN,
    CharacterList,
    fault_of_new,
    fold,
)
from audiobook.attribute.llm.passages import Passage

# Some servers leave the opening mark out.
_THOUGHT = re.compile(r".*</think>", re.DOTALL)
_FENCE = re.compile(r"```(?:json)?\s*\n(.*)\n\s*```", re.DOTALL)
_SENTENCE_ENDS = '!?,;”"'
_LONGEST = 80  # characters of a label
_SHOWN = 40  # characters of a label that a complaint repeats


class RefusedAnswer(Exception):  # noqa: N818  # what happened, like StopIteration
    """An answer that cannot be used at all; the message says why, for the model as for people."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model says of a passage.

    ``labels``: number -> speaker, ``None`` for unknown; ``stated``: the same in the words of the
    model, to be stored; ``faults``: what was wrong with the numbers that are missing.
    """

    labels: Mapping[int, str | None]
    stated: Mapping[int, str]
    faults: tuple[str, ...] = ()


def read_answer(
    reply: str,
    passage: Passage,
    characters: CharacterList,
) -> Answer:
    """The labels of an answer. Raises :class:`RefusedAnswer`."""
    given = _object(_unpacked(reply))
    numbers = _numbers(given, passage)
    labels: dict[int, str | None] = {}
    stated: dict[int, str] = {}
    faults = [f"Number {key} has no label." for key in numbers if key not in given]
    for key, value in given.items():
        label = _label(key, value, passage)
        speaker, fault = _speaker(label, passage, characters)
        if fault:
            faults.append(f'The label of number {key}, "{label[:_SHOWN]}", {fault}.')
            continue
        labels[numbers[key]] = speaker
        stated[numbers[key]] = label
    return Answer(labels, stated, tuple(faults))


def _numbers(given: Mapping[str, object], passage: Passage) -> dict[str, int]:
    """The numbers that a passage has, by how they are written.

    Raises :class:`RefusedAnswer` for any other.
    """
    numbers = {str(number): number for number in range(1, len(passage.quotations) + 1)}
    for key in given:
        if key not in numbers:
            shown = key[:_SHOWN]
            raise RefusedAnswer(
                f'"{shown}" is none of the numbers 1 to {len(numbers)}.'
            )
    return numbers


def _unpacked(reply: str) -> str:
    """The answer without the packaging around it."""
    # The thoughts first: they may hold a fence of their own.
    bare = reply.strip()
    thought = _THOUGHT.match(bare)
    if thought:
        bare = bare[thought.end() :].strip()
    fence = _FENCE.fullmatch(bare)
    if fence:
        return fence[1]
    return bare


def _object(text: str) -> dict[str, object]:
    """The JSON object that a text is. Raises :class:`RefusedAnswer`."""
    try:
        value = json.loads(text, object_pairs_hook=_unrepeated)
    except (ValueError, RecursionError):
        raise RefusedAnswer("It is not a JSON object and nothing else.") from None
    if not isinstance(value, dict):
        raise RefusedAnswer("It is JSON, but not an object.")
    return value


def _unrepeated(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """The pairs of an object; JSON would silently keep the last of two with one key."""
    counts = Counter(key for key, _ in pairs)
    for key, count in counts.items():
        if count > 1:
            raise RefusedAnswer(f'Number "{key[:_SHOWN]}" stands there twice.')
    return dict(pairs)


def _label(
    key: str,
    value: object,
    passage: Passage,
) -> str:
    """One label without superfluous white space. Raises :class:`RefusedAnswer` for text."""
    if not isinstance(value, str):
        raise RefusedAnswer(
            f"The label of number {key} is not a name in quotation marks."
        )
    label = " ".join(value.split())
    if len(label) > _LONGEST or _is_quoted(label, passage):
        raise RefusedAnswer(f"The label of number {key} is text, not a name.")
    return label


def _is_quoted(label: str, passage: Passage) -> bool:
    """Whether a label repeats a sentence: words of the passage with a sentence's marks."""
    if label.count(" ") <= 1 or label[-1] not in _SENTENCE_ENDS:
        return False
    return label in " ".join(passage.text.split())


def _speaker(
    label: str,
    passage: Passage,
    characters: CharacterList,
) -> tuple[str | None, str]:
    """Whom a label means, and why it cannot be used."""
    is_new = label[: len(NEW)].lower() == NEW
    name = label
    if is_new:
        name = label[len(NEW) :].strip()
    # "new: unknown" is as good as "unknown".
    if fold(name) == UNKNOWN:
        return None, ""
    bearers = characters.find(name)
    if len(bearers) == 1:
        return bearers[0], ""
    if bearers:
        return None, f"may mean {' or '.join(bearers[:3])}"
    if not is_new:
        return None, "is not on the list"
    # An article may be capital only because it opens a sentence in the passage.
    fault = fault_of_new(name, passage)
    if name.startswith("The "):
        name = f"the {name[4:]}"
    return name, fault
