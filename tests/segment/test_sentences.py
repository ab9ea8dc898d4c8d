"""Where sentences end: what is cut without pySBD is cut as pySBD would."""

import subprocess
import sys
from itertools import pairwise

import places
import pytest
from audiobook.segment import sentences as room
from audiobook.segment.sentences import sentences

CLEAR = [
    "He rose. She sat down. Nobody spoke for a while.",
    "Mr. Hall came in. Mrs. Hall was out! Where was Dr. Pell? He didn’t know.",
    "It was late; it was cold: well, it couldn't be helped. The well-known inn was shut.",
    "They went on--nobody knew where. It rained.",
]
DOUBTFUL = [
    "He came at 5 p.m. on Monday. She left.",
    "It was No. 12. He knocked.",
    "He wrote to J. B. Harper. She did not.",
    "They waited... Nobody came.",
    "There is St. Paul's. Look at it.",
]


def cut(text, language="en"):
    ends = [0, *sentences(text, 0, len(text), language)]
    return [text[a:b].strip() for a, b in pairwise(ends)]


@pytest.mark.parametrize("text", CLEAR)
def test_clear_text_is_cut_without_pysbd_and_just_as_well(text, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(room, "_clear", lambda _: False)
        by_pysbd = cut(text)
    with monkeypatch.context() as patch:
        patch.setattr(room, "_segmenter", None)  # not called
        assert cut(text) == by_pysbd
    assert len(by_pysbd) > 1


@pytest.mark.parametrize("text", DOUBTFUL)
def test_doubtful_text_is_left_to_pysbd(text, monkeypatch):
    asked = []
    known = room._segmenter
    monkeypatch.setattr(room, "_segmenter", lambda code: asked.append(code) or known(code))
    cut(text)
    assert asked


def test_a_title_after_a_dash_ends_no_sentence():
    assert cut("There were two gentlemen with her--Mr. Weston and his son. They rose.") == [
        "There were two gentlemen with her--Mr. Weston and his son.",
        "They rose.",
    ]


def test_sentences_between_dashes_are_sentences():
    assert cut(
        "I have it often--when I see a lake. It is no name. Call it--let me see--the mere."
    ) == [
        "I have it often--when I see a lake.",
        "It is no name.",
        "Call it--let me see--the mere.",
    ]


def test_a_long_run_without_an_end_is_cut_quickly():
    assert len(cut("word " * 20_000 + "end. Next one.")) > 100


def test_the_first_start_shows_no_warning_of_what_it_compiles(tmp_path):
    """As after an installer that compiles nothing, as uv is."""
    command = [sys.executable, "-W", "always", "-X", f"pycache_prefix={tmp_path}"]
    done = subprocess.run(
        [*command, "-c", "import audiobook.segment.sentences"],
        capture_output=True,
        text=True,
        check=True,
        cwd=places.ROOT,
    )
    assert "pysbd" not in done.stderr
