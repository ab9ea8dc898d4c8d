"""Paragraphs -> quoted stretches: a state machine that starts afresh at every paragraph.

A quotation that its paragraph leaves open is carried on by the next paragraph if that one opens
with a mark again, or if it closes what it never opened; otherwise the closing mark was forgotten
and the quotation ends with its paragraph. So a forgotten mark costs one paragraph at most, never
the rest of the book.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.segment.marks import (
    CHARACTERS,
    Family,
    Sign,
    SignRole,
    signs,
)
from audiobook.segment.tagging import Tagging

# A tag and its paragraph end: "said Tom, sitting down."
_TAG_ENDS = re.compile(r"(?:\s+\w+ly)?(?:,\s[^.!?…:]{0,60})?[.!?…][\s_*]*")
_ME = re.compile(r"\bI\b")
_TAG_REACH = 200  # characters at the end of a paragraph in which its tag is looked for
_STRICT = (SignRole.OPEN, SignRole.CLOSE)
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


def quoted(
    text: str,
    spans: Sequence[tuple[int, int]],
    family: Family,
) -> list[list[Quoted]]:
    """The quoted stretches of each paragraph of ``spans``, which follow one another.

    Stretches of one paragraph come in order and do not overlap.
    """
    # Every paragraph by itself first; then what runs over from one to the next.
    quotes_of = [list(_scan(text, family, start, end)) for start, end in spans]
    waiting: list[int] = []  # paragraphs without marks since one was left open
    is_open = False
    for number, quotes in enumerate(quotes_of):
        if is_open and not quotes and len(waiting) < _PATIENCE:
            waiting.append(number)
            continue
        if is_open and quotes:
            _carry_on(quotes_of, number, waiting, spans)
        is_open = bool(quotes) and not quotes[-1].closed
        waiting = []
    return quotes_of


def end_at_their_tags(
    text: str,
    quotes_of: Sequence[list[Quoted]],
    tags: Tagging,
) -> None:
    """End speech whose closing mark was forgotten at its tag: ``"What is it? said Tom.``.

    A tag that ends the paragraph shows where speech ended, and that the next paragraph, which opens
    with a mark, does not carry it on. ``quotes_of`` are those of each paragraph.
    """
    for number, quotes in enumerate(quotes_of):
        if not quotes or quotes[-1].closed or not quotes[-1].opened:
            continue
        following = quotes_of[number + 1 : number + 2]
        # What closes there without having opened was not forgotten.
        if any(other and not other[0].opened for other in following):
            continue
        end = _tag_at_the_end(text, quotes[-1], tags)
        if end is None:
            continue
        quotes[-1] = replace(quotes[-1], end=end, closed=True)
        for other in following:
            if other:
                other[0] = replace(other[0], carries_on=False)


def _tag_at_the_end(
    text: str,
    quote: Quoted,
    tags: Tagging,
) -> int | None:
    """Where the tag starts with which the paragraph of a quotation ends; ``None`` without one."""
    start = max(quote.start + 1, quote.end - _TAG_REACH)
    for tag in tags.tag.finditer(text, start, quote.end):
        # Whoever tells a story says "I said" in it.
        is_their_own = _ME.search(tag.group()) is not None
        if not is_their_own and _TAG_ENDS.fullmatch(text, tag.end(), quote.end):
            return tag.start()
    return None


def _carry_on(
    quotes_of: Sequence[list[Quoted]],
    number: int,
    waiting: Sequence[int],
    spans: Sequence[tuple[int, int]],
) -> None:
    """Continue the quotation left open, where the first one of a paragraph goes on with it."""
    first = quotes_of[number][0]
    if first.opened:
        # A mark at the very start of the next paragraph opens the same quotation again.
        if first.start == spans[number][0] and not waiting:
            quotes_of[number][0] = replace(first, carries_on=True)
        return
    # Its end has come: the paragraphs in between are quoted as a whole.
    for between in waiting:
        start, end = spans[between]
        whole = Quoted(start, end, first.family, closed=False, carries_on=True)
        quotes_of[between].append(whole)
    quotes_of[number][0] = replace(first, carries_on=True)


def _scan(
    text: str,
    family: Family,
    start: int,
    end: int,
) -> Iterator[Quoted]:
    """The quoted stretches of one paragraph, nested ones with what they stand in.

    ``opened`` is a stack of the places of marks. Where the paragraph's marks pair up, quotations
    nest in it; otherwise it never holds more than one.
    """
    marks = _marks(text, family, start, end)
    nests = _balanced(marks)
    counted = marks if nests else _without_rows(text, marks, family)
    opened: list[int] = []
    for number, (at, role) in enumerate(counted):
        if _opens(role, is_open=bool(opened)):
            # Where marks do not pair up, one was forgotten: speech ends before the next opens.
            if opened and not nests:
                yield Quoted(opened.pop(), _before(text, at), family, closed=False)
            opened.append(at)
        elif opened:
            begun = opened.pop()
            is_outermost = not opened
            if is_outermost and not _is_empty(text, begun, at, family):
                yield Quoted(begun, at + 1, family)
        elif number == 0 and _closes_nothing(text, at, start):
            yield Quoted(start, at + 1, family, opened=False)
    if opened:
        yield Quoted(opened[0], end, family, closed=False)


def _without_rows(
    text: str,
    marks: Sequence[Sign],
    family: Family,
) -> list[Sign]:
    """The first opening mark of every row of them: between the others nothing is quoted."""
    kept = list(marks[:1])
    for before, mark in pairwise(marks):
        both_open = before.role is mark.role is SignRole.OPEN
        if not (both_open and _is_empty(text, before.at, mark.at, family)):
            kept.append(mark)
    return kept


def _is_empty(
    text: str,
    start: int,
    end: int,
    family: Family,
) -> bool:
    """Whether nothing but marks of the family and white space lies between two places."""
    marks = CHARACTERS[family]
    return all(
        character in marks or character.isspace() for character in text[start:end]
    )


def _marks(
    text: str,
    family: Family,
    start: int,
    end: int,
) -> list[Sign]:
    """The marks of a paragraph, without apostrophes."""
    marks = signs(text, family, start, end)
    if family is Family.SINGLE:
        return _sure(marks)
    return marks


def _opens(role: SignRole, *, is_open: bool) -> bool:
    """Whether a mark opens; a straight one does where nothing is open."""
    return role is SignRole.OPEN or (role is SignRole.EITHER and not is_open)


def _before(text: str, at: int) -> int:
    """Where the words end that stand before ``at``, white space left out."""
    while text[at - 1].isspace():
        at -= 1
    return at


def _closes_nothing(
    text: str,
    at: int,
    start: int,
) -> bool:
    """Whether a mark that nothing opened ends a sentence all the same.

    Then its quotation began earlier.
    """
    return at > start and text[at - 1] in ".,!?…—–"


def _balanced(marks: Sequence[Sign]) -> bool:
    """Whether every mark that opens is closed, and every one that closes was opened.

    A straight mark counts as whatever fits.
    """
    depth = 0
    for _, role in marks:
        if _opens(role, is_open=depth > 0):
            depth += 1
        elif depth == 0:
            return False
        else:
            depth -= 1
    return depth == 0


def _sure(marks: Sequence[Sign]) -> list[Sign]:
    """Single marks without apostrophes.

    A mark after a bare letter closes only if no surer mark does before the next one opens; an
    opening mark inside an open quotation is an elision, unless all marks pair up as nested
    quotations.
    """
    closed = _surely_closed(marks)
    # 'Tis at the start of speech is both.
    if marks and marks[0].role is SignRole.MAYBE and closed[0]:
        marks = [Sign(marks[0].at, SignRole.OPEN), *marks[1:]]
    strict = [sign for sign in marks if sign.role in _STRICT]
    if _balanced(strict) and _nested(strict):
        return strict
    return _alternating(marks, closed)


def _alternating(marks: Sequence[Sign], closed: Sequence[bool]) -> list[Sign]:
    """Marks that open and close in turn; ``closed`` as :func:`_surely_closed` says."""
    kept: list[Sign] = []
    is_open = False
    for (at, role), surer_follows in zip(marks, closed, strict=True):
        # Inside an open quotation what opens is an elision; a weak mark gives way to a surer one.
        if is_open:
            if role is SignRole.CLOSE or (role is SignRole.WEAK and not surer_follows):
                kept.append(Sign(at, SignRole.CLOSE))
                is_open = False
        elif role is SignRole.OPEN or (role is SignRole.MAYBE and surer_follows):
            kept.append(Sign(at, SignRole.OPEN))
            is_open = True
        elif role is SignRole.CLOSE and not kept:
            kept.append(Sign(at, role))  # it may close what an earlier paragraph opened
    return kept


def _nested(marks: Sequence[Sign]) -> bool:
    """Whether a quotation opens inside another one."""
    return any(
        one.role is other.role is SignRole.OPEN for one, other in pairwise(marks)
    )


def _surely_closed(marks: Sequence[Sign]) -> list[bool]:
    """For every mark, whether a sure closing mark comes before the next opening one."""
    answers: list[bool] = []
    closed = False
    for _, role in reversed(marks):
        answers.append(closed)
        if role in _STRICT:
            closed = role is SignRole.CLOSE
    answers.reverse()
    return answers
