"""Lines of a PDF -> paragraphs: running heads and page numbers out, headings found.

A line that stands at the same place on several pages and differs in digits only is a
running head. A new paragraph is indented, or follows a short line or a wide gap. A heading
is set larger than the text. Words cut at the end of a line are joined again.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from audiobook.readers.decoding.lines import is_ornament
from audiobook.readers.headings import label_of
from audiobook.readers.pdf.lines import PdfLine

Piece = tuple[str, str]  # its kind ("text", "raised", "marker"), its text

_EDGE_LINES = 2  # at the top and at the bottom of a page that may be running heads
_REPEATED = 3  # pages with a running head
_HEIGHT = 8  # points: running heads stand no farther apart in height than this
_LARGE = 1.15  # of the text's size
_SMALL = 0.9
# Of the size, which is the height of a line's letters with their space.
_OTHER_SIZE = 0.12
_INDENT = 0.4
_WIDEST_INDENT = 6
_SHORTER = 4
_WIDER_GAP = 1.2  # of the usual one
_HEADING = 200  # characters
_LEVELS = 6
_NUMBER = re.compile(
    r"[-–—\[(|\s]*(?:page\s+)?(?P<number>\d{1,4}|[ivxlc]{1,7})(?:\s+of\s+\d+)?[-–—\])|\s]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡])[\s.)]*\S")
_BULLETS = "•◦▪‣"
_ENDED = tuple(".!?…:\"'”’»*)")
_HYPHEN = re.compile(r"(?<=\w)[-\u00ad\x02\ufffe]$")


@dataclass(slots=True)
class PdfParagraph:
    """Lines that belong together; ``level`` is 0 for text, ``note`` for a footnote."""

    lines: list[PdfLine]
    level: int = 0
    note: bool = False

    @property
    def text(self) -> str:
        """Its lines, joined by spaces."""
        return " ".join(line.text for line in self.lines)


def body_size(pages: list[list[PdfLine]]) -> float:
    """The size of most letters, in points; 0 where there are none."""
    sizes: Counter[float] = Counter()
    for line in chain.from_iterable(pages):
        sizes[round(line.size, 1)] += len(line.text)
    if not sizes:
        return 0.0
    size, _ = sizes.most_common(1)[0]
    return size


def running(pages: list[list[PdfLine]]) -> set[PdfLine]:
    """The lines that are running heads or page numbers."""
    alike: dict[tuple[str, int], list[PdfLine]] = defaultdict(list)
    numbers: dict[int, list[PdfLine]] = defaultdict(list)
    for at, page in enumerate(pages):
        for line in _edges(page):
            words = _DIGITS.sub("#", line.text.lower())
            height = round(line.bottom / _HEIGHT)
            alike[words, height].append(line)
            match = _NUMBER.fullmatch(line.text)
            if match and match["number"].isdecimal():
                # Numbers that count on with the pages have the same distance to them.
                numbers[int(match["number"]) - at].append(line)
    heads = _repeated(alike.values(), _REPEATED)
    return heads | _repeated(numbers.values(), 2)


def _edges(page: list[PdfLine]) -> set[PdfLine]:
    """The lines at the top and at the bottom of a page."""
    from_top = sorted(page, key=lambda line: -line.bottom)
    return {*from_top[:_EDGE_LINES], *from_top[-_EDGE_LINES:]}


def _repeated(groups: Iterable[list[PdfLine]], least: int) -> set[PdfLine]:
    """The lines of the groups that are on at least so many pages."""
    repeated: set[PdfLine] = set()
    for lines in groups:
        pages = {line.page for line in lines}
        if len(pages) >= least:
            repeated.update(lines)
    return repeated


def paragraphs(pages: list[list[PdfLine]], size: float) -> list[PdfParagraph]:
    """The paragraphs of all pages, those that run over a page's end whole."""
    found: list[PdfParagraph] = []
    gap = _usual_gap(pages, size)
    last: PdfLine | None = None
    for line in chain.from_iterable(pages):
        if last is None or _begins(
            line,
            last,
            gap,
            size,
        ):
            found.append(PdfParagraph([line]))
        else:
            found[-1].lines.append(line)
        last = line
    _find_headings(found, size)
    return found


