"""Checking a voice's options: one sentence that names what is wrong, and the nearest right word.

Options come from files that people edit: every name and every value is checked before anything is
spoken.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from audiobook.errors import EngineError
from audiobook.model import Voice
from audiobook.model.cast import OptionValue
from audiobook.registry import nearest


@dataclass(frozen=True, slots=True)
class Number:
    """A number within ``[low, high]``; whole where ``whole`` is set."""

    low: float
    high: float
    whole: bool = False

    def problem(self, value: OptionValue) -> str:
        """What is wrong with ``value``, or an empty string."""
        # In Python True is an int; in a file that people edit it is none.
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if self.whole and (not number or isinstance(value, float)):
            return "must be a whole number"
        if isinstance(value, str) or not number:
            return "must be a number"
        if not self.low <= value <= self.high:
            return f"must lie within {self.low:g} and {self.high:g}"
        return ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text, one of ``known`` where that is given."""

    known: tuple[str, ...] = ()

    def problem(self, value: OptionValue) -> str:
        """What is wrong with ``value``, or an empty string."""
        if not isinstance(value, str):
            return "must be a text"
        if not self.known or value in self.known:
            return ""
        # Written in other letters it is the same word: that is the nearest.
        spelled = {name.lower(): name for name in self.known}
        closest = spelled.get(value.lower(), value)
        return f"is not known. {nearest(closest, self.known)}"


Rules = Mapping[str, Number | Text]


def check_options(voice: Voice, rules: Rules) -> None:
    """Raise :class:`EngineError` for the first option of ``voice`` that ``rules`` do not allow."""
    for name, value in voice.options:
        if name not in rules:
            raise EngineError(
                f'Voice "{voice.name}": the engine "{voice.engine}" has no option "{name}".',
                remedy=nearest(name, rules),
            )
        problem = rules[name].problem(value)
        if not problem:
            continue
        if not problem.endswith(("?", ".")):
            problem += "."
        raise EngineError(f'Voice "{voice.name}": option {name} = {value!r} {problem}')
