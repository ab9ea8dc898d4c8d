"""Numbers, ranges and shares that a user names, such as ``"3-7,9"`` or ``"2/8"``.

``5-`` runs to the end, ``-5`` from the start. Shares are numbered from 1.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heapreplace
from typing import TypeVar

from audiobook.errors import UsageError

T = TypeVar("T")

_SHARE = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")
_RANGE = re.compile(r"\s*(\d+)?\s*(-)?\s*(\d+)?\s*")


def selected(wanted: str, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Those of ``numbers`` (in their order) that ``wanted``, a comma-separated list, names; all
    where it is empty.

    Raises :class:`UsageError` for what is not a number or range, and for a range that holds no
    chapter.
    """
    if not wanted.strip():
        return numbers
    chosen: set[int] = set()
    for piece in wanted.split(","):
        found = numbers_in(piece, numbers)
        if found is None:
            raise UsageError(
                f'"{piece.strip()}" names no chapters.',
                remedy='Write them like "3-7,9".',
            )
        if not found:
            raise UsageError(
                f'There is no chapter "{piece.strip()}".',
                remedy=f"The chapters are numbered {numbers[0]} to {numbers[-1]}; "
                "see: audiobook chapters FILE.",
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


@dataclass(frozen=True, slots=True)
class Share:
    """One of ``count`` shares of a list, by its number from 1."""

    number: int = 1
    count: int = 1

    def of(self, items: Sequence[T], weight: Callable[[T], float]) -> tuple[T, ...]:
        """The items of this share, in their order; those of all shares are about as much work.

        Whoever has the same list finds the same shares.
        """
        # Load and number of every share, the least busy first.
        shares = [(0.0, number) for number in range(1, self.count + 1)]
        mine = []
        heaviest_first = sorted(range(len(items)), key=lambda n: -weight(items[n]))
        for place in heaviest_first:
            load, number = shares[0]
            heapreplace(shares, (load + max(1.0, weight(items[place])), number))
            if number == self.number:
                mine.append(place)
        return tuple(items[place] for place in sorted(mine))


WHOLE = Share()


def share_of(text: str) -> Share:
    """The share that ``"2/8"`` names. Raises :class:`UsageError`."""
    match = _SHARE.fullmatch(text.strip())
    if match and 1 <= int(match[1]) <= int(match[2]):
        return Share(int(match[1]), int(match[2]))
    raise UsageError(
        f'"{text}" is not a share.',
        remedy="Write it like 2/8: the second of eight. The first is 1.",
    )
