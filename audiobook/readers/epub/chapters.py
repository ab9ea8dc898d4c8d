"""Pages and contents of an EPUB -> chapters.

Every line of the contents that points at a story page begins a chapter; a page that the contents do not
name goes on with the chapter before it, unless it has a heading of its own. What stands above chapters (a
part, a volume) becomes their part; what stands below one (the "I", "II" of a story) stays inside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from audiobook.model import Chapter, Mark, MarkKind, Note
from audiobook.readers.epub.nav import Entry
from audiobook.readers.flow import Flow
from audiobook.readers.headings import Rank, as_title, label_of

_PART_WORDS = 40  # a part's page with fewer words is only its heading


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A page that is read, with its place in the archive."""

    path: str
    flow: Flow
    named: bool  # in the contents


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a chapter begins: a page, an offset into its text, a title, and the depth in the contents.

    ``reach`` is the depth from which on chapters belong to a part: one below its own where the contents
    nest them under it, its own where they follow it in a flat list.
    """

    page: int
    offset: int
    title: str
    depth: int
    part: bool = False
    reach: int = 0


def cuts_of(pages: list[StoryPage], entries: tuple[Entry, ...], fallback: str) -> list[Cut]:
    """Where chapters and parts begin, in reading order."""
    where = {page.path: at for at, page in enumerate(pages)}
    wanted = _chapter_entries([entry for entry in entries if entry.path in where])
    cuts = [
        Cut(
            at, pages[at].flow.anchors.get(e.fragment, 0), as_title(e.title), e.depth, part, e.depth + (not e.leaf)
        )
        for e, part in wanted
        for at in [where[e.path]]
    ]
    # Where a converter split a page before a heading, its anchor stands at the end of the page before.
    pointed = {cut.page + (cut.offset > 0 and cut.offset >= len(pages[cut.page].flow.text)) for cut in cuts}
    pointed |= {cut.page for cut in cuts}
    for at, page in enumerate(pages):
        title = heading_title(page.flow)
        if at not in pointed and not page.named and (title or at == 0):
            cuts.append(Cut(at, 0, title or fallback, 0, _is_part(title)))
    return _ordered(cuts, pages, fallback)


def _ordered(cuts: list[Cut], pages: list[StoryPage], fallback: str) -> list[Cut]:
    best: dict[tuple[int, int], Cut] = {}
    for cut in cuts:
        best.setdefault((cut.page, cut.offset), cut)
    ordered = [best[key] for key in sorted(best)]
    if not ordered or (ordered[0].page, ordered[0].offset) != (0, 0):
        first = heading_title(pages[0].flow) or fallback
        if ordered and not ordered[0].page and _only_heading(pages[0].flow, ordered[0].offset):
            ordered[0] = replace(ordered[0], offset=0)
        else:
            ordered.insert(0, Cut(0, 0, first, 0, _is_part(first)))
    return ordered


def _only_heading(flow: Flow, end: int) -> bool:
    return len(flow.text[:end].split()) < _PART_WORDS


def _chapter_entries(entries: list[Entry]) -> list[tuple[Entry, bool]]:
    """The entries that begin something, each with whether it is a part that holds chapters."""
    found: list[tuple[Entry, bool]] = []
    leaves = sum(entry.leaf for entry in entries if not entry.depth)
    tops = sum(not entry.depth for entry in entries)
    inside: int | None = None  # depth of the chapter whose sections are passed over
    for at, entry in enumerate(entries):
        if inside is not None and entry.depth > inside:
            continue
        inside = None
        children = _children(entries, at)
        if children and _are_sections(entry, children, most_are_leaves=2 * leaves > tops):
            inside, children = entry.depth, []
        found.append((entry, bool(children) or _is_part(entry.title)))
    return found


def _children(entries: list[Entry], at: int) -> list[Entry]:
    children: list[Entry] = []
    for entry in entries[at + 1 :]:
        if entry.depth <= entries[at].depth:
            break
        children.append(entry)
    return children


def _are_sections(parent: Entry, children: list[Entry], *, most_are_leaves: bool) -> bool:
    if _is_part(parent.title) or any(child.path != parent.path for child in children):
        return False
    label = label_of(parent.title)
    bare = all((own := label_of(child.title)) is not None and own.rank is Rank.BARE for child in children)
    return bare or most_are_leaves or (label is not None and label.rank is Rank.CHAPTER)


def _is_part(title: str) -> bool:
    label = label_of(title)
    return label is not None and label.rank < Rank.CHAPTER


def heading_title(flow: Flow) -> str:
    """The headings that a page begins with, in one line; empty where it begins with something else."""
    titles: list[str] = []
    end = 0
    for mark in flow.marks:
        if mark.kind is MarkKind.HEADING and mark.start >= end:
            if flow.text[end : mark.start].strip():
                break
            titles.append(as_title(flow.text[mark.start : mark.end]))
            end = mark.end
    return ": ".join(titles[:3])


def chapters_of(pages: list[StoryPage], cuts: list[Cut]) -> tuple[tuple[Chapter, Cut], ...]:
    """The chapters between the cuts, each with the cut that begins it. A part that is only a heading is read
    with its first chapter.
    """
    chapters: list[tuple[Chapter, Cut]] = []
    parts: list[Cut] = []
    carried = Flow("")
    for at, cut in enumerate(cuts):
        stop = cuts[at + 1] if at + 1 < len(cuts) else Cut(len(pages) - 1, len(pages[-1].flow.text), "", 0)
        flow = _joined([carried, *_between(pages, cut, stop)])
        parts = [part for part in parts if part.reach <= cut.depth and not (cut.part and part.depth == cut.depth)]
        last = at + 1 == len(cuts)
        if cut.part:
            parts.append(cut)
        if not flow.text or (cut.part and not last and len(flow.text.split()) < _PART_WORDS):
            carried = flow
            continue
        carried = Flow("")
        above = ", ".join(part.title for part in parts if part is not cut)
        number = len(chapters) + 1
        chapters.append((Chapter(number, cut.title, flow.text, None, flow.marks, above, flow.asides), cut))
    return tuple(chapters)


def _between(pages: list[StoryPage], start: Cut, stop: Cut) -> Iterator[Flow]:
    for at in range(start.page, stop.page + 1):
        begin = start.offset if at == start.page else 0
        end = stop.offset if at == stop.page else len(pages[at].flow.text)
        yield _slice(pages[at].flow, begin, end)


def _slice(flow: Flow, begin: int, end: int) -> Flow:
    text = flow.text[begin:end]
    start = begin + len(text) - len(text.lstrip())
    stop = start + len(text.strip())
    marks = tuple(
        replace(mark, start=max(mark.start, start) - start, end=min(mark.end, stop) - start)
        for mark in flow.marks
        if mark.start < stop and mark.end > start
    )
    last = end == len(flow.text)
    asides = tuple(
        replace(note, at=min(max(note.at, start), stop) - start)
        for note in flow.asides
        if begin <= note.at < end or (last and note.at == end)
    )
    return Flow(flow.text[start:stop], marks, asides=asides)


def _joined(flows: list[Flow]) -> Flow:
    text = ""
    marks: list[Mark] = []
    asides: list[Note] = []
    for flow in flows:
        if flow.text or flow.asides:
            text += "\n\n" if text and flow.text else ""
            asides.extend(replace(note, at=note.at + len(text)) for note in flow.asides)
            marks.extend(replace(m, start=m.start + len(text), end=m.end + len(text)) for m in flow.marks)
            text += flow.text
    return Flow(text, tuple(marks), asides=tuple(asides))
