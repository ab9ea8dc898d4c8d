"""The second reader with a server that behaves: labels, weighing, guidance."""

import re
import threading
from dataclasses import replace

import places
import pytest
from audiobook.attribute.llm import LanguageModelAttributor
from audiobook.attribute.llm.settings import VARIABLES, ModelSettings
from audiobook.attribute.llm.weighing import weighed
from audiobook.attribute.table import ATTRIBUTORS
from audiobook.events import StageAdvanced, StageFinished, StageStarted
from audiobook.model import (
    NARRATOR,
    Correction,
    Guidance,
    Kind,
    Utterance,
)
from llm_server import (
    KEY,
    NOBODY,
    RIGHT,
    SCENES,
    STORY,
    FirstReader,
    Reply,
    Run,
    numbered,
    passage,
    quoted,
    said,
    script_of,
    serving,
    speakers,
    well,
)


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path / "answers", "")


def test_labels_of_a_well_behaved_model_are_taken(run):
    with serving(well) as server:
        run.url = server.url
        script = run()
    assert speakers(script) == RIGHT
    counted = [("Ben", 3, 15), ("Anna", 4, 10), ("Tobias Reed", 2, 3)]
    assert [(c.name, c.quotations, c.words) for c in script.characters] == counted
    assert script.characters[1].gender == "female"
    assert not run.notices
    assert server.paths == ["/v1/chat/completions"] * len(SCENES)


def test_the_text_and_the_offsets_stay_as_they_are(run):
    with serving(well) as server:
        run.url = server.url
        script = run()
    before = run.base.attribute(script_of(STORY), NOBODY)
    assert script.book == before.book
    for new, old in zip(script.utterances[0], before.utterances[0], strict=True):
        assert replace(new, speaker="", confidence=0, reason="") == replace(
            old, speaker="", confidence=0, reason=""
        )


def test_the_request_is_that_of_the_protocol_and_asks_for_labels(run):
    with serving(well) as server:
        run.url = server.url
        run()
    request, headers = server.asked[0], server.headers[0]
    assert set(request) == {"model", "messages", "stream", "temperature", "response_format"}
    assert (request["model"], request["stream"], request["temperature"]) == ("small", False, 0)
    assert [m["role"] for m in request["messages"]] == ["system", "user"]
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["Content-Type"] == "application/json"
    asked = request["messages"][1]["content"]
    assert "- Anna (female; also Annie, the skipper)" in asked
    assert '<q1>"Is the boat ready?"</q1> asked Anna.' in asked
    assert "Label the numbers 1 to 4." in asked


def test_without_a_key_no_authorization_is_sent(run):
    with serving(well) as server:
        run.url = server.url
        run(key="")
    assert all("Authorization" not in headers for headers in server.headers)


def test_progress_is_told_passage_by_passage(run):
    with serving(well) as server:
        run.url = server.url
        run()
    stage = "ask the language model"
    advanced = [StageAdvanced(stage, 1)] * 4
    assert run.events == [StageStarted(stage, 4, "passages"), *advanced, StageFinished(stage)]


def test_several_requests_run_at_a_time_but_never_more_than_asked_for(run):
    gate, most, now = threading.Barrier(2), [0], [0]
    lock = threading.Lock()

    def act(request: dict) -> Reply:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        gate.wait(timeout=300)  # only two at the same time get past it
        with lock:
            now[0] -= 1
        return well(request)

    with serving(act) as server:
        run.url = server.url
        assert speakers(run(workers=2)) == RIGHT
    assert most == [2]


def test_the_default_first_reader_is_the_default_attributor(tmp_path):
    with serving(lambda asked: said(dict.fromkeys(numbered(asked), "unknown"))) as server:
        reader = LanguageModelAttributor(ModelSettings(server.url, "small"), cache=tmp_path)
        script = reader.attribute(script_of(STORY), NOBODY)
    first = ATTRIBUTORS.load(ATTRIBUTORS.default())().attribute(script_of(STORY), NOBODY)
    assert speakers(script) == speakers(first)
    assert [u.confidence for u in quoted(script)] == [u.confidence for u in quoted(first)]
    assert script.characters == first.characters


def test_a_book_without_quotations_asks_nothing(run):
    with serving(well) as server:
        run.url = server.url
        script = run("Nobody said a word.\n\nThe boat left.")
    assert not server.asked
    assert script.characters == ()


