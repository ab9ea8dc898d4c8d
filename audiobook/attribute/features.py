"""The evidence for each candidate speaker of each turn, as numbers.

A :class:`Table` holds, for every turn, its likeliest candidates and a row of features for each. What a
feature is called here is what a reason shown to the user is made from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from audiobook.attribute.features_links import company
from audiobook.attribute.features_reading import NOBODY, Bools, Floats, Ints, Reading
from audiobook.attribute.features_scene import (
    NEVER,
    VOCATIVE,
    Naming,
    Scene,
    agreement,
    counts,
    distances,
    matches,
    naming,
    resolved,
    scene,
    shifted,
    spoken_names,
    titles,
    turns_apart,
)
from audiobook.attribute.features_tags import Window
from audiobook.attribute.features_told import KINDS, actors_of
from audiobook.attribute.people import ANYBODY, EXTRA, ROLE

CANDIDATES = 14
UNNAMED = {ROLE: 1.0, EXTRA: 2.0, ANYBODY: 3.0}
SURE = 1e6
NEAR = (-4, -3, -2, -1, 1, 2, 3, 4)
SPANS = (120, 600, 3000)  # tokens before a turn in which names are counted


@dataclass(frozen=True)
class Table:
    """``candidates`` (turns, K) person numbers, -1 where there are fewer; ``rows`` (turns, K, F)."""

    names: tuple[str, ...]
    candidates: Ints
    rows: Floats


class Columns:
    """Collects features: dense ones (turns, people) and those of the turn alone (turns,)."""

    def __init__(self) -> None:
        self.dense: dict[str, Floats] = {}
        self.plain: dict[str, Floats] = {}

    def gather(self, candidates: Ints) -> Table:
        """The features of the candidates alone."""
        turns, width = candidates.shape
        rows = np.empty((turns, width, len(self.dense) + len(self.plain)), np.float32)
        chosen = np.maximum(candidates, 0)
        for place, values in enumerate(self.dense.values()):
            rows[:, :, place] = np.take_along_axis(values, chosen, axis=1)
        for place, values in enumerate(self.plain.values(), start=len(self.dense)):
            rows[:, :, place] = values[:, None]
        return Table((*self.dense, *self.plain), candidates, rows)


def log(values: Floats) -> Floats:
    """The logarithm of 1 + x, for distances and counts."""
    return np.log1p(values).astype(np.float32)


def evidence(about: Scene) -> tuple[Columns, Floats]:
    """All features of a book, and a rough score of each person for each turn that chooses candidates."""
    columns = Columns()
    names = naming(about.reading)
    spoken = spoken_names(about)
    _own(columns, about)
    _neighbours(columns)
    _addresses(columns, spoken)
    _titles(columns, about)
    _recency(columns, about, names)
    _chain(columns, about, names)
    _tagged(columns, about)
    _standing(columns, about, names)
    near, lift, last = company(about, names)
    columns.dense["near epithet"], columns.dense["near epithet by chance"] = near, lift
    columns.dense["named before epithet"] = last
    _turn(columns, about)
    return columns, _rough(columns)


def _own(columns: Columns, about: Scene) -> None:
    people = about.shape[1]
    for window in Window:
        shown = [windows[window] for windows in about.windows]
        strength = np.array([actor.strength for actor in shown], np.float32)[:, None]
        who = np.array([actor.who for actor in shown], np.int64)
        gender = np.array([actor.gender for actor in shown], np.int64)
        columns.dense[f"name {window.name.lower()}"] = matches(who, people) * strength
        columns.dense[f"pronoun {window.name.lower()}"] = agreement(gender, about) * strength
    for kind in KINDS:
        read = actors_of(about.told, kind)
        columns.dense[f"read {kind}"] = matches(np.array([a.who for a in read], np.int64), people)
        columns.dense[f"read pronoun {kind}"] = agreement(np.array([a.gender for a in read], np.int64), about)
    columns.dense["tag"] = matches(about.who, people) * about.strength[:, None]
    columns.dense["tag pronoun"] = agreement(about.gender, about) * about.strength[:, None]


def _neighbours(columns: Columns) -> None:
    tag, pronoun = columns.dense["tag"], columns.dense["tag pronoun"]
    for by in NEAR:
        columns.dense[f"tag {by:+d}"] = shifted(tag, by)
        if abs(by) <= 3:
            columns.dense[f"tag pronoun {by:+d}"] = shifted(pronoun, by)


def _addresses(columns: Columns, spoken: Floats) -> None:
    columns.dense["named in own speech"] = spoken
    for by in (-3, -2, -1, 1, 2, 3):
        columns.dense[f"named in speech {by:+d}"] = shifted(spoken, by)
    called = (spoken == VOCATIVE).astype(np.float32)
    columns.dense["called around"] = sum((shifted(called, by) for by in (-3, -1, 1, 3)), np.zeros_like(called))
    columns.dense["calls around"] = sum((shifted(called, by) for by in (-2, 2)), called.copy())


def _titles(columns: Columns, about: Scene) -> None:
    """A "sir" or "mamma" in a turn says the gender of whoever is spoken to: not the speaker, likely the next."""
    fits = agreement(titles(about.reading), about)
    for by in (-1, 0, 1):
        columns.dense[f"spoken to as such {by:+d}"] = shifted(fits, by)


def _recency(columns: Columns, about: Scene, names: Naming) -> None:
    people = about.shape[1]
    told = names.spoken == 0
    token, who = names.token[told], names.who[told]
    at = about.reading.openings
    starts = np.array([around.gaps[0][0] for around in about.frames], np.int64)
    ends = np.array([around.gaps[-1][1] for around in about.frames], np.int64)
    back, ahead = distances(at, token, who, people)
    columns.dense["since named"] = log(back)
    columns.dense["until named"] = log(ahead)
    columns.dense["since named before"] = log(distances(starts, token, who, people)[0])
    subject = names.subject[told] == 1
    columns.dense["since subject"] = log(distances(at, token[subject], who[subject], people)[0])
    named = counts(starts, ends, token, who, people)
    acting = counts(starts, ends, token[subject], who[subject], people)
    columns.dense["named in paragraph"], columns.dense["subject in paragraph"] = named, acting
    for by in (-1, 1):
        columns.dense[f"subject in paragraph {by:+d}"] = shifted(acting, by)
    for by in (-1, 0, 1):
        columns.dense[f"object in paragraph {by:+d}"] = shifted(named - acting, by)
    between = np.array([around.earlier for around in about.frames], np.int64).reshape(-1, 2)
    gap = counts(between[:, 0], between[:, 1], token, who, people)
    active = counts(between[:, 0], between[:, 1], token[subject], who[subject], people)
    columns.dense["subject in gap"], columns.dense["subject in gap +1"] = active, shifted(active, 1)
    columns.dense["object in gap"] = gap - active
    for span in SPANS:
        columns.dense[f"named in {span}"] = counts(at - span, at, token, who, people)
    columns.plain["people in 600"] = (columns.dense["named in 600"] > 0).sum(axis=1).astype(np.float32)
    columns.dense["named in next"] = counts(at, at + SPANS[0] * 2, token, who, people)
    rank = np.argsort(np.argsort(back, axis=1), axis=1).astype(np.float32)
    columns.dense["rank of naming"] = rank
    fits = agreement(about.gender, about) >= 0
    shown = np.where(fits, back, 2e6)
    columns.dense["rank of naming, fitting"] = np.argsort(np.argsort(shown, axis=1), axis=1).astype(np.float32)
    spoken = names.spoken == 1
    columns.dense["since spoken of"] = log(distances(at, names.token[spoken], names.who[spoken], people)[0])


def _chain(columns: Columns, about: Scene, names: Naming) -> None:
    people = about.shape[1]
    meant, token, who = resolved(about, names)
    chain = matches(meant, people)
    columns.dense["meant by pronoun"] = chain
    for by in (-2, -1, 1, 2):
        columns.dense[f"meant by pronoun {by:+d}"] = shifted(chain, by)
    back, ahead = distances(about.reading.openings, token, who, people)
    columns.dense["since meant"] = log(back)
    columns.dense["until meant"] = log(ahead)
    columns.dense["rank of meaning"] = np.argsort(np.argsort(back, axis=1), axis=1).astype(np.float32)


def _tagged(columns: Columns, about: Scene) -> None:
    people = about.shape[1]
    who = np.where(about.strength >= 1, about.who, NOBODY)
    since, until = turns_apart(who, about.run, people)
    columns.dense["since tagged in run"], columns.dense["until tagged in run"] = since, until
    everywhere = np.zeros_like(about.run)
    since, until = turns_apart(who, everywhere, people)
    columns.dense["since tagged"], columns.dense["until tagged"] = (
        np.minimum(since, NEVER),
        np.minimum(until, NEVER),
    )
    hit = matches(who, people) > 0
    total = np.cumsum(hit, axis=0).astype(np.float32)
    for width in (5, 20, 80):
        columns.dense[f"tags within {width}"] = _window(total, width) - hit
    columns.dense["tags in book"] = np.broadcast_to(log(total[-1]), about.shape)
    columns.dense["tags in run"] = in_group(hit, about.run) - hit
    scenes = np.array([turn.scene for turn in about.reading.turns], np.int64)
    columns.dense["tags in scene"] = log(in_group(hit, scenes) - hit)
    columns.dense["share of tags"] = np.broadcast_to(total[-1] / max(1.0, float(total[-1].sum())), about.shape)


def in_group(hit: Bools | Floats, group: Ints) -> Floats:
    """How many hits of each person are in each turn's group: (turns, people)."""
    number = np.unique(group, return_inverse=True)[1]
    sums = np.zeros((number.max() + 1, hit.shape[1]), np.float32)
    np.add.at(sums, number, hit)
    return np.asarray(sums[number], np.float32)


