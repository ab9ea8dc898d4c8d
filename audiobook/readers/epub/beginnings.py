"""What the contents of an EPUB and the headings of its pages say of where chapters begin.

Contents are often wrong: they name anchors that are not there, call every chapter the same, or
list only some. The headings of the pages say the rest.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from audiobook.readers.cuts import Cut, StoryPage
from audiobook.readers.epub.nav import NavEntry
from audiobook.readers.flow import Flow
from audiobook.readers.headings import Rank, as_title, label_of
from audiobook.readers.levels import MarkedHeading, cuts_of, marked_headings

_BLANK_LINE = "\n\n"
_FEWEST = 2  # chapters that a page has to name for its headings to be asked
_PAGE_NAMES = (".xhtml", ".html", ".htm", ".xml")


def place_of(entry: NavEntry, flow: Flow) -> int | None:
    """Where on its page a line of the contents points; ``None`` where nothing is there."""
    if not entry.fragment:
        return 0
    at = flow.anchors.get(entry.fragment)
    if at is not None:
        return _at_paragraph(flow.text, at)
    folded = entry.fragment.casefold()
    for name, place in flow.anchors.items():
        if name.casefold() == folded:
            return _at_paragraph(flow.text, place)
    title = _plain(entry.title)
    for heading in marked_headings(flow):
        if title and _plain(heading.title) == title:
            return heading.start
    return None


def _at_paragraph(text: str, at: int) -> int:
    """The beginning of the paragraph or line that a place is in: no sentence is cut in two."""
    if at >= len(text) or text[at - 1 : at] == "\n":
        return at
    paragraph = text.rfind(
        _BLANK_LINE,
        0,
        at,
    )
    return paragraph + len(_BLANK_LINE) if paragraph >= 0 else 0


def chapter_headings(flow: Flow) -> list[MarkedHeading]:
    """The headings that say of themselves that they are chapters or parts, if there are several.

    A single one is that of the page.
    """
    found: list[MarkedHeading] = []
    for heading in marked_headings(flow):
        label = label_of(heading.title)
        if label is not None and label.rank <= Rank.CHAPTER:
            found.append(heading)
    return found if len(found) >= _FEWEST else []


def inner_headings(
    pages: list[StoryPage], title: str
) -> Iterator[tuple[int, MarkedHeading]]:
    """The headings inside of pages that begin chapters, in a book without contents.

    Each comes with the index of its page.
    """
    by_start: dict[int, tuple[int, MarkedHeading]] = {}
    laid_out: list[MarkedHeading] = []
    base = 0
    for at, page in enumerate(pages):
        for heading in marked_headings(page.flow):
            by_start[base + heading.start] = at, heading
            laid_out.append(_moved(heading, base))
        base += len(page.flow.text) + 1
    for cut in cuts_of(laid_out, title):
        at, heading = by_start[cut.offset]
        if heading.start:
            yield at, heading


def _moved(heading: MarkedHeading, by: int) -> MarkedHeading:
    return replace(heading, start=heading.start + by, end=heading.end + by)


class Titles:
    """What the contents call chapters, and whether that can be believed."""

    def __init__(self, entries: Iterable[NavEntry]) -> None:
        titles = [
            (entry.path, entry.fragment, _plain(entry.title)) for entry in entries
        ]
        self._all = {title for _, _, title in titles}
        # A title for the whole book says nothing of its chapters.
        self._one_for_all = len(set(titles)) > 1 and len(self._all) == 1

    def of(self, entry: NavEntry, heading: str, fallback: str) -> str:
        """The title of a chapter: that of the contents, or the heading that it begins with."""
        title = as_title(entry.title)
        if not title:
            return heading or fallback
        if not heading:
            return title
        is_file = title.casefold().endswith(_PAGE_NAMES)
        # Contents whose lines point one page too far name the chapter beside it.
        is_of_another = (
            _plain(heading) != _plain(title) and _plain(heading) in self._all
        )
        if is_file or self._one_for_all or is_of_another:
            return heading
        return title


def _plain(title: str) -> str:
    """A title by which others are compared: letters and digits alone."""
    return "".join(filter(str.isalnum, title.casefold()))


def is_listed(cuts: list[Cut], page: int, heading: MarkedHeading) -> bool:
    """Whether a chapter begins at a heading already, or right before it."""
    on_page = (cut.offset for cut in cuts if cut.page == page)
    return any(heading.start <= offset < heading.end for offset in on_page)
