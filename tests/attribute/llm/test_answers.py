"""What counts as an answer of the second reader, and what becomes of the rest."""

import json
from dataclasses import replace

import pytest
from audiobook.attribute.llm.answer import RefusedAnswer, read_answer
from audiobook.attribute.llm.characters import character_list
from audiobook.attribute.llm.passages import passages
from audiobook.model import (
    Character,
)
from llm_server import (
    NOBODY,
    RIGHT,
    FirstReader,
    Reply,
    Run,
    passage,
    said,
    script_of,
    serving,
    speakers,
    well,
)
from local_server import in_turn


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path / "answers", "")


@pytest.mark.parametrize(
    "reply",
    [
        '"Is the boat ready?" is said by Anna.',
        "",
        "{",
        '{"1": "Anna"} {"1": "Ben"}',
        '["Anna"]',
        "null",
        "[" * 100_000,
        '{"1": "Anna", "1": "Ben"}',
        '{"2": "Anna"}',
        '{"1": "Anna", "one": "Anna"}',
        '{"1": ["Anna"]}',
        '{"1": null}',
        '{"1": {"name": "Anna"}}',
        '{"1": "' + "Anna " * 1000 + '"}',
        '{"1": "Go on, you old fool,"}',
        '{"speaker": "Anna"}',
    ],
)
def test_an_answer_that_is_not_labels_of_the_numbers_is_refused(reply):
    script = FirstReader().attribute(script_of('"Go on, you old fool," she said.'), NOBODY)
    (passage,) = passages(script, {})
    with pytest.raises(RefusedAnswer):
        read_answer(reply, passage, character_list(script, NOBODY))


@pytest.mark.parametrize(
    ("label", "speaker"),
    [
        ("Anna", "Anna"),
        ("ANNA", "Anna"),
        ("the  Skipper", "Anna"),
        ("new: Anna", "Anna"),
        ("Benjamin Holt", "Ben"),
        ("unknown", None),
        ("Unknown", None),
        ("new: Mrs. Quill", "Mrs. Quill"),
        ("New: Tobias", "Tobias"),
        ("new: Rosa de la Torre", "Rosa de la Torre"),
        ("new: The pilot", "the pilot"),
    ],
)
def test_names_are_those_of_the_list_or_new_ones_that_the_passage_has(label, speaker):
    text = '"Go on," said Mrs. Quill to Tobias. The pilot laughed. So did Rosa de la Torre.'
    script = FirstReader().attribute(script_of(text), NOBODY)
    (passage,) = passages(script, {})
    answer = read_answer(json.dumps({"1": label}), passage, character_list(script, NOBODY))
    assert (answer.labels, answer.faults) == ({1: speaker}, ())


@pytest.mark.parametrize(
    "label",
    [
        "Mrs. Quill",  # not on the list, and not said to be new
        "new: Bob",  # not in the passage
        "new: Tob",  # only a part of a word
        "new: laughed",
        "new: Quill to Tobias",
        "new: She",
        "new: Everyone",
        "new: narrator",
        "narrator",  # nobody tells this story as "I"
        "new:",
        "new: 12",
        "new: <q1>",
        "new: Go on said Mrs Quill to Tobias",
        "nobody",
    ],
)
def test_names_out_of_thin_air_are_faults(label):
    text = '"Go on," said Mrs. Quill to Tobias. She laughed. Everyone did.'
    script = FirstReader().attribute(script_of(text), NOBODY)
    (passage,) = passages(script, {})
    answer = read_answer(json.dumps({"1": label}), passage, character_list(script, NOBODY))
    assert answer.labels == {}
    assert "number 1" in answer.faults[0]


def test_an_alias_of_two_people_is_a_fault_that_names_both():
    people = (Character("Jane Holt", ("Miss Holt",)), Character("Eliza Holt", ("Miss Holt",)))
    script = replace(FirstReader().attribute(script_of('"Go on."'), NOBODY), characters=people)
    (passage,) = passages(script, {})
    answer = read_answer('{"1": "Miss Holt"}', passage, character_list(script, NOBODY))
    assert answer.faults == (
        'The label of number 1, "Miss Holt", may mean Jane Holt or Eliza Holt.',
    )


@pytest.mark.parametrize(
    "reply",
    [
        '```json\n{"1": "Ben"}\n```',
        '```\n{"1": "Ben"}\n```',
        '<think>\n{"1"?\n</think>\n\n{"1": "Ben"}',
    ],
)
def test_packaging_is_taken_off(reply):
    script = FirstReader().attribute(script_of('"Go on."'), NOBODY)
    (passage,) = passages(script, {})
    assert read_answer(reply, passage, character_list(script, NOBODY)).labels == {1: "Ben"}


@pytest.mark.parametrize(
    "bad", ["not JSON", '{"99": "Anna"}', '{"1": "Is the boat ready?"}', '{"1": 5}']
)
def test_a_refused_answer_is_asked_again_with_its_fault(run, bad):
    with serving(in_turn(said(bad), well)) as server:
        run.url = server.url
        assert speakers(run()) == RIGHT
    again = server.asked[1]["messages"]
    assert [m["role"] for m in again] == ["system", "user", "assistant", "user"]
    assert again[:2] == server.asked[0]["messages"]
    assert again[2]["content"] == bad
    assert again[3]["content"].startswith("That cannot be used.")
    assert run.waits == [1.0]
    assert not run.notices


def test_a_passage_that_is_never_answered_well_keeps_the_first_readers_labels(run):
    def act(request: dict) -> Reply:
        return said("I would say that is Anna.") if "boat" in passage(request) else well(request)

    with serving(act) as server:
        run.url = server.url
        script = run(attempts=3)
    found = speakers(script)
    assert found['"It has been ready since noon, Anna."'] == "Anna"
    assert found['"I had to,"'] == "Ben"
    assert len(server.asked) == 3 + 3
    assert run.waits == [1.0, 2.0]
    (notice,) = run.notices
    assert "no usable answer about 1 passages" in notice
    assert "4 quotations keep the labels of the first reader" in notice


def test_of_an_answer_with_one_impossible_name_the_other_labels_stand(run):
    def act(request: dict) -> Reply:
        labels = json.loads(well(request).body["choices"][0]["message"]["content"])
        return said({n: "Sherlock Holmes" if who == "Ben" else who for n, who in labels.items()})

    with serving(act) as server:
        run.url = server.url
        script = run(attempts=2)
        asked = len(server.asked)
        run(attempts=2)
    found = speakers(script)
    assert found['"Noon,"'] == "Tobias Reed"
    assert found['"It has been ready since noon, Anna."'] == "Anna"
    assert not any("Holmes" in c.name for c in script.characters)
    assert (
        asked == len(server.asked) - 2
    )  # only the passage with nothing but impossible names is asked again
