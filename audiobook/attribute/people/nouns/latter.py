"""Whom "the latter" and "the former" mean: the last and the last but one who were named.

Only where they stand for somebody: not in "the latter part", and in no quotation. English alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from audiobook.attribute.roster import Mention, Roster, reading_order
from audiobook.attribute.turns import Layout
from audiobook.language import ENGLISH

_LATTER = re.compile(
    r"\bthe (latter|former)\b(?!\s+(?:of|part|half|end|case|place|days|years)\b)",
    re.IGNORECASE,
)
_REACH = 400  # characters before it in which somebody was named
_LATELY = 8  # mentions among which the two are looked for


def with_latter(
    book: Layout,
    roster: Roster,
) -> Roster:
    """The roster with the places where "the latter" or "the former" is somebody."""
    if book.language != ENGLISH:
        return roster
    named = [mention for mention in roster.mentions if not mention.quoted]
    found = list(_latter(book, named))
    if not found:
        return roster
    mentions = sorted([*roster.mentions, *found], key=reading_order)
    return replace(roster, mentions=tuple(mentions))


def _latter(
    book: Layout,
    named: Sequence[Mention],
) -> Iterator[Mention]:
    """The mentions by "the latter" and "the former"; ``named`` are those of narration, in order."""
    following = 0
    for paragraph in book.paragraphs:
        text = book.texts[paragraph.chapter]
        for start, end in paragraph.narration:
            for match in _LATTER.finditer(text, start, end):
                place = (paragraph.chapter, match.start())
                while following < len(named) and _place(named[following]) < place:
                    following += 1
                person = _meant(
                    match.group(1),
                    named[max(0, following - _LATELY) : following],
                    place,
                )
                if person is not None:
                    yield Mention(*place, match.end(), person, quoted=False, role=True)


def _place(mention: Mention) -> tuple[int, int]:
    return mention.chapter, mention.start


def _meant(
    which: str,
    named: Sequence[Mention],
    place: tuple[int, int],
) -> int | None:
    """The person meant; ``named`` are the mentions before ``place`` (chapter, character)."""
    chapter, at = place
    lately = [m.person for m in named if m.chapter == chapter and at - m.end <= _REACH]
    # The last one first, each of them once.
    people = list(dict.fromkeys(reversed(lately)))
    number = 0 if which == "latter" else 1
    return people[number] if len(people) > number else None
