"""Whom a pronoun means, and what no candidate is."""

from audiobook.attribute.people import discover_in
from audiobook.attribute.ranker.evidence import (
    Reading,
    antecedents,
    book_evidence,
    mention_table,
    reading_of,
)
from audiobook.attribute.ranker.features import first_stage_features
from audiobook.attribute.turns import layout
from audiobook.model import Book, Chapter, Metadata
from audiobook.segment.segmenter import segment

HOTEL = """I left Robert Albury and set out for the hotel. Bill Quint came down the street, and Robert Albury
nodded to Bill Quint.

"Good day," said Robert Albury.

"Good day," said Bill Quint.

I went on, and so did Robert Albury. Half a block from the hotel I met Bill Quint.

"What do you want?" he asked.

Robert Albury came up.

"Nothing," I said.

Bill Quint's face turned red.

"Then go home," he said.

He looked me up and down and said:

"Both of you."
"""
GARDEN = """Robert Albury saw Bill Quint. Bill Quint nodded to Robert Albury.

"Good day," said Robert Albury.

"Good day," said Bill Quint.

Robert Albury laughed. He knew that by then Bill Quint would have gone. He shook his head.

"What now?" he asked.
"""
PAPER = """Clara Finch read the Herald. In town everybody read the Herald, and Edmund Grey wrote for the Herald.

"Is it far?" said Clara Finch.

"A mile," said Edmund Grey. The Herald called it two. "Mind the rope."

The Herald printed that, and the Herald printed more. Clara laughed at the Herald.

"No more?" she cried.
"""


def read(text: str) -> Reading:
    book = layout(segment(Book(Metadata("A Story", language="en"), (Chapter(1, "One", text),))))
    return reading_of(book, discover_in(book))


def meant(reading: Reading) -> list[str]:
    about = book_evidence(reading, {})
    found, _, _ = antecedents(about, mention_table(reading))
    return [reading.people[person].name if person >= 0 else "" for person in found]


def test_he_is_whom_the_narrator_met_last():
    assert meant(read(HOTEL))[2] == "Bill Quint"


def test_he_is_whose_face_turned_red():
    assert meant(read(HOTEL))[4] == "Bill Quint"


def test_a_paragraph_leads_up_to_the_next_with_a_pronoun():
    assert meant(read(HOTEL))[5] == "Bill Quint"


def test_a_sentence_goes_on_about_whoever_it_opens_with():
    assert meant(read(GARDEN))[2] == "Robert Albury"


def test_a_newspaper_is_no_candidate():
    reading = read(PAPER)
    _, rows = first_stage_features(reading)
    names = [person.name for person in reading.people]
    assert "the Herald" in names
    assert names.index("the Herald") not in rows.candidates
    assert names.index("Clara Finch") in rows.candidates
