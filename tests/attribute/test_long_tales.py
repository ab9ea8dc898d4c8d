"""A tale told aloud from one chapter into the next."""

import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.model import Book, Chapter, Correction, Guidance, Metadata
from audiobook.segment.segmenter import segment

FIRST = """Anna shut the door. Bruno put a log on the fire, and Carl sat down beside Bruno.

"You came by the pass," said Bruno. "Tell me of it, Anna."

"I will, Bruno," said Anna.

"In the snow?" asked Bruno.

"In the snow, and by night. There were three of us at the top of it, and only one lamp, and whoever
had the lamp went first and could not see the others. We sang so that nobody should be lost, and in
the morning we had no voices left and there were still three of us."
"""
TALE = """"Of the bridge there was nothing left but the ropes.

"We crossed it all the same, one by one, and nobody spoke until the last was over."

Carl whistled. Bruno looked into the fire, and Carl looked at Bruno, and Bruno looked at Carl.

"Nobody?" said Bruno.

"Not one of you?" said Carl.
"""
TAGGED = TALE.replace("ropes.", 'ropes," said Carl.', 1)
ANSWERED = TALE.replace("ropes.", 'ropes?"', 1)


def spoken(opening, by, *corrections):
    chapters = (Chapter(1, "One", FIRST), Chapter(2, "Two", opening))
    script = segment(Book(Metadata("The Pass", language="en"), chapters))
    guidance = Guidance(corrections=corrections)
    told = ATTRIBUTORS.load(by)().attribute(script, guidance)
    second = list(told.by_chapter())[1][1]
    return [u.speaker for u in second if u.quotation is not None]


@pytest.mark.parametrize("by", ["rules", "ranker"])
def test_whoever_tells_a_tale_tells_it_on(by):
    assert spoken(TALE, by)[:2] == ["Anna", "Anna"]


@pytest.mark.parametrize("by", ["rules", "ranker"])
def test_a_tag_says_who_it_is(by):
    assert spoken(TAGGED, by)[0] == "Carl"


@pytest.mark.parametrize("by", ["rules", "ranker"])
def test_two_who_talk_tell_no_tale(by):
    assert spoken(ANSWERED, by)[:2] != ["Anna", "Anna"]


@pytest.mark.parametrize("by", ["rules", "ranker"])
def test_a_correction_holds(by):
    assert spoken(TALE, by, Correction(2, 0, 40, "Carl"))[0] == "Carl"
