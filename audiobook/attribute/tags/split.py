"""One paragraph, two speakers.

``"Left," said Thomas. Ellen said, "Right."`` is two turns. A turn is cut only
where two of its quotations have tags that cannot be one person's: two names,
a name and a pronoun of the other gender, "he" and "she". Each quotation
without a tag goes with the one before it, and so does one that goes on in the
middle of a sentence: ``"I hope," said Oliver, when Ellen returned, "that
nothing ..."``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.attribute.roster import Person, Places, Roster
from audiobook.attribute.tags.subject import NAME, PRONOUN
from audiobook.attribute.tags.tag import BEAT, LEADS, SAID, Tag
from audiobook.attribute.tags.tags import tags_of
from audiobook.attribute.turns import Layout, Turn

_MARKS = " \n\t\"'“”‘’«»„_*—–-…."
_OPENING = re.compile(
    r"(?:[.!?…;:\n—–][\"”’)_\s]*|--|^\s*|[\"”]\s*)"
    r"(?:(?:and|but|then|so|for|yet|here|now|while|whereupon)\b,?\s*)*$"
    r"|\b(?:and|but|while|whereupon|which|whom)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[a-z][.!?][\"”’)_]*\s+[A-Z]")
_OPENING_REACH = 40  # characters before a subject among which its sentence opens
_SUREST_FIRST = (SAID, LEADS)


@dataclass(frozen=True, slots=True)
class _Claim:
    """Who says a quotation: ``person`` by name, or somebody of a ``gender``.

    ``start`` is where the tag begins in the chapter.
    """

    person: int | None
    gender: str
    start: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """Somebody else speaks from ``quotation`` of the turn on.

    Their turn begins at ``start``.
    """

    quotation: int
    start: int


def split_turns(
    book: Layout,
    roster: Roster,
) -> Layout:
    """The book with every turn of several speakers cut into one turn for
    each.
    """
    places = Places(roster.mentions)
    turns: list[Turn] = []
    for turn in book.turns:
        cuts = _cuts(turn, book, roster.people, places)
        turns.extend(_parts(turn, cuts))
    for index, pair in enumerate(pairwise(tuple(turns))):
        if _share_a_paragraph(*pair):
            turns[index : index + 2] = _apart(pair, book, roster.people, places)
    return replace(book, turns=tuple(turns))


def _share_a_paragraph(
    one: Turn,
    other: Turn,
) -> bool:
    """Whether a thought and speech stand in one paragraph, one behind the other."""
    if one.thought == other.thought or one.chapter != other.chapter:
        return False
    same = (one.first, one.low, one.high) == (other.first, other.low, other.high)
    return same and one.end <= other.start


def _apart(
    pair: tuple[Turn, Turn],
    book: Layout,
    people: Sequence[Person],
    places: Places,
) -> tuple[Turn, Turn]:
    """A thought and the speech beside it, each with its own narration if they are two people's."""
    one, other = pair
    thinks = _claims(one, book, people, places)
    speaks = _claims(other, book, people, places)
    if not thinks or not speaks:
        return pair
    last = thinks[max(thinks)]
    first = speaks[min(speaks)]
    if not _are_two_people(last, first):
        return pair
    border = min(first.start, other.start)
    return replace(one, high=border), replace(other, low=border)


def _parts(
    turn: Turn,
    cuts: Sequence[_Cut],
) -> Iterator[Turn]:
    """The turn between its cuts."""
    if not cuts:
        yield turn
        return
    # A quotation number and a place in the chapter for both ends of every
    # part.
    opening = _Cut(0, turn.low)
    closing = _Cut(len(turn.quotations), turn.high)
    for begin, end in pairwise((opening, *cuts, closing)):
        gap = turn.gap if begin is opening else 0
        yield replace(
            turn,
            quotations=turn.quotations[begin.quotation : end.quotation],
            gap=gap,
            low=begin.start,
            high=end.start,
        )


