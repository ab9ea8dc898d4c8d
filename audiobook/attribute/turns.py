"""Paragraphs become turns: the quotations of one paragraph have one speaker.

A quotation that runs over several paragraphs joins them into one turn. Turns that follow one another without
narration between them form a run, in which speakers alternate; headings and scene breaks part scenes.
Thoughts are turns of their own, beside the dialogue of their paragraph: nobody answers a thought.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from sys import maxsize

from audiobook.language import ENGLISH, language_of
from audiobook.language.patterns import supported
from audiobook.model import Kind, Script, Utterance

SPOKEN = (Kind.DIALOGUE, Kind.THOUGHT)
APART = (Kind.HEADING, Kind.BREAK)


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation ``[start, end)`` of a chapter (an index from 0); ``spans`` has its part in each paragraph
    and ``utterances`` the indexes of its sentences.
    """

    chapter: int
    number: int
    start: int
    end: int
    kind: Kind
    spans: tuple[tuple[int, int], ...]
    utterances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: ``narration`` and ``quoted`` are the spans of each in order; ``apart`` marks headings and
    scene breaks.
    """

    chapter: int
    number: int
    start: int
    end: int
    narration: tuple[tuple[int, int], ...]
    quoted: tuple[tuple[int, int], ...]
    quotations: tuple[int, ...]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says before somebody else does. ``first`` and ``last`` index ``Layout.paragraphs``;
    ``gap`` counts the paragraphs of narration since the previous turn of the scene (-1: the scene opens). Where
    a paragraph has two speakers, the narration that starts in ``[low, high)`` is this one's.
    """

    chapter: int
    first: int
    last: int
    quotations: tuple[Quotation, ...]
    scene: int
    gap: int
    low: int = 0
    high: int = maxsize

    @property
    def thought(self) -> bool:
        """Whether the turn is thought, not said."""
        return self.quotations[0].kind == Kind.THOUGHT

    @property
    def start(self) -> int:
        """Where its first quotation starts in the chapter."""
        return self.quotations[0].start

    @property
    def end(self) -> int:
        """Where its last quotation ends in the chapter."""
        return self.quotations[-1].end


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole book as paragraphs and turns, in reading order; ``language`` is one that there is data for."""

    texts: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    turns: tuple[Turn, ...]
    language: str = ENGLISH


def layout(script: Script) -> Layout:
    """The paragraphs and turns of a script."""
    paragraphs: list[Paragraph] = []
    turns: list[Turn] = []
    scene = 0
    for chapter, utterances in enumerate(script.utterances):
        first = len(paragraphs)
        paragraphs.extend(_paragraphs(chapter, utterances))
        found = _turns(_quotations(chapter, utterances), paragraphs[first:], first, scene)
        turns.extend(found)
        scene = (found[-1].scene if found else scene) + 1
    texts = tuple(c.text for c in script.book.chapters)
    return Layout(texts, tuple(paragraphs), tuple(turns), supported(language_of(script.book)))


def _paragraphs(chapter: int, utterances: tuple[Utterance, ...]) -> Iterator[Paragraph]:
    for number, group in groupby(utterances, key=lambda u: u.paragraph):
        items = list(group)
        runs = [(spoken, list(run)) for spoken, run in groupby(items, key=lambda u: u.kind in SPOKEN)]
        spans = [(spoken, (run[0].start, run[-1].end)) for spoken, run in runs]
        yield Paragraph(
            chapter,
            number,
            items[0].start,
            items[-1].end,
            tuple(span for spoken, span in spans if not spoken),
            tuple(span for spoken, span in spans if spoken),
            tuple(dict.fromkeys(u.quotation for u in items if u.kind in SPOKEN and u.quotation is not None)),
            all(u.kind in APART for u in items),
        )


def _quotations(chapter: int, utterances: tuple[Utterance, ...]) -> list[Quotation]:
    parts: dict[int, list[int]] = {}
    for index, utterance in enumerate(utterances):
        if utterance.kind in SPOKEN and utterance.quotation is not None:
            parts.setdefault(utterance.quotation, []).append(index)
    return [_quotation(chapter, number, utterances, indexes) for number, indexes in parts.items()]


def _quotation(chapter: int, number: int, utterances: tuple[Utterance, ...], indexes: list[int]) -> Quotation:
    items = [utterances[i] for i in indexes]
    spans = []
    for _, group in groupby(items, key=lambda u: u.paragraph):
        run = list(group)
        spans.append((run[0].start, run[-1].end))
    return Quotation(chapter, number, items[0].start, items[-1].end, items[0].kind, tuple(spans), tuple(indexes))


def _turns(quotations: list[Quotation], paragraphs: list[Paragraph], first: int, scene: int) -> list[Turn]:
    """Quotations of linked paragraphs grouped into turns; thoughts apart from dialogue."""
    places = [(number, index) for index, p in enumerate(paragraphs) for number in p.quotations]
    last_of, first_of = dict(places), dict(reversed(places))
    turns: list[Turn] = []
    for group in _linked(quotations, first_of, last_of):
        begin, end = first_of[group[0].number], last_of[group[-1].number]
        scene, gap = _position(turns, paragraphs, first, begin, scene)
        for kind in SPOKEN:
            own = tuple(q for q in group if q.kind == kind)
            if own:
                turns.append(Turn(own[0].chapter, first + begin, first + end, own, scene, gap))
    return sorted(turns, key=lambda t: (t.first, t.start))


def _linked(
    quotations: list[Quotation], first_of: dict[int, int], last_of: dict[int, int]
) -> Iterator[list[Quotation]]:
    group: list[Quotation] = []
    reach = -1
    for quotation in quotations:
        if group and first_of[quotation.number] > reach:
            yield group
            group = []
        group.append(quotation)
        reach = max(reach, last_of[quotation.number])
    if group:
        yield group


def _position(
    turns: list[Turn], paragraphs: list[Paragraph], first: int, begin: int, scene: int
) -> tuple[int, int]:
    """The scene of a turn that opens at paragraph ``begin``, and the narration paragraphs before it."""
    if not turns:
        return scene, -1
    between = paragraphs[turns[-1].last - first + 1 : begin]
    if any(p.apart for p in between):
        return turns[-1].scene + 1, -1
    return turns[-1].scene, len(between)
