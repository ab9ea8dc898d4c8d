"""Who is read to speak by what stands around a quotation."""

import pytest
from audiobook.attribute.people import discover_in
from audiobook.attribute.ranker.evidence import (
    NOBODY,
    Reading,
    book_evidence,
    reading_of,
)
from audiobook.attribute.ranker.evidence.addresses import VOCATIVE, spoken_names
from audiobook.attribute.ranker.people_in_tags import with_people_in_tags
from audiobook.attribute.turns import layout
from audiobook.model import Book, Chapter, Metadata
from audiobook.segment.segmenter import segment

KITCHEN = """Emma Wood came into the kitchen. Tom Baker sat by the fire, and Tom nodded to Emma.

"Good morning," said Emma Wood.

"Good morning," said Tom Baker.

"""


def read(paragraph: str) -> Reading:
    text = f"{KITCHEN}{paragraph}\n"
    book = layout(segment(Book(Metadata("A Story", language="en"), (Chapter(1, "One", text),))))
    return reading_of(book, with_people_in_tags(book, discover_in(book)))


def tagged(paragraph: str) -> str:
    reading = read(paragraph)
    about = book_evidence(reading, {})
    person = int(about.who[-1])
    if person == NOBODY:
        return {1: "he", 2: "she"}.get(int(about.gender[-1]), "")
    return reading.people[person].name


@pytest.mark.parametrize(
    ("paragraph", "who"),
    [
        ('"You are late," Tom heard Emma say.', "Emma Wood"),
        ('"You are late," she hears Tom say from behind her.', "Tom Baker"),
        ('Tom was greeted by Emma: "You are late."', "Emma Wood"),
        ('Tom listened to Emma: "You are late."', "Emma Wood"),
        ('Emma\'s eyes narrowed at Tom. "You are late."', "Emma Wood"),
        ('His eyes narrowed. "You are late."', "he"),
        ('Tom was about to answer when Emma cut in. "You are late."', "Emma Wood"),
        ('Emma smiled, but Tom cut her off rudely. "You are late."', "Tom Baker"),
        ('"You are late," Emma, not looking at Tom, said.', "Emma Wood"),
        ('Emma, having pushed Tom aside, said, "You are late."', "Emma Wood"),
        ('"You are late," Emma, turning, quietly', "Emma Wood"),
        ('"You are late," Tom, turning to Emma, asked, "are you not?"', "Tom Baker"),
        ('"You are late," mother said.', "mother"),
        ('"You are late," said cook.', "cook"),
        ('_"You are late,"_ said Emma.', "Emma Wood"),
        ('Emma said, _"You are late."_', "Emma Wood"),
        ('"You are late" — said Emma.', "Emma Wood"),
        ('"You are late." Tom heard nothing but the rain.', "Tom Baker"),
        ('"You are late." Tom did not answer at once.', ""),
        ('"You are late." Tom didn’t say anything.', ""),
        ('"You are late." Tom said nothing.', ""),
        ('"You are late." Tom did not look up.', "Tom Baker"),
        ('"You are late." Tom heard Emma before he saw her.', "Tom Baker"),
        ('"You are late," Emma "and cold."', "Emma Wood"),
        ('"You are late," she blinked.', "she"),
        ('Emma sat down, and Tom so pale: "You are late."', "Emma Wood"),
        ('From behind Emma came a voice that said: "You are late."', ""),
        ('"You are late," it said.', ""),
        ('"You are late," Emma, with a smile, said.', "Emma Wood"),
        ('"You are late," Emma, turning to the house; said no more.', "Emma Wood"),
        ('"You are late," the old friend of Tom\'s said.', ""),
    ],
)
def test_who_acts(paragraph, who):
    assert tagged(paragraph) == who


@pytest.mark.parametrize(
    ("paragraph", "spoken_to"),
    [
        ('To Tom: "You are late."', ["Tom Baker"]),
        ('Emma turned to Tom, "You are late."', ["Tom Baker"]),
        ('Tom listened to Emma: "You are late."', []),
        ('Emma went to Tom. "You are late."', []),
    ],
)
def test_whom_narration_leads_up_to_is_spoken_to(paragraph, spoken_to):
    reading = read(paragraph)
    last = spoken_names(reading)[-1]
    named = zip(reading.people, last, strict=True)
    assert [person.name for person, how in named if how == VOCATIVE] == spoken_to
