"""What a request asks for, checked; and the edit of files that it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from audiobook.studio.book.line_place import LinePlace
from audiobook.studio.book.troubles import BadRequestError

_LONGEST = 500  # characters of a text in a request


@dataclass(frozen=True, slots=True)
class Edit:
    """The new texts of some files (``None``: removed), in a sentence, and the lines it is about."""

    files: Mapping[str, str | None]
    sentence: str
    lines: tuple[LinePlace, ...] = ()

    def called(self, sentence: str) -> "Edit":
        """The same by another sentence."""
        return replace(self, sentence=sentence)


def a_text(asked: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """A text that is not empty. Raises :class:`BadRequestError`."""
    value = asked.get(key, default)
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise BadRequestError(f'"{key}" must be a text.')
    if not value.strip() and default is None:
        raise BadRequestError(f'"{key}" must not be empty.')
    return " ".join(value.split())


def a_number(
    asked: Mapping[str, Any], key: str, low: float, high: float
) -> float | None:
    """A number within limits; ``None`` for a value that is taken back."""
    value = asked.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRequestError(f'"{key}" must be a number.')
    if not low <= value <= high:
        raise BadRequestError(f'"{key}" must lie between {low:g} and {high:g}.')
    return float(value)


def a_list(asked: Mapping[str, Any], key: str) -> list[Any]:
    """A list. Raises :class:`BadRequestError`."""
    value = asked.get(key)
    if not isinstance(value, list):
        raise BadRequestError(f'"{key}" must be a list.')
    return value
