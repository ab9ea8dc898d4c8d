"""The reason for a line as a reader sees it: one sentence for each kind of evidence."""

import numpy as np
import pytest
from audiobook.attribute.people import discover_in
from audiobook.attribute.ranker import RankerAttributor
from audiobook.attribute.ranker.evidence import reading_of
from audiobook.attribute.ranker.features import first_stage_features
from audiobook.attribute.ranker.reasons import Reasons
from audiobook.attribute.turns import layout
from audiobook.model import Book, Chapter, Guidance, Kind, Metadata
from audiobook.segment.segmenter import segment

TALK = """Clara Finch and Edmund Grey were in the hall. Clara was winding the clock, and Edmund waited
at the door.

"Are you there?"

"I am here," said Edmund.

"You are late," said Clara.

"The ferry was late," Edmund replied.

"It always is."

"Then you might have told me," he said.

"I did tell you, Edmund."

"When?"

Clara shook her head. "On Friday."

"On Friday I was away, Clara."

"You are always away," said Clara.
"""
WHY = {
    "Are you there?": '"Clara was winding the" in the narration before',
    "You are late,": '"said Clara" after the quotation',
    "The ferry was late,": '"Edmund replied" after the quotation',
    "It always is.": "takes turns with Edmund",
    "Then you might have told me,": '"he said" fits Edmund',
    "I did tell you, Edmund.": "takes turns with Edmund",
    "When?": "Edmund is spoken to just before",
    "On Friday.": "Clara is spoken to in the reply",
}
SHORT = """Anna Reed and Paul Stone sat by the fire in the long room.

"It is late," said Anna.

Paul looked at the rain.

"It is not late at all."

"It is," said Anna.

Paul laughed. "Then go to bed."
"""
ACTS = {
    "It is not late at all.": '"Paul looked at the" in the narration before',
    "Then go to bed.": '"Paul laughed" before the quotation',
}
LETTER = """Malcolm X was reading when Anna Reed came in. Malcolm X put the paper down.

"Sit down," said Malcolm X.

"I would rather stand," said Anna Reed.
"""


THREE = "Emma Hale, Ned Pell and Tom Reed were in the kitchen."
# Nobody acts, is named or spoken to: the last two kinds of reasons are left.
BARE = f'{THREE}\n\n"Why?"\n\n"Why?"\n\n"Why?"\n\n"I am."\n'
GUESSED = [
    "Ned Pell speaks again two turns later; else Emma Hale",
    "Tom Reed speaks again two turns later; else Ned Pell",
    "takes turns with Tom Reed; else Emma Hale",
    "takes turns with Ned Pell; else Ned Pell",
]


def reasons(text):
    """Words of a quotation -> the reason for its speaker."""
    return dict(told(text))


def told(text):
    """The words of every quotation, and the reason for its speaker."""
    story = Book(Metadata("A Story", language="en"), (Chapter(1, "One", text),))
    script = RankerAttributor().attribute(segment(story), Guidance())
    spoken = [u for u in script.utterances[0] if u.kind is Kind.DIALOGUE]
    return [(script.text(0, u).strip().strip('"'), u.reason) for u in spoken]


@pytest.mark.parametrize(("words", "why"), WHY.items())
def test_a_line_of_a_conversation_says_what_shows_its_speaker(words, why):
    assert reasons(TALK)[words] == why


def reasons_where(speakers, *paragraphs):
    """The reason for every turn of a text whose speakers are known, by first names."""
    text = "\n\n".join(paragraphs)
    story = Book(Metadata("A Story", language="en"), (Chapter(1, "One", text),))
    book = layout(segment(story))
    reading = reading_of(book, discover_in(book))
    numbers = {person.name.split()[0]: n for n, person in enumerate(reading.people)}
    who = np.array([numbers[name] for name in speakers.split()])
    evidence, _ = first_stage_features(reading)
    found = Reasons(evidence, who)
    return [found.of(turn) for turn in range(len(who))]


def test_whoever_acts_after_a_conversation_is_the_reason_for_its_last_line():
    lines = '"Then go."', '"I am."', "Tom laughed."
    assert reasons_where("Emma Tom", THREE, *lines)[-1] == '"Tom laughed" in the narration after'


def test_whoever_speaks_again_two_turns_later_is_a_reason():
    found = reasons_where("Ned Tom Ned", THREE, '"Why?"', '"Why?"', '"Why?"')
    assert found[0] == "Ned Pell speaks again two turns later"


def test_whoever_spoke_before_last_takes_turns():
    found = reasons_where("Ned Tom Ned", THREE, '"Why?"', '"Why?"', '"Why?"')
    assert found[2] == "takes turns with Tom Reed"


def test_whoever_did_not_speak_before_last_takes_no_turns():
    found = reasons_where("Ned Tom Emma", THREE, '"Why?"', '"Why?"', '"Why?"')
    assert found[2] == "Emma Hale is the likeliest of those present"


def test_where_nothing_shows_a_speaker_somebody_is_likelier_than_the_others():
    found = reasons_where("Ned Tom", THREE, '"Why?"', '"Why?"')
    assert found == [
        "Ned Pell is the likeliest of those present",
        "Tom Reed is the likeliest of those present",
    ]


def test_a_line_in_doubt_says_who_else_may_have_said_it():
    assert [why for _, why in told(BARE)] == GUESSED
    lines = '"Then go."\n\n"I am."\n\nTom laughed.\n'
    found = told(f"Emma Hale and Tom Reed were in the kitchen.\n\n{lines}")
    assert found[-1][1] == "Emma Hale is the likeliest of those present; else Tom Reed"
    lines = '"I am."\n\n"It is," he said.\n\n"I am."\n'
    found = told(f"{THREE}\n\n{lines}")
    assert found[0][1] == '"Emma Hale, Ned" in the narration before; else Ned Pell'
    assert found[-1][1] == "takes turns with Ned Pell; else Tom Reed"


@pytest.mark.parametrize(("words", "why"), ACTS.items())
def test_whoever_acts_beside_a_line_is_its_reason(words, why):
    assert reasons(SHORT)[words] == why


def test_a_name_that_ends_in_a_capital_is_shown_whole():
    assert reasons(LETTER)["Sit down,"] == '"said Malcolm X" after the quotation'
