"""Paragraphs -> quoted stretches: a state machine that starts afresh at every paragraph.

A quotation that its paragraph leaves open is carried on by the next paragraph if that one opens with a mark
again, or if it closes what it never opened; otherwise the closing mark was forgotten and the quotation ends
with its paragraph. So a forgotten mark costs one paragraph at most, never the rest of the book.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audiobook.segment.marks import Family, Role, Sign, signs

_PATIENCE = 12  # paragraphs without any mark that a quotation left open may run over


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted stretch ``[start, end)`` of one paragraph, marks included. ``carries_on``: it continues the
    last one of the paragraph before."""

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
            _carry_on(here, spans, found, waiting, family, start)
        if here and not is_open and not here[0].opened:
            here[0] = replace(here[0], opened=True)
        is_open = bool(here) and not here[-1].closed
        waiting = []
    return found


def _carry_on(
    here: list[Quoted],
    spans: Sequence[tuple[int, int]],
    found: list[list[Quoted]],
    waiting: list[int],
    family: Family,
    start: int,
) -> None:
    first = here[0]
    if not first.opened:
        for number in waiting:
            found[number].append(Quoted(*spans[number], family, closed=False, carries_on=True))
        here[0] = replace(first, carries_on=True)
    elif first.start == start and not waiting:
        here[0] = replace(first, carries_on=True)


def _scan(text: str, family: Family, start: int, end: int) -> Iterator[Quoted]:
    marks = signs(text, family, start, end)
    if family is Family.SINGLE:
        marks = _sure(marks)
    nests = _balanced(marks)
    opened, depth, seen = -1, 0, False
    for at, role in marks:
        opens = role is Role.OPEN or (role is Role.EITHER and depth == 0)
        if opens and depth and not nests:
            yield Quoted(opened, _before(text, at), family, closed=False)
            depth = 0
        if opens:
            opened = opened if depth else at
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield Quoted(opened, at + 1, family)
        elif not seen and _closes_nothing(text, at, start):
            yield Quoted(start, at + 1, family, opened=False)
        seen = True
    if depth:
        yield Quoted(opened, end, family, closed=False)


def _before(text: str, at: int) -> int:
    while text[at - 1].isspace():
        at -= 1
    return at


def _closes_nothing(text: str, at: int, start: int) -> bool:
    return at > start and text[at - 1] in ".,!?…—–"


def _balanced(marks: Sequence[Sign]) -> bool:
    depth = 0
    for _, role in marks:
        opens = role is Role.OPEN or (role is Role.EITHER and depth == 0)
        depth += 1 if opens else -1
        if depth < 0:
            return False
    return depth == 0


def _sure(marks: Sequence[Sign]) -> list[Sign]:
    """Single marks without apostrophes: a mark after a bare letter closes only if no surer mark does
    before the next one opens; an opening mark inside an open quotation is an elision."""
    kept: list[Sign] = []
    is_open = False
    for number, (at, role) in enumerate(marks):
        if role is Role.OPEN and not is_open:
            kept.append(Sign(at, role))
            is_open = True
        elif is_open and (role is Role.CLOSE or (role is Role.WEAK and not _surer_follows(marks, number))):
            kept.append(Sign(at, Role.CLOSE))
            is_open = False
        elif role is Role.CLOSE and not kept:
            kept.append(Sign(at, role))
    return kept


def _surer_follows(marks: Sequence[Sign], number: int) -> bool:
    for _, role in marks[number + 1 :]:
        if role is Role.OPEN:
            return False
        if role is Role.CLOSE:
            return True
    return False
