"""Pages of a book, and where its chapters begin -> chapters."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from audiobook.model import Chapter, Mark, Note
from audiobook.readers.flow import Flow

PART_WORDS = 40  # a part's page with fewer words is only its heading


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A page that is read, with its place in the archive."""

    path: str
    flow: Flow
    named: bool  # in the contents


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a chapter begins: a page, an offset into its text, a title.

    ``depth`` is that of its line in the contents. ``reach`` is the depth from which on
    chapters belong to a part: one below its own where the contents nest them under it,
    its own where they follow it in a flat list.
    """

    page: int
    offset: int
    title: str
    depth: int
    part: bool = False
    reach: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """The page and the offset, by which cuts are ordered."""
        return self.page, self.offset


def chapters_of(
    pages: list[StoryPage], cuts: list[Cut]
) -> tuple[tuple[Chapter, Cut], ...]:
    """The chapters between the cuts, each with the cut that begins it.

    A part that is only a heading is read with its first chapter.
    """
    chapters: list[tuple[Chapter, Cut]] = []
    parts: list[Cut] = []
    carried = Flow("")
    last = pages[-1].flow
    end = Cut(
        len(pages) - 1,
        len(last.text),
        "",
        0,
    )
    stops = [*cuts[1:], end]
    for cut, stop in zip(cuts, stops, strict=False):
        flow = _joined([carried, *_between(pages, cut, stop)])
        parts = [part for part in parts if _goes_on(part, cut)]
        if cut.part:
            parts.append(cut)
        # The last part has no chapter to be read with, so it is one itself.
        only_heading = len(flow.text.split()) < PART_WORDS
        if not flow.text or (cut.part and only_heading and stop is not end):
            carried = flow
            continue
        carried = Flow("")
        above = ", ".join(part.title for part in parts if part is not cut)
        number = len(chapters) + 1
        chapter = Chapter(
            number, cut.title, flow.text, None, flow.marks, above, flow.asides
        )
        chapters.append((chapter, cut))
    return tuple(chapters)


def _goes_on(part: Cut, cut: Cut) -> bool:
    """Whether what begins at a cut still belongs to a part."""
    is_next_part = cut.part and part.depth == cut.depth
    return part.reach <= cut.depth and not is_next_part


def _between(pages: list[StoryPage], start: Cut, stop: Cut) -> Iterator[Flow]:
    for at in range(start.page, stop.page + 1):
        flow = pages[at].flow
        begin = start.offset if at == start.page else 0
        end = stop.offset if at == stop.page else len(flow.text)
        yield _slice(flow, begin, end)


def _slice(flow: Flow, begin: int, end: int) -> Flow:
    """A stretch of a flow without the white space around it, with what is in it."""
    text = flow.text[begin:end]
    start = begin + len(text) - len(text.lstrip())
    stop = start + len(text.strip())
    marks: list[Mark] = []
    for mark in flow.marks:
        if mark.start < stop and mark.end > start:
            mark_start = max(mark.start, start) - start
            mark_end = min(mark.end, stop) - start
            marks.append(replace(mark, start=mark_start, end=mark_end))
    asides: list[Note] = []
    is_last = end == len(flow.text)
    for note in flow.asides:
        at_the_end = is_last and note.at == end
        if begin <= note.at < end or at_the_end:
            place = min(max(note.at, start), stop) - start
            asides.append(replace(note, at=place))
    return Flow(flow.text[start:stop], tuple(marks), asides=tuple(asides))


def _joined(flows: list[Flow]) -> Flow:
    """Flows one behind the other, with a blank line between those that have text."""
    text = ""
    marks: list[Mark] = []
    asides: list[Note] = []
    for flow in flows:
        if not flow.text and not flow.asides:
            continue
        if text and flow.text:
            text += "\n\n"
        at = len(text)
        for note in flow.asides:
            asides.append(replace(note, at=note.at + at))
        for mark in flow.marks:
            marks.append(replace(mark, start=mark.start + at, end=mark.end + at))
        text += flow.text
    return Flow(text, tuple(marks), asides=tuple(asides))