def _usual_gap(pages: list[list[PdfLine]], size: float) -> float:
    """From one line of text to the next in a paragraph.

    Half of the gaps are not wider than this.
    """
    gaps: list[float] = []
    for page in pages:
        for upper, lower in pairwise(page):
            gap = upper.bottom - lower.bottom
            in_text = abs(upper.size - size) < 0.1 * size
            if in_text and 0 < gap < 2.5 * upper.size:
                gaps.append(gap)
    if not gaps:
        return 0.0
    # The median: gaps between paragraphs are fewer.
    gaps.sort()
    return gaps[len(gaps) // 2]


def _begins(
    line: PdfLine,
    last: PdfLine,
    gap: float,
    size: float,
) -> bool:
    """Whether a paragraph begins with a line, ``last`` being the line before it."""
    if _stands_apart(line, last, size):
        return True
    ended = last.text.endswith(_ENDED)
    short = last.right < last.margins[1] - _SHORTER * size
    inset = line.left - line.margins[0]
    drop = last.bottom - line.bottom
    if line.page != last.page or drop < -line.size:
        # On a new page or in a new column the gap says nothing.
        return ended and (inset > _INDENT * size or short)
    if gap and drop > _WIDER_GAP * gap + 0.5:
        return True
    if not ended:
        return False
    indented = line.left - last.left > _INDENT * size
    if indented and inset < _WIDEST_INDENT * size:
        return True
    return short and line.left <= last.left + size


def _stands_apart(
    line: PdfLine,
    last: PdfLine,
    size: float,
) -> bool:
    """Whether a line is a paragraph by what it is, wherever it stands."""
    # Every item of a list is a paragraph.
    if line.text[0] in _BULLETS:
        return True
    if is_ornament(line.text) or is_ornament(last.text):
        return True
    return abs(line.size - last.size) > _OTHER_SIZE * size


def _size(line: PdfLine) -> float:
    return line.size


def _find_headings(found: list[PdfParagraph], size: float) -> None:
    """Set the levels of headings, and mark footnotes."""
    headings = [one for one in found if _is_heading(one, size)]
    sizes = set(map(_rounded_size, headings))
    # The larger the letters, the higher the level.
    order = sorted(sizes, reverse=True)
    for heading in headings:
        level = order.index(_rounded_size(heading)) + 1
        heading.level = min(level, _LEVELS)
    for paragraph in found:
        if not paragraph.level:
            paragraph.note = _is_note(paragraph, size)


def _rounded_size(paragraph: PdfParagraph) -> int:
    return round(paragraph.lines[0].size)


def _is_note(paragraph: PdfParagraph, size: float) -> bool:
    """Whether a paragraph is a footnote: set smaller, with a number before it."""
    if paragraph.lines[0].size >= _SMALL * size or not _NOTE.match(paragraph.text):
        return False
    return label_of(paragraph.text) is None


def _is_heading(paragraph: PdfParagraph, size: float) -> bool:
    """Whether a paragraph is a heading: set larger, and short."""
    smallest = min(map(_size, paragraph.lines))
    if smallest <= _LARGE * size or len(paragraph.text) >= _HEADING:
        return False
    return any(map(str.isalnum, paragraph.text))


def with_bookmarks(
    found: list[PdfParagraph], bookmarks: list[tuple[int, int, str]]
) -> None:
    """Set levels as the document's bookmarks (depth, page, title) say.

    Nothing changes where most of them cannot be found in the text.
    """
    places: list[tuple[PdfParagraph, int]] = []
    for depth, page, title in bookmarks:
        wanted = _letters(title)
        heading = _bookmarked(found, page, wanted)
        if heading is not None and wanted:
            places.append((heading, depth))
    # Bookmarks that lead to the wrong pages are worse than none.
    if len(places) < 2 or 2 * len(places) < len(bookmarks):
        return
    for paragraph in found:
        paragraph.level = 0
    for paragraph, depth in places:
        paragraph.level = min(depth + 1, _LEVELS)


def _bookmarked(
    found: list[PdfParagraph],
    page: int,
    wanted: str,
) -> PdfParagraph | None:
    """The paragraph that a bookmark leads to, on its page or the next."""
    for paragraph in found:
        first = paragraph.lines[0].page
        if page <= first <= page + 1 and _matches(paragraph, wanted):
            return paragraph
    return None


def _matches(paragraph: PdfParagraph, wanted: str) -> bool:
    """Whether a paragraph is the heading that a bookmark is called by."""
    letters = _letters(paragraph.text)
    if letters == wanted:
        return True
    # The title may go on in the next paragraph.
    if len(letters) <= 3 or len(paragraph.text) >= _HEADING:
        return False
    return wanted.startswith(letters)


def _letters(text: str) -> str:
    """A text to compare with another: letters and digits alone."""
    return "".join(filter(str.isalnum, text.casefold()))


class Joiner:
    """Joins the lines of paragraphs.

    Words that the document has whole tell which hyphens are its own.
    """

    def __init__(self, text: str) -> None:
        self._words = Counter(re.findall(r"\w+(?:-\w+)*", text.lower()))
        self.undone = 0  # hyphens left out

    def pieces(
        self, lines: list[PdfLine], notes: set[tuple[int, str]]
    ) -> Iterator[Piece]:
        """The text of lines in stretches: text, digits set high, and markers.

        Markers are digits set high that call one of ``notes`` (page, number).
        """
        for at, line in enumerate(lines, 1):
            after = ""
            if at < len(lines):
                after = lines[at].text
            text = self._before(line.text, after)
            start = 0
            for first, last in line.raised:
                yield "text", text[start:first]
                digits = text[first:last]
                kind = "raised"
                if (line.page, digits) in notes:
                    kind = "marker"
                yield kind, digits
                start = last
            yield "text", text[start:]

    def _before(self, text: str, after: str) -> str:
        """A line as it is put before the next, with a space or with its hyphen undone."""
        if not after:
            return text
        if not _HYPHEN.search(text):
            return text + " "
        if self._keeps(text, after):
            return text[:-1] + "-"
        # Soft hyphens and the signs that PDFium puts for them are not characters.
        self.undone += text[-1] == "-"
        return text[:-1]

    def _keeps(self, before: str, after: str) -> bool:
        """Whether a hyphen at the end of a line belongs to its word ("well-known")."""
        head = re.search(r"\w+(?:-\w+)*(?=.$)", before)
        tail = re.match(r"\w+", after)
        if head is None or tail is None or not after[0].islower():
            return before[-1] == "-"
        first = head.group().lower()
        second = tail.group().lower()
        return self._words[f"{first}-{second}"] > self._words[f"{first}{second}"]
