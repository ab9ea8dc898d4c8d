"""What the ranker sees around a turn."""

import numpy as np
import pytest
from audiobook.attribute.people import discover_in
from audiobook.attribute.ranker.evidence import (
    NOBODY,
    ActorPlace,
    Reading,
    antecedents,
    book_evidence,
    mention_table,
    reading_of,
)
from audiobook.attribute.ranker.evidence.addresses import spoken_names
from audiobook.attribute.ranker.features import first_stage_features
from audiobook.attribute.ranker.features.arrays import turns_apart
from audiobook.attribute.turns import layout
from audiobook.model import Book, Chapter, Metadata
from audiobook.segment.segmenter import segment

STORY = """Anna Brook came into the kitchen. Peter Marsh looked up from his letter.

"Good morning, Peter," said Anna.

"You are early," he replied.

Anna smiled. "Am I?"

Peter put the letter away, and after a while he said:

"Anna, the boat has gone."

"Gone!" cried she.

"Yes," said Peter Marsh to Anna Brook.
"""


def read(text: str) -> Reading:
    script = segment(Book(Metadata("A Story"), (Chapter(1, "One", text),)))
    book = layout(script)
    return reading_of(book, discover_in(book))


@pytest.fixture(scope="module")
def story() -> Reading:
    return read(STORY)


def person(reading: Reading, word: str) -> int:
    return next(i for i, p in enumerate(reading.people) if word in p.name)


def test_a_paragraph_with_speech_is_a_turn(story):
    assert [story.text[t.quotes[0][0] : t.quotes[0][1]] for t in story.turns][:2] == [
        '"Good morning, Peter,"',
        '"You are early,"',
    ]


def test_a_tag_names_the_actor(story):
    about = book_evidence(story, {})

    assert about.nearby[0][ActorPlace.AFTER_FIRST].who == person(story, "Anna")
    assert about.nearby[0][ActorPlace.AFTER_FIRST].strength == 3


def test_a_pronoun_names_a_gender_and_leads_back_to_a_name(story):
    about = book_evidence(story, {})
    meant, _, _ = antecedents(about, mention_table(story))

    assert about.tags[1].who == NOBODY
    assert meant[1] == person(story, "Peter")


def test_a_beat_counts_less_than_a_tag(story):
    beat = book_evidence(story, {}).nearby[2][ActorPlace.BEFORE_FIRST]

    assert (beat.who, beat.strength) == (person(story, "Anna"), 1)


def test_the_verb_that_leads_up_to_a_quotation_chooses_the_nearest_actor(story):
    about = book_evidence(story, {})

    assert about.nearby[3][ActorPlace.PARAGRAPH_BEFORE].gender == 1
    assert about.nearby[3][ActorPlace.PARAGRAPH_BEFORE].strength == 3
    assert about.nearby[3][ActorPlace.SUBJECT_EARLIER].who == person(story, "Peter")


def test_who_is_spoken_to_is_told_from_who_is_spoken_of():
    reading = read(
        'Anna and Peter and Mary sat. "Come, Anna," said Peter.\n\n"Mary is late," said Anna. Mary came.\n'
    )
    named = spoken_names(reading)

    assert named[0, person(reading, "Anna")] == 2
    assert named[1, person(reading, "Mary")] == 1


def test_a_pin_counts_as_a_tag_and_its_person_is_a_candidate(story):
    anna = person(story, "Anna")
    about, rows = first_stage_features(story, {1: anna})

    assert about.tags[1].who == anna
    assert rows.candidates[1][0] == anna


def test_turns_apart_stop_at_the_end_of_a_group():
    since, until = turns_apart(np.array([0, -1, 1, -1]), np.array([1, 1, 1, 2]), 2)

    assert since[:, 0].tolist() == [99, 1, 2, 99]
    assert until[:, 1].tolist() == [2, 1, 99, 99]


@pytest.mark.parametrize(
    "text",
    [
        '"Who?"\n',
        '"' + "Anna said so. " * 3000 + '"\n\nAnna left.\n',
        'Anna said "' * 200 + "\n",
        '"…"\n\n"…"\n\n"—"\n\nAnna, Anna, Anna. "!"\n',
        '\u200b\u200b"Ça va?" 😀 "Oui."\n',
    ],
)
def test_any_text_gives_numbers(text):
    reading = read(text)
    if not reading.turns or not reading.people:
        return
    _, rows = first_stage_features(reading)

    assert np.isfinite(rows.rows).all()
    assert rows.rows.shape == (len(reading.turns), *rows.rows.shape[1:2], len(rows.names))


def test_a_conjunction_before_a_name_takes_no_object():
    about = book_evidence(
        read(
            "Anna Brook sat down. Peter Marsh rose.\n\n"
            "Anna waited long before Peter finally heaved a sigh and asked quietly,\n\n"
            '"Where is the boat?"\n\n"Gone," said Anna Brook.\n\n"I see," said Peter Marsh.\n'
        ),
        {},
    )

    asked = about.nearby[0][ActorPlace.PARAGRAPH_BEFORE]
    assert (asked.who, asked.strength) == (person(about.reading, "Peter"), 3)


def test_an_unfinished_paragraph_leads_up_to_the_next():
    about = book_evidence(
        read(
            "Anna Brook sat down. Peter Marsh rose.\n\nAnna looked at him and Peter said slowly\n\n"
            '"Where is the boat?"\n\n"Gone," said Anna Brook.\n\n"I see," said Peter Marsh.\n'
        ),
        {},
    )

    assert about.nearby[0][ActorPlace.PARAGRAPH_BEFORE].who == person(about.reading, "Peter")
    assert about.who[0] == person(about.reading, "Peter")
