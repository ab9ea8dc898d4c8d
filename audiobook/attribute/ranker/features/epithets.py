"""Features of epithets: whom "the painter" may mean.

A tag by an epithet ("said the painter") names somebody who mostly has a name
as well: one of those who are present wherever the epithet is used. For the
turns with such a tag each candidate is compared with the epithet over the
whole book.
"""

import numpy as np

from audiobook.attribute.ranker.evidence import (
    NOBODY,
    BookEvidence,
    Bools,
    Floats,
    Ints,
    MentionTable,
    as_floats,
)
from audiobook.attribute.ranker.features.table import Columns
from audiobook.attribute.roster import NAMELESS, Person

BLOCK = 250  # tokens
CHANCE = 0.3  # blocks added to both sides of a ratio, so that rare names prove little


# Whether the noun of a turn's tag was brought in before: there is none, no, and yes.
BROUGHT_IN = {None: 0.0, False: 1.0, True: 2.0}


def add_epithets(
    columns: Columns, evidence: BookEvidence, mentions: MentionTable
) -> None:
    """Add how each person fits the epithet of the turn's tag, and whether it is somebody new."""
    near, lift, last_named = epithet_fits(evidence, mentions)
    columns.of_people("near epithet", near)
    columns.of_people("near epithet by chance", lift)
    columns.of_people("named before epithet", last_named)
    brought_in = [BROUGHT_IN[turn.brought_in] for turn in evidence.reading.turns]
    columns.of_turns("brought in", as_floats(brought_in))


def epithet_fits(
    evidence: BookEvidence, mentions: MentionTable
) -> tuple[Floats, Floats, Floats]:
    """How each person fits the epithet that a turn is tagged by.

    Three arrays (turns, people). The share of the epithet's blocks of text
    that name the person, the logarithm of that against chance, and the share
    of the epithet's uses before which the person was the last one named. Zero
    for all other turns.
    """
    tokens, who = mentions.narrated
    near = np.zeros(evidence.shape, np.float32)
    lift = np.zeros(evidence.shape, np.float32)
    last_named = np.zeros(evidence.shape, np.float32)
    is_epithet = np.array(list(map(_is_epithet, evidence.reading.people)))
    by_epithet = is_epithet[evidence.who] & (evidence.who != NOBODY)
    tagged = np.flatnonzero(by_epithet)
    if len(tagged) == 0 or len(tokens) == 0:
        return near, lift, last_named
    blocks = _blocks(tokens, who, evidence.people)
    size = blocks.sum(axis=0)
    named_before = _named_before(who, is_epithet, evidence.people)
    uses = np.maximum(named_before.sum(axis=1), 1)
    for epithet in np.unique(evidence.who[tagged]):
        turns = tagged[evidence.who[tagged] == epithet]
        both = blocks[:, epithet] @ blocks
        by_chance = size[epithet] * size / len(blocks)
        near[turns] = both / max(1.0, size[epithet])
        ratio = (both + CHANCE) / (by_chance + CHANCE)
        lift[turns] = np.log(ratio)
        last_named[turns] = named_before[epithet] / uses[epithet]
    return near, lift, last_named


def _is_epithet(person: Person) -> bool:
    return person.kind in NAMELESS or person.name.startswith("the ")


def _blocks(tokens: Ints, who: Ints, people: int) -> Floats:
    """Whether each block of text names each person, 1 or 0: (blocks, people)."""
    count = int(tokens.max()) // BLOCK + 1
    blocks = np.zeros((count, people), np.float32)
    blocks[tokens // BLOCK, who] = 1
    return blocks


def _named_before(who: Ints, is_epithet: Bools, people: int) -> Floats:
    """How often each person (column) was the last one with a name before each
    epithet (row).
    """
    times = np.zeros((people, people), np.float32)
    previous = NOBODY
    for person in who:
        if not is_epithet[person]:
            previous = person
        elif previous != NOBODY:
            times[person, previous] += 1
    return times
