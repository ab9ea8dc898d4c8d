"""Who is read to speak by what stands around a quotation."""

import pytest
from audiobook.attribute.people import discover_in
from audiobook.attribute.ranker.evidence import NOBODY, book_evidence, reading_of
from audiobook.attribute.ranker.people_in_tags import with_people_in_tags
from audiobook.attribute.turns import layout
from audiobook.model import Book, Chapter, Metadata
from audiobook.segment.segmenter import segment

KITCHEN = """Emma Wood came into the kitchen. Tom Baker sat by the fire, and Tom nodded to Emma.

"Good morning," said Emma Wood.

"Good morning," said Tom Baker.

"""


def tagged(paragraph: str) -> str:
    text = f"{KITCHEN}{paragraph}\n"
    book = layout(segment(Book(Metadata("A Story", language="en"), (Chapter(1, "One", text),))))
    reading = reading_of(book, with_people_in_tags(book, discover_in(book)))
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
        ('"You are late," mother said.', "mother"),
        ('"You are late," said cook.', "cook"),
    ],
)
def test_who_acts(paragraph, who):
    assert tagged(paragraph) == who
