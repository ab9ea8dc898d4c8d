"""The ranker as an attributor: speakers, confidence, reasons, and the user's word."""

from io import BytesIO

import numpy as np
import pytest
from audiobook.attribute.people import discover_in
from audiobook.attribute.ranker import RankerAttributor
from audiobook.attribute.ranker.model import read, shipped
from audiobook.model import Book, Chapter, Correction, Guidance, Kind, Metadata, Script
from audiobook.segment.segmenter import segment

TALK = """Clara Finch was winding the clock when Edmund Grey came up the stairs. She did not turn round. Edmund
waited at the door, and Clara went on winding.

"You are late," said Clara.

"The ferry was late," Edmund replied. He took off his coat.

"It always is."

"Not always. Only on Fridays."

"Then you might have written," she said.

"I did write, Clara."

Clara laughed. "To whom?"

Edmund shook his head. "I shall ask at the post office," he said.
"""


NOTHING = Guidance()
SURNAMES = {"Robin": "Hale", "Dale": "Moor"}


def attributed(text: str, guidance: Guidance = NOTHING) -> Script:
    return RankerAttributor().attribute(
        segment(Book(Metadata("A Story"), (Chapter(1, "One", text),))), guidance
    )


def speakers(script: Script) -> list[str]:
    return [u.speaker for u in script.utterances[0] if u.kind is Kind.DIALOGUE]


def said(script: Script, words: str) -> str:
    return next(u.speaker for u in script.utterances[0] if words in script.text(0, u))


def test_a_conversation_of_two_is_told_apart():
    script = attributed(TALK)

    for words, name in (
        ("You are late", "Clara"),
        ("The ferry", "Edmund"),
        ("It always", "Clara"),
        ("Not always", "Edmund"),
        ("Then you might", "Clara"),
        ("I did write", "Edmund"),
        ("To whom", "Clara"),
        ("I shall ask", "Edmund"),
    ):
        assert name in said(script, words), words


def test_every_line_has_a_reason_and_a_probability():
    lines = [u for u in attributed(TALK).utterances[0] if u.kind is Kind.DIALOGUE]

    assert all(0 < u.confidence <= 1 for u in lines)
    assert all(u.reason for u in lines)
    assert '"said Clara' in lines[0].reason


def test_a_doubtful_line_says_who_else_may_have_said_it():
    text = ROOM.replace("by the fire in the long room", "by the fire")
    lines = [u for u in attributed(text).utterances[0] if u.kind is Kind.DIALOGUE]
    doubtful = [u for u in lines if u.confidence < 0.8]

    assert doubtful
    for line in doubtful:
        other = {"Anna Reed": "Paul Stone", "Paul Stone": "Anna Reed"}[line.speaker]
        assert line.reason.endswith(f"; else {other}")
    assert not any("else" in u.reason for u in attributed(TALK).utterances[0] if u.confidence > 0.8)


def test_a_tagged_line_is_surer_than_an_untagged_one():
    text = (
        TALK
        + '\nThe clock struck. A boy and a carter had come in behind Edmund.\n\n"What a noise!"\n'
    )
    sure = {
        u.start: u.confidence for u in attributed(text).utterances[0] if u.kind is Kind.DIALOGUE
    }

    assert sure[text.index('"You are late')] > sure[text.index('"What a noise')]


def test_a_correction_wins_over_the_tag():
    start = TALK.index("You are late")
    script = attributed(
        TALK, Guidance(corrections=(Correction(1, start, start + 5, "Edmund Grey"),))
    )

    assert "Edmund" in said(script, "You are late")


def test_a_correction_may_bring_somebody_new():
    start = TALK.index("It always")
    script = attributed(TALK, Guidance(corrections=(Correction(1, start, start + 5, "The Clock"),)))

    assert said(script, "It always") == "The Clock"
    assert "The Clock" in {c.name for c in script.characters}


ROOM = """Anna Reed and Paul Stone sat by the fire in the long room, and the rain went on.

"It is cold tonight."

"It was colder last year."

"You always say that."

"I always mean it."
"""


@pytest.mark.parametrize("name", ["Anna Reed", "Paul Stone"])
def test_a_correction_teaches_the_lines_around_it(name):
    start = ROOM.index("It is cold")
    script = attributed(ROOM, Guidance(corrections=(Correction(1, start, start + 5, name),)))

    assert said(script, "You always") == name


PAIR = """Robin Hale and Dale Moor were in the yard, and Robin Hale had the lamp. Dale Moor had the rope.

"Hold it higher," said Robin Hale.

"It is as high as I can reach," said Dale Moor.

"Higher than that," she said.
"""


@pytest.mark.parametrize(("she", "he"), [("Robin", "Dale"), ("Dale", "Robin")])
def test_a_stated_gender_is_believed(she, he):
    genders = ((f"{she} {SURNAMES[she]}", "female"), (f"{he} {SURNAMES[he]}", "male"))
    script = attributed(PAIR, Guidance(genders=genders))

    assert she in said(script, "Higher than that")


def test_merged_names_are_one_speaker():
    script = attributed(TALK, Guidance(merges=(("Clara Finch", "Edmund Grey"),)))

    assert len(set(speakers(script))) == 1
    assert "Edmund" in speakers(script)[0]


@pytest.mark.parametrize(
    "text", ["", "\n", "No one speaks here.\n", '"Hello?"\n\n"Hello."\n', '"' * 500]
)
def test_a_text_without_people_is_no_error(text):
    script = attributed(text)

    assert all(u.speaker == "narrator" for u in script.utterances[0])


def test_the_shipped_model_is_small_and_holds_plain_numbers():
    from importlib.resources import files

    data = files("audiobook.attribute.ranker").joinpath("model.npz").read_bytes()

    assert len(data) < 1_000_000
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "fui" for name in arrays.files)
    assert read(data).first.feature.shape == shipped().first.feature.shape


def test_confidence_never_falls_as_odds_rise():
    sure = shipped().confidence(np.linspace(0, 1, 101, dtype=np.float32))

    assert (np.diff(sure) >= 0).all()
    assert 0 <= sure[0] <= sure[-1] <= 1


def test_who_there_is_is_found_out_once_while_only_the_speakers_of_lines_change(monkeypatch):
    looked = []

    def discover(book, guidance):
        looked.append(guidance)
        return discover_in(book, guidance)

    monkeypatch.setattr("audiobook.attribute.ranker.ranker.discover_in", discover)
    script = segment(Book(Metadata("A Story"), (Chapter(1, "One", TALK),)))
    attributor = RankerAttributor()

    def corrected(words, speaker, **more):
        start = TALK.index(words)
        known = Guidance(corrections=(Correction(1, start, start + 9, speaker),), **more)
        assert attributor.attribute(script, known) == RankerAttributor().attribute(script, known)

    corrected("It always", "Clara")
    corrected("Not always", "Clara")
    assert len(looked) == 3  # one of the attributor that is kept, and one of each new one
    corrected("Not always", "Edmund")
    corrected("Not always", "Edmund", genders=(("Edmund", "female"),))
    assert len(looked) == 7


KITCHEN = "Emma Hale and Tom Reed were in the kitchen."


def test_the_lines_of_a_scene_are_settled_together():
    paragraphs = [KITCHEN, '"Then go."', '"It is," she said.', '"It is."']
    script = attributed("\n\n".join(paragraphs))
    spoken = [u.speaker for u in script.utterances[0] if u.kind is Kind.DIALOGUE]
    assert [name.partition(" ")[0] for name in spoken] == ["Tom", "Emma", "Tom"]
