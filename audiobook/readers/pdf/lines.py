"""The lines of a PDF page with their places, in reading order: columns one after another.

PDFium gives characters in the order in which they are drawn; lines are put in the order in which
they are read. A gutter is a white strip with lines on both sides of it at the same height.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import pypdfium2
from pypdfium2 import raw

Box = tuple[float, float, float, float]  # left, bottom, right, top

_Page: TypeAlias = pypdfium2.PdfTextPage
_LINE = re.compile(r"[^\r\n]+")
_NOTE_NUMBER = re.compile(r"(?<=[^\s\d])\d{1,3}(?!\w)")
# Of the size of the letters: a wider space inside a line lies between columns.
_GAP = 2.2
# Of the size of the line: smaller digits are set high and call a note.
_SMALL = 0.8
_SAME_HEIGHT = 0.35  # of the size: lines closer in height stand beside one another
_NO_SPACE = 0.12  # of the size: pieces closer than this belong to one word
_OVERLAP = 0.5  # of the size: italics may reach into the next letter
_PAGE_CHARACTERS = 100_000
_COLUMN_LINES = 4
_LONG = 20  # characters: shorter lines do not tell where the margins are
_RIGHT_MARGIN = 0.8  # of the long lines end before it
_BULLETS = frozenset("•◦▪‣·-–*")
_HYPHENS = "\x02\ufffe\u00ad"


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line: its text, its box in points from the lower left corner, its letters' size, its
    page.

    ``raised`` are the places in the text of digits that call a note, ``margins`` where the lines
    of its column begin and end.
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
    # PDFium frees nothing by itself.
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            text = _text(text_page)
            lines = list(_lines(text_page, text, number))
        finally:
            text_page.close()
    finally:
        page.close()
    return in_reading_order(lines), text


def _text(page: _Page) -> str:
    """All text of a page, as PDFium gives it."""
    count = min(page.count_chars(), _PAGE_CHARACTERS)
    if count <= 0:
        return ""
    return str(page.get_text_range(0, count, errors="replace"))


def _lines(
    page: _Page,
    text: str,
    number: int,
) -> Iterator[PdfLine]:
    """The pieces of lines on a page, in the order in which they are drawn."""
    for match in _LINE.finditer(text):
        for start, end in _columns(
            page,
            text,
            match.start(),
            match.end(),
        ):
            line = _line(
                page,
                text,
                start,
                end,
                number,
            )
            if line is not None:
                yield line


def _columns(
    page: _Page,
    text: str,
    start: int,
    end: int,
) -> Iterator[tuple[int, int]]:
    """A line, cut where its words stand so far apart that they are in different columns."""
    begin = start
    for at in range(start + 1, end - 1):
        if text[at] != " " or text[at - 1] == " ":
            continue
        after = at + 1
        _, _, word_end, _ = _box(page, at - 1)
        next_word, _, _, _ = _box(page, after)
        if next_word - word_end > _GAP * max(_size(page, at - 1), 1):
            yield begin, at
            begin = after
    yield begin, end


def _line(
    page: _Page,
    text: str,
    start: int,
    end: int,
    number: int,
) -> PdfLine | None:
    """A line with its place; nothing where it is white space."""
    shown = [at for at in range(start, end) if not text[at].isspace()]
    if not shown:
        return None
    start = shown[0]
    end = shown[-1] + 1
    middle = shown[len(shown) // 2]
    first_box = _box(page, start)
    middle_box = _box(page, middle)
    last_box = _box(page, _last_with_box(text, start, end))
    boxes = (first_box, middle_box, last_box)
    # An initial may be larger than the line.
    size = max(_size(page, start), _size(page, middle))
    return PdfLine(
        text[start:end],
        left=first_box[0],
        bottom=min(bottom for _, bottom, _, _ in boxes),
        right=last_box[2],
        top=max(top for _, _, _, top in boxes),
        size=size,
        page=number,
        raised=tuple(
            _raised(
                page,
                text,
                start,
                end,
                size,
            )
        ),
    )


def _last_with_box(
    text: str,
    start: int,
    end: int,
) -> int:
    """The last character that is drawn: PDFium puts signs for hyphens at line ends."""
    last = end - 1
    if text[last] in _HYPHENS and last > start:
        return last - 1
    return last


def _raised(
    page: _Page,
    text: str,
    start: int,
    end: int,
    size: float,
) -> Iterator[tuple[int, int]]:
    """The places of digits that are set high."""
    for match in _NOTE_NUMBER.finditer(text[start:end]):
        if _size(page, start + match.start()) < _SMALL * size:
            yield match.span()


def _box(page: _Page, at: int) -> Box:
    """The box of a character, as high as its font: the same for all letters of a line."""
    box = raw.FS_RECTF()
    if raw.FPDFText_GetLooseCharBox(page, at, box):
        return box.left, box.bottom, box.right, box.top
    return 0.0, 0.0, 0.0, 0.0


def _size(page: _Page, at: int) -> float:
    """The height of the letters as drawn: a font may be of size 1 and scaled."""
    _, bottom, _, top = _box(page, at)
    return abs(top - bottom) or float(raw.FPDFText_GetFontSize(page, at))


def in_reading_order(lines: list[PdfLine]) -> list[PdfLine]:
    """Lines from top to bottom; of two columns, the left one before the right one."""
    by_height: list[PdfLine] = []
    for row in _rows(lines):
        by_height.extend(sorted(row, key=lambda line: line.left))
    gutter = _gutter(by_height)
    if gutter is None:
        return _column(by_height)
    ordered: list[PdfLine] = []
    left: list[PdfLine] = []
    right: list[PdfLine] = []
    for line in by_height:
        if line.right <= gutter:
            left.append(line)
        elif line.left >= gutter:
            right.append(line)
        else:  # it spans both: what stands above it comes first
            ordered += [*_column(left), *_column(right), *_column([line])]
            left = []
            right = []
    return [*ordered, *_column(left), *_column(right)]


def _column(lines: list[PdfLine]) -> list[PdfLine]:
    """The lines of a column, each knowing where most of them begin and end."""
    joined = _joined(lines)
    if not joined:
        return []
    # Headings and last lines of paragraphs do not reach the margins.
    long = [line for line in joined if len(line.text) > _LONG] or joined
    starts = Counter(round(line.left) for line in long)
    left, _ = starts.most_common(1)[0]
    ends = sorted(line.right for line in long)
    right = ends[int(_RIGHT_MARGIN * (len(long) - 1))]
    margins = (float(left), right)
    return [replace(line, margins=margins) for line in joined]


def _rows(lines: list[PdfLine]) -> list[list[PdfLine]]:
    """Lines that stand beside one another, from top to bottom."""
    rows: list[list[PdfLine]] = []
    for line in sorted(lines, key=lambda line: -line.bottom):
        if rows and _is_beside(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _is_beside(first: PdfLine, line: PdfLine) -> bool:
    """Whether a line stands at the height of another."""
    height = max(line.size, first.size)
    return first.bottom - line.bottom < _SAME_HEIGHT * height


def _joined(lines: list[PdfLine]) -> list[PdfLine]:
    """Pieces of one line that touch (a word in italics may come apart), joined again."""
    joined: list[PdfLine] = []
    for line in lines:
        if joined and _touch(joined[-1], line):
            joined[-1] = _as_one(joined[-1], line)
        else:
            joined.append(line)
    return joined


def _as_one(first: PdfLine, second: PdfLine) -> PdfLine:
    """Two pieces of a line as one."""
    space = " "
    if second.left - first.right < _NO_SPACE * first.size:
        space = ""
    moved = len(first.text) + len(space)
    raised = list(first.raised)
    for start, end in second.raised:
        raised.append((start + moved, end + moved))
    return replace(
        first,
        text=first.text + space + second.text,
        right=second.right,
        top=max(first.top, second.top),
        raised=tuple(raised),
    )


def _touch(first: PdfLine, second: PdfLine) -> bool:
    """Whether two pieces belong to one line of a column."""
    height = max(first.size, second.size)
    if abs(first.bottom - second.bottom) >= _SAME_HEIGHT * height:
        return False
    widest = _GAP
    if first.text in _BULLETS:
        widest = 2 * _GAP
    gap = second.left - first.right
    return -_OVERLAP * first.size < gap < widest * first.size


def _gutter(lines: list[PdfLine]) -> float | None:
    """Where a white strip parts the page into two columns, or nothing."""
    best: tuple[int, float] | None = None
    # A column begins where a line begins.
    for edge in sorted({round(line.left) for line in lines}):
        left, right = _sides(lines, edge - 1)
        crossing = len(lines) - len(right) - len(left)
        # A few headings may run over both columns.
        if len(left) < _COLUMN_LINES or crossing * 4 >= len(lines):
            continue
        beside = _beside(right, left)
        candidate = (beside, edge - 1.0)
        if beside >= _COLUMN_LINES and (best is None or candidate > best):
            best = candidate
    if best is None:
        return None
    return best[1]


def _sides(lines: list[PdfLine], edge: float) -> tuple[list[PdfLine], list[PdfLine]]:
    """The lines that are wholly to the left of an edge, and those to the right of it."""
    left: list[PdfLine] = []
    right: list[PdfLine] = []
    for line in lines:
        if line.left >= edge:
            right.append(line)
        if line.right <= edge:
            left.append(line)
    return left, right


def _beside(right: list[PdfLine], left: list[PdfLine]) -> int:
    """How many of the lines on the right have one on the left at the same height."""
    count = 0
    for line in right:
        count += any(abs(line.bottom - other.bottom) < line.size for other in left)
    return count
