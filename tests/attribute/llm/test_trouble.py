"""The second reader with servers that are slow, broken, picky or not there."""

import json
import threading
from dataclasses import replace

import pytest
from audiobook.errors import AudiobookError
from audiobook.servers import stated_wait_s
from llm_server import (
    KEY,
    RIGHT,
    SCENES,
    Reply,
    Run,
    passage,
    quoted,
    said,
    serving,
    speakers,
    well,
)
from local_server import in_turn

LIMIT_S = 2  # of a request: what is answered at all is answered sooner, also by a slow machine


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path / "answers", "")


@pytest.mark.parametrize(
    "trouble",
    [
        Reply("busy", 500),
        Reply("", 503),
        Reply("slow down", 429),
        Reply("<html>proxy error</html>", 502),
        Reply("<html>welcome</html>", 200),
        Reply({"choices": []}),
        Reply({"choices": [{"message": {"content": None}}]}),
        Reply("[]"),
        replace(said({"1": "Anna"}), cut=20),
        said('{"1": "An', ended="length"),
        said(dict.fromkeys("1234", "Ben"), ended="length"),
        replace(
            said("{}"), body=json.dumps(said(dict.fromkeys("1234", "Ben")).body) + " " * (2 << 20)
        ),
    ],
    ids=lambda r: f"{r.status}-{str(r.body)[:20]}",
)
def test_a_server_in_trouble_is_asked_again(run, trouble):
    with serving(in_turn(trouble, trouble, well)) as server:
        run.url = server.url
        assert speakers(run()) == RIGHT
    assert len(server.asked) == len(SCENES) + 2
    assert run.waits == [1.0, 2.0]
    assert not run.notices


def test_the_wait_that_a_server_asks_for_is_kept(run):
    with serving(in_turn(Reply("", 429, {"Retry-After": "7"}), well)) as server:
        run.url = server.url
        assert speakers(run()) == RIGHT
    assert run.waits == [7.0]


def test_a_server_that_wants_an_hour_is_not_waited_for(run):
    def act(request: dict) -> Reply:
        return (
            Reply("", 429, {"Retry-After": "3600"}) if "boat" in passage(request) else well(request)
        )

    with serving(act) as server:
        run.url = server.url
        assert speakers(run())['"I had to,"'] == "Ben"
    assert run.waits == []
    assert "HTTP 429, it is asked too often" in run.notices[0]


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("12", 12),
        ("", 0),
        ("soon", 0),
        ("-5", 0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("9" * 50, 999_999_999),
    ],
)
def test_retry_after_is_a_number_or_a_date(stated, seconds):
    assert stated_wait_s(stated) == seconds
    assert stated_wait_s("Fri, 31 Dec 9999 23:59:59 GMT") > 1e9


@pytest.mark.slow
def test_a_slow_server_is_given_up_after_the_time_limit(run):
    release = threading.Event()

    def act(request: dict) -> Reply:
        if "boat" in passage(request):
            release.wait()
        return well(request)

    with serving(act) as server:
        run.url = server.url
        script = run(timeout_s=LIMIT_S, attempts=2)
        release.set()
    assert speakers(script)['"I had to,"'] == "Ben"
    assert f"no answer within {LIMIT_S} s" in run.notices[0]


@pytest.mark.slow
def test_an_answer_that_never_ends_is_given_up_after_the_time_limit(run):
    endless = Reply("", headers={"Content-Length": "5000"}, drip=True)
    with serving(lambda r: endless if "boat" in passage(r) else well(r)) as server:
        run.url = server.url
        script = run(timeout_s=LIMIT_S, attempts=1)
    assert speakers(script)['"I had to,"'] == "Ben"
    assert f"no answer within {LIMIT_S} s" in run.notices[0]


def test_a_server_that_is_not_there_is_one_error_with_a_remedy(run):
    with serving(well) as server:
        run.url = server.url
    with pytest.raises(AudiobookError) as caught:
        run()
    assert caught.value.exit_status == 1
    assert "refused" in caught.value.message
    assert run.url in caught.value.message
    assert "Check that the server runs" in caught.value.remedy
    assert len(run.waits) == 3 * 3  # three passages with four attempts each, then no more


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "another key"), (404, "no such address or model")]
)
def test_a_server_that_will_never_answer_is_asked_once(run, status, hint):
    with serving(lambda _: Reply(f"no: {KEY}", status)) as server:
        run.url = server.url
        with pytest.raises(AudiobookError, match=hint):
            run()
    assert len(server.asked) == 1


def test_a_model_that_only_talks_is_one_error(run):
    with serving(lambda _: said("As a language model, I cannot.")) as server:
        run.url = server.url
        with pytest.raises(
            AudiobookError, match="no usable answer: the model's answers could not be used"
        ):
            run(attempts=2)
    assert len(server.asked) == 2 * len(SCENES)


def test_redirects_are_not_followed_with_the_key(run):
    with serving(well) as other:
        with serving(
            lambda _: Reply("", 302, {"Location": f"{other.url}/chat/completions"})
        ) as server:
            run.url = server.url
            with pytest.raises(AudiobookError, match="HTTP 302"):
                run()
        assert not other.asked


def test_a_server_that_knows_no_json_mode_is_asked_without_it_from_then_on(run):
    def act(request: dict) -> Reply:
        return Reply("what?", 400) if "response_format" in request else well(request)

    with serving(act) as server:
        run.url = server.url
        assert speakers(run()) == RIGHT
    assert ["response_format" in request for request in server.asked] == [True] + [False] * len(
        SCENES
    )
    assert set(server.asked[1]) == {"model", "messages", "stream"}
    assert run.waits == []


def test_a_passage_too_long_for_the_model_leaves_the_others(run):
    with serving(lambda r: Reply("too long", 400) if "boat" in passage(r) else well(r)) as server:
        run.url = server.url
        assert speakers(run())['"I had to,"'] == "Ben"
    assert "HTTP 400" in run.notices[0]


def test_the_time_limit_of_the_book_ends_the_asking_and_the_next_run_goes_on(run):
    with serving(well) as server:
        run.url = server.url
        with pytest.raises(AudiobookError, match="time limit of 1e-09 s for the book"):
            run(limit_s=1e-9)
        assert not server.asked
        assert speakers(run()) == RIGHT


def test_three_failures_in_a_row_end_the_asking_but_keep_what_there_is(run):
    count = iter(range(100))
    story = "\n\n* * *\n\n".join(f'"Line {n}," said Anna.' for n in range(9))
    with serving(lambda _: said({"1": "Ben"}) if next(count) < 2 else Reply("", 500)) as server:
        run.url = server.url
        script = run(story, attempts=1)
    assert [u.speaker for u in quoted(script)] == ["Ben"] * 2 + ["Anna"] * 7
    assert len(server.asked) == 2 + 3
    assert "about 7 passages (HTTP 500): 7 quotations" in run.notices[0]
