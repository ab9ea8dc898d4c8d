"""A tale that somebody tells aloud goes on over a chapter's end.

The next chapter opens in the middle of their speech: paragraphs of words alone, with no tag. Who
tells them is whoever told the end of the chapter before.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from audiobook.attribute.result import Decision
from audiobook.attribute.turns import Layout, Paragraph, Turn

_TALE = 200  # characters that the end of the chapter has of it
_CERTAIN = 1.0  # the confidence of what the user has corrected


def with_long_tales(
    book: Layout,
    decisions: Sequence[Decision],
) -> list[Decision]:
    """The decisions, in reading order, with every tale told to its end by the same person."""
    told: list[Decision] = []
    for decision in decisions:
        is_open = bool(told) and decision.confidence < _CERTAIN
        told.append(_told_on(book, told[-1], decision) if is_open else decision)
    return told


def _told_on(
    book: Layout,
    last: Decision,
    decision: Decision,
) -> Decision:
    """The decision, as the one before it where a tale goes on."""
    if not _goes_on(book, last.turn, decision.turn):
        return decision
    return replace(
        decision,
        person=last.person,
        confidence=last.confidence,
        reason="goes on with what is told at the end of the chapter before",
    )


def _goes_on(
    book: Layout,
    last: Turn,
    turn: Turn,
) -> bool:
    """Whether two turns are one tale with a chapter's end in between."""
    if turn.chapter != last.chapter + 1 or last.end - last.start < _TALE:
        return False
    between = book.paragraphs[last.last + 1 : turn.first]
    if not all(paragraph.apart for paragraph in between):
        return False
    paragraphs = book.paragraphs[turn.first : turn.last + 1]
    if len(paragraphs) < 2 or _has_words(book, turn.chapter, _narration(paragraphs)):
        return False
    end = book.paragraphs[last.last].end
    return not _has_words(book, last.chapter, [(last.end, end)])


def _narration(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[int, int]]:
    for paragraph in paragraphs:
        yield from paragraph.narration


def _has_words(
    book: Layout,
    chapter: int,
    spans: Iterable[tuple[int, int]],
) -> bool:
    """Whether there is a letter or a digit in some stretches of a chapter."""
    text = book.texts[chapter]
    return any(
        character.isalnum() for start, end in spans for character in text[start:end]
    )
