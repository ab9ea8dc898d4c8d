"""One paragraph, two speakers: ``"Left," said Thomas. "Right," said Ellen.`` is two turns.

A turn is cut only where two of its quotations have tags that name different people. Each quotation without a tag
goes with the one before it.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from audiobook.attribute.people import Places
from audiobook.attribute.subjects import NAME
from audiobook.attribute.tags import SAID, tags_of
from audiobook.attribute.turns import Layout, Turn


def split(book: Layout, places: Places) -> Layout:
    """The book with such turns cut into one for each speaker."""
    return replace(book, turns=tuple(part for turn in book.turns for part in _parts(turn, book, places)))


def _parts(turn: Turn, book: Layout, places: Places) -> Iterator[Turn]:
    speakers = _speakers(turn, book, places) if len(turn.quotations) > 1 else {}
    if len(set(speakers.values())) < 2:
        yield turn
        return
    last = speakers[min(speakers)]
    order: list[tuple[int, int]] = []
    for index in range(len(turn.quotations)):
        last = speakers.get(index, last)
        order.append((index, last))
    groups = [[index for index, _ in group] for _, group in groupby(order, key=lambda pair: pair[1])]
    starts = [turn.quotations[group[0]].start for group in groups]
    bounds = [turn.low, *starts[1:], turn.high]
    for number, group in enumerate(groups):
        own = tuple(turn.quotations[index] for index in group)
        gap = 0 if number else turn.gap
        yield replace(turn, quotations=own, gap=gap, low=bounds[number], high=bounds[number + 1])


def _speakers(turn: Turn, book: Layout, places: Places) -> dict[int, int]:
    """Quotation of the turn -> the person whom the tag after it names."""
    return {
        tag.quotation: tag.subject.person
        for tag in tags_of(turn, book, places)
        if tag.kind == SAID and tag.subject.kind == NAME and tag.subject.person is not None
    }
