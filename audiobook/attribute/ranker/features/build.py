"""The evidence for each candidate speaker of each turn, as numbers: the features of the first stage."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from audiobook.attribute.ranker.features.first_look import LONG, First, candidates, first_look, tagged_with
from audiobook.attribute.ranker.features.links import company
from audiobook.attribute.ranker.features.reading import NOBODY, Floats, Ints, Reading
from audiobook.attribute.ranker.features.scene import (
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
    titles,
    turns_apart,
)
from audiobook.attribute.ranker.features.table import Columns, Table, in_group, log
from audiobook.attribute.ranker.features.tags import Window
from audiobook.attribute.ranker.features.told import KINDS, actors_of
from audiobook.attribute.roster import ANYBODY, EXTRA, ROLE

UNNAMED = {ROLE: 1.0, EXTRA: 2.0, ANYBODY: 3.0}
NEAR = (-4, -3, -2, -1, 1, 2, 3, 4)
SHORT, MIDDLE = 120, 600  # tokens before a turn in which names are counted


def table(reading: Reading, pins: Mapping[int, int] = MappingProxyType({})) -> tuple[Scene, Table]:
    """The first stage's features of a book. ``pins`` maps turns to the people known to say them; they count as
    tags.
    """
    about = scene(reading, pins)
    names = naming(reading)
    look = first_look(about, names)
    columns = Columns(candidates(about, look, pins))
    _own(columns, about, look)
    _neighbours(columns, about, look)
    _addresses(columns, about, look)
    _titles(columns, about)
    _recency(columns, about, names, look)
    _chain(columns, about, names)
    _tagged(columns, about, look)
    _standing(columns, about, names)
    near, lift, last = company(about, names)
    columns.of_people("near epithet", near)
    columns.of_people("near epithet by chance", lift)
    columns.of_people("named before epithet", last)
    _turn(columns, about)
    return about, columns.table()


def _own(columns: Columns, about: Scene, look: First) -> None:
    people = about.shape[1]
    for window in Window:
        shown = [windows[window] for windows in about.windows]
        strength = np.array([actor.strength for actor in shown], np.float32)[:, None]
        gender = np.array([actor.gender for actor in shown], np.int64)
        columns.of_people(f"name {window.name.lower()}", look.windows[window])
        columns.of_people(f"pronoun {window.name.lower()}", agreement(gender, about) * strength)
    for kind in KINDS:
        read = actors_of(about.told, kind)
        columns.of_people(f"read {kind}", matches(np.array([a.who for a in read], np.int64), people))
        columns.of_people(f"read pronoun {kind}", agreement(np.array([a.gender for a in read], np.int64), about))
    columns.of_people("tag", look.tag)
    columns.of_people("tag pronoun", _pronoun(about))


def _pronoun(about: Scene) -> Floats:
    """How the gender of each turn's tag fits each person, the stronger the surer it is a tag."""
    return agreement(about.gender, about) * about.strength[:, None].astype(np.float32)


def _neighbours(columns: Columns, about: Scene, look: First) -> None:
    pronoun = _pronoun(about)
    for by in NEAR:
        columns.of_people(f"tag {by:+d}", shifted(look.tag, by))
        if abs(by) <= 3:
            columns.of_people(f"tag pronoun {by:+d}", shifted(pronoun, by))


def _addresses(columns: Columns, about: Scene, look: First) -> None:
    spoken = about.spoken
    columns.of_people("named in own speech", spoken)
    for by in (-3, -2, -1, 1, 2, 3):
        columns.of_people(f"named in speech {by:+d}", shifted(spoken, by))
    called = (spoken == VOCATIVE).astype(np.float32)
    columns.of_people("called around", look.called)
    columns.of_people("calls around", sum((shifted(called, by) for by in (-2, 2)), called.copy()))


def _titles(columns: Columns, about: Scene) -> None:
    """A "sir" or "mamma" in a turn says the gender of whoever is spoken to: not the speaker, likely the next."""
    fits = agreement(titles(about.reading), about)
    for by in (-1, 0, 1):
        columns.of_people(f"spoken to as such {by:+d}", shifted(fits, by))


def _recency(columns: Columns, about: Scene, names: Naming, look: First) -> None:
    people = about.shape[1]
    token, who = names.told
    at = about.reading.openings
    columns.of_people("since named", log(look.back))
    columns.of_people("until named", log(look.ahead))
    columns.of_people("since named before", log(distances(about.paragraphs[0], token, who, people)[0]))
    columns.of_people("since subject", log(distances(at, *names.acting, people)[0]))
    _paragraph(columns, about, names, look)
    _gap(columns, about, names)
    columns.of_people(f"named in {SHORT}", counts(at - SHORT, at, token, who, people))
    near = counts(at - MIDDLE, at, token, who, people)
    columns.of_people(f"named in {MIDDLE}", near)
    columns.of_people(f"named in {LONG}", look.near)
    columns.of_turns(f"people in {MIDDLE}", (near > 0).sum(axis=1).astype(np.float32))
    columns.of_people("named in next", counts(at, at + SHORT * 2, token, who, people))
    columns.of_people("rank of naming", _rank(look.back))
    fits = agreement(about.gender, about) >= 0
    columns.of_people("rank of naming, fitting", _rank(np.where(fits, look.back, np.float32(2e6))))
    spoken = names.spoken == 1
    columns.of_people("since spoken of", log(distances(at, names.token[spoken], names.who[spoken], people)[0]))


def _rank(distance: Floats) -> Floats:
    """How many people are nearer: (turns, people)."""
    return np.argsort(np.argsort(distance, axis=1), axis=1).astype(np.float32)


