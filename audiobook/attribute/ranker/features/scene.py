"""Who is about: for every turn and person, how near they were named, tagged and addressed.

Every function here fills dense arrays of shape (turns, people), so that a whole novel costs a few
milliseconds a feature. "Within reach" is a run: turns with little narration between them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from audiobook.attribute.ranker.features.actors import GENDERS, Actor
from audiobook.attribute.ranker.features.reading import NOBODY, Floats, Ints, Reading
from audiobook.attribute.ranker.features.tags import Frame, actors, best, frame
from audiobook.attribute.ranker.features.told import Told, surer, told
from audiobook.attribute.ranker.features.words import (
    ADDRESS,
    ENDEARMENTS,
    FEMALE,
    FIRST,
    MALE,
    OWN,
    PLURAL,
    PREPOSITIONS,
    PRONOUNS,
)

NEVER = 99.0  # a distance in turns that stands for "not at all"
RUN_GAP = 2  # paragraphs of narration that end a run
VOCATIVE, NAMED = 2.0, 1.0
ENDS = frozenset((*',!?.;:…"”’-—–', "--"))  # what may follow a name that is called
OPENS = frozenset((*',.!?;…"“‘—–', "--"))


@dataclass(frozen=True)
class Scene:
    """The facts of a book that all features share.

    ``windows[t]`` the actors around turn t; ``told[t]`` its tags as whole
    sentences tell them; ``tags[t]`` the best of both; ``who``, ``gender``,
    ``strength`` the same as arrays (turns,). ``genders`` (people,) holds gender codes. ``run`` numbers
    the runs; ``gap`` counts the paragraphs since the turn before.
    """

    reading: Reading
    frames: list[Frame]
    windows: list[tuple[Actor, ...]]
    tags: list[Actor]
    told: list[Told]
    who: Ints
    gender: Ints
    strength: Ints
    genders: Ints
    narrator: int
    gap: Ints
    run: Ints

    @property
    def shape(self) -> tuple[int, int]:
        """(turns, people)."""
        return len(self.tags), len(self.genders)

    @cached_property
    def spoken(self) -> Floats:
        """Whom each turn's speech addresses or names, as from :func:`spoken_names`: (turns, people)."""
        return spoken_names(self)

    @cached_property
    def paragraphs(self) -> tuple[Ints, Ints]:
        """The tokens between which each turn's paragraphs lie: first (turns,), end (turns,)."""
        starts = [around.gaps[0][0] for around in self.frames]
        ends = [around.gaps[-1][1] for around in self.frames]
        return np.array(starts, np.int64), np.array(ends, np.int64)


def scene(reading: Reading, pins: Mapping[int, int]) -> Scene:
    """Look around every turn once. ``pins`` maps turns to the people known to say them."""
    count = len(reading.turns)
    frames = [frame(reading, number) for number in range(count)]
    windows = [actors(reading, around) for around in frames]
    read = [told(reading, number) for number in range(count)]
    tags = [surer(best(shown), own) for shown, own in zip(windows, read, strict=True)]
    for turn, who in pins.items():
        tags[turn] = Actor(who, strength=3, where=int(reading.openings[turn]))
    gap = _gaps(reading)
    scenes = np.array([turn.scene for turn in reading.turns], np.int64)
    fresh = (gap > RUN_GAP) | (np.diff(scenes, prepend=-1) != 0)
    return Scene(
        reading,
        frames,
        windows,
        tags,
        read,
        np.array([tag.who for tag in tags], np.int64),
        np.array([tag.gender for tag in tags], np.int64),
        np.array([tag.strength for tag in tags], np.int64),
        np.array([GENDERS[person.gender] for person in reading.people], np.int64),
        reading.narrator,
        gap,
        np.cumsum(fresh),
    )