def _cuts(
    turn: Turn,
    book: Layout,
    people: Sequence[Person],
    places: Places,
) -> list[_Cut]:
    """Where somebody else begins to speak.

    The speaker is whoever claimed the quotations so far; a pronoun gives way
    to a name that it fits, and a quotation that nobody claims changes
    nothing.
    """
    if len(turn.quotations) < 2:
        return []
    text = book.texts[turn.chapter]
    claims = _claims(turn, book, people, places)
    cuts: list[_Cut] = []
    speaker: _Claim | None = None
    for index, quotation in enumerate(turn.quotations):
        claim = claims.get(index)
        if claim is None:
            continue
        # The tag of a quotation in the middle of a sentence is that of the
        # sentence, however near another name stands.
        if index > 0 and _goes_on(text[quotation.start : quotation.end]):
            continue
        if speaker is None:
            speaker = claim
        elif _are_two_people(speaker, claim):
            cuts.append(_Cut(index, min(claim.start, quotation.start)))
            speaker = claim
        elif speaker.person is None:
            speaker = claim
    return cuts


def _goes_on(quotation: str) -> bool:
    """Whether a quotation goes on in the middle of a sentence."""
    first_letter = quotation.lstrip(_MARKS)[:1]
    return first_letter.islower()


def _are_two_people(
    claim: _Claim,
    other: _Claim,
) -> bool:
    """Whether two claims cannot be one person's."""
    if claim.person is not None and other.person is not None:
        return claim.person != other.person
    if not claim.gender or not other.gender:
        return False
    return claim.gender != other.gender


def _claims(
    turn: Turn,
    book: Layout,
    people: Sequence[Person],
    places: Places,
) -> dict[int, _Claim]:
    """Quotation of the turn -> who says it, by the surest tag it has."""
    text = book.texts[turn.chapter]
    tags = tags_of(turn, book, places)
    claims: dict[int, _Claim] = {}
    for kind in _SUREST_FIRST:
        for tag in tags:
            if tag.kind != kind or not _is_main_clause(tag, turn, text):
                continue
            claim = _claim(tag, people)
            if claim is not None:
                claims.setdefault(tag.quotation, claim)
    for tag in tags:
        if _acts_at_once(tag, turn, text) and tag.quotation + 1 in claims:
            claim = _claim(tag, people)
            if claim is not None:
                claims.setdefault(tag.quotation, claim)
    return claims


def _acts_at_once(
    tag: Tag,
    turn: Turn,
    text: str,
) -> bool:
    """Whether somebody acts right behind a quotation: ``"Short." She shrugged``."""
    if tag.kind not in (BEAT, SAID):
        return False
    end = turn.quotations[tag.quotation].end
    return end <= tag.start and not text[end : tag.subject.start].strip(_MARKS)


def _is_main_clause(
    tag: Tag,
    turn: Turn,
    text: str,
) -> bool:
    """Whether a tag is its sentence's main clause.

    Neither "when Ellen returned" within Oliver's tag is one, nor a new
    sentence after it: "He sat."
    """
    quotation = turn.quotations[tag.quotation]
    if tag.start >= quotation.start:
        opens_sentence = text[tag.start : tag.start + 1].isupper()
        return tag.subject.kind != PRONOUN or not opens_sentence
    before = turn.low
    if tag.quotation > 0:
        before = turn.quotations[tag.quotation - 1].end
    start = tag.subject.start
    if _SENTENCE.search(text, before, start):
        return True
    opening = text[before:start][-_OPENING_REACH:]
    return _OPENING.search(opening) is not None


def _claim(
    tag: Tag,
    people: Sequence[Person],
) -> _Claim | None:
    """What a tag claims, if it names somebody or tells their gender."""
    subject = tag.subject
    if subject.kind == NAME and subject.person is not None:
        gender = people[subject.person].gender
        return _Claim(subject.person, gender, tag.start)
    if subject.kind == PRONOUN and subject.gender:
        return _Claim(None, subject.gender, tag.start)
    return None
