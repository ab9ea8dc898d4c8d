"""Annotated novels as examples: the evidence for each candidate, and which of them is right.

The people that a program finds in a text have names of its own; a person stands for the annotated
character that they are most often tagged as where the annotation names the speaker, else for the
one whose name fits.
"""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from audiobook.attribute.people import discover_in
from audiobook.attribute.ranker.evidence import (
    NOBODY,
    BookEvidence,
    Bools,
    Floats,
    Ints,
    Reading,
    reading_of,
)
from audiobook.attribute.ranker.features import FeatureTable, first_stage_features
from audiobook.attribute.ranker.people_in_tags import with_people_in_tags
from audiobook.attribute.roster import NAMELESS, Roster
from audiobook.attribute.tags import split_turns
from audiobook.attribute.turns import layout
from audiobook.model import Script
from benchmarks.attribution.data import scorer, script_of
from benchmarks.attribution.train_excerpts import excerpts

# Text, quotes, characters, meta.
Gold = tuple[str, list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]
BY_NAME = 0.6  # of a tag, a fitting name counts
NARRATOR_COUNTS = 50.0
ENOUGH = 5  # turns of an excerpt whose speaker is known


@dataclass(frozen=True)
class Example:
    """A novel.

    ``right`` (turns, K) marks the candidates that are the annotated speaker; ``places`` are the
    quotations' places in the source file and their turns; ``spoken`` (turns,) the turns whose
    speaker is annotated. ``excerpts`` are pages of the novel as examples of their own.
    """

    name: str
    scene: BookEvidence
    table: FeatureTable
    right: Bools
    spoken: Bools
    gold: Gold
    places: list[tuple[int, int, int]]
    excerpts: tuple["Example", ...] = ()

    @property
    def taught(self) -> Bools:
        """The turns whose speaker is annotated and among the candidates: (turns,)."""
        return np.asarray(self.right.any(axis=1))

    def answers(self, odds: Floats) -> dict[str, object]:
        """What the scorer reads, if everybody said what is likeliest. ``odds`` (turns, K)."""
        people = self.scene.reading.people
        best = self.table.candidates[np.arange(len(odds)), odds.argmax(axis=1)]
        labels = [
            "NARRATOR" if p.kind == "self" else f"{i} {p.name}"
            for i, p in enumerate(people)
        ]
        letters = {"male": "M", "female": "F"}
        genders = {
            label: {"gender": letters.get(p.gender)}
            for label, p in zip(labels, people, strict=True)
        }
        return {
            "quotes": [
                {"start": a, "end": b, "speaker": labels[best[turn]]}
                for a, b, turn in self.places
            ],
            "speakers": genders,
        }


def example(folder: Path, script: Script | None = None) -> Example | None:
    """A novel as an example, ``None`` where nobody speaks or nobody is found."""
    module = scorer()
    gold = module.load_gold(str(folder))
    script = script or script_of(folder)
    whole = _example(folder.name, module, gold, script)
    if whole is None:
        return None
    annotated = [start for quote in gold[1] for start, _ in quote["spans"]]
    named = (
        (f"{folder.name} {number}", pages)
        for number, pages in enumerate(excerpts(script, folder.name, annotated))
    )
    found = (_example(name, module, gold, pages) for name, pages in named)
    return replace(
        whole,
        excerpts=tuple(e for e in found if e is not None and e.taught.sum() >= ENOUGH),
    )


def _example(
    name: str, module: ModuleType, gold: Gold, script: Script
) -> Example | None:
    book = layout(script)
    roster = discover_in(book)
    book = split_turns(book, roster)
    roster = with_people_in_tags(book, roster)
    reading = reading_of(book, roster)
    if not reading.turns or not any(person.name for person in reading.people):
        return None
    about, evidence = first_stage_features(reading)
    places = _places(script, reading)
    speakers = _speakers(gold, places, len(reading.turns))
    stands = _stands_for(module, gold, roster, about, speakers)
    who = np.where(
        evidence.candidates >= 0, stands[np.maximum(evidence.candidates, 0)], -9
    )
    right = (who == speakers[:, None]) & (speakers[:, None] >= 0)
    return Example(name, about, evidence, right, speakers >= 0, gold, places)


def _places(script: Script, reading: Reading) -> list[tuple[int, int, int]]:
    offsets = [chapter.offset or 0 for chapter in script.book.chapters]
    return [
        (offsets[told.chapter] + start, offsets[told.chapter] + end, number)
        for number, turn in enumerate(reading.turns)
        for told in turn.layout_turns
        for quotation in told.quotations
        for start, end in quotation.spans
    ]


def _speakers(gold: Gold, places: list[tuple[int, int, int]], turns: int) -> Ints:
    """Number of the annotated character who says most of each turn, -1 where nobody (turns,)."""
    text, quotes, characters, _ = gold
    numbers = {character["name"]: number for number, character in enumerate(characters)}
    at = np.full(len(text), -1, np.int64)
    for quote in quotes:
        for start, end in quote["spans"]:
            at[start:end] = numbers.get(quote["speaker"], -1)
    for name in [name for name in numbers if name.startswith("_")]:
        at[at == numbers[name]] = -1
    heard: dict[int, Counter[int]] = {}
    for start, end, turn in places:
        heard.setdefault(turn, Counter()).update(at[start:end].tolist())
    out = np.full(turns, -1, np.int64)
    for turn, counter in heard.items():
        del counter[-1]
        out[turn] = max(counter, key=lambda who: counter[who]) if counter else -1
    return out


def _stands_for(
    module: ModuleType,
    gold: Gold,
    roster: Roster,
    about: BookEvidence,
    speakers: Ints,
) -> Ints:
    """The annotated character that each person stands for, -9 for none: (people,)."""
    characters, meta = gold[2], gold[3]
    numbers = {character["name"]: number for number, character in enumerate(characters)}
    votes = np.zeros((len(roster.people), len(characters)))
    for turn in np.flatnonzero(
        (about.who != NOBODY) & (about.strength == 3) & (speakers >= 0)
    ):
        votes[about.who[turn], speakers[turn]] += 1
    resolve = module.name_resolver(characters)
    for number, person in enumerate(roster.people):
        fitting = resolve(person.name) if person.name else None
        if fitting:
            votes[number, numbers[fitting]] += BY_NAME
    if roster.narrator is not None and meta.get("narrator") in numbers:
        votes[roster.narrator, numbers[meta["narrator"]]] += NARRATOR_COUNTS
    stands = np.where(votes.max(axis=1) > 0, votes.argmax(axis=1), -9)
    _leave_to_names(stands, votes, roster)
    return stands


def _leave_to_names(
    stands: Ints, votes: npt.NDArray[np.float64], roster: Roster
) -> None:
    """Let no epithet stand for somebody whom the text names more often than the epithet speaks.

    "The painter" may say every line of a passage, and be Basil all through the book. ``stands``
    (people,) are changed; ``votes`` (people, characters).
    """
    most = votes.max(axis=0)
    for number, person in enumerate(roster.people):
        if stands[number] >= 0 and person.kind not in NAMELESS:
            most[stands[number]] = max(most[stands[number]], person.count)
    for number, person in enumerate(roster.people):
        is_nameless = stands[number] >= 0 and person.kind in NAMELESS
        if is_nameless and votes[number].max() < most[stands[number]]:
            stands[number] = -9
