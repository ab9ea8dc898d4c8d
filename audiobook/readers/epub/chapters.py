"""Pages and contents of an EPUB -> where its chapters begin.

Every line of the contents that points at a story page begins a chapter; a page that the
contents do not name goes on with the chapter before it, unless it has a heading of its
own. Where the contents point at nothing, the headings of the pages stand in for them.
What stands above chapters (a part, a volume) becomes their part; what stands below one
(the "I", "II" of a story) stays inside it.
"""

from collections.abc import Iterator
from dataclasses import replace

from audiobook.model import MarkKind
from audiobook.readers.cuts import PART_WORDS, Cut, StoryPage
from audiobook.readers.epub.beginnings import (
    Titles,
    chapter_headings,
    inner_headings,
    is_listed,
    place_of,
)
from audiobook.readers.epub.nav import NavEntry
from audiobook.readers.flow import Flow
from audiobook.readers.headings import Rank, as_title, label_of
from audiobook.readers.levels import MarkedHeading

_HEADINGS = 3  # at the top of a page that make its title together


def cuts_of(
    pages: list[StoryPage], entries: tuple[NavEntry, ...], fallback: str
) -> list[Cut]:
    """Where chapters and parts begin, in reading order.

    ``fallback`` is the title of a beginning that has none.
    """
    cuts = list(_by_contents(pages, entries, fallback))
    in_contents = bool(cuts)
    pointed = _pointed_pages(pages, cuts)
    for at, page in enumerate(pages):
        if at in pointed or page.named:
            continue
        title = heading_title(page.flow)
        # The first page always begins a chapter, or its text would belong to none.
        if title or at == 0:
            cuts.append(Cut(at, 0, title or fallback, 0, _is_part(title)))
    for at, heading in _unlisted(
        pages, cuts, entries, fallback, any_listed=in_contents
    ):
        if not is_listed(cuts, at, heading):
            part = _is_part(heading.title)
            cuts.append(Cut(at, heading.start, heading.title, 0, part))
    return _from_the_start(_in_order(cuts), pages, fallback)


def _by_contents(
    pages: list[StoryPage], entries: tuple[NavEntry, ...], fallback: str
) -> Iterator[Cut]:
    """What the contents say, as far as they lead to pages that are read."""
    where = {page.path: at for at, page in enumerate(pages)}
    at_pages = [entry for entry in entries if entry.path in where]
    titles = Titles(entries)
    for entry, part in _beginnings(at_pages):
        at = where[entry.path]
        flow = pages[at].flow
        offset = place_of(entry, flow)
        if offset is None:
            # The headings of the page are better than a line that points nowhere on it.
            if chapter_headings(flow):
                continue
            offset = 0
        yield Cut(
            at,
            offset,
            titles.of(entry, heading_title(flow, offset), fallback),
            entry.depth,
            part,
            reach=entry.depth if entry.leaf else entry.depth + 1,
        )


def _unlisted(
    pages: list[StoryPage],
    cuts: list[Cut],
    entries: tuple[NavEntry, ...],
    title: str,
    *,
    any_listed: bool,
) -> Iterator[tuple[int, MarkedHeading]]:
    """The headings that begin chapters without the contents saying so, with their pages."""
    if not any_listed:
        yield from inner_headings(pages, title)
        return
    lost = _lost_anchors(pages, entries)
    pointed = {cut.page for cut in cuts}
    for at, page in enumerate(pages):
        # Contents with a single line only say where the book begins.
        if at not in pointed or page.path in lost or len(cuts) == 1:
            for heading in chapter_headings(page.flow):
                yield at, heading


def _lost_anchors(pages: list[StoryPage], entries: tuple[NavEntry, ...]) -> set[str]:
    """The pages on which a line of the contents points at nothing."""
    flows = {page.path: page.flow for page in pages}
    lost: set[str] = set()
    for entry in entries:
        if entry.path in flows and place_of(entry, flows[entry.path]) is None:
            lost.add(entry.path)
    return lost


