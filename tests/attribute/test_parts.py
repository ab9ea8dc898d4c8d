"""Books longer than any novel are weighed in parts."""

import pytest
from audiobook.attribute.people import discover_in
from audiobook.attribute.ranker import RankerAttributor
from audiobook.attribute.ranker import book_parts as dividing
from audiobook.attribute.ranker.book_parts import book_parts
from audiobook.attribute.turns import layout
from audiobook.model import Book, Chapter, Correction, Guidance, Metadata
from audiobook.segment.segmenter import segment

TALK = """Anna Brook came in with {thing} number {number}. Peter Marsh looked up.

"Is that {thing} number {number}?" asked Peter.

"It is," said Anna. "Nobody else has one."

Peter laughed. "Then put it down."
"""
THINGS = ("a lamp", "a boat", "a letter", "a hammer", "an apple", "a mirror", "a rope")


def book(*, chapters=7, silent=()):
    told = {
        number: TALK.format(thing=THINGS[number % 7], number=number) for number in range(chapters)
    }
    told |= dict.fromkeys(silent, "Nobody said a word all day.\n")
    return Book(
        Metadata("A Story"),
        tuple(Chapter(n + 1, f"Chapter {n + 1}", text) for n, text in told.items()),
    )


def laid_out(story):
    found = layout(segment(story))
    return found, discover_in(found)


def test_a_novel_is_one_part():
    found, roster = laid_out(book())
    ((part, people),) = book_parts(found, roster)
    assert (part, people) == (found, roster)


@pytest.mark.parametrize("most", [1, 3, 4, 7, 10, 20])
@pytest.mark.parametrize("silent", [(), (0, 1), (3,), (5, 6)])
def test_parts_are_whole_chapters_in_order_with_every_turn_and_mention_once(
    monkeypatch, most, silent
):
    monkeypatch.setattr(dividing, "MOST_TURNS", most)
    found, roster = laid_out(book(silent=silent))
    divided = list(book_parts(found, roster))
    assert [turn for part, _ in divided for turn in part.turns] == list(found.turns)
    assert [mention for _, people in divided for mention in people.mentions] == list(
        roster.mentions
    )
    for number, text in enumerate(found.texts):
        assert sorted(part.texts[number] for part, _ in divided) == [""] * (len(divided) - 1) + [
            text
        ]
    longest = max(
        sum(turn.chapter == number for turn in found.turns) for number in range(len(found.texts))
    )
    assert max(len(part.turns) for part, _ in divided) <= max(most, longest) + longest


def said(script):
    """Who says each quotation, by chapter."""
    return [
        [u.speaker for u in utterances if u.quotation is not None]
        for utterances in script.utterances
    ]


def test_who_speaks_is_decided_in_every_part_and_what_the_user_knows_stays(monkeypatch):
    story = segment(book(silent=(2,)))
    at = story.book.chapters[5].text.index('"Then put it down."')
    known = Guidance(corrections=(Correction(6, at, at + 19, "Anna Brook"),))
    whole = RankerAttributor().attribute(story, known)
    monkeypatch.setattr(dividing, "MOST_TURNS", 4)
    divided = RankerAttributor().attribute(story, known)
    assert divided.characters == whole.characters
    assert said(divided) == said(whole)
    assert said(divided)[5][-1] == "Anna Brook" != said(divided)[4][-1]


def test_short_chapters_are_divided_evenly(monkeypatch):
    monkeypatch.setattr(dividing, "MOST_TURNS", 4)
    chapters = tuple(Chapter(n, "", '"Go on," said Anna.\n') for n in range(1, 9))
    found, roster = laid_out(Book(Metadata("A Story"), chapters))
    assert [len(part.turns) for part, _ in book_parts(found, roster)] == [4, 4]
