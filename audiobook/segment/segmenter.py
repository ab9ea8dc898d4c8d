"""Book -> Script: paragraphs, headings, scene breaks, quotations, sentences.

Each step marks stretches of the text and none changes it: blocks, then the quoted stretches of every run of
paragraphs, then what each of them is, then sentences. Nobody is named yet.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from audiobook.garbage import uncollected
from audiobook.language import language_of
from audiobook.model import Book, Chapter, Kind, Script, Utterance
from audiobook.segment.aloud import marked, set_apart, set_off
from audiobook.segment.conventions import Convention, convention, votes
from audiobook.segment.dashes import inside, opens_with_dash, turn
from audiobook.segment.judge import judge
from audiobook.segment.marks import Family
from audiobook.segment.paragraphs import Block, blocks, text_runs
from audiobook.segment.quotations import Quoted, quoted
from audiobook.segment.sentences import sentences
from audiobook.segment.tagging import Tagging, tagging
from audiobook.segment.writing import written


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int
    kind: Kind
    quotation: int | None = None


@dataclass(frozen=True, slots=True)
class _Use:
    """What a chapter uses: marks, and the tags of its language (``None``: those of English)."""

    marks: Convention
    tags: Tagging | None


@uncollected()
def segment(book: Book) -> Script:
    """Cut every chapter into utterances that tile its text exactly; nobody is named yet."""
    found = [blocks(chapter) for chapter in book.chapters]
    counts = [votes(c.text, _ordinary(b)) for c, b in zip(book.chapters, found, strict=True)]
    total = sum(counts, Counter())
    language = language_of(book)
    use = tagging(language)
    utterances = tuple(
        tuple(_chapter(chapter, parts, _Use(convention(total, own), use), language))
        for chapter, parts, own in zip(book.chapters, found, counts, strict=True)
    )
    return Script(book, utterances)


def _ordinary(parts: tuple[Block, ...]) -> list[tuple[int, int]]:
    return [(b.start, b.end) for b in parts if b.kind is Kind.NARRATION]


def _chapter(
    chapter: Chapter, parts: tuple[Block, ...], use: _Use, language: str
) -> Iterator[Utterance]:
    """Utterances of one chapter: each takes the white space after it, the first also that before it."""
    text = chapter.text
    if not text:
        return
    quotes = _quotes(chapter, parts, use)
    kinds = set_apart(chapter, parts, quotes)
    shown = [replace(block, kind=kinds.get(block.start, block.kind)) for block in parts]
    pieces = [
        p for block in shown for p in _block(text, block, quotes.get(block.start, []), language)
    ]
    if not pieces:
        yield Utterance(0, len(text), Kind.NARRATION, 0)
        return
    starts = [0, *(piece.start for piece, _ in pieces[1:]), len(text)]
    for (piece, paragraph), start, end in zip(pieces, starts[:-1], starts[1:], strict=True):
        yield Utterance(start, end, piece.kind, paragraph, piece.quotation)


def _block(
    text: str, block: Block, quotes: list[_Stretch], language: str
) -> Iterator[tuple[_Stretch, int]]:
    if block.kind is Kind.BREAK:
        yield _Stretch(block.start, block.end, block.kind), block.paragraph
        return
    for stretch in _stretches(text, block, quotes):
        start = stretch.start
        for end in sentences(text, stretch.start, stretch.end, language):
            yield _Stretch(start, end, stretch.kind, stretch.quotation), block.paragraph
            start = end


def _stretches(text: str, block: Block, quotes: list[_Stretch]) -> Iterator[_Stretch]:
    """The quotations of a block and the narration between them, white space with the one before.

    A remnant without a letter or digit (a full stop after the closing mark, a bracket) joins its neighbour.
    """
    at = block.start
    for number, quote in enumerate(quotes):
        if _speaks(text[at : quote.start]):
            yield _Stretch(at, quote.start, block.kind)
            at = quote.start
        limit = quotes[number + 1].start if number + 1 < len(quotes) else block.end
        end = _attached(text, quote.end, limit)
        yield _Stretch(at, end, quote.kind, quote.quotation)
        at = end
    if at < block.end:
        yield _Stretch(at, block.end, block.kind)


def _attached(text: str, end: int, limit: int) -> int:
    if not _speaks(text[end:limit]) and limit > end:
        return limit
    while end < limit and text[end] in ".,;:!?":
        end += 1
    while end < limit and text[end].isspace():
        end += 1
    return end


def _speaks(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _quotes(chapter: Chapter, parts: tuple[Block, ...], use: _Use) -> dict[int, list[_Stretch]]:
    """What a chapter quotes, spoken, thought or written, by the start of its block."""
    numbers = count()
    found: dict[int, list[_Stretch]] = {}
    text, aside = chapter.text, set_off(chapter.text, _ordinary(parts))
    for run in text_runs(parts):
        spans = [(b.start, b.end) for b in run]
        latest: int | None = None
        quotes_of = _run(text, spans, use)
        on_paper = written(text, spans, quotes_of, aside) | marked(chapter, quotes_of)
        for span, quotes in zip(spans, quotes_of, strict=True):
            for quote, kind in zip(
                quotes, judge(text, span, quotes, use.marks.speech, use.tags), strict=True
            ):
                if quote.start in on_paper or kind is Kind.NARRATION:
                    latest = None
                    if quote.start in on_paper:
                        written_kind = on_paper[quote.start]
                        found.setdefault(span[0], []).append(
                            _Stretch(quote.start, quote.end, written_kind)
                        )
                    continue
                latest = latest if quote.carries_on and latest is not None else next(numbers)
                found.setdefault(span[0], []).append(_Stretch(quote.start, quote.end, kind, latest))
    return found


def _run(text: str, spans: list[tuple[int, int]], use: _Use) -> list[list[Quoted]]:
    marks, tags = use.marks, use.tags
    found = quoted(text, spans, marks.speech)
    if tags is not None and marks.speech in tags.inside:
        found = [
            [part for quote in quotes for part in _without_tags(text, quote, tags)]
            for quotes in found
        ]
    if marks.dashes:
        found = [
            _turns(text, span, quotes, tags) for span, quotes in zip(spans, found, strict=True)
        ]
    for family in marks.others:
        found = [
            _and_others(text, span, quotes, family)
            for span, quotes in zip(spans, found, strict=True)
        ]
    return found


def _without_tags(text: str, quote: Quoted, tags: Tagging) -> list[Quoted]:
    """A quotation cut at the tags that stand between its marks."""
    parts = [
        replace(quote, start=start, end=end)
        for start, end in inside(text, quote.start, quote.end, tags)
    ]
    return [parts[0], *(replace(part, carries_on=False) for part in parts[1:])]


def _turns(
    text: str, span: tuple[int, int], quotes: list[Quoted], tags: Tagging | None
) -> list[Quoted]:
    if not opens_with_dash(text, *span):
        return quotes
    return [Quoted(start, end, Family.DASH) for start, end in turn(text, *span, tags)]


def _and_others(
    text: str, span: tuple[int, int], quotes: list[Quoted], family: Family
) -> list[Quoted]:
    """Besides ``quotes``, the closed stretches between marks of another family outside of them."""
    more = list(quotes)
    at = span[0]
    for start, end in [*((q.start, q.end) for q in quotes), (span[1], span[1])]:
        if start > at:
            more.extend(q for q in quoted(text, [(at, start)], family)[0] if q.closed and q.opened)
        at = end
    return sorted(more, key=lambda quote: quote.start)
