"""Unsure lines come as corrections that can be pasted into the cast file, and are understood there."""

from dataclasses import replace
from pathlib import Path

import places
import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.casting.castfile import parse_castfile
from audiobook.casting.guidance import guidance
from audiobook.casting.unsure import corrections, doubts
from audiobook.model import Book, Chapter, Guidance, Metadata
from audiobook.readers import read_book
from audiobook.segment.segmenter import segment
from hypothesis import given
from hypothesis import strategies as st

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


CONFIDENCES = st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.501, 0.999, 1.0]), min_size=5, max_size=5)


@given(CONFIDENCES, CONFIDENCES, st.sampled_from([0.0, 0.2, 0.5, 0.51, 1.0, 1.01]))
def test_every_quotation_that_is_less_sure_is_listed_once_and_nothing_else_is(
    first, second, threshold
):
    one, other = unsure(first), unsure(second)
    chapters = (*one.book.chapters, replace(other.book.chapters[0], number=7))
    script = replace(
        one,
        book=replace(one.book, chapters=chapters),
        utterances=(*one.utterances, *other.utterances),
    )
    found = doubts(script, threshold)
    listed = {(doubt.chapter, doubt.start): doubt.confidence for doubt in found}
    assert len(listed) == len(found)
    # The last quotation has two paragraphs: it is one line of the list.
    starts = [TEXT.index(words) for words in ("“Go", "“No", "“You", "“No.”\n\n“It", "“It")]
    assert listed == {
        (number, start): confidence
        for number, confidences in ((1, first), (7, second))
        for start, confidence in zip(starts, confidences, strict=True)
        if confidence < threshold
    }
    places = [(-doubt.words, doubt.chapter, doubt.start) for doubt in found]
    assert places == sorted(places)


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


SEEDS = sorted((places.SEEDS).glob("*[a-z].txt"))
STORIES = [path for path in SEEDS if not path.name.endswith(".script.txt")]


def pasted_and_read_again(path, threshold):
    """What is unsure in a text, and the script after all of it was pasted into an empty cast file."""
    book = read_book(path)
    attributor = ATTRIBUTORS.load(ATTRIBUTORS.default())()
    script = attributor.attribute(segment(book), Guidance())
    found = doubts(script, threshold)
    known, notices = guidance(
        parse_castfile("\n".join(corrections(script, found)), Path("cast.toml")), book
    )
    assert notices == ()
    assert len(known.corrections) == len(found)
    return script, found, attributor.attribute(segment(book), known)


def all_hold(script, found, again):
    numbers = {chapter.number: place for place, chapter in enumerate(script.book.chapters)}
    for doubt in found:
        here = [
            u
            for u in again.utterances[numbers[doubt.chapter]]
            if doubt.start <= u.start < doubt.end
        ]
        assert {(u.speaker, u.confidence) for u in here if u.quotation is not None} == {
            (doubt.speaker, 1.0)
        }


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_what_is_listed_can_be_pasted_into_an_empty_cast_file(path):
    script, found, again = pasted_and_read_again(path, 1.01)
    assert found
    assert [doubt.words for doubt in found] == sorted(
        (doubt.words for doubt in found), reverse=True
    )
    assert all(doubt.reason for doubt in found)
    all_hold(script, found, again)


@pytest.mark.slow
def test_what_is_listed_of_real_stories_can_be_pasted(shared):
    for path in sorted((shared / "stories").glob("*.txt")):
        all_hold(*pasted_and_read_again(path, 0.8))
