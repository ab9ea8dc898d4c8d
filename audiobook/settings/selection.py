"""Numbers and ranges that a user names: ``"3-7,9"``; ``5-`` runs to the end, ``-5`` from the start."""

import re
from collections.abc import Sequence

from audiobook.errors import UsageError

_RANGE = re.compile(r"\s*(\d+)?\s*(-)?\s*(\d+)?\s*")


def selected(wanted: str, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Those of ``numbers`` (in their order) that ``wanted``, a comma-separated list, names; all where it is empty.

    Raises :class:`UsageError` for what is not a number or range, and for a range that holds no chapter.
    """
    if not wanted.strip():
        return numbers
    chosen: set[int] = set()
    for piece in wanted.split(","):
        found = numbers_in(piece, numbers)
        if found is None:
            raise UsageError(f'"{piece.strip()}" names no chapters.', remedy='Write them like "3-7,9".')
        if not found:
            raise UsageError(
                f'There is no chapter "{piece.strip()}".',
                remedy=f"The chapters are numbered {numbers[0]} to {numbers[-1]}; see: audiobook chapters FILE.",
            )
        chosen.update(found)
    return tuple(number for number in numbers if number in chosen)


def numbers_in(piece: str, numbers: Sequence[int]) -> tuple[int, ...] | None:
    """Those of ``numbers`` that one number or range names; ``None`` for a text that is neither."""
    match = _RANGE.fullmatch(piece)
    if not match or not (match[1] or match[3]):
        return None
    low = int(match[1]) if match[1] else min(numbers, default=0)
    high = low
    if match[2]:
        high = int(match[3]) if match[3] else max(numbers, default=0)
    return tuple(number for number in numbers if low <= number <= high)
