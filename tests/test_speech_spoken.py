from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.speech import spoken

CASES = [
    line.rstrip("\n").split(" =>")
    for line in (Path(__file__).parent / "cases/speech/spoken.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("printed", "expected"), CASES, ids=[printed for printed, _ in CASES])
def test_case(printed, expected):
    assert spoken(_unescape(printed)) == _unescape(expected.strip())


def _unescape(text):
    return text.encode("latin-1", "backslashreplace").decode("unicode-escape")


def letters(text):
    return [c for c in text if c.isalnum()]


@given(st.text())
def test_every_letter_and_digit_is_said_in_order(text):
    assert letters(spoken(text)) == letters(text)


@given(st.text(alphabet=" .…-—–'\"!?,;:()[]*_a1\n"))
def test_marks_never_swallow_words_and_never_stand_alone(text):
    said = spoken(text)
    assert letters(said) == letters(text)
    assert bool(said) == any(c.isalnum() for c in text)
    assert "  " not in said
    assert said == said.strip()


@given(st.text(alphabet='a b\x00<>*_“”"«»\u200b\ud800'))
def test_nothing_is_left_that_engines_read_out_or_choke_on(text):
    assert not set(spoken(text)) & set('\x00<>*_“”"«»\u200b\ud800')


@pytest.mark.parametrize("run", [" ", ".", ". ", "- ", "—", "'", ",", "!", "… "])
def test_long_runs_of_marks_are_dealt_with_at_once(run):
    assert letters(spoken("a" + run * 200_000 + "b")) == ["a", "b"]
