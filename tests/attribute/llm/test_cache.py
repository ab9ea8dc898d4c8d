"""The second reader asks nothing twice."""

import threading

import pytest
from audiobook.attribute.llm import LanguageModelAttributor
from audiobook.attribute.llm.settings import ModelSettings
from audiobook.events import StageAdvanced
from audiobook.model import (
    Correction,
    Guidance,
)
from llm_server import (
    KEY,
    NOBODY,
    RIGHT,
    SCENES,
    STORY,
    Reply,
    Run,
    numbered,
    quoted,
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


def test_a_second_run_asks_nothing_and_says_the_same(run):
    with serving(well) as server:
        run.url = server.url
        first = run()
        asked = len(server.asked)
        second = run()
        assert len(server.asked) == asked == len(SCENES)
    assert second == first
    assert run() == first  # not even a server is needed


def test_an_interrupted_run_carries_on_where_it_was(run):
    class Interrupted(BaseException):
        pass

    done = iter(range(100))
    third_asked = threading.Event()
    released = threading.Event()
    served = iter(range(100))

    def tell(event: object) -> None:
        if isinstance(event, StageAdvanced) and next(done) == 1:
            third_asked.wait(
                timeout=300
            )  # else it may be asked among the questions of the next run
            raise Interrupted

    def act(request: dict) -> Reply:
        if next(served) == 2:
            third_asked.set()
            released.wait(timeout=300)  # the third answer does not come before the interruption
            return Reply("", 500)
        return well(request)

    with serving(act) as server:
        run.url = server.url
        settings = ModelSettings(server.url, "small", KEY, workers=1, attempts=1)
        reader = LanguageModelAttributor(settings, base=run.base, cache=run.cache, tell=tell)
        with pytest.raises(Interrupted):
            reader.attribute(script_of(STORY), NOBODY)
        released.set()
        assert len(list(run.cache.rglob("*.json"))) == 2
        server.asked.clear()
        server.act = well
        assert speakers(run()) == RIGHT
        assert [next(iter(numbered(request).values())) for request in server.asked][-2:] == [
            '"That will be Mrs. Quill,"',
            '"Nobody move!"',
        ]


def test_half_the_answers_are_kept_and_only_the_other_half_is_asked(run):
    down = threading.Event()
    count = iter(range(100))

    def act(request: dict) -> Reply:
        return well(request) if not down.is_set() and next(count) < 2 else Reply("", 500)

    with serving(act) as server:
        run.url = server.url
        run(attempts=1)
        assert "about 2 passages" in run.notices[0]
        server.act = well
        before = len(server.asked)
        script = run()
        assert len(server.asked) - before == 2
    assert speakers(script) == RIGHT


def test_with_some_answers_kept_a_server_that_is_down_is_a_notice(run):
    with serving(in_turn(well, well, Reply("", 500))) as server:
        run.url = server.url
        run(attempts=1)
    script = run(attempts=1)  # nobody listens there any more
    assert speakers(script)['"It has been ready since noon, Anna."'] == "Ben"
    assert "about 2 passages" in run.notices[-1]


def test_failures_that_are_not_in_a_row_end_nothing(run):
    count = iter(range(100))
    story = "\n\n* * *\n\n".join(f'"Line {n}," said Anna.' for n in range(9))
    with serving(
        lambda _: said({"1": "Ben"}) if next(count) % 3 == 2 else Reply("", 500)
    ) as server:
        run.url = server.url
        script = run(story, attempts=1)
    assert [u.speaker for u in quoted(script)] == ["Anna", "Anna", "Ben"] * 3
    assert "about 6 passages" in run.notices[0]


def test_another_address_is_asked_anew(run):
    with serving(well) as server:
        run.url = server.url
        run()
    with serving(well) as other:
        run.url = other.url
        run()
        assert len(other.asked) == len(SCENES)


def test_another_model_or_other_words_are_asked_anew(run, tmp_path):
    with serving(well) as server:
        run.url = server.url
        run()
        run(STORY.replace("spat into the water", "looked at the water"))
        assert len(server.asked) == 4 + 1
        other = ModelSettings(server.url, "large")
        LanguageModelAttributor(other, base=run.base, cache=run.cache).attribute(
            script_of(STORY), NOBODY
        )
        assert len(server.asked) == 4 + 1 + 4


def test_a_correction_asks_only_about_its_own_passage_again(run):
    at = STORY.index('"You came')
    with serving(well) as server:
        run.url = server.url
        run()
        run(
            guidance=Guidance(
                corrections=(Correction(7, at, at + 5, "Ben"),), merges=(("Annie", "Anna"),)
            )
        )
        assert len(server.asked) == 4 + 1


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"\xff\xfe\x00", b'{"1": "Dracula"}', b'{"77": "Anna"}', b"[" * 9999]
)
def test_a_damaged_answer_counts_as_absent_and_is_mended(run, damage):
    with serving(well) as server:
        run.url = server.url
        run()
        for path in run.cache.rglob("*.json"):
            path.write_bytes(damage)
        assert speakers(run()) == RIGHT
        assert len(server.asked) == 8
        run()
        assert len(server.asked) == 8


def test_a_cache_that_cannot_be_written_is_one_notice(run, tmp_path):
    run.cache = tmp_path / "file"
    run.cache.write_text("in the way")
    with serving(well) as server:
        run.url = server.url
        assert speakers(run()) == RIGHT
    (notice,) = run.notices
    assert notice.startswith("Answers of the language model are not kept for the next run")
    assert run.cache.read_text() == "in the way"
