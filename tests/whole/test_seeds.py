"""The sample stories of ``seeds/``: each is cut, and cast, as its script says.

A script has one line per utterance, white space collapsed: ``Mara | "Go on,"``; the speakers were written
down by the author. ``narrator``, ``[heading]`` and ``[break]`` are no speakers; ``(thinks)`` marks a thought, and
``narrator (letter)`` what is read out from paper.
"""

from collections import Counter
from functools import cache
from pathlib import Path

import places
import pytest
from audiobook.attribute.table import ATTRIBUTORS
from audiobook.model import NARRATOR, WRITTEN, Guidance, Kind, Script
from audiobook.readers import read_book
from audiobook.segment.segmenter import segment

SEEDS = sorted(p for p in (places.SEEDS).glob("*.txt") if not p.stem.endswith(".script"))
LABELS = {Kind.HEADING: "[heading]", Kind.BREAK: "[break]", Kind.NARRATION: NARRATOR}
THINKS = " (thinks)"
ON_PAPER = {f"{NARRATOR} ({kind})": kind for kind in WRITTEN}
TELLERS = {"first_person": "Wren"}  # who tells a story may be known as the narrator only

Line = tuple[str, str]


def expected(seed: Path) -> list[Line]:
    lines = seed.with_suffix(".script.txt").read_text(encoding="utf-8").splitlines()
    return [
        (who.strip(), words.strip()) for who, _, words in (line.partition("|") for line in lines)
    ]


def kind_of(who: str) -> Kind:
    named = {label: kind for kind, label in LABELS.items()} | ON_PAPER
    return named.get(who, Kind.THOUGHT if who.endswith(THINKS) else Kind.DIALOGUE)


@cache
def segmented(seed: Path) -> Script:
    return segment(read_book(seed))


@cache
def attributed(seed: Path) -> Script:
    return ATTRIBUTORS.load(ATTRIBUTORS.default())().attribute(segmented(seed), Guidance())


def right_lines(seed: Path) -> tuple[int, int]:
    """Spoken and thought lines with the right speaker, and all of them.

    Labels stand for people one to one, the pairs that share most lines first: what a person is called does
    not count, but two voices for one person do.
    """
    script = attributed(seed)
    labels = [u.speaker for chapter in script.utterances for u in chapter]
    wanted = [who.removesuffix(THINKS) for who, _ in expected(seed)]
    spoken = [kind_of(who) in (Kind.DIALOGUE, Kind.THOUGHT) for who, _ in expected(seed)]
    pairs = Counter(
        pair
        for pair, counts in zip(zip(wanted, labels, strict=True), spoken, strict=True)
        if counts
    )
    right, used = 0, set()
    for (who, label), lines in pairs.most_common():
        allowed = label != NARRATOR or TELLERS.get(seed.stem) == who
        if allowed and not used & {("who", who), ("label", label)}:
            used |= {("who", who), ("label", label)}
            right += lines
    return right, sum(spoken)


def test_there_is_a_story_for_every_convention() -> None:
    assert {seed.stem for seed in SEEDS} >= {
        "curly",
        "dash",
        "fan_fiction",
        "first_person",
        "letters",
        "long_speech",
        "single",
        "straight",
        "thoughts",
    }


@pytest.mark.parametrize("seed", SEEDS, ids=[seed.stem for seed in SEEDS])
def test_a_story_is_cut_as_its_script_says(seed: Path) -> None:
    script = segmented(seed)
    found = [
        (u.kind, " ".join(script.text(number, u).split()))
        for number, chapter in enumerate(script.utterances)
        for u in chapter
    ]
    assert found == [(kind_of(who), words) for who, words in expected(seed)]


@pytest.mark.parametrize("seed", SEEDS, ids=[seed.stem for seed in SEEDS])
def test_sentences_of_one_quotation_have_one_speaker(seed: Path) -> None:
    """Holds the scripts themselves to what they are meant to say."""
    speakers: dict[int, set[str]] = {}
    for utterance, (who, _) in zip(segmented(seed).utterances[0], expected(seed), strict=False):
        if utterance.quotation is not None:
            speakers.setdefault(utterance.quotation, set()).add(who)
    assert all(len(found) == 1 for found in speakers.values())


def test_four_lines_in_five_have_the_right_speaker() -> None:
    scores = {seed.stem: right_lines(seed) for seed in SEEDS}
    right, lines = (sum(column) for column in zip(*scores.values(), strict=True))
    assert right >= 0.8 * lines, scores