def _paragraph(columns: Columns, about: Scene, names: Naming, look: First) -> None:
    acting = counts(*about.paragraphs, *names.acting, about.shape[1])
    columns.of_people("named in paragraph", look.paragraph)
    columns.of_people("subject in paragraph", acting)
    for by in (-1, 1):
        columns.of_people(f"subject in paragraph {by:+d}", shifted(acting, by))
    for by in (-1, 0, 1):
        columns.of_people(f"object in paragraph {by:+d}", shifted(look.paragraph - acting, by))


def _gap(columns: Columns, about: Scene, names: Naming) -> None:
    start, end = np.array([around.earlier for around in about.frames], np.int64).reshape(-1, 2).T
    named = counts(start, end, *names.told, about.shape[1])
    acting = counts(start, end, *names.acting, about.shape[1])
    columns.of_people("subject in gap", acting)
    columns.of_people("subject in gap +1", shifted(acting, 1))
    columns.of_people("object in gap", named - acting)


def _chain(columns: Columns, about: Scene, names: Naming) -> None:
    people = about.shape[1]
    meant, token, who = resolved(about, names)
    chain = matches(meant, people)
    columns.of_people("meant by pronoun", chain)
    for by in (-2, -1, 1, 2):
        columns.of_people(f"meant by pronoun {by:+d}", shifted(chain, by))
    back, ahead = distances(about.reading.openings, token, who, people)
    columns.of_people("since meant", log(back))
    columns.of_people("until meant", log(ahead))
    columns.of_people("rank of meaning", _rank(back))


def _tagged(columns: Columns, about: Scene, look: First) -> None:
    people = about.shape[1]
    who = tagged_with(about)
    since, until = turns_apart(who, about.run, people)
    columns.of_people("since tagged in run", since)
    columns.of_people("until tagged in run", until)
    columns.of_people("since tagged", look.since)
    columns.of_people("until tagged", look.until)
    hit = matches(who, people) > 0
    total = np.cumsum(hit, axis=0).astype(np.float32)
    for width in (5, 20, 80):
        columns.of_people(f"tags within {width}", _window(total, width) - hit)
    columns.of_people("tags in book", np.broadcast_to(log(look.tags), about.shape))
    columns.of_people("tags in run", in_group(hit, about.run) - hit)
    scenes = np.array([turn.scene for turn in about.reading.turns], np.int64)
    columns.of_people("tags in scene", log(in_group(hit, scenes) - hit))
    columns.of_people("share of tags", np.broadcast_to(look.share, about.shape))


def _window(total: Floats, width: int) -> Floats:
    padded = np.concatenate([np.zeros((width + 1, total.shape[1]), np.float32), total])
    ahead: Floats = np.concatenate([total[width:], np.repeat(total[-1:], min(width, len(total)), axis=0)])
    ahead -= padded[: len(total)]
    return ahead


def _standing(columns: Columns, about: Scene, names: Naming) -> None:
    people = about.shape[1]
    told = np.bincount(names.who[names.spoken == 0], minlength=people).astype(np.float32)
    said = np.bincount(names.who[names.spoken == 1], minlength=people).astype(np.float32)
    per_person = {
        "share of names": told / max(1.0, float(told.sum())),
        "rank of names": np.argsort(np.argsort(-told)).astype(np.float32),
        "spoken of": said / (told + said + 1),
        "gender": about.genders.astype(np.float32),
        "role": _roles(about),
        "names": np.log1p(told + said),
        "narrates": (np.arange(people) == about.narrator).astype(np.float32),
    }
    for name, values in per_person.items():
        columns.of_people(name, np.broadcast_to(values, about.shape))


def _roles(about: Scene) -> Floats:
    """Whether each person is known by a noun only, or not at all: (people,)."""
    return np.array([UNNAMED.get(person.kind, 0) for person in about.reading.people], np.float32)


def _turn(columns: Columns, about: Scene) -> None:
    reading, turns = about.reading, about.reading.turns
    length = np.array([sum(end - start for start, end in turn.quotes) for turn in turns], np.float32)
    told = np.array([sum(end - start for start, end in around.gaps) for around in about.frames], np.float32)
    ends = [turn.quotes[-1][1] for turn in turns]
    asks = np.array(["?" in reading.text[max(0, end - 3) : end] for end in ends], np.float32)
    place, size = _places(about.run)
    gap, strength = np.minimum(about.gap, 20).astype(np.float32), about.strength.astype(np.float32)
    by_turn = {
        "length": log(length),
        "narration": told,
        "asks": asks,
        "asks before": shifted(asks, -1),
        "quotations": np.array([len(turn.quotes) for turn in turns], np.float32),
        "place in run": place,
        "length of run": size,
        "gap before": gap,
        "gap after": shifted(gap, 1),
        "pronoun": about.gender.astype(np.float32),
        "strength": strength,
        "strength -1": shifted(strength, -1),
        "strength +1": shifted(strength, 1),
        "tag is role": np.where(about.who != NOBODY, _roles(about)[about.who], np.float32(0)),
        "has narrator": np.full(len(turns), float(about.narrator != NOBODY), np.float32),
    }
    for name, values in by_turn.items():
        columns.of_turns(name, values)


def _places(run: Ints) -> tuple[Floats, Floats]:
    _, first, sizes = np.unique(run, return_index=True, return_counts=True)
    number = np.searchsorted(first, np.arange(len(run)), side="right") - 1
    return (np.arange(len(run)) - first[number]).astype(np.float32), sizes[number].astype(np.float32)
