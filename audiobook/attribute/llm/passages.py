"""Which passages are shown to the language model: pieces of one scene, their quotations numbered.

A passage ends with its scene, or where it grows too long, and then at the start of a paragraph
where there is one. What is shown may be shortened in the middle of very long stretches, and its
angle brackets are replaced, so that no book can forge a mark: only numbers come back, and the
text itself is never touched.

Sizes: 24 quotations, 5,000 characters and 1,700 of context, so that question and answer fit a
context of 4,096 tokens, which some servers cut silently when it is full. Of three English novels
(52 to 166 passages each) the whole question had 5,200 to 6,800 characters in the median, and
11,600 at most.
"""

from collections.abc import (
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from itertools import groupby

from audiobook.model import Kind, Script, Utterance

_SPOKEN = (Kind.DIALOGUE, Kind.THOUGHT)
_APART = (Kind.HEADING, Kind.BREAK)
_MOST_QUOTATIONS = 24  # all sizes from here on are in characters
_MOST_LETTERS = 5000
_LONG = 1500  # a longer stretch is shortened in the middle
_BEFORE = 1200
_AFTER = 500

Place = tuple[int, int]  # index of the chapter, number of the quotation


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage: ``quotations[i]`` is the one that its ``text`` numbers ``i + 1``.

    ``before`` and ``after`` are what stands around it in the same scene.
    """

    before: str
    text: str
    after: str
    quotations: tuple[Place, ...]

    @property
    def shown(self) -> str:
        """All that is shown of the book."""
        return f"{self.before}\n\n{self.text}\n\n{self.after}"


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
        indexes_of: dict[int, list[int]] = {}
        for index, utterance in enumerate(utterances):
            if utterance.kind in _SPOKEN and utterance.quotation is not None:
                indexes_of.setdefault(utterance.quotation, []).append(index)
        for number, indexes in indexes_of.items():
            yield (chapter, number), tuple(indexes)


def passages(script: Script, known: Mapping[Place, str]) -> Iterator[Passage]:
    """The passages of a script in which somebody has to be named.

    ``known`` are the speakers of quotations that are not asked about but stated.
    """
    for chapter, utterances in enumerate(script.utterances):
        text = script.book.chapters[chapter].text
        for apart, scene in groupby(
            utterances, key=lambda utterance: utterance.kind in _APART
        ):
            if not apart:
                yield from _scene(text, list(_pieces(chapter, scene)), known)


def _pieces(chapter: int, scene: Iterable[Utterance]) -> Iterator[_Piece]:
    """A scene as quotations and narration in turn."""
    for quotation, group in groupby(scene, key=_quotation):
        items = list(group)
        place = None if quotation is None else (chapter, quotation)
        yield _Piece(place, items[0].start, items[-1].end, items[0].paragraph)


def _quotation(utterance: Utterance) -> int | None:
    """The number of the quotation that an utterance belongs to; ``None`` where nobody speaks it."""
    if utterance.kind in _SPOKEN:
        return utterance.quotation
    return None


def _scene(
    text: str,
    pieces: Sequence[_Piece],
    known: Mapping[Place, str],
) -> Iterator[Passage]:
    """The passages of one scene in which there is anything to ask."""
    for first, last in _cuts(pieces):
        # A quotation may be cut by a tag into several pieces: they have one number.
        own = pieces[first : last + 1]
        numbers: dict[Place, int] = {}
        for piece in own:
            if piece.place is not None and piece.place not in known:
                numbers.setdefault(piece.place, len(numbers) + 1)
        if numbers:
            yield Passage(
                before=_tail(text[pieces[0].start : own[0].start]),
                text="".join(_marked(text, piece, numbers, known) for piece in own),
                after=_head(text[own[-1].end : pieces[-1].end]),
                quotations=tuple(numbers),
            )


def _cuts(pieces: Sequence[_Piece]) -> Iterator[tuple[int, int]]:
    """First and last piece of each passage: quotations. What is known moves no cut."""
    first = -1
    last = -1
    count = 0
    letters = 0
    for index, piece in enumerate(pieces):
        # A long stretch is shown shortened, and weighs no more than that.
        size = min(piece.end - piece.start, _LONG)
        if piece.place is not None:
            load = max(count / _MOST_QUOTATIONS, (letters + size) / _MOST_LETTERS)
            opens = piece.paragraph != pieces[last].paragraph
            # A full passage ends where a paragraph opens; twice as full, it ends at once.
            if first >= 0 and (load >= 2 or (load >= 1 and opens)):
                yield first, last
                first = -1
            if first < 0:
                first = index
                count = 0
                letters = 0
            last = index
            count += 1
        letters += size
    if first >= 0:
        yield first, last


def _marked(
    text: str,
    piece: _Piece,
    numbers: Mapping[Place, int],
    known: Mapping[Place, str],
) -> str:
    """A piece as it is shown: a quotation between marks, with its number or its speaker."""
    stretch = text[piece.start : piece.end]
    if piece.place is None:
        return plain(_shortened(stretch))
    # The mark closes right after the words; two characters of white space keep paragraphs apart.
    body = stretch.rstrip()
    words = plain(_shortened(body))
    space = stretch[len(body) :][:2]
    if piece.place in numbers:
        number = numbers[piece.place]
        return f"<q{number}>{words}</q{number}>{space}"
    return f'<said by="{plain(known[piece.place])}">{words}</said>{space}'


def plain(text: str) -> str:
    """Text that cannot be mistaken for a mark."""
    return text.replace("<", "‹").replace(">", "›").replace("\0", "")


def _shortened(text: str) -> str:
    """A text, its middle left out where it is very long."""
    if len(text) <= _LONG:
        return text
    half = _LONG // 2
    return f"{text[:half]} […] {text[-half:]}"


def _tail(text: str) -> str:
    """The end of what stands before a passage."""
    if len(text) > _BEFORE:
        text = f"… {text[-_BEFORE:]}"
    return plain(text).strip()


def _head(text: str) -> str:
    """The beginning of what stands after a passage."""
    if len(text) > _AFTER:
        text = f"{text[:_AFTER]} …"
    return plain(text).strip()
