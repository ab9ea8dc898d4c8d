"""Which passages are shown to the language model: pieces of one scene, their quotations numbered.

A passage ends with its scene, or where it grows too long, and then at the start of a paragraph where there is
one. What is shown may be shortened in the middle of very long stretches, and its angle brackets are replaced,
so that no book can forge a mark: only numbers come back, and the text itself is never touched.

Sizes: 24 quotations, 5,000 characters and 1,700 of context, so that question and answer fit a context of 4,096
tokens, which some servers cut silently when it is full. Of three English novels
(52 to 166 passages each) the whole question had 5,200 to 6,800 characters in the median, and 11,600 at most.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from audiobook.model import Kind, Script, Utterance

_SPOKEN = (Kind.DIALOGUE, Kind.THOUGHT)
_APART = (Kind.HEADING, Kind.BREAK)
_MOST_SPANS = 24
_MOST_LETTERS = 5000
_LONG = 1500
_BEFORE, _AFTER = 1200, 500

Place = tuple[int, int]  # index of the chapter, number of the quotation


@dataclass(frozen=True, slots=True)
class Window:
    """One passage. ``spans[i]`` is the quotation that the passage numbers ``i + 1``."""

    before: str
    passage: str
    after: str
    spans: tuple[Place, ...]

    @property
    def shown(self) -> str:
        """All that is shown of the book."""
        return f"{self.before}\n\n{self.passage}\n\n{self.after}"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A quotation, or the narration up to the next one."""

    place: Place | None
    start: int
    end: int
    paragraph: int


def places(script: Script) -> Iterator[tuple[Place, tuple[int, ...]]]:
    """Every quotation of a script with the indexes of its utterances."""
    for chapter, utterances in enumerate(script.utterances):
        found: dict[int, list[int]] = {}
        for index, utterance in enumerate(utterances):
            if utterance.kind in _SPOKEN and utterance.quotation is not None:
                found.setdefault(utterance.quotation, []).append(index)
        yield from (((chapter, number), tuple(indexes)) for number, indexes in found.items())


def windows(script: Script, known: Mapping[Place, str]) -> Iterator[Window]:
    """The passages of a script in which somebody has to be named; ``known`` are not asked but stated."""
    for chapter, utterances in enumerate(script.utterances):
        text = script.book.chapters[chapter].text
        for apart, scene in groupby(utterances, key=lambda u: u.kind in _APART):
            if not apart:
                yield from _scene(text, list(_pieces(chapter, scene)), known)


def _pieces(chapter: int, scene: Iterable[Utterance]) -> Iterator[_Piece]:
    for quotation, group in groupby(
        scene, key=lambda u: u.quotation if u.kind in _SPOKEN else None
    ):
        items = list(group)
        place = None if quotation is None else (chapter, quotation)
        yield _Piece(place, items[0].start, items[-1].end, items[0].paragraph)


def _scene(text: str, pieces: Sequence[_Piece], known: Mapping[Place, str]) -> Iterator[Window]:
    for first, last in _cuts(pieces):
        own = pieces[first : last + 1]
        spans = tuple(
            dict.fromkeys(p.place for p in own if p.place is not None and p.place not in known)
        )
        numbers = {place: number for number, place in enumerate(spans, start=1)}
        if not spans:
            continue
        yield Window(
            before=_tail(text[pieces[0].start : own[0].start]),
            passage="".join(_marked(text, piece, numbers, known) for piece in own),
            after=_head(text[own[-1].end : pieces[-1].end]),
            spans=spans,
        )


def _cuts(pieces: Sequence[_Piece]) -> Iterator[tuple[int, int]]:
    """First and last piece of each passage: quotations. What is known moves no cut."""
    first = last = -1
    count = letters = 0
    for index, piece in enumerate(pieces):
        cost = min(piece.end - piece.start, _LONG)
        if piece.place is not None:
            load = max(count / _MOST_SPANS, (letters + cost) / _MOST_LETTERS)
            opens = piece.paragraph != pieces[last].paragraph
            if first >= 0 and (load >= 2 or (load >= 1 and opens)):
                yield first, last
                first = -1
            if first < 0:
                first, count, letters = index, 0, 0
            last, count = index, count + 1
        letters += cost
    if first >= 0:
        yield first, last


def _marked(
    text: str, piece: _Piece, numbers: Mapping[Place, int], known: Mapping[Place, str]
) -> str:
    stretch = text[piece.start : piece.end]
    if piece.place is None:
        return plain(_shortened(stretch))
    body = stretch.rstrip()
    words, space = plain(_shortened(body)), stretch[len(body) :][:2]
    if piece.place in numbers:
        number = numbers[piece.place]
        return f"<q{number}>{words}</q{number}>{space}"
    return f'<said by="{plain(known[piece.place])}">{words}</said>{space}'


def plain(text: str) -> str:
    """Text that cannot be mistaken for a mark."""
    return text.replace("<", "‹").replace(">", "›").replace("\0", "")


def _shortened(text: str) -> str:
    half = _LONG // 2
    return text if len(text) <= _LONG else f"{text[:half]} […] {text[-half:]}"


def _tail(text: str) -> str:
    cut = text[-_BEFORE:]
    return plain(cut if len(text) <= _BEFORE else f"… {cut}").strip()


def _head(text: str) -> str:
    cut = text[:_AFTER]
    return plain(cut if len(text) <= _AFTER else f"{cut} …").strip()
