"""Unsure lines come as corrections that can be pasted into the cast file, and are understood there."""

from dataclasses import replace
from pathlib import Path

from audiobook.casting.castfile import parse_castfile
from audiobook.casting.guidance import guidance
from audiobook.casting.unsure import corrections, doubts
from audiobook.model import Book, Chapter, Metadata
from audiobook.segment.segmenter import segment

TEXT = (
    "“Go on,” said Anna.\n\n“No.”\n\n“You say that every time. You always have.”\n\n“No.”\n\n"
    "“It was long ago, and we were all of us young then.\n\n“Nobody remembers.”"
)


def unsure(confidences):
    script = segment(Book(Metadata("A Book"), (Chapter(1, "One", TEXT),)))
    (row,) = script.utterances
    spoken = [
        replace(u, speaker='The "King"', confidence=confidences[u.quotation], reason="a guess")
        if u.quotation is not None
        else u
        for u in row
    ]
    return replace(script, utterances=(tuple(spoken),))


def test_the_longest_come_first_and_the_sure_not_at_all():
    found = doubts(unsure([0.9, 0.3, 0.5, 0.2, 0.1]), 0.6)
    assert [TEXT[doubt.start : doubt.end].strip() for doubt in found] == [
        "“It was long ago, and we were all of us young then.",
        "“You say that every time. You always have.”",
        "“No.”",
        "“No.”",
    ]


def test_each_correction_names_its_own_line():
    script = unsure([0.9, 0.3, 0.5, 0.2, 0.1])
    found = doubts(script, 0.6)
    pasted = "\n".join(corrections(script, found))
    assert "# 10% sure, 14 words; a guess" in pasted
    table = '[speakers."The \\"King\\""]\n\n'
    known, notices = guidance(parse_castfile(table + pasted, Path("cast.toml")), script.book)
    assert notices == ()
    assert {correction.speaker for correction in known.corrections} == {'The "King"'}
    starts = [correction.start for correction in known.corrections]
    assert starts == [doubt.start for doubt in found]
