"""Which chapters to make: ``"3-7,9"``."""

import re

from audiobook.errors import UsageError

_RANGE = re.compile(r"\s*(\d+)?\s*(-)?\s*(\d+)?\s*")


def selected(wanted: str, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Those of ``numbers`` (in their order) that ``wanted`` names; all of them where it is empty.

    ``wanted`` is a comma-separated list of numbers and ranges; ``5-`` runs to the end, ``-5`` from the start.
    Raises :class:`UsageError` for what is no number or range, and for a range that holds no chapter.
    """
    if not wanted.strip():
        return numbers
    chosen: set[int] = set()
    for piece in wanted.split(","):
        low, high = _range(piece, numbers)
        found = {number for number in numbers if low <= number <= high}
        if not found:
            raise UsageError(
                f'There is no chapter "{piece.strip()}".',
                remedy=f"The chapters are numbered {numbers[0]} to {numbers[-1]}; see: audiobook chapters FILE.",
            )
        chosen |= found
    return tuple(number for number in numbers if number in chosen)


def _range(piece: str, numbers: tuple[int, ...]) -> tuple[int, int]:
    match = _RANGE.fullmatch(piece)
    if not match or not (match[1] or match[3]):
        raise UsageError(f'"{piece.strip()}" names no chapters.', remedy='Write them like "3-7,9".')
    first = int(match[1] or numbers[0])
    if not match[2]:
        return first, first
    return first, int(match[3] or numbers[-1])
