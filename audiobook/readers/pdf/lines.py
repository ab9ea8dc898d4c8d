"""The lines of a PDF page with their places, in reading order: columns one after another.

PDFium gives characters in the order in which they are drawn; lines are put in the order in which they are
read. A gutter is a white strip with lines on both sides of it at the same height.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import pypdfium2
from pypdfium2 import raw

_Page: TypeAlias = pypdfium2.PdfTextPage
_LINE = re.compile(r"[^\r\n]+")
_GAP = (
    2.2  # of the size of the letters: a wider space inside a line lies between columns
)
_SMALL = 0.8  # of the size of the line: smaller digits are set high and call a note
_PAGE_CHARACTERS = 100_000
_COLUMN_LINES = 4
_LONG = 20  # characters: shorter lines do not tell where the margins are
_BULLETS = frozenset("•◦▪‣·-–*")
_HYPHENS = "\x02\ufffe\u00ad"


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line: its text, its box in points from the lower left corner, its letters' size, its page.

    ``raised`` are the places in the text of digits that call a note, ``margins`` where the lines of its
    column begin and end.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    page: int
    raised: tuple[tuple[int, int], ...] = ()
    margins: tuple[float, float] = (0.0, 0.0)


def lines_of(document: pypdfium2.PdfDocument, number: int) -> tuple[list[PdfLine], str]:
    """The lines of a page in reading order, and all its text as PDFium gives it."""
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            count = min(text_page.count_chars(), _PAGE_CHARACTERS)
            text = (
                text_page.get_text_range(0, count, errors="replace")
                if count > 0
                else ""
            )
            found = list(_lines(text_page, text, number))
        finally:
            text_page.close()
    finally:
        page.close()
    return in_reading_order(found), text


def _lines(page: _Page, text: str, number: int) -> Iterator[PdfLine]:
    for match in _LINE.finditer(text):
        for start, end in _columns(page, text, match.start(), match.end()):
            line = _line(page, text, start, end, number)
            if line is not None:
                yield line


def _columns(page: _Page, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A line, cut where its words stand so far apart that they belong to different columns."""
    begin = start
    for at in range(start + 1, end - 1):
        if text[at] == " " and text[at - 1] != " ":
            after = at + 1
            before_box, after_box = _box(page, at - 1), _box(page, after)
            if after_box[0] - before_box[2] > _GAP * max(_size(page, at - 1), 1):
                yield begin, at
                begin = after
    yield begin, end


def _line(page: _Page, text: str, start: int, end: int, number: int) -> PdfLine | None:
    shown = [at for at in range(start, end) if not text[at].isspace()]
    if not shown:
        return None
    start, end = shown[0], shown[-1] + 1
    first, last = _box(page, start), _box(page, _last_with_box(text, start, end))
    middle = shown[len(shown) // 2]
    box = _box(page, middle)
    size = max(_size(page, start), _size(page, middle))
    bottom, top = min(first[1], last[1], box[1]), max(first[3], last[3], box[3])
    raised = tuple(_raised(page, text, start, end, size))
    return PdfLine(
        text[start:end], first[0], bottom, last[2], top, size, number, raised
    )


def _last_with_box(text: str, start: int, end: int) -> int:
    return end - 2 if text[end - 1] in _HYPHENS and end - 2 >= start else end - 1


def _raised(
    page: _Page, text: str, start: int, end: int, size: float
) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"(?<=[^\s\d])\d{1,3}(?!\w)", text[start:end]):
        if _size(page, start + match.start()) < _SMALL * size:
            yield match.span()


def _box(page: _Page, at: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of a character, as high as its font: the same for all letters of a line."""
    found = raw.FS_RECTF()
    if raw.FPDFText_GetLooseCharBox(page, at, found):
        return found.left, found.bottom, found.right, found.top
    return 0.0, 0.0, 0.0, 0.0


def _size(page: _Page, at: int) -> float:
    """The height of the letters as drawn: a font may be of size 1 and scaled."""
    _, bottom, _, top = _box(page, at)
    return abs(top - bottom) or float(raw.FPDFText_GetFontSize(page, at))


def in_reading_order(lines: list[PdfLine]) -> list[PdfLine]:
    """Lines from top to bottom; where there are columns, the left one before the right one."""
    sorted_ = [
        line for row in _rows(lines) for line in sorted(row, key=lambda one: one.left)
    ]
    gutter = _gutter(sorted_)
    if gutter is None:
        return _column(sorted_)
    ordered: list[PdfLine] = []
    left: list[PdfLine] = []
    right: list[PdfLine] = []
    for line in sorted_:
        if line.right <= gutter:
            left.append(line)
        elif line.left >= gutter:
            right.append(line)
        else:  # it spans both: what stands above it comes first
            ordered += [*_column(left), *_column(right), *_column([line])]
            left, right = [], []
    return [*ordered, *_column(left), *_column(right)]


def _column(lines: list[PdfLine]) -> list[PdfLine]:
    """The lines of a column, each knowing where most of them begin and end."""
    joined = _joined(lines)
    long = [line for line in joined if len(line.text) > _LONG] or joined
    if not long:
        return []
    left = Counter(round(line.left) for line in long).most_common(1)[0][0]
    right = sorted(line.right for line in long)[int(0.8 * (len(long) - 1))]
    return [replace(line, margins=(float(left), right)) for line in joined]


def _rows(lines: list[PdfLine]) -> list[list[PdfLine]]:
    rows: list[list[PdfLine]] = []
    for line in sorted(lines, key=lambda one: -one.bottom):
        if rows and rows[-1][0].bottom - line.bottom < 0.35 * max(
            line.size, rows[-1][0].size
        ):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _joined(lines: list[PdfLine]) -> list[PdfLine]:
    """Pieces of one line that touch (a word in italics may come apart), joined again."""
    found: list[PdfLine] = []
    for line in lines:
        last = found[-1] if found else None
        if last is not None and _touch(last, line):
            space = "" if line.left - last.right < 0.12 * last.size else " "
            moved = len(last.text) + len(space)
            raised = (*last.raised, *((a + moved, b + moved) for a, b in line.raised))
            text = last.text + space + line.text
            found[-1] = replace(
                last,
                text=text,
                right=line.right,
                top=max(last.top, line.top),
                raised=raised,
            )
        else:
            found.append(line)
    return found


def _touch(one: PdfLine, other: PdfLine) -> bool:
    level = abs(one.bottom - other.bottom) < 0.35 * max(one.size, other.size)
    widest = 2 * _GAP if one.text in _BULLETS else _GAP
    return level and -0.5 * one.size < other.left - one.right < widest * one.size


def _gutter(lines: list[PdfLine]) -> float | None:
    """Where a white strip parts the page into two columns, or nothing."""
    edges = sorted({round(line.left) for line in lines})
    best: tuple[int, float] | None = None
    for edge in edges:
        right = [line for line in lines if line.left >= edge - 1]
        left = [line for line in lines if line.right <= edge - 1]
        crossing = len(lines) - len(right) - len(left)
        beside = (
            sum(any(abs(a.bottom - b.bottom) < a.size for b in left) for a in right)
            if left
            else 0
        )
        if (
            beside >= _COLUMN_LINES
            and len(left) >= _COLUMN_LINES
            and crossing * 4 < len(lines)
        ):
            best = max(best or (0, 0.0), (beside, edge - 1.0))
    return best[1] if best else None
