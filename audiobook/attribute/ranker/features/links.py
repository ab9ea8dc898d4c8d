"""Whom an epithet may mean: people who are about wherever it is used, seen over the whole book.

A tag by an epithet ("said the painter") names somebody who mostly has a name as well. For the turns with such a
tag each candidate is compared with the epithet: how often the two are named near each other, against chance, and
how often the candidate was the last to be named before it.
"""

import numpy as np

from audiobook.attribute.ranker.features.reading import NOBODY, Bools, Floats, Ints
from audiobook.attribute.ranker.features.scene import Naming, Scene
from audiobook.attribute.roster import NAMELESS

BLOCK = 250  # tokens
CHANCE = 0.3  # blocks added to both sides of a ratio


def company(about: Scene, names: Naming) -> tuple[Floats, Floats, Floats]:
    """For each turn tagged by an epithet, and each person: the share of the epithet's blocks that name the person,
    the logarithm of that against chance, and the share of the epithet's uses before which the person was the
    last one named. Zero for all other turns: (turns, people) each.
    """
    token, who = names.told
    people = about.shape[1]
    roles = np.array([p.kind in NAMELESS or p.name.startswith("the ") for p in about.reading.people])
    tagged = np.flatnonzero((about.who != NOBODY) & roles[about.who])
    near, lift, last = (np.zeros(about.shape, np.float32) for _ in range(3))
    if not len(tagged) or not len(token):
        return near, lift, last
    blocks = np.zeros((int(token.max()) // BLOCK + 1, people), np.float32)
    blocks[token // BLOCK, who] = 1
    own = blocks.sum(axis=0)
    before = _before(who, roles, people)
    uses = np.maximum(before.sum(axis=1), 1)
    for role in np.unique(about.who[tagged]):
        turns = tagged[about.who[tagged] == role]
        both = blocks[:, role] @ blocks
        near[turns] = both / max(1.0, own[role])
        lift[turns] = np.log((both + CHANCE) / (own[role] * own / len(blocks) + CHANCE))
        last[turns] = before[role] / uses[role]
    return near, lift, last


def _before(who: Ints, roles: Bools, people: int) -> Floats:
    """How often each person (column) was the last one with a name before each epithet (row)."""
    out = np.zeros((people, people), np.float32)
    previous = NOBODY
    for person in who:
        if roles[person]:
            if previous != NOBODY:
                out[person, previous] += 1
        else:
            previous = person
    return out