def _pointed_pages(pages: list[StoryPage], cuts: list[Cut]) -> set[int]:
    """The pages that the contents point at."""
    pointed: set[int] = set()
    for cut in cuts:
        pointed.add(cut.page)
        # Where a converter split a page before a heading, its anchor stands at the end
        # of the page before.
        if 0 < cut.offset >= len(pages[cut.page].flow.text):
            pointed.add(cut.page + 1)
    return pointed


def _in_order(cuts: list[Cut]) -> list[Cut]:
    """The cuts by their places; of several at one place the first counts."""
    first: dict[tuple[int, int], Cut] = {}
    for cut in cuts:
        first.setdefault(cut.place, cut)
    return [first[place] for place in sorted(first)]


def _from_the_start(
    cuts: list[Cut], pages: list[StoryPage], fallback: str
) -> list[Cut]:
    """With a cut at the very beginning, so that nothing before the first is lost."""
    if cuts and cuts[0].place == (0, 0):
        return cuts
    flow = pages[0].flow
    if cuts and cuts[0].page == 0:
        above = flow.text[: cuts[0].offset]
        if len(above.split()) < PART_WORDS:  # only a heading
            return [replace(cuts[0], offset=0), *cuts[1:]]
    title = heading_title(flow) or fallback
    return [Cut(0, 0, title, 0, _is_part(title)), *cuts]


# ------------------------------------------------------- which entries begin chapters


def _beginnings(entries: list[NavEntry]) -> Iterator[tuple[NavEntry, bool]]:
    """The entries that begin something, each with whether it is a part with chapters."""
    most_are_leaves = _most_are_leaves(entries)
    inside: int | None = None  # depth of the chapter whose sections are passed over
    for at, entry in enumerate(entries):
        if inside is not None and entry.depth > inside:
            continue
        inside = None
        children = _below(entries, at)
        if children and _are_sections(entry, children, most_are_leaves):
            inside = entry.depth
            children = []
        yield entry, bool(children) or _is_part(entry.title)


def _most_are_leaves(entries: list[NavEntry]) -> bool:
    """Whether most of the entries at the top have nothing under them."""
    tops = 0
    leaves = 0
    for entry in entries:
        if entry.depth == 0:
            tops += 1
            leaves += entry.leaf
    return 2 * leaves > tops


def _below(entries: list[NavEntry], at: int) -> list[NavEntry]:
    """The entries under one, at any depth."""
    below: list[NavEntry] = []
    for entry in entries[at + 1 :]:
        if entry.depth <= entries[at].depth:
            break
        below.append(entry)
    return below


def _are_sections(
    parent: NavEntry,
    children: list[NavEntry],
    most_are_leaves: bool,  # noqa: FBT001 - said once of all entries
) -> bool:
    """Whether the entries under one are sections of a chapter."""
    if _is_part(parent.title):
        return False
    # What stands on pages of its own is a chapter.
    for child in children:
        if child.path != parent.path:
            return False
    if most_are_leaves or all(_is_bare(child.title) for child in children):
        return True
    label = label_of(parent.title)
    return label is not None and label.rank is Rank.CHAPTER


def _is_bare(title: str) -> bool:
    """Whether a title is only a number."""
    label = label_of(title)
    return label is not None and label.rank is Rank.BARE


def _is_part(title: str) -> bool:
    label = label_of(title)
    return label is not None and label.rank < Rank.CHAPTER


def heading_title(flow: Flow, start: int = 0) -> str:
    """The headings that a page begins with, or a place on it, in one line; empty without any."""
    titles: list[str] = []
    end = start
    for mark in flow.marks:
        if mark.kind is not MarkKind.HEADING or mark.start < end:
            continue
        if flow.text[end : mark.start].strip():
            break
        title = as_title(flow.text[mark.start : mark.end])
        # A chapter right under the heading of its part is not the title of the part.
        if titles and _is_part(titles[-1]) and label_of(title) is not None:
            break
        titles.append(title)
        end = mark.end
    return ": ".join(titles[:_HEADINGS])
