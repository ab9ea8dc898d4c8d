"""Whom "the latter" and "the former" mean: the last and the last but one who were named.

Only where they stand for somebody: not in "the latter part" or "the former king", and in no
quotation. English alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from audiobook.attribute.roster import Mention, Roster, reading_order
from audiobook.attribute.turns import Layout
from audiobook.language import ENGLISH
from audiobook.language.patterns import lists

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
    pattern = _pattern()
    following = 0
    for paragraph in book.paragraphs:
        text = book.texts[paragraph.chapter]
        for start, end in paragraph.narration:
            for match in pattern.finditer(text, start, end):
                place = (paragraph.chapter, match.start())
                while following < len(named) and _place(named[following]) < place:
                    following += 1
                person = _meant(
                    match.group(1) or match.group(2),
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
    number = 0 if which.lower() == "latter" else 1
    return people[number] if len(people) > number else None


@cache
def _pattern() -> re.Pattern[str]:
    """The words where they are somebody: a verb, a small word or a mark follows "the former"."""
    of = lists(ENGLISH)
    past = rf"\w{{2,}}(?:{of.any('verbs', 'past_endings')})"
    small = of.any("language", "stop_words")
    auxiliary = of.any("verbs", "auxiliary")
    goes_on = rf"\s+(?:{auxiliary}|{of.speech}|{past}|{small})\b"
    return re.compile(
        r"\bthe (?:(latter)\b(?!\s+(?:of|part|half|end|case|place|days|years)\b)"
        rf"|(former)\b(?={goes_on}|['’]s\b|\s*[^\s\w'’]))",
        re.IGNORECASE,
    )
