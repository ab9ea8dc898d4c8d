"""Whom speech addresses, and of whom it speaks."""

from collections.abc import Iterator

import numpy as np

from audiobook.attribute.ranker.evidence.reading import (
    Floats,
    Ints,
    Reading,
    Span,
)
from audiobook.attribute.ranker.evidence.words import vocabulary
from audiobook.attribute.roster import NOBODY

# Values of ``spoken_names``.
VOCATIVE = 2.0
NAMED = 1.0

# What may follow the name of whoever is spoken to, and what may stand before
# it.
ENDS = frozenset((*',!?.;:…"”’-—–', "--"))
LEADS_ON = frozenset((":", ","))
LONGEST_NAME = 5  # tokens
OPENS = frozenset((*',.!?;…"“‘—–', "--"))


def spoken_names(reading: Reading) -> Floats:
    """Whether a turn's speech addresses (2) or names (1) each person.

    The result is (turns, people).
    """
    shape = len(reading.turns), len(reading.people)
    spoken = np.zeros(shape, np.float32)
    for number, quote in _quotes(reading):
        for place in range(*quote):
            if place not in reading.named:
                continue
            who, after = reading.named[place]
            how = NAMED
            if _is_addressed(reading, place, after, quote):
                how = VOCATIVE
            spoken[number, who] = max(spoken[number, who], how)
    for number, who in _led_to(reading):
        spoken[number, who] = VOCATIVE
    return spoken


def _led_to(reading: Reading) -> Iterator[tuple[int, int]]:
    """The turns that narration leads up to by whom they are for: "To Ted:"."""
    words = reading.words
    for number, turn in enumerate(reading.turns):
        quote = reading.token(turn.quotes[0][0])
        mark = quote - 1
        if mark < 1 or words[mark] not in LEADS_ON:
            continue
        for place in range(max(1, mark - LONGEST_NAME), mark):
            who, after = reading.named.get(place, (NOBODY, 0))
            if after != mark or words[place - 1] != "to":
                continue
            if words[place - 2] != "listened":
                yield number, who


def address_genders(reading: Reading) -> Ints:
    """The gender of whoever each turn's speech addresses by a bare title.

    "Sir", "mamma". The result is (turns,), 0 where it addresses nobody so.
    """
    genders = np.zeros(len(reading.turns), np.int64)
    address = vocabulary().address
    for number, quote in _quotes(reading):
        for place in range(*quote):
            word = reading.words[place]
            if word in address and place not in reading.named:
                genders[number] = address[word]
    return genders


def _quotes(reading: Reading) -> Iterator[tuple[int, Span]]:
    """The number of a turn and the tokens ``[first, end)`` of each of its
    quotations.
    """
    for number, turn in enumerate(reading.turns):
        for quote in reading.quoted_tokens(turn):
            yield number, quote


def _is_addressed(reading: Reading, place: int, after: int, quote: Span) -> bool:
    """Whether the name at ``[place, after)`` is parted from its sentence by
    marks on both sides.
    """
    first, end = quote
    if after < end and reading.words[after] not in ENDS:
        return False
    # "My dear Emma": the mark before the name may stand further back.
    before = place - 1
    endearments = vocabulary().endearments
    while before >= first and reading.words[before] in endearments:
        before -= 1
    if before < first:
        return True
    word = reading.words[before]
    return word in OPENS and not word.isalnum()
