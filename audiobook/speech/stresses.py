"""Which words of a line are stressed: by the source's italics, by capitals, or by direction."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from audiobook.model import Chapter, MarkKind, Utterance
from audiobook.speech.direction import InlineDirections
from audiobook.speech.tables import Tables
from audiobook.speech.words import emphasised

Span = tuple[int, int]  # [start, end)

_EMPHASIS = (MarkKind.EMPHASIS, MarkKind.STRONG)
# In italics because of what it is, not of how it is said.
_NAMED = (MarkKind.LANGUAGE, MarkKind.WORK, MarkKind.NAME)
_SMALL = re.compile(r"\b[a-z]{2,}\b")
# At the ends of a line, where they are not part of what is said.
_QUOTES = "\"'“”‘’«»_* \n.,!?…"
_MOST_WORDS = 3  # longer italics are a tone, not a stress


class Stresses:
    """The stresses of one chapter, looked up by line."""

    def __init__(self, chapter: Chapter, table: Tables) -> None:
        """``table`` is that of the book's language: it knows acronyms from words."""
        self._text = chapter.text
        self._table = table
        self._small = frozenset(_SMALL.findall(chapter.text))
        emphasised_spans = _spans_of(chapter, _EMPHASIS)
        named_spans = _spans_of(chapter, _NAMED)
        self._marked = sorted(emphasised_spans - named_spans)

    def of_line(
        self, utterance: Utterance, directions: InlineDirections
    ) -> Sequence[Span]:
        """The stressed stretches of a line without its markup, in order.

        ``directions`` has the text of the line, and the words that it asks to stress.
        """
        text = directions.text
        spans = list(emphasised(text, self._table, self._small))
        for words in directions.stressed:
            # The first place, where a line has the words more than once.
            match = re.search(re.escape(words), text)
            if match:
                spans.append(match.span())
        # The places of marks hold only where markup has not changed the text.
        printed = self._text[utterance.start : utterance.end]
        if text == printed:
            spans.extend(self._of_marks(utterance))
        stresses = [span for span in spans if _is_stress(span, text)]
        return _apart(stresses)

    def _of_marks(self, utterance: Utterance) -> Iterator[Span]:
        """The marks that begin in an utterance, as places in its text."""
        # A chapter of a novel has thousands of marks: begin at the first that matters.
        first = bisect_left(self._marked, (utterance.start, 0))
        for start, end in self._marked[first:]:
            if start >= utterance.end:
                return
            end_within = min(end, utterance.end)
            yield start - utterance.start, end_within - utterance.start


def _spans_of(chapter: Chapter, kinds: tuple[MarkKind, ...]) -> set[Span]:
    """Where the source has marks of certain kinds."""
    spans = set()
    for mark in chapter.marks:
        if mark.kind in kinds:
            spans.add((mark.start, mark.end))
    return spans


def _is_stress(span: Span, text: str) -> bool:
    """A few words are a stress, unless they are the whole line."""
    start, end = span
    whole = len(text.strip(_QUOTES))
    if end - start >= whole - 1:
        return False
    return len(text[start:end].split()) <= _MOST_WORDS


def _apart(spans: list[Span]) -> list[Span]:
    """The spans in order, without those that begin in another."""
    kept: list[Span] = []
    last_end = 0
    for start, end in sorted(spans):
        if start >= last_end:
            kept.append((start, end))
            last_end = end
    return kept


def within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """What of the spans lies in [start, end), counted from ``start``."""
    inside = []
    for span_start, span_end in spans:
        if span_start < end and span_end > start:
            first = max(span_start, start)
            last = min(span_end, end)
            inside.append((first - start, last - start))
    return inside
