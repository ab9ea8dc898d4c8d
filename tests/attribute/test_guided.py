"""What the user says holds, whatever the text is and whoever decides the speakers."""

import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.model import (
    NARRATOR,
    Book,
    Chapter,
    Correction,
    Guidance,
    Kind,
    Metadata,
    Script,
    Utterance,
)
from audiobook.segment.segmenter import segment
from hypothesis import given
from hypothesis import strategies as st

PARAGRAPHS = st.sampled_from(
    [
        '"Go on," said Emma.',
        '"No!" Tom Hall looked at Emma. "Not yet."',
        "Mr. Hall sat down.",
        'He said: "Sit."',
        "* * *",
        '"It was long ago.',
        '"Well?"',
        "“Who is there?” I asked, and nobody answered.",
        "Dear Tom,\n\nThe roof is mended.\n\nYours,\n\nEmma",
        '"Tom," she said, "it is the old man."',
        '"Perhaps," said the old man.',
    ]
)
TEXTS = st.lists(PARAGRAPHS, min_size=1, max_size=12).map("\n\n".join)
# One whom the texts know, one whom they call so among other names, somebody new, and nobody.
NAMES = st.sampled_from(["Emma", "Hall", "Zed", NARRATOR])
GIVEN = st.lists(st.tuples(st.integers(0, 40), NAMES), max_size=4)
MERGES = st.lists(
    st.sampled_from([("Tom Hall", "Emma"), ("Emma", "Ruth"), ("Hall", "Zed")]), max_size=2
)


def lines_of(script: Script) -> list[Utterance]:
    """What may be given to somebody; of a quotation and of a letter its first sentence."""
    lines: list[Utterance] = []
    for utterance in script.utterances[0]:
        if utterance.kind in (Kind.HEADING, Kind.BREAK):
            continue
        same = lines and lines[-1].quotation == utterance.quotation
        goes_on = same and (utterance.quotation is not None or lines[-1].kind is utterance.kind)
        if not goes_on or utterance.kind is Kind.NARRATION:
            lines.append(utterance)
    return lines


def are_of(speaker: str, script: Script) -> set[str]:
    """The names that somebody may have in a script; the narrator may have a name of their own."""
    if speaker == NARRATOR:
        return {NARRATOR, *(who.name for who in script.characters if who.narrates)}
    return {speaker, *(who.name for who in script.characters if speaker in who.aliases)}


@pytest.mark.parametrize("name", ["rules", "ranker"])
@given(TEXTS, GIVEN, MERGES)
def test_nothing_overrules_a_correction(name, text, asked, merges):
    script = segment(Book(Metadata("A Story", language="en"), (Chapter(1, "One", text),)))
    lines = lines_of(script)
    if not lines:
        return
    wanted = {lines[number % len(lines)]: speaker for number, speaker in asked}
    known = Guidance(
        merges=tuple(merges),
        corrections=tuple(Correction(1, u.start, u.end, who) for u, who in wanted.items()),
    )
    attributed = ATTRIBUTORS.load(name)().attribute(script, known)
    assert [(u.start, u.kind) for u in attributed.utterances[0]] == [
        (u.start, u.kind) for u in script.utterances[0]
    ]
    found = {u.start: u for u in attributed.utterances[0]}
    for line, speaker in wanted.items():
        assert found[line.start].speaker in are_of(speaker, attributed)
        assert found[line.start].confidence == 1.0
