"""Thoughts in italics, where the source says what is in italics."""

import pytest
from audiobook.model import Book, Chapter, Kind, Mark, MarkKind, Metadata
from audiobook.segment.segmenter import segment


def thoughts(paragraph, *italics, kind=MarkKind.EMPHASIS, language="en"):
    marks = []
    for words in italics:
        start = paragraph.index(words)
        marks.append(Mark(start, start + len(words), kind))
    chapter = Chapter(1, "One", paragraph, None, tuple(marks))
    script = segment(Book(Metadata("A Story", language=language), (chapter,)))
    assert "".join(script.text(0, u) for u in script.utterances[0]) == paragraph
    return [script.text(0, u).strip() for u in script.utterances[0] if u.kind is Kind.THOUGHT]


@pytest.mark.parametrize(
    ("paragraph", "italics"),
    [
        ("He is late, she thought.", "He is late,"),
        ("He is late, she thought.", "He is late, "),
        ("I must go, thought Emma Wood.", "I must go"),
        ("She wondered: Where can he be? The rain went on.", "Where can he be?"),
        ("I'm late. Emma thought bitterly.", "I'm late."),
    ],
)
def test_italics_with_a_tag_of_thinking_are_a_thought(paragraph, italics):
    assert [words.rstrip(",") for words in thoughts(paragraph, italics)] == [
        italics.strip().rstrip(",")
    ]


@pytest.mark.parametrize(
    ("paragraph", "italics"),
    [
        ("He is late. The rain went on.", "He is late."),
        ("The Lady of the Lake, she thought, was a ship.", "The Lady of the Lake"),
        ("Nobody came. She thought it odd.", "Nobody came."),
        ("Nobody came. The thought was odd.", "Nobody came."),
        ("She thought of The Times. The rain went on.", "The Times."),
        ('"He is late," she thought, or said.', "late"),
    ],
)
def test_all_other_italics_stay_what_they_are(paragraph, italics):
    assert italics not in thoughts(paragraph, italics)


def test_bold_words_are_no_thought():
    assert thoughts("He is late, she thought.", "He is late,", kind=MarkKind.STRONG) == []


def test_thoughts_in_italics_of_another_language():
    assert thoughts("Ich muss gehen, dachte Emma.", "Ich muss gehen,", language="de") == [
        "Ich muss gehen,"
    ]