def _window(total: Floats, width: int) -> Floats:
    padded = np.concatenate([np.zeros((width + 1, total.shape[1]), np.float32), total])
    ahead: Floats = np.concatenate([total[width:], np.repeat(total[-1:], min(width, len(total)), axis=0)])
    ahead -= padded[: len(total)]
    return ahead


def _standing(columns: Columns, about: Scene, names: Naming) -> None:
    turns, people = about.shape
    told = np.bincount(names.who[names.spoken == 0], minlength=people).astype(np.float32)
    said = np.bincount(names.who[names.spoken == 1], minlength=people).astype(np.float32)
    kinds = np.array([UNNAMED.get(person.kind, 0) for person in about.reading.people], np.float32)
    per_person = {
        "share of names": told / max(1.0, float(told.sum())),
        "rank of names": np.argsort(np.argsort(-told)).astype(np.float32),
        "spoken of": said / (told + said + 1),
        "gender": about.genders.astype(np.float32),
        "role": kinds,
        "names": np.log1p(told + said),
        "narrates": (np.arange(people) == about.narrator).astype(np.float32),
    }
    for name, values in per_person.items():
        columns.dense[name] = np.broadcast_to(values, (turns, people)).astype(np.float32)


def _turn(columns: Columns, about: Scene) -> None:
    reading, turns = about.reading, about.reading.turns
    length = np.array([sum(end - start for start, end in turn.quotes) for turn in turns], np.float32)
    told = np.array([sum(end - start for start, end in around.gaps) for around in about.frames], np.float32)
    asks = np.array([reading.text[max(0, t.quotes[-1][1] - 3) : t.quotes[-1][1]].find("?") >= 0 for t in turns])
    place, size = _places(about.run)
    plain = columns.plain
    plain["length"], plain["narration"], plain["asks"] = log(length), told, asks.astype(np.float32)
    plain["asks before"] = shifted(plain["asks"], -1)
    plain["quotations"] = np.array([len(turn.quotes) for turn in turns], np.float32)
    plain["place in run"], plain["length of run"] = place, size
    plain["gap before"] = np.minimum(about.gap, 20).astype(np.float32)
    plain["gap after"] = shifted(plain["gap before"], 1)
    plain["pronoun"] = about.gender.astype(np.float32)
    plain["strength"] = about.strength.astype(np.float32)
    plain["strength -1"], plain["strength +1"] = shifted(plain["strength"], -1), shifted(plain["strength"], 1)
    plain["tag is role"] = np.where(about.who != NOBODY, columns.dense["role"][0, about.who], 0.0)
    plain["has narrator"] = np.full(len(turns), float(about.narrator != NOBODY), np.float32)