def _gaps(reading: Reading) -> Ints:
    firsts = np.array([turn.first for turn in reading.turns], np.int64)
    lasts = np.array([turn.last for turn in reading.turns], np.int64)
    return np.concatenate([[NEVER], np.maximum(firsts[1:] - lasts[:-1] - 1, 0)]).astype(np.int64)[: len(firsts)]


def matches(who: Ints, people: int) -> Floats:
    """+1 where the person is the one, -1 where somebody else is, 0 where nobody: (turns, people)."""
    out = np.where((who == NOBODY)[:, None], 0.0, -1.0).astype(np.float32) * np.ones((1, people), np.float32)
    rows = np.flatnonzero(who != NOBODY)
    out[rows, who[rows]] = 1
    return out


def agreement(gender: Ints, about: Scene) -> Floats:
    """How a pronoun's gender fits each person, -1 to 1: (turns, people). Unknown people fit a little."""
    table = np.zeros((PLURAL + 1, len(about.genders)), np.float32)
    for code, other in ((MALE, FEMALE), (FEMALE, MALE)):
        table[code] = np.where(about.genders == code, 1.0, np.where(about.genders == other, -1.0, 0.2))
    if about.narrator != NOBODY:
        table[FIRST] = -1.0
        table[FIRST, about.narrator] = 1.0
        table[MALE, about.narrator] = table[FEMALE, about.narrator] = -0.5
    return table[gender]


def shifted(values: Floats, by: int) -> Floats:
    """``values[t + by]`` at t, zero beyond the ends."""
    out = np.zeros_like(values)
    if abs(by) >= len(values):
        return out
    if by > 0:
        out[:-by] = values[by:]
    elif by < 0:
        out[-by:] = values[:by]
    else:
        out[:] = values
    return out


@dataclass(frozen=True)
class Naming:
    """Every mention as arrays (mentions,): token, person, whether spoken, whether the subject."""

    token: Ints
    who: Ints
    spoken: Ints
    subject: Ints

    @property
    def told(self) -> tuple[Ints, Ints]:
        """Token and person of every mention in narration."""
        told = self.spoken == 0
        return self.token[told], self.who[told]

    @property
    def acting(self) -> tuple[Ints, Ints]:
        """Token and person of those that are the subject."""
        acting = (self.spoken == 0) & (self.subject == 1)
        return self.token[acting], self.who[acting]


def naming(reading: Reading) -> Naming:
    """Classify the mentions."""
    places = sorted((place, who, after) for place, (who, after) in reading.named.items())
    token = np.array([place for place, _, _ in places], np.int64)
    who = np.array([person for _, person, _ in places], np.int64)
    spoken = reading.quoted[token].astype(np.int64) if len(token) else token
    subject = np.array([_is_subject(reading, place, after) for place, _, after in places], np.int64)
    return Naming(token, who, spoken, subject)


def _is_subject(reading: Reading, place: int, after: int) -> bool:
    if reading.words[after - 1].endswith("'s"):
        return False
    return place == 0 or reading.words[place - 1] not in PREPOSITIONS


def distances(at: Ints, events: Ints, who: Ints, people: int) -> tuple[Floats, Floats]:
    """For every place and person: tokens since the last event before, and until the next one after."""
    back = np.full((len(at), people), 1e6, np.float32)
    ahead = back.copy()
    for person in np.unique(who):
        mine = events[who == person]
        index = np.searchsorted(mine, at)
        has = index > 0
        back[has, person] = at[has] - mine[index[has] - 1]
        has = index < len(mine)
        ahead[has, person] = mine[index[has]] - at[has]
    return back, ahead


def counts(start: Ints, end: Ints, events: Ints, who: Ints, people: int) -> Floats:
    """How many events of each person lie in ``[start, end)``: (turns, people)."""
    out = np.zeros((len(start), people), np.float32)
    for person in np.unique(who):
        mine = events[who == person]
        out[:, person] = np.searchsorted(mine, end) - np.searchsorted(mine, start)
    return out


