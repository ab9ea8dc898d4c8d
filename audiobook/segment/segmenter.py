"""Book -> Script: paragraphs, headings, scene breaks, quotations, sentences.

Each step marks stretches of the text and none changes it: blocks, then the quoted stretches of
every run of paragraphs, then what each of them is, then sentences. Nobody is named yet.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.garbage import uncollected
from audiobook.language import language_of
from audiobook.model import (
    Book,
    Chapter,
    Kind,
    Script,
    Utterance,
)
from audiobook.segment.aloud import marked, set_apart, set_off
from audiobook.segment.conventions import Convention, convention, votes
from audiobook.segment.dashes import inside, opens_with_dash, turn
from audiobook.segment.italics import italics_of, with_thoughts_in_italics
from audiobook.segment.judge import judge
from audiobook.segment.marks import Family, has_words, typeset
from audiobook.segment.paragraphs import (
    Block,
    Span,
    blocks,
    text_runs,
)
from audiobook.segment.quotations import Quoted, end_at_their_tags, quoted
from audiobook.segment.sentences import sentences
from audiobook.segment.tagging import Tagging, tagging
from audiobook.segment.writing import written

_STOPS = ".,;:!?"  # what a quotation takes along behind its closing mark


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of one kind; ``quotation`` is the number of the quotation that it belongs to."""

    start: int
    end: int
    kind: Kind
    quotation: int | None = None


@dataclass(frozen=True, slots=True)
class _Use:
    """What a chapter uses: marks, and the tags of its language."""

    marks: Convention
    tags: Tagging
    language: str


@uncollected()
def segment(book: Book) -> Script:
    """Cut every chapter into utterances that tile its text exactly; nobody is named yet."""
    # The whole book votes on its marks before the first chapter is cut.
    chapters = [_as_typeset(chapter) for chapter in book.chapters]
    blocks_of = [blocks(chapter) for chapter in chapters]
    votes_of: list[Counter[Family]] = []
    for chapter, parts in zip(chapters, blocks_of, strict=True):
        votes_of.append(votes(chapter.text, _spans(_ordinary(parts))))
    total = sum(votes_of, Counter())
    language = language_of(book)
    rows: list[tuple[Utterance, ...]] = []
    for chapter, parts, own in zip(chapters, blocks_of, votes_of, strict=True):
        use = _Use(convention(total, own), tagging(language), language)
        rows.append(tuple(_chapter(chapter, parts, use)))
    return Script(book, tuple(rows))


def _as_typeset(chapter: Chapter) -> Chapter:
    """A chapter as it is cut: its marks in one character each, nothing moved."""
    return replace(chapter, text=typeset(chapter.text))


def _ordinary(parts: Sequence[Block]) -> list[Block]:
    """The paragraphs that are neither headings nor breaks."""
    return [block for block in parts if block.kind is Kind.NARRATION]


def _spans(parts: Sequence[Block]) -> list[Span]:
    """Where blocks start and end."""
    return [(block.start, block.end) for block in parts]


def _chapter(
    chapter: Chapter,
    parts: Sequence[Block],
    use: _Use,
) -> Iterator[Utterance]:
    """Utterances of one chapter, which tile its text.

    Each takes the white space after it, the first also that before it.
    """
    text = chapter.text
    if not text:
        return
    quotes = _quotes(chapter, parts, use)
    kinds = set_apart(chapter, parts, quotes)
    pieces: list[_Stretch] = []
    paragraphs: list[int] = []
    for block in parts:
        shown = replace(block, kind=kinds.get(block.start, block.kind))
        for piece in _block(text, shown, quotes.get(block.start, ()), use.language):
            pieces.append(piece)
            paragraphs.append(block.paragraph)
    # Nothing but white space.
    if not pieces:
        yield Utterance(0, len(text), Kind.NARRATION, 0)
        return
    edges = [0, *(piece.start for piece in pieces[1:]), len(text)]
    for piece, paragraph, (start, end) in zip(
        pieces, paragraphs, pairwise(edges), strict=True
    ):
        yield Utterance(start, end, piece.kind, paragraph, piece.quotation)


def _block(
    text: str,
    block: Block,
    quotes: Sequence[_Stretch],
    language: str,
) -> Iterator[_Stretch]:
    """The sentences of a block, or a scene break as a whole.

    A sentence never runs over the edge of a quotation: it may have another speaker there.
    """
    if block.kind is Kind.BREAK:
        yield _Stretch(block.start, block.end, block.kind)
        return
    for stretch in _stretches(text, block, quotes):
        start = stretch.start
        for end in sentences(text, stretch.start, stretch.end, language):
            yield _Stretch(start, end, stretch.kind, stretch.quotation)
            start = end


def _stretches(
    text: str,
    block: Block,
    quotes: Sequence[_Stretch],
) -> Iterator[_Stretch]:
    """The quotations of a block and the narration between them, white space with the one before.

    A remnant without a letter or digit (a full stop after the closing mark, a bracket) joins its
    neighbour.
    """
    at = block.start
    for number, quote in enumerate(quotes):
        limit = block.end
        if number + 1 < len(quotes):
            limit = quotes[number + 1].start
        if has_words(text[at : quote.start]):
            yield _Stretch(at, quote.start, block.kind)
            at = quote.start
        end = _attached(text, quote.end, limit)
        yield _Stretch(at, end, quote.kind, quote.quotation)
        at = end
    if at < block.end:
        yield _Stretch(at, block.end, block.kind)


