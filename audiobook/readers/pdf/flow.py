"""Lines of a PDF -> paragraphs: running heads and page numbers out, hyphenation undone, headings found.

A line that stands at the same place on several pages and differs in digits only is a running head. A new
paragraph is indented, or follows a short line or a wide gap. A heading is set larger than the text.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from audiobook.readers.headings import label_of
from audiobook.readers.pdf.lines import PdfLine
from audiobook.readers.plain.lines import is_ornament

_EDGE_LINES = 2  # so many at the top and at the bottom of a page may be running heads
_REPEATED = 3
_LARGE = 1.15  # of the text's size
_SMALL = 0.9
_INDENT = 0.4  # of the size, which is the height of a line's letters with their space
_HEADING = 200
_NUMBER = re.compile(
    r"[-–—\[(|\s]*(?:page\s+)?(?P<number>\d{1,4}|[ivxlc]{1,7})(?:\s+of\s+\d+)?[-–—\])|\s]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡])[\s.)]*\S")
_ENDED = tuple(".!?…:\"'”’»*)")
_HYPHEN = re.compile(r"(?<=\w)[-\u00ad\x02\ufffe]$")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; ``level`` is 0 for text, ``note`` for a footnote."""

    lines: list[PdfLine]
    level: int = 0
    note: bool = False
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its lines, joined by spaces."""
        return " ".join(line.text for line in self.lines)


def body_size(pages: list[list[PdfLine]]) -> float:
    """The size of most letters."""
    sizes: Counter[float] = Counter()
    for line in (line for page in pages for line in page):
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def running(pages: list[list[PdfLine]]) -> set[PdfLine]:
    """The lines that are running heads or page numbers."""
    edges: dict[tuple[str, int], list[PdfLine]] = {}
    numbers: dict[int, list[PdfLine]] = {}
    for at, page in enumerate(pages):
        ordered = sorted(page, key=lambda line: -line.bottom)
        for line in {*ordered[:_EDGE_LINES], *ordered[-_EDGE_LINES:]}:
            edges.setdefault(
                (_DIGITS.sub("#", line.text.lower()), round(line.bottom / 8)), []
            ).append(line)
            match = _NUMBER.fullmatch(line.text)
            if match and match["number"].isdecimal():
                numbers.setdefault(int(match["number"]) - at, []).append(line)
    found = {
        line
        for lines in edges.values()
        if len({one.page for one in lines}) >= _REPEATED
        for line in lines
    }
    return found | {
        line
        for lines in numbers.values()
        if len({one.page for one in lines}) > 1
        for line in lines
    }


def paragraphs(pages: list[list[PdfLine]], size: float) -> list[Paragraph]:
    """The paragraphs of all pages, those that run over a page's end whole."""
    found: list[Paragraph] = []
    gap = _usual_gap(pages, size)
    last: PdfLine | None = None
    for line in (line for page in pages for line in page):
        if last is None or not found or _begins(line, last, gap, size):
            found.append(Paragraph([line]))
        else:
            found[-1].lines.append(line)
        last = line
    _find_headings(found, size)
    return found


def _usual_gap(pages: list[list[PdfLine]], size: float) -> float:
    """From one line of text to the next in a paragraph: half of the gaps are no wider than this."""
    pairs = [
        pair
        for page in pages
        for pair in pairwise(page)
        if abs(pair[0].size - size) < 0.1 * size
    ]
    gaps = sorted(
        a.bottom - b.bottom for a, b in pairs if 0 < a.bottom - b.bottom < 2.5 * a.size
    )
    return gaps[len(gaps) // 2] if gaps else 0.0


def _begins(line: PdfLine, last: PdfLine, gap: float, size: float) -> bool:
    if (
        line.text[0] in "•◦▪‣"
        or is_ornament(line.text)
        or is_ornament(last.text)
        or abs(line.size - last.size) > 0.12 * size
    ):
        return True
    drop = last.bottom - line.bottom
    turned = (
        line.page != last.page or drop < -line.size
    )  # a new page or column: the gap says nothing
    ended, short = last.text.endswith(_ENDED), last.right < last.margins[1] - 4 * size
    inset = line.left - line.margins[0]
    if not turned and gap and drop > 1.2 * gap + 0.5:
        return True
    if turned:
        return ended and (inset > _INDENT * size or short)
    indented = line.left - last.left > _INDENT * size and inset < 6 * size
    return ended and (indented or (short and line.left <= last.left + size))


def _find_headings(found: list[Paragraph], size: float) -> None:
    large = {round(one.lines[0].size) for one in found if _is_heading(one, size)}
    order = sorted(large, reverse=True)
    for one in found:
        if _is_heading(one, size):
            one.level = min(order.index(round(one.lines[0].size)) + 1, 6)
        elif (
            one.lines[0].size < _SMALL * size
            and _NOTE.match(one.text)
            and label_of(one.text) is None
        ):
            one.note = True


def _is_heading(one: Paragraph, size: float) -> bool:
    large = min(line.size for line in one.lines) > _LARGE * size
    return large and len(one.text) < _HEADING and any(map(str.isalnum, one.text))


def with_bookmarks(
    found: list[Paragraph], bookmarks: list[tuple[int, int, str]]
) -> None:
    """Levels as the document's bookmarks (depth, page, title) say, where most of them can be found."""
    places: list[tuple[Paragraph, int]] = []
    for depth, page, title in bookmarks:
        wanted = _plain(title)
        match = next(
            (
                p
                for p in found
                if page <= p.lines[0].page <= page + 1 and _matches(p, wanted)
            ),
            None,
        )
        if match is not None and wanted:
            places.append((match, depth))
    if len(places) < 2 or 2 * len(places) < len(bookmarks):
        return
    for one in found:
        one.level = 0
    for one, depth in places:
        one.level = min(depth + 1, 6)


def _matches(one: Paragraph, wanted: str) -> bool:
    text = _plain(one.text)
    return text == wanted or (
        len(text) > 3 and len(one.text) < _HEADING and wanted.startswith(text)
    )


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


class Joiner:
    """Joins the lines of paragraphs; words that the document has whole tell which hyphens are its own."""

    def __init__(self, text: str) -> None:
        self._words = Counter(re.findall(r"\w+(?:-\w+)*", text.lower()))
        self.undone = 0  # hyphens left out

    def pieces(
        self, lines: list[PdfLine], notes: set[tuple[int, str]]
    ) -> Iterator[tuple[str, str]]:
        """The text of lines in stretches: of "text", numbers set high, and markers of ``notes`` (page, number)."""
        for at, line in enumerate(lines):
            after = lines[at + 1].text if at + 1 < len(lines) else ""
            text, end = line.text, " " if after else ""
            if after and _HYPHEN.search(text):
                keep = self._keeps(text, after)
                self.undone += not keep and text[-1] == "-"
                text, end = (text[:-1] + "-" if keep else text[:-1]), ""
            start = 0
            for first, last in line.raised:
                yield "text", text[start:first]
                yield (
                    "marker" if (line.page, text[first:last]) in notes else "raised",
                    text[first:last],
                )
                start = last
            yield "text", text[start:] + end

    def _keeps(self, before: str, after: str) -> bool:
        head = re.search(r"\w+(?:-\w+)*(?=.$)", before)
        tail = re.match(r"\w+", after)
        if head is None or tail is None or not after[0].islower():
            return before[-1] == "-"
        first, second = head.group().lower(), tail.group().lower()
        return self._words[f"{first}-{second}"] > self._words[f"{first}{second}"]
