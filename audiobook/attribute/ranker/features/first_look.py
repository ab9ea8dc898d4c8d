"""Who may say a turn at all: a first look chooses the candidates, whose evidence is then weighed in full.

What it looks at is evidence as well, and is not worked out twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from audiobook.attribute.ranker.features.reading import NOBODY, Floats, Ints
from audiobook.attribute.ranker.features.scene import (
    NEVER,
    VOCATIVE,
    Naming,
    Scene,
    counts,
    distances,
    matches,
    shifted,
    turns_apart,
)
from audiobook.attribute.ranker.features.table import log
from audiobook.attribute.ranker.features.tags import Window

CANDIDATES = 14
LONG = 3000  # tokens before a turn in which names are counted
SURE = 1e6


@dataclass(frozen=True)
class First:
    """The first look, arrays of (turns, people).

    ``tag`` and ``windows`` are signed strengths; ``back`` and ``ahead`` tokens since somebody was named in
    narration and until they are next; ``near`` and ``paragraph`` how often they are in the ``LONG`` tokens before
    the turn and in its paragraph; ``since`` and ``until`` turns since they were tagged; ``called`` how many turns
    around address them. ``tags`` (people,) counts the turns tagged with each.
    """

    tag: Floats
    windows: Mapping[Window, Floats]
    paragraph: Floats
    back: Floats
    ahead: Floats
    near: Floats
    since: Floats
    until: Floats
    called: Floats
    tags: Floats

    @property
    def share(self) -> Floats:
        """The share of the book's tags that each person has: (people,)."""
        return self.tags / max(1.0, float(self.tags.sum()))


def first_look(about: Scene, names: Naming) -> First:
    """Look once at every turn and person."""
    people = about.shape[1]
    token, who = names.told
    at = about.reading.openings
    back, ahead = distances(at, token, who, people)
    tagged = tagged_with(about)
    since, until = turns_apart(tagged, np.zeros_like(about.run), people)
    called = (about.spoken == VOCATIVE).astype(np.float32)
    return First(
        matches(about.who, people) * about.strength[:, None].astype(np.float32),
        {window: _window(about, window) for window in Window},
        counts(*about.paragraphs, token, who, people),
        back,
        ahead,
        counts(at - LONG, at, token, who, people),
        np.minimum(since, NEVER),
        np.minimum(until, NEVER),
        sum((shifted(called, by) for by in (-3, -1, 1, 3)), np.zeros_like(called)),
        np.bincount(tagged[tagged != NOBODY], minlength=people).astype(np.float32),
    )


def tagged_with(about: Scene) -> Ints:
    """Who each turn is tagged with, be it by a beat: (turns,)."""
    return np.where(about.strength >= 1, about.who, NOBODY)


def _window(about: Scene, window: Window) -> Floats:
    shown = [windows[window] for windows in about.windows]
    strength = np.array([actor.strength for actor in shown], np.float32)[:, None]
    return matches(np.array([actor.who for actor in shown], np.int64), about.shape[1]) * strength


def candidates(about: Scene, look: First, pins: Mapping[int, int], width: int = CANDIDATES) -> Ints:
    """The people who likeliest say each turn, best first, -1 where the book has fewer: (turns, ``width``)."""
    score = _score(about, look)
    for turn, who in pins.items():
        score[turn, who] = SURE
    score[:, [not person.name for person in about.reading.people]] = -1  # merged into somebody else
    order = np.argsort(-score, axis=1, kind="stable")[:, :width]
    order = np.where(np.take_along_axis(score, order, axis=1) >= 0, order, NOBODY)
    missing = width - order.shape[1]
    return np.pad(order, ((0, 0), (0, missing)), constant_values=NOBODY) if missing > 0 else order


def _score(about: Scene, look: First) -> Floats:
    score = 4.0 * np.maximum(look.tag, 0) + 2.0 * (look.paragraph > 0)
    for shown in look.windows.values():
        score += 1.5 * (shown > 0)
    score += 3.0 * np.exp(-look.since / 8) + 3.0 * np.exp(-look.until / 8)
    score += 3.0 * np.exp(-look.back / 400) + np.exp(-look.ahead / 300)
    score += 0.4 * log(look.near) + 2.0 * np.minimum(look.called, 1)
    score += 3.0 * (np.arange(about.shape[1]) == about.narrator) + 3.0 * np.sqrt(look.share)
    return score.astype(np.float32)
