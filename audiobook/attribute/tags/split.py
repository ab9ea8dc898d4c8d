"""One paragraph, two speakers: ``"Left," said Thomas. Ellen said, "Right."`` is two turns.

A turn is cut only where two of its quotations have tags that cannot be one person's: two names, a name and a
pronoun of the other gender, "he" and "she". Each quotation without a tag goes with the one before it, and so does
one that goes on in the middle of a sentence: ``"I hope," said Oliver, when Ellen returned, "that nothing ..."``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audiobook.attribute.roster import Person, Places, Roster
from audiobook.attribute.tags.subjects import NAME, PRONOUN
from audiobook.attribute.tags.tags import LEADS, SAID, Tag, tags_of
from audiobook.attribute.turns import Layout, Turn

_MARKS = " \n\t\"'“”‘’«»„_*—–-…."
_OPENING = re.compile(
    r"(?:[.!?…;:\n—–][\"”’)_\s]*|--|^\s*|[\"”]\s*)(?:(?:and|but|then|so|for|yet|here|now|while|whereupon)\b,?\s*)*$"
    r"|\b(?:and|but|while|whereupon|which|whom)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[a-z][.!?][\"”’)_]*\s+[A-Z]")
_KINDS = (SAID, LEADS)


@dataclass(frozen=True, slots=True)
class _Claim:
    """Who says a quotation: ``person`` by name, or somebody of a ``gender``; ``start`` is where the tag begins."""

    person: int | None
    gender: str
    start: int


def split(book: Layout, roster: Roster) -> Layout:
    """The book with such turns cut into one for each speaker."""
    places = Places(roster.mentions)
    return replace(
        book, turns=tuple(part for turn in book.turns for part in _parts(turn, book, roster.people, places))
    )


def _parts(turn: Turn, book: Layout, people: Sequence[Person], places: Places) -> Iterator[Turn]:
    cuts = _cuts(turn, book, people, places) if len(turn.quotations) > 1 else []
    if not cuts:
        yield turn
        return
    first = [0, *(index for index, _ in cuts)]
    bounds = [turn.low, *(place for _, place in cuts), turn.high]
    for number, (begin, end) in enumerate(zip(first, [*first[1:], len(turn.quotations)], strict=True)):
        own = turn.quotations[begin:end]
        gap = 0 if number else turn.gap
        yield replace(turn, quotations=own, gap=gap, low=bounds[number], high=bounds[number + 1])


def _cuts(turn: Turn, book: Layout, people: Sequence[Person], places: Places) -> list[tuple[int, int]]:
    """The quotations with which somebody else begins to speak, and where in the chapter their turn begins."""
    text = book.texts[turn.chapter]
    claims = _claims(turn, book, people, places)
    cuts = []
    speaker: _Claim | None = None
    for index, quotation in enumerate(turn.quotations):
        claim = claims.get(index)
        if claim is None or (index and _goes_on(text, quotation.start, quotation.end)):
            continue
        if speaker is not None and _two(speaker, claim):
            cuts.append((index, min(claim.start, quotation.start)))
            speaker = claim
        elif speaker is None or speaker.person is None:
            speaker = claim
    return cuts


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a quotation goes on in the middle of a sentence."""
    return text[start:end].lstrip(_MARKS)[:1].islower()


def _two(one: _Claim, other: _Claim) -> bool:
    """Whether the two cannot be one person."""
    if one.person is not None and other.person is not None:
        return one.person != other.person
    return bool(one.gender and other.gender and one.gender != other.gender)


def _claims(turn: Turn, book: Layout, people: Sequence[Person], places: Places) -> dict[int, _Claim]:
    """Quotation of the turn -> who says it, by the surest tag it has."""
    text = book.texts[turn.chapter]
    tags = [tag for tag in tags_of(turn, book, places) if tag.kind in _KINDS and _main(tag, turn, text)]
    found: dict[int, _Claim] = {}
    for tag in sorted(tags, key=lambda t: _KINDS.index(t.kind)):
        claim = _claim(tag, people)
        if claim is not None:
            found.setdefault(tag.quotation, claim)
    return found


def _main(tag: Tag, turn: Turn, text: str) -> bool:
    """Whether a tag is a sentence's own: not "when Ellen returned" within Oliver's, nor "He sat." after it."""
    start = tag.subject.start
    if tag.start >= turn.quotations[tag.quotation].start:
        return tag.subject.kind != PRONOUN or not text[tag.start : tag.start + 1].isupper()
    before = turn.quotations[tag.quotation - 1].end if tag.quotation else turn.low
    return bool(_SENTENCE.search(text, before, start) or _OPENING.search(text[before:start][-40:]))


def _claim(tag: Tag, people: Sequence[Person]) -> _Claim | None:
    subject = tag.subject
    if subject.kind == NAME and subject.person is not None:
        return _Claim(subject.person, people[subject.person].gender, tag.start)
    if subject.kind == PRONOUN and subject.gender:
        return _Claim(None, subject.gender, tag.start)
    return None