def _attached(
    text: str,
    end: int,
    limit: int,
) -> int:
    """The end of a quotation with what belongs to it of ``text[end:limit]``.

    All of it where nothing there is spoken; else the stops and the white space right behind it.
    """
    behind = text[end:limit]
    if not has_words(behind):
        return limit
    rest = behind.lstrip(_STOPS).lstrip()
    return limit - len(rest)


def _quotes(
    chapter: Chapter,
    parts: Sequence[Block],
    use: _Use,
) -> dict[int, list[_Stretch]]:
    """What a chapter quotes, spoken, thought or written, by the start of its block.

    Quotations are numbered through the whole chapter; what is written has no number, as nobody is
    looked for who says it.
    """
    text = chapter.text
    aside = set_off(text, _spans(_ordinary(parts)))
    italics = italics_of(chapter)
    numbers = _Numbers()
    stretches: dict[int, list[_Stretch]] = {}
    for run in text_runs(parts):
        spans = _spans(run)
        quotes_of = _run(text, spans, use)
        on_paper = written(text, spans, quotes_of, aside) | marked(chapter, quotes_of)
        numbers.break_off()  # no quotation runs over a break
        for span, between_marks in zip(spans, quotes_of, strict=True):
            quotes = with_thoughts_in_italics(
                text, italics, span, between_marks, use.tags
            )
            kinds = judge(text, span, quotes, use.marks.speech, use.tags)
            own = _numbered(quotes, kinds, on_paper, numbers)
            stretches[span[0]] = list(own)
    return stretches


class _Numbers:
    """Counts quotations.

    What is carried on keeps its number as long as nothing else comes between.
    """

    def __init__(self) -> None:
        self._next = 0
        self._latest: int | None = None

    def break_off(self) -> None:
        """Let nothing carry on the last quotation."""
        self._latest = None

    def of(self, quote: Quoted) -> int:
        """The number of a quotation, or of a further part of one."""
        if self._latest is None or not quote.carries_on:
            self._latest = self._next
            self._next += 1
        return self._latest


def _numbered(
    quotes: Sequence[Quoted],
    kinds: Iterator[Kind],
    on_paper: Mapping[int, Kind],
    numbers: _Numbers,
) -> Iterator[_Stretch]:
    """The quotations of one paragraph; what is mere narration between marks is left out.

    Whatever is not spoken ends a quotation that might have been carried on.
    """
    for quote, kind in zip(quotes, kinds, strict=True):
        if quote.start in on_paper:
            numbers.break_off()
            yield _Stretch(quote.start, quote.end, on_paper[quote.start])
        elif kind is Kind.NARRATION:
            numbers.break_off()
        else:
            yield _Stretch(quote.start, quote.end, kind, numbers.of(quote))


def _run(
    text: str,
    spans: Sequence[Span],
    use: _Use,
) -> list[list[Quoted]]:
    """The quoted stretches of each paragraph of a run, by every convention that the chapter uses.

    The marks of speech come first, and what stands in them is not looked at again.
    """
    tags_inside = use.marks.speech in use.tags.inside
    quotes_of: list[list[Quoted]] = []
    all_found = quoted(text, spans, use.marks.speech)
    if not tags_inside:
        end_at_their_tags(text, all_found, use.tags)
    for span, found in zip(spans, all_found, strict=True):
        quotes = found
        if tags_inside:
            quotes = list(_without_tags(text, found, use.tags))
        # A turn by its dash is one whatever marks stand in it.
        if use.marks.dashes and opens_with_dash(text, *span):
            turns = turn(text, *span, use.tags)
            quotes = [Quoted(start, end, Family.DASH) for start, end in turns]
        for family in use.marks.others:
            quotes = _and_others(text, span, quotes, family)
        quotes_of.append(quotes)
    return quotes_of


def _without_tags(
    text: str,
    quotes: Sequence[Quoted],
    tags: Tagging,
) -> Iterator[Quoted]:
    """Quotations cut at the tags that stand between their marks."""
    for quote in quotes:
        carries_on = quote.carries_on
        for start, end in inside(text, quote.start, quote.end, tags):
            yield replace(
                quote,
                start=start,
                end=end,
                carries_on=carries_on,
            )
            carries_on = False


def _and_others(
    text: str,
    span: Span,
    quotes: Sequence[Quoted],
    family: Family,
) -> list[Quoted]:
    """Besides ``quotes``, the closed stretches between marks of another family outside of them.

    Marks of another family that pair up nowhere are apostrophes, inches and the like.
    """
    more = list(quotes)
    at = span[0]
    for quote in quotes:
        more += _between(text, at, quote.start, family)
        at = quote.end
    more += _between(text, at, span[1], family)
    return sorted(more, key=lambda quote: quote.start)


def _between(
    text: str,
    start: int,
    end: int,
    family: Family,
) -> Iterator[Quoted]:
    """The closed quotations of ``text[start:end]``, in which no other marks stand."""
    for quote in quoted(text, [(start, end)], family)[0]:
        if quote.opened and quote.closed:
            yield quote
