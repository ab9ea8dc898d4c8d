"""Script -> paragraphs for a page: the text of the book, cut at utterances and at marks.

Line ends count where the source has them on purpose: in verse, and in everything that is
not plain text, whose lines are only wrapped.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from audiobook.model import Chapter, Kind, Mark, MarkKind, Script, Utterance
from audiobook.publish.tags import printable
from audiobook.publish.timeline import Stretch, signs

# The lowest level of heading that pages have.
LOWEST = 6

_INLINE = frozenset(
    {
        MarkKind.EMPHASIS,
        MarkKind.STRONG,
        MarkKind.WORK,
        MarkKind.CODE,
        MarkKind.LANGUAGE,
    }
)
_FORMS = (MarkKind.VERSE, MarkKind.LETTER, MarkKind.QUOTE)
_BLOCKS = frozenset({*_FORMS, MarkKind.HEADING})
_WHITE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Run:
    """Text with the same marks throughout. A newline in it is a line of its own."""

    text: str
    marks: tuple[tuple[MarkKind, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PageLine:
    """One utterance on the page, and the white space behind it."""

    utterance: int
    speaker: str
    kind: Kind
    runs: tuple[Run, ...]
    space: str = ""


@dataclass(frozen=True, slots=True)
class PageParagraph:
    """A paragraph of a page.

    ``form`` is "heading", "break", "verse", "letter", "quote" or "" (prose); ``level`` is a
    heading's, from 1.
    """

    form: str
    lines: tuple[PageLine, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class _Part:
    """An utterance, its number in the chapter, and the marks within and around it."""

    index: int
    utterance: Utterance
    inline: list[Mark]
    blocks: list[Mark]


def paragraphs(script: Script, index: int) -> Iterator[PageParagraph]:
    """The paragraphs of ``script.book.chapters[index]``."""
    chapter = script.book.chapters[index]
    cuts = sorted(signs(chapter))
    parts = _parts(chapter, script.utterances[index])
    for _, group in groupby(parts, key=lambda part: part.utterance.paragraph):
        yield _paragraph(chapter, list(group), cuts)


def _parts(chapter: Chapter, utterances: Sequence[Utterance]) -> Iterator[_Part]:
    # Of marks that begin together, the longer one is around the other.
    marks = sorted(chapter.marks, key=lambda mark: (mark.start, -mark.end))
    inline = [mark for mark in marks if mark.kind in _INLINE]
    blocks = [mark for mark in marks if mark.kind in _BLOCKS]
    inline_of = _touching(inline, utterances)
    blocks_of = _touching(blocks, utterances)
    for index, utterance in enumerate(utterances):
        yield _Part(
            index=index,
            utterance=utterance,
            inline=next(inline_of),
            blocks=next(blocks_of),
        )


def _touching(
    marks: Iterable[Mark],
    utterances: Iterable[Utterance],
) -> Iterator[list[Mark]]:
    """For every utterance the marks that touch it; both are in order."""
    waiting = iter(marks)
    coming = next(waiting, None)
    active: list[Mark] = []
    for utterance in utterances:
        start = utterance.start
        end = utterance.end
        while coming is not None and coming.start < end:
            active.append(coming)
            coming = next(waiting, None)
        active = [mark for mark in active if mark.end > start]
        yield [mark for mark in active if mark.start < end]


def _paragraph(
    chapter: Chapter,
    parts: Sequence[_Part],
    cuts: list[Stretch],
) -> PageParagraph:
    form, level = _form(parts[0].utterance, parts[0].blocks)
    # Only plain text has offsets, and its lines are wrapped to some width.
    wrapped = chapter.offset is not None and form != MarkKind.VERSE
    lines = []
    for part in parts:
        line = _line(chapter, part, cuts, wrapped=wrapped)
        if line.runs or line.kind is Kind.BREAK:
            lines.append(line)
    return PageParagraph(form, tuple(lines), level)


def _form(first: Utterance, blocks: Iterable[Mark]) -> tuple[str, int]:
    """Form and level of a paragraph, by its first utterance and the marks around it."""
    if first.kind is Kind.BREAK:
        return "break", 0
    if first.kind is Kind.HEADING:
        return "heading", _level(blocks)
    kinds = {mark.kind for mark in blocks}
    for form in _FORMS:
        if form in kinds:
            return form.value, 0
    return "", 0


def _level(blocks: Iterable[Mark]) -> int:
    levels = []
    for mark in blocks:
        if mark.kind is MarkKind.HEADING and mark.value.isdecimal():
            levels.append(int(mark.value))
    if not levels:
        return 1
    return min(*levels, LOWEST)


def _line(
    chapter: Chapter,
    part: _Part,
    cuts: list[Stretch],
    *,
    wrapped: bool,
) -> PageLine:
    utterance = part.utterance
    text = chapter.text[utterance.start : utterance.end]
    start = utterance.end - len(text.lstrip())
    end = utterance.start + len(text.rstrip())
    runs = _runs(chapter, (start, end), part.inline, cuts, wrapped=wrapped)
    space = ""
    # An utterance has the white space before the next one at its end.
    if end < utterance.end:
        space = _space(chapter.text[end : utterance.end], wrapped=wrapped)
    return PageLine(
        utterance=part.index,
        speaker=utterance.speaker,
        kind=utterance.kind,
        runs=tuple(runs),
        space=space,
    )


def _runs(
    chapter: Chapter,
    stretch: Stretch,
    marks: Sequence[Mark],
    cuts: list[Stretch],
    *,
    wrapped: bool,
) -> Iterator[Run]:
    """What is shown of a stretch of a chapter, parted where a mark begins or ends."""
    first, last = stretch
    first_cut = bisect_left(cuts, (first, 0))
    last_cut = bisect_left(cuts, (last, 0))
    left_out = cuts[first_cut:last_cut]
    for start, end in pairwise(_edges(stretch, marks, left_out)):
        piece = chapter.text[start:end]
        text = _shown(piece, wrapped=wrapped)
        if text and not _covered(start, left_out):
            yield Run(text, _marks_over(start, end, marks))


def _edges(
    stretch: Stretch,
    marks: Iterable[Mark],
    left_out: Iterable[Stretch],
) -> list[int]:
    """The ends of a stretch, and of all marks and cuts, where they are within it."""
    edges = set(stretch)
    for cut in left_out:
        edges.update(cut)
    for mark in marks:
        edges.add(mark.start)
        edges.add(mark.end)
    first, last = stretch
    within = [edge for edge in edges if first <= edge <= last]
    return sorted(within)


def _covered(at: int, stretches: Iterable[Stretch]) -> bool:
    return any(start <= at < end for start, end in stretches)


def _marks_over(
    start: int,
    end: int,
    marks: Iterable[Mark],
) -> tuple[tuple[MarkKind, str], ...]:
    """Kind and value of the marks that cover all of a stretch."""
    covering = []
    for mark in marks:
        if mark.start > start or mark.end < end:
            continue
        covering.append((mark.kind, mark.value))
    return tuple(covering)


def _shown(text: str, *, wrapped: bool) -> str:
    return _WHITE.sub(lambda gap: _space(gap[0], wrapped=wrapped), printable(text))


def _space(gap: str, *, wrapped: bool) -> str:
    """What white space becomes: a line end that counts, or else a space."""
    if "\n" in gap and not wrapped:
        return "\n"
    return " "
