"""Paragraphs -> quoted stretches: a state machine that starts afresh at every paragraph.

A quotation that its paragraph leaves open is carried on by the next paragraph if that one opens with a mark
again, or if it closes what it never opened; otherwise the closing mark was forgotten and the quotation ends
with its paragraph. So a forgotten mark costs one paragraph at most, never the rest of the book.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.segment.marks import CHARACTERS, Family, Role, Sign, signs

_PATIENCE = 12  # paragraphs without any mark that a quotation left open may run over


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted stretch ``[start, end)`` of one paragraph, marks included.

    ``carries_on``: it continues the last one of the paragraph before.
    """

    start: int
    end: int
    family: Family
    opened: bool = True
    closed: bool = True
    carries_on: bool = False


def quoted(text: str, spans: Sequence[tuple[int, int]], family: Family) -> list[list[Quoted]]:
    """The quoted stretches of each paragraph of ``spans``, which follow one another."""
    found = [list(_scan(text, family, start, end)) for start, end in spans]
    waiting: list[int] = []  # paragraphs without marks since one was left open
    is_open = False
    for number, (start, _) in enumerate(spans):
        here = found[number]
        if is_open and not here and len(waiting) < _PATIENCE:
            waiting.append(number)
            continue
        if is_open and here:
            _carry_on(here, spans, found, waiting, start)
        is_open = bool(here) and not here[-1].closed
        waiting = []
    return found


def _carry_on(
    here: list[Quoted],
    spans: Sequence[tuple[int, int]],
    found: list[list[Quoted]],
    waiting: list[int],
    start: int,
) -> None:
    first = here[0]
    if not first.opened:
        for number in waiting:
            found[number].append(Quoted(*spans[number], first.family, closed=False, carries_on=True))
        here[0] = replace(first, carries_on=True)
    elif first.start == start and not waiting:
        here[0] = replace(first, carries_on=True)


def _scan(text: str, family: Family, start: int, end: int) -> Iterator[Quoted]:
    marks = _marks(text, family, start, end)
    nests = _balanced(marks)
    opened: list[int] = []
    for number, (at, role) in enumerate(marks if nests else _without_rows(text, marks, family)):
        if _opens(role, is_open=bool(opened)):
            if opened and not nests:
                yield Quoted(opened.pop(), _before(text, at), family, closed=False)
            opened.append(at)
        elif opened:
            begun = opened.pop()
            if not opened and not _is_empty(text, begun, at, family):
                yield Quoted(begun, at + 1, family)
        elif number == 0 and _closes_nothing(text, at, start):
            yield Quoted(start, at + 1, family, opened=False)
    if opened:
        yield Quoted(opened[0], end, family, closed=False)


def _without_rows(text: str, marks: Sequence[Sign], family: Family) -> list[Sign]:
    """The first opening mark of every row of them: between the others nothing is quoted."""
    return [
        *marks[:1],
        *(
            mark
            for before, mark in pairwise(marks)
            if not (before.role is mark.role is Role.OPEN and _is_empty(text, before.at, mark.at, family))
        ),
    ]


def _is_empty(text: str, start: int, end: int, family: Family) -> bool:
    """Whether nothing but marks of the family and white space lies between two places."""
    marks = CHARACTERS[family]
    return all(character in marks or character.isspace() for character in text[start:end])


def _marks(text: str, family: Family, start: int, end: int) -> list[Sign]:
    found = signs(text, family, start, end)
    return _sure(found) if family is Family.SINGLE else found


def _opens(role: Role, *, is_open: bool) -> bool:
    return role is Role.OPEN or (role is Role.EITHER and not is_open)


def _before(text: str, at: int) -> int:
    while text[at - 1].isspace():
        at -= 1
    return at


def _closes_nothing(text: str, at: int, start: int) -> bool:
    return at > start and text[at - 1] in ".,!?…—–"


def _balanced(marks: Sequence[Sign]) -> bool:
    depth = 0
    for _, role in marks:
        depth += 1 if _opens(role, is_open=depth > 0) else -1
        if depth < 0:
            return False
    return depth == 0


def _sure(marks: Sequence[Sign]) -> list[Sign]:
    """Single marks without apostrophes.

    A mark after a bare letter closes only if no surer mark does before the next one opens; an opening mark
    inside an open quotation is an elision, unless all marks pair up as nested quotations.
    """
    sure = _surely_closed(marks)
    if marks and marks[0].role is Role.MAYBE and sure[0]:
        marks = [Sign(marks[0].at, Role.OPEN), *marks[1:]]
    strict = [sign for sign in marks if sign.role in (Role.OPEN, Role.CLOSE)]
    if _balanced(strict) and _deep(strict):
        return strict
    kept: list[Sign] = []
    is_open = False
    for (at, role), closed in zip(marks, sure, strict=True):
        if is_open and (role is Role.CLOSE or (role is Role.WEAK and not closed)):
            kept.append(Sign(at, Role.CLOSE))
            is_open = False
        elif not is_open and (role is Role.OPEN or (role is Role.MAYBE and closed)):
            kept.append(Sign(at, Role.OPEN))
            is_open = True
        elif role is Role.CLOSE and not kept:
            kept.append(Sign(at, role))
    return kept


def _deep(marks: Sequence[Sign]) -> bool:
    return any(a.role is b.role is Role.OPEN for a, b in pairwise(marks))


def _surely_closed(marks: Sequence[Sign]) -> list[bool]:
    """For every mark, whether a sure closing mark comes after it and before the next opening one."""
    found: list[bool] = []
    closed = False
    for _, role in reversed(marks):
        found.append(closed)
        if role in (Role.OPEN, Role.CLOSE):
            closed = role is Role.CLOSE
    return found[::-1]
