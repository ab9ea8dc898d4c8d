"""Paragraphs become turns: the quotations of one paragraph have one speaker.

A quotation that runs over several paragraphs joins them into one turn. Turns that follow one
another without narration between them form a run, in which speakers alternate; headings and scene
breaks part scenes. Thoughts are turns of their own, beside the dialogue of their paragraph:
nobody answers a thought.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from sys import maxsize

from audiobook.attribute.told_to_you import as_told_by_i
from audiobook.language import ENGLISH, language_of
from audiobook.language.patterns import supported
from audiobook.model import Kind, Script, Utterance

SPOKEN = (Kind.DIALOGUE, Kind.THOUGHT)
APART = (Kind.HEADING, Kind.BREAK)

# Spaces at which no line breaks: "Mr.", such a space, "Hall" is a title and a name like any other.
_OTHER_SPACES = "\u00a0\u2007\u2009\u200a\u202f"
OPENS_SCENE = -1  # the gap of a turn that no turn of its scene precedes

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation ``[start, end)`` of a chapter (an index from 0).

    ``spans`` has its part in each paragraph and ``utterances`` the indexes of its sentences.
    """

    chapter: int
    number: int
    start: int
    end: int
    kind: Kind
    spans: tuple[_Span, ...]
    utterances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph ``[start, end)`` of a chapter (an index from 0).

    ``narration`` and ``quoted`` are the spans of each in order; ``quotations`` are the numbers of
    those in it; ``apart`` marks headings and scene breaks.
    """

    chapter: int
    number: int
    start: int
    end: int
    narration: tuple[_Span, ...]
    quoted: tuple[_Span, ...]
    quotations: tuple[int, ...]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says before somebody else does.

    ``first`` and ``last`` index ``Layout.paragraphs``; ``gap`` counts the paragraphs of narration
    since the previous turn of the scene (-1: the scene opens). Where a paragraph has two
    speakers, the narration that starts in ``[low, high)`` is this one's.
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
    """The whole book as paragraphs and turns, in reading order.

    ``texts`` are those of the chapters, with common spaces for all others, "I" for the "you" to
    whom a book is told, and nothing moved; ``language`` is one that there is data for.
    """

    texts: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    turns: tuple[Turn, ...]
    language: str = ENGLISH


def layout(script: Script) -> Layout:
    """The paragraphs and turns of a script.

    A language without data of its own is read as English.
    """
    paragraphs: list[Paragraph] = []
    turns: list[Turn] = []
    scene = 0
    for chapter, utterances in enumerate(script.utterances):
        of_chapter = list(_paragraphs(chapter, utterances))
        quotations = _quotations(chapter, utterances)
        new_turns = _turns(quotations, of_chapter, len(paragraphs), scene)
        paragraphs += of_chapter
        turns += new_turns
        if new_turns:
            scene = new_turns[-1].scene
        scene += 1  # a chapter opens a scene
    texts = [_with_common_spaces(chapter.text) for chapter in script.book.chapters]
    language = supported(language_of(script.book))
    told = as_told_by_i(texts, _narration(len(texts), paragraphs), language)
    return Layout(told, tuple(paragraphs), tuple(turns), language)


def _narration(chapters: int, paragraphs: Iterable[Paragraph]) -> list[list[_Span]]:
    """The spans of narration in each chapter, without headings and breaks."""
    spans: list[list[_Span]] = [[] for _ in range(chapters)]
    for paragraph in paragraphs:
        if not paragraph.apart:
            spans[paragraph.chapter].extend(paragraph.narration)
    return spans


def _with_common_spaces(text: str) -> str:
    """A text with a common space for every narrow one and every one that does not break."""
    for space in _OTHER_SPACES:
        text = text.replace(space, " ")
    return text


def _paragraphs(chapter: int, utterances: Sequence[Utterance]) -> Iterator[Paragraph]:
    """The paragraphs of a chapter."""
    for number, group in groupby(utterances, key=lambda utterance: utterance.paragraph):
        yield _paragraph(chapter, number, list(group))


def _paragraph(
    chapter: int,
    number: int,
    utterances: Sequence[Utterance],
) -> Paragraph:
    """A paragraph of these utterances, in which spans of narration and of quotations alternate."""
    narration: list[_Span] = []
    quoted: list[_Span] = []
    for spoken, group in groupby(utterances, key=_is_spoken):
        run = list(group)
        span = (run[0].start, run[-1].end)
        if spoken:
            quoted.append(span)
        else:
            narration.append(span)
    return Paragraph(
        chapter=chapter,
        number=number,
        start=utterances[0].start,
        end=utterances[-1].end,
        narration=tuple(narration),
        quoted=tuple(quoted),
        quotations=tuple(_by_quotation(utterances)),
        apart=all(utterance.kind in APART for utterance in utterances),
    )


def _is_spoken(utterance: Utterance) -> bool:
    """Whether an utterance is said or thought."""
    return utterance.kind in SPOKEN


def _by_quotation(
    utterances: Sequence[Utterance],
) -> dict[int, list[int]]:
    """Number of each quotation -> the places of its utterances, in reading order."""
    places: dict[int, list[int]] = {}
    for place, utterance in enumerate(utterances):
        if utterance.kind in SPOKEN and utterance.quotation is not None:
            places.setdefault(utterance.quotation, []).append(place)
    return places


def _quotations(chapter: int, utterances: Sequence[Utterance]) -> list[Quotation]:
    """The quotations of a chapter, in reading order."""
    quotations: list[Quotation] = []
    for number, places in _by_quotation(utterances).items():
        sentences = [utterances[place] for place in places]
        quotation = Quotation(
            chapter=chapter,
            number=number,
            start=sentences[0].start,
            end=sentences[-1].end,
            kind=sentences[0].kind,
            spans=tuple(_spans(sentences)),
            utterances=tuple(places),
        )
        quotations.append(quotation)
    return quotations


def _spans(sentences: Sequence[Utterance]) -> Iterator[_Span]:
    """Where the sentences stand in each of their paragraphs."""
    for _, group in groupby(sentences, key=lambda utterance: utterance.paragraph):
        run = list(group)
        yield run[0].start, run[-1].end


def _turns(
    quotations: Sequence[Quotation],
    paragraphs: Sequence[Paragraph],
    offset: int,
    scene: int,
) -> list[Turn]:
    """Quotations of linked paragraphs grouped into turns; thoughts apart from dialogue.

    ``paragraphs`` are those of one chapter, the first of which is number ``offset`` of the book;
    ``scene`` is the number of the chapter's first scene.
    """
    # Number of a quotation -> its first and its last paragraph.
    first_of: dict[int, int] = {}
    last_of: dict[int, int] = {}
    for index, paragraph in enumerate(paragraphs):
        for number in paragraph.quotations:
            first_of.setdefault(number, index)
            last_of[number] = index
    turns: list[Turn] = []
    # Of the turn before the one at hand; it is looked at only once there is one.
    end_of_turn = 0
    for group in _linked(quotations, first_of, last_of):
        start = first_of[group[0].number]
        gap = OPENS_SCENE
        if turns:
            between = paragraphs[end_of_turn + 1 : start]
            # A heading or a break between two turns opens a scene.
            if any(paragraph.apart for paragraph in between):
                scene += 1
            else:
                gap = len(between)
        end_of_turn = last_of[group[-1].number]
        turns += _of_group(group, (offset + start, offset + end_of_turn), scene, gap)
    return sorted(turns, key=lambda turn: (turn.first, turn.start))


def _linked(
    quotations: Sequence[Quotation],
    first_of: dict[int, int],
    last_of: dict[int, int],
) -> Iterator[list[Quotation]]:
    """Groups of quotations that share paragraphs.

    ``first_of`` and ``last_of`` have the first and the last paragraph of each.
    """
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


def _of_group(
    group: Sequence[Quotation],
    paragraphs: tuple[int, int],
    scene: int,
    gap: int,
) -> Iterator[Turn]:
    """The turns of linked quotations: what is said, and what is thought.

    ``paragraphs`` are the first and the last of the group, by their numbers in the book.
    """
    first, last = paragraphs
    for kind in SPOKEN:
        own = tuple(quotation for quotation in group if quotation.kind == kind)
        if own:
            # Both have the scene and the gap of the group: a thought interrupts no conversation.
            yield Turn(own[0].chapter, first, last, own, scene, gap)


def has_words(text: str, spans: Iterable[_Span]) -> bool:
    """Whether there is a letter or a digit in some stretches of a chapter's text."""
    return any(
        character.isalnum() for start, end in spans for character in text[start:end]
    )
