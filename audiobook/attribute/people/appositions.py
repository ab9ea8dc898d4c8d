"""Two labels side by side that are one person: "Mr. Turton, the Collector,".

The second stands between the comma and another mark, so that it says who the first one is.
"Turton, the Collector and the Major" are three. "Max Thaler, alias Whisper" says so itself.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from audiobook.attribute.people.labels import Join, Labels
from audiobook.attribute.people.sides import pair_of
from audiobook.attribute.roster import Mention, reading_order
from audiobook.attribute.turns import Layout
from audiobook.language.patterns import UPPER

_ALIAS = re.compile(
    r",?\s+(?:alias|aka|(?:also|better|otherwise)\s+(?:known|called)(?:\s+as)?)"
    r"\s+(?:the\s+)?[\"“‘]?"
)
_BETWEEN = re.compile(r",\s+(?:[Tt]he\s+)?")
# A name after the next comma goes on with a list.
_CLOSED = re.compile(rf"[.;:)—–]|,(?!\s*(?:and|or|nor|but|the|[{UPPER}]))")
_LISTED = re.compile(r"(?:,|\band)\s+(?:the\s+)?$")
_APPOSED_NEAR = 0.3  # of the places of an epithet, near the name beside it
_REACH = 12  # characters before the first of two in which a list would show


def apposed(
    book: Layout,
    mentions: Sequence[Mention],
    labels: Labels,
) -> Iterator[Join]:
    """An office, or another epithet, and the name beside it: "the Collector, Mr. Turton"."""
    for (one, other), count in _pairs(book, mentions, _is_apposition):
        epithet, name = sorted((one, other), key=labels.how_named)
        if not labels.is_epithet(epithet) or labels.is_epithet(name):
            continue
        contact = labels.sides.contact(epithet, [name])
        if contact.naming or _are_apart(labels, epithet, name):
            continue
        if labels.company.share(epithet, name) >= _APPOSED_NEAR:
            yield Join(count, gone=epithet, kept=name)


def said_to_be(
    book: Layout,
    mentions: Sequence[Mention],
    labels: Labels,
) -> Iterator[Join]:
    """Labels that the book itself says are one person's: "Max Thaler, alias Whisper"."""
    for (one, other), count in _pairs(book, mentions, _is_alias):
        if not _are_apart(labels, one, other):
            gone, kept = sorted((one, other), key=labels.rank)
            yield Join(count, gone, kept)


def _are_apart(
    labels: Labels,
    one: int,
    other: int,
) -> bool:
    """Whether two labels answer each other, or are of different genders."""
    opposite = labels.sides.contact(one, [other]).opposite
    return bool(opposite) or labels.genders_clash(one, other)


def _pairs(
    book: Layout,
    mentions: Sequence[Mention],
    belongs: Callable[[str, Mention, Mention], bool],
) -> list[tuple[tuple[int, int], int]]:
    """The pairs of labels that belong together somewhere, and how often."""
    found: Counter[tuple[int, int]] = Counter()
    for one, other in _neighbours(mentions):
        if belongs(book.texts[one.chapter], one, other):
            found[pair_of(one.person, other.person)] += 1
    return sorted(found.items())


def _neighbours(mentions: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """The mentions of two labels that follow each other, both in narration."""
    for one, other in pairwise(sorted(mentions, key=reading_order)):
        if one.person == other.person or one.chapter != other.chapter:
            continue
        # In a quotation the second may be called: "That is the Prince, Grandmamma."
        if not one.quoted and not other.quoted:
            yield one, other


def _is_apposition(
    text: str,
    one: Mention,
    other: Mention,
) -> bool:
    """Whether the second of two mentions says who the first one is."""
    if _BETWEEN.fullmatch(text, one.end, other.start) is None:
        return False
    if _CLOSED.match(text, other.end) is None:
        return False
    before = text[max(0, one.start - _REACH) : one.start]
    return _LISTED.search(before) is None


def _is_alias(
    text: str,
    one: Mention,
    other: Mention,
) -> bool:
    """Whether the second of two mentions is said to be another name of the first."""
    return _ALIAS.fullmatch(text, one.end, other.start) is not None