def _places(run: Ints) -> tuple[Floats, Floats]:
    _, first, sizes = np.unique(run, return_index=True, return_counts=True)
    number = np.searchsorted(first, np.arange(len(run)), side="right") - 1
    return (np.arange(len(run)) - first[number]).astype(np.float32), sizes[number].astype(np.float32)


def _rough(columns: Columns) -> Floats:
    dense = columns.dense
    score = 4.0 * np.maximum(dense["tag"], 0) + 2.0 * (dense["named in paragraph"] > 0)
    for window in Window:
        score += 1.5 * (dense[f"name {window.name.lower()}"] > 0)
    score += 3.0 * np.exp(-dense["since tagged"] / 8) + 3.0 * np.exp(-dense["until tagged"] / 8)
    score += 3.0 * np.exp(-np.expm1(dense["since named"]) / 400) + np.exp(-np.expm1(dense["until named"]) / 300)
    score += 0.4 * log(dense["named in 3000"]) + 2.0 * np.minimum(dense["called around"], 1)
    score += 3.0 * dense["narrates"] + 3.0 * np.sqrt(dense["share of tags"])
    return score.astype(np.float32)


def candidates(score: Floats, width: int = CANDIDATES) -> Ints:
    """The people with the highest scores of each turn, best first, -1 where the book has fewer."""
    order = np.argsort(-score, axis=1, kind="stable")[:, :width]
    order = np.where(np.take_along_axis(score, order, axis=1) >= 0, order, NOBODY)
    missing = width - order.shape[1]
    return np.pad(order, ((0, 0), (0, missing)), constant_values=NOBODY) if missing > 0 else order


def table(reading: Reading, pins: Mapping[int, int] = MappingProxyType({})) -> tuple[Scene, Table]:
    """The first stage's features of a book. ``pins`` maps turns to the people known to say them; they count as
    tags.
    """
    about = scene(reading, pins)
    columns, score = evidence(about)
    for turn, who in pins.items():
        score[turn, who] = SURE
    score[:, [not person.name for person in reading.people]] = -1  # merged into somebody else
    return about, columns.gather(candidates(score))
