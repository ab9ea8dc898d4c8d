"""What the second reader has to be told, and the key that it never tells."""

import logging
from dataclasses import replace

import pytest
from audiobook.attribute.llm import LanguageModelAttributor
from audiobook.attribute.llm.settings import VARIABLES, ModelSettings, from_environment
from audiobook.attribute.table import ATTRIBUTORS
from audiobook.errors import AudiobookError, UsageError
from llm_server import (
    KEY,
    NOBODY,
    STORY,
    FirstReader,
    Reply,
    Run,
    said,
    script_of,
    serving,
    well,
)
from local_server import in_turn


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path / "answers", "")


def test_the_key_never_leaks(run, caplog, capfd, tmp_path):
    echo = Reply({"error": {"message": f"Incorrect API key provided: {KEY}"}}, 401)
    caplog.set_level(logging.DEBUG)
    settings = []
    for replies in (
        (echo,),
        (Reply(f"{KEY}", 500),),
        (well, Reply(KEY, 500)),
        (said(KEY),),
        (well,),
    ):
        with serving(in_turn(*replies)) as server:
            stated = ModelSettings(
                server.url + f"?api-key={KEY}", "small", KEY, attempts=1, workers=1
            )
            settings.append(repr(stated.key) and repr(replace(stated, url=server.url)))
            reader = LanguageModelAttributor(stated, base=FirstReader(), cache=tmp_path / "c")
            try:
                script = reader.attribute(script_of(STORY), NOBODY)
            except AudiobookError as error:
                settings.append(f"{error!r} {error} {error.__cause__!r} {error.__context__!r}")
            else:
                settings.append(repr(script))
    kept = [path.read_text() for path in (tmp_path / "c").rglob("*") if path.is_file()]
    assert kept
    out = capfd.readouterr()
    for text in (
        *settings,
        *kept,
        *map(str, (tmp_path / "c").rglob("*")),
        caplog.text,
        out.out,
        out.err,
    ):
        assert KEY not in text
        assert "SecretKey" not in text


@pytest.mark.parametrize(
    "key", [f"{KEY}\n", f'"{KEY}" ', f"Bearer {KEY}", f"{KEY}é", f"{KEY}\r\nX: y"]
)
def test_a_malformed_key_is_refused_without_showing_it(key):
    with pytest.raises(UsageError, match="key of the language model") as caught:
        ModelSettings("http://127.0.0.1:9/v1", "small", key)
    assert "SecretKey" not in str(caught.value)


def test_notices_are_logged_where_nobody_listens(tmp_path, caplog):
    with serving(in_turn(well, Reply("", 500))) as server:
        settings = ModelSettings(server.url, "small", attempts=1, workers=1)
        LanguageModelAttributor(settings, base=FirstReader(), cache=tmp_path).attribute(
            script_of(STORY), NOBODY
        )
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("audiobook.attribute", "WARNING")


def test_it_is_in_the_table_but_not_the_default():
    assert ATTRIBUTORS.load("llm") is LanguageModelAttributor
    assert ATTRIBUTORS.default() != "llm"


def test_without_an_address_or_a_model_it_refuses_to_run(monkeypatch):
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(UsageError, match="address of the language model is not set") as caught:
        LanguageModelAttributor()
    assert "AUDIOBOOK_LLM_URL" in caught.value.remedy
    monkeypatch.setenv("AUDIOBOOK_LLM_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(UsageError, match="name of the language model is not set"):
        LanguageModelAttributor()
    monkeypatch.setenv("AUDIOBOOK_LLM_MODEL", "small")
    LanguageModelAttributor()


def test_every_setting_can_be_stated_in_the_environment():
    stated = from_environment(
        {
            "AUDIOBOOK_LLM_URL": " https://host.example/v1/ ",
            "AUDIOBOOK_LLM_MODEL": "m",
            "AUDIOBOOK_LLM_KEY": f"{KEY}\n",
            "AUDIOBOOK_LLM_TIMEOUT": "30",
            "AUDIOBOOK_LLM_LIMIT": "600",
            "AUDIOBOOK_LLM_ATTEMPTS": "2",
            "AUDIOBOOK_LLM_WORKERS": "3",
            "AUDIOBOOK_LLM_TRUST": "0.9",
            "OTHER": "x",
        }
    )
    assert stated.endpoint == "https://host.example/v1/chat/completions"
    assert stated.key == KEY
    assert (stated.timeout_s, stated.limit_s, stated.attempts, stated.workers, stated.trust) == (
        30,
        600,
        2,
        3,
        0.9,
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("AUDIOBOOK_LLM_TIMEOUT", "soon"),
        ("AUDIOBOOK_LLM_TIMEOUT", "nan"),
        ("AUDIOBOOK_LLM_TIMEOUT", "-1"),
        ("AUDIOBOOK_LLM_ATTEMPTS", "0"),
        ("AUDIOBOOK_LLM_ATTEMPTS", "2.5"),
        ("AUDIOBOOK_LLM_WORKERS", "100"),
        ("AUDIOBOOK_LLM_TRUST", "1"),
    ],
)
def test_a_wrong_number_names_its_variable(variable, value):
    with pytest.raises(UsageError, match=variable):
        from_environment(
            {"AUDIOBOOK_LLM_URL": "http://h/v1", "AUDIOBOOK_LLM_MODEL": "m", variable: value}
        )


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://host/v1",
        "localhost:11434",
        "http://",
        "http://[::1/v1",
        "http://h:99999/v1",
        "http://h:0/v1",
        "http://user:secret@h/v1",
        "http://h/v 1",
        "http://h/\nX: y",
    ],
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(UsageError, match="address of the language model") as caught:
        ModelSettings(url, "m")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("host", ["a" * 70, "a..b"])
def test_a_host_that_cannot_be_looked_up_is_an_error_not_a_crash(run, host):
    run.url = f"http://{host}.invalid/v1"
    with pytest.raises(AudiobookError, match="gave no usable answer"):
        run(attempts=1)


@pytest.mark.parametrize("url", ["http://h/v1", "http://h/v1/", "http://h/v1/chat/completions"])
def test_the_address_may_be_given_with_or_without_its_end(url):
    assert ModelSettings(url, "m").endpoint == "http://h/v1/chat/completions"