@pytest.mark.parametrize(
    ("confidence", "label", "speaker", "sure"),
    [
        (0.6, "Anna", "Anna", 0.857),  # agreement raises
        (0.95, "Anna", "Anna", 0.987),
        (1.0, "Anna", "Anna", 1.0),
        (0.9, "Ben", "Anna", 0.692),  # disagreement lowers, the surer one's label stands
        (0.8, "Ben", "Anna", 0.5),
        (0.7, "Ben", "Ben", 0.632),
        (0.5, "Ben", "Ben", 0.5),
        (0.2, "Ben", "Ben", 0.2),
        (1.0, "Ben", "Anna", 0.961),
        (0.0, "Ben", "Ben", 0.8),  # the first reader named nobody
        (0.6, "unknown", "Anna", 0.6),
    ],
)
def test_agreement_raises_and_disagreement_lowers_confidence(run, confidence, label, speaker, sure):
    run.base = FirstReader(confidence)
    with serving(lambda _: said({"1": label})) as server:
        run.url = server.url
        (one,) = quoted(run('"Go on," she said.'))
    assert (one.speaker, one.confidence) == (speaker, sure)
    assert "the language model" in one.reason
    assert "a guess" in one.reason


def test_the_reason_says_who_said_what():
    one = Utterance(0, 4, Kind.DIALOGUE, 0, 0, "Anna", 0.9, '"said Anna" after the quotation')
    assert (
        weighed(one, "Anna", 0.8).reason
        == '"said Anna" after the quotation; the language model agrees'
    )
    assert weighed(one, "Ben", 0.8).reason.endswith("; but the language model says Ben")
    unsure = weighed(replace(one, confidence=0.4), "Ben", 0.8)
    assert unsure.reason == (
        'the language model says Ben; the first reader said Anna ("said Anna" after the quotation)'
    )


@pytest.mark.parametrize("trust", [0.5, 0.65, 0.8, 0.99])
@pytest.mark.parametrize("confidence", [0.001, 0.3, 0.5, 0.65, 0.8, 0.97, 1.0])
def test_weighing_never_turns_the_wrong_way(confidence, trust):
    one = Utterance(0, 4, Kind.DIALOGUE, 0, 0, "Anna", confidence, "x")
    assert confidence <= weighed(one, "Anna", trust).confidence <= 1
    assert 0 <= weighed(one, "Ben", trust).confidence <= confidence
    assert weighed(one, None, trust).confidence == confidence


def test_a_corrected_line_is_stated_not_asked_and_stays(run):
    at = STORY.index('"You came')
    guidance = Guidance(corrections=(Correction(7, at, at + 5, "Mrs. Quill"),))
    with serving(well) as server:
        run.url = server.url
        script = run(guidance=guidance)
    one = next(u for u in quoted(script) if u.start == at)
    assert (one.speaker, one.confidence, one.reason) == ("Mrs. Quill", 1.0, "corrected")
    told = next(passage(r) for r in server.asked if "came back" in passage(r))
    assert '<said by="Mrs. Quill">"You came back,"</said>' in told
    assert list(numbered(server.asked[1]).values()) == ['"I had to,"']
    assert "Mrs. Quill" in [c.name for c in script.characters]


def test_merged_names_win_over_what_the_model_says(run):
    guidance = Guidance(
        merges=(("Tobias Reed", "Captain Reed"),), genders=(("Captain Reed", "male"),)
    )
    with serving(well) as server:
        run.url = server.url
        script = run(guidance=guidance)
    assert speakers(script)['"Noon,"'] == "Captain Reed"
    assert next(c for c in script.characters if c.name == "Captain Reed").gender == "male"


def test_a_name_merged_into_the_narrator_is_the_narrator(run):
    with serving(lambda _: said({"1": "Ben"})) as server:
        run.url = server.url
        script = run('"Go on," said Ben.', Guidance(merges=(("Ben", NARRATOR),)))
    assert speakers(script) == {'"Go on,"': NARRATOR}
    assert script.characters == ()


def test_the_i_who_tells_the_story_may_be_named_where_there_is_one(run):
    run.base = FirstReader(0.6, NARRATOR)
    with serving(lambda _: said({"1": "narrator", "2": "Ben"})) as server:
        run.url = server.url
        script = run('"Go on," I said.\n\n"No," said Ben.')
    assert [u.speaker for u in quoted(script)] == [NARRATOR, "Ben"]
    assert "- narrator (the" in server.asked[0]["messages"][1]["content"]


def test_the_guide_names_every_variable():
    guide = (places.DOCS / "language-model.md").read_text(encoding="utf-8")
    for variable in VARIABLES:
        assert f"`{variable}`" in guide, variable


def test_its_name_stands_in_its_own_files_and_its_table_alone():
    package = places.PACKAGE
    pattern = re.compile(r"\bllm\b|\bllm_", re.IGNORECASE)
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if pattern.search(path.read_text(encoding="utf-8"))
    }
    assert {path for path in found if not path.startswith("attribute/llm")} == {
        "attribute/table.py"
    }