def turns_apart(who: Ints, group: Ints, people: int) -> tuple[Floats, Floats]:
    """Turns since each person was last ``who`` in the same group, and until they next are."""
    return _since(who, group, people), _since(who[::-1], group[::-1], people)[::-1]


def _since(who: Ints, group: Ints, people: int) -> Floats:
    out = np.full((len(who), people), NEVER, np.float32)
    current = np.full(people, NEVER, np.float32)
    last = None
    for turn in range(len(who)):
        if group[turn] != last:
            current[:] = NEVER
            last = group[turn]
        current += current < NEVER
        out[turn] = current
        if who[turn] != NOBODY:
            current[who[turn]] = 0
    return out


def spoken_names(about: Scene) -> Floats:
    """Whether a turn's speech addresses (2) or names (1) each person: (turns, people)."""
    reading = about.reading
    out = np.zeros(about.shape, np.float32)
    for number, turn in enumerate(reading.turns):
        for start, end in turn.quotes:
            first, last = reading.token(start), reading.token(end)
            for place in range(first, last):
                if place in reading.named:
                    who, after = reading.named[place]
                    how = VOCATIVE if _addressed(reading, place, after, (first, last)) else NAMED
                    out[number, who] = max(out[number, who], how)
    return out


def titles(reading: Reading) -> Ints:
    """The gender of whoever each turn's speech addresses by a bare title, 0 where it does not: (turns,)."""
    out = np.zeros(len(reading.turns), np.int64)
    for number, turn in enumerate(reading.turns):
        for start, end in turn.quotes:
            for place in range(reading.token(start), reading.token(end)):
                if reading.words[place] in ADDRESS and place not in reading.named:
                    out[number] = ADDRESS[reading.words[place]]
    return out


def _addressed(reading: Reading, place: int, after: int, span: tuple[int, int]) -> bool:
    before = place - 1
    while before >= span[0] and reading.words[before] in ENDEARMENTS:
        before -= 1
    opens = before < span[0] or not reading.words[before].isalnum()
    closes = after >= span[1] or reading.words[after] in ENDS
    edge = before < span[0] or reading.words[before] in OPENS
    return opens and closes and edge


def resolved(about: Scene, names: Naming) -> tuple[Ints, Ints, Ints]:
    """Pronouns followed back to a name: the person meant by each turn's tag (or nobody), and every place
    where somebody is named or meant in narration, as (token, person).
    """
    reading = about.reading
    named = {int(t): (int(w), int(s)) for t, w, q, s in zip(*_columns(names), strict=True) if not q}
    wanted = {tag.where: number for number, tag in enumerate(about.tags) if tag.gender}
    meant = np.full(len(about.tags), NOBODY, np.int64)
    last = {MALE: NOBODY, FEMALE: NOBODY, FIRST: about.narrator, PLURAL: NOBODY}
    events: list[tuple[int, int]] = []
    for place, word in enumerate(reading.words):
        if place in named:
            _hear(last, named[place], int(about.genders[named[place][0]]))
            events.append((place, named[place][0]))
        elif (word in PRONOUNS or word in OWN) and not reading.quoted[place]:
            person = last[PRONOUNS.get(word) or OWN[word]]
            if person != NOBODY and word in PRONOUNS:
                events.append((place, person))
        if place in wanted:
            meant[wanted[place]] = last[int(about.gender[wanted[place]])]
    pairs = np.array(events, np.int64).reshape(-1, 2)
    return meant, pairs[:, 0], pairs[:, 1]


def _columns(names: Naming) -> tuple[Ints, Ints, Ints, Ints]:
    return names.token, names.who, names.spoken, names.subject


def _hear(last: dict[int, int], named: tuple[int, int], gender: int) -> None:
    who, subject = named
    for code in (MALE, FEMALE):
        if gender in {code, 0} and (subject or last[code] == NOBODY):
            last[code] = who
