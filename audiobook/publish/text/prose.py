"""Script -> paragraphs for a page: the text of the book, cut at utterances and at the marks on it.

Line ends count where the source has them on purpose: in verse, and in everything that is not plain text, whose
lines are only wrapped.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from audiobook.model import Chapter, Kind, Mark, MarkKind, Script, Utterance
from audiobook.publish.tags import printable
from audiobook.publish.timeline import Stretch, signs

_INLINE = frozenset({MarkKind.EMPHASIS, MarkKind.STRONG, MarkKind.WORK, MarkKind.CODE, MarkKind.LANGUAGE})
_FORMS = (MarkKind.VERSE, MarkKind.LETTER, MarkKind.QUOTE)
LOWEST = 6  # the lowest level of heading that pages have
_WHITE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Run:
    """Text with the same marks throughout. A newline in it is a line of its own."""

    text: str
    marks: tuple[tuple[MarkKind, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance on the page, and the white space behind it."""

    utterance: int
    speaker: str
    kind: Kind
    runs: tuple[Run, ...]
    space: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``form`` is "heading", "break", "verse", "letter", "quote" or "" (prose); ``level`` a heading's, from 1."""

    form: str
    lines: tuple[Line, ...]
    level: int = 0


def paragraphs(script: Script, index: int) -> Iterator[Paragraph]:
    """The paragraphs of ``script.book.chapters[index]``."""
    chapter, utterances = script.book.chapters[index], script.utterances[index]
    marks = sorted(chapter.marks, key=lambda mark: (mark.start, -mark.end))
    cuts = sorted(signs(chapter))
    over = _over([mark for mark in marks if mark.kind in _INLINE], utterances)
    around = _over([mark for mark in marks if mark.kind in {*_FORMS, MarkKind.HEADING}], utterances)
    found = zip(enumerate(utterances), over, around, strict=True)
    for _, group in groupby(found, key=lambda one: one[0][1].paragraph):
        parts = list(group)
        form, level = _form(parts[0][0][1], parts[0][2])
        wrapped = chapter.offset is not None and form != MarkKind.VERSE
        lines = (_line(chapter, *part[0], part[1], cuts, wrapped=wrapped) for part in parts)
        yield Paragraph(form, tuple(line for line in lines if line.runs or line.kind is Kind.BREAK), level)


def _over(marks: list[Mark], utterances: Iterable[Utterance]) -> Iterator[list[Mark]]:
    """For every utterance the marks that touch it; both are in order."""
    waiting, active = iter(marks), []
    coming = next(waiting, None)
    for utterance in utterances:
        while coming is not None and coming.start < utterance.end:
            active.append(coming)
            coming = next(waiting, None)
        active = [mark for mark in active if mark.end > utterance.start]
        yield [mark for mark in active if mark.start < utterance.end]


def _form(first: Utterance, marks: list[Mark]) -> tuple[str, int]:
    if first.kind is Kind.BREAK:
        return "break", 0
    if first.kind is Kind.HEADING:
        levels = [int(mark.value) for mark in marks if mark.kind is MarkKind.HEADING and mark.value.isdecimal()]
        return "heading", min([*levels, LOWEST]) if levels else 1
    kinds = {mark.kind for mark in marks}
    return next((kind.value for kind in _FORMS if kind in kinds), ""), 0


def _line(
    chapter: Chapter, index: int, utterance: Utterance, marks: list[Mark], cuts: list[Stretch], *, wrapped: bool
) -> Line:
    whole = chapter.text[utterance.start : utterance.end]
    start = utterance.start + len(whole) - len(whole.lstrip())
    end = utterance.start + len(whole.rstrip())
    gap = chapter.text[end : utterance.end]
    space = ("\n" if "\n" in gap and not wrapped else " ") if gap else ""
    runs = tuple(_runs(chapter, start, end, marks, cuts, wrapped=wrapped))
    return Line(index, utterance.speaker, utterance.kind, runs, space)


def _runs(
    chapter: Chapter, start: int, end: int, marks: list[Mark], cuts: list[Stretch], *, wrapped: bool
) -> Iterator[Run]:
    left_out = cuts[bisect_left(cuts, (start, 0)) : bisect_left(cuts, (end, 0))]
    edges = {start, end, *(edge for cut in left_out for edge in cut)}
    edges |= {edge for mark in marks for edge in (mark.start, mark.end)}
    for one, other in pairwise(sorted(edge for edge in edges if start <= edge <= end)):
        text = _shown(chapter.text[one:other], wrapped=wrapped)
        if text and not any(cut[0] <= one < cut[1] for cut in left_out):
            yield Run(text, tuple((m.kind, m.value) for m in marks if m.start <= one and m.end >= other))


def _shown(text: str, *, wrapped: bool) -> str:
    return _WHITE.sub(lambda gap: "\n" if "\n" in gap[0] and not wrapped else " ", printable(text))
