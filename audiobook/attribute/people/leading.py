"""The one of several candidates who stands out, where nobody else is nearly as likely."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Candidate = TypeVar("Candidate")


def leading(
    candidates: Iterable[Candidate],
    score: Callable[[Candidate], float],
    *,
    least: float,
    ahead: float,
) -> Candidate | None:
    """Return the candidate with the highest score, or ``None`` where nobody stands out.

    The score has to reach ``least``, and to be ``ahead`` times as high as the next one. Of equal
    candidates the first is the higher one, though neither may stand out then.
    """
    ranked = sorted(candidates, key=score, reverse=True)
    if not ranked:
        return None
    first, *others = ranked
    needed = least
    if others:
        needed = max(least, ahead * score(others[0]))
    if score(first) < needed:
        return None
    return first
