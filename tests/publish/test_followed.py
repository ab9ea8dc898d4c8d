"""Which printed word is heard when."""

from itertools import pairwise

import pytest
from audiobook.publish.word_alignment import followed
from hypothesis import given
from hypothesis import strategies as st


def heard(text, said, start=0, end=1000):
    return [(text[w.start : w.end], w.start_ms) for w in followed(text, said, start, end)]


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("Go on.", [("Go", 5), ("on", 300)], [("Go", 5), ("on.", 300)]),
        ('"Mr. Holt!"', [("Mister", 0), ("Holt", 400)], [('"Mr.', 0), ('Holt!"', 400)]),
        (
            "in 1805, he left",
            [("in", 0), ("eighteen", 100), ("oh", 300), ("five", 500), ("he", 800), ("left", 900)],
            [("in", 0), ("1805,", 100), ("he", 800), ("left", 900)],
        ),
        ("one two three", [("one", 0), ("three", 800)], [("one", 0), ("two", 400), ("three", 800)]),
        ("a — b", [("a", 0), ("b", 500)], [("a", 0), ("b", 500)]),
        ("I-I know", [("i", 0), ("i", 200), ("know", 400)], [("I-I", 0), ("know", 400)]),
        ("nothing", [], []),
        ("…", [("x", 3)], []),
    ],
)
def test_words(text, said, expected):
    assert heard(text, said) == expected


WORDS = st.lists(st.sampled_from(["go", "Mr.", "1805", "—", "on,", "I'm"]), max_size=12)


@given(WORDS, WORDS, st.lists(st.floats(0, 2000), min_size=12, max_size=12))
def test_every_printed_word_has_its_time_in_order(printed, said, times):
    text = " ".join(printed)
    words = followed(text, list(zip(said, sorted(times), strict=False)), 0, 2000)
    wanted = [word for word in printed if word != "—"] if said else []
    assert [text[w.start : w.end] for w in words] == wanted
    assert all(w.start_ms <= w.end_ms for w in words)
    assert all(a.end_ms == b.start_ms for a, b in pairwise(words))
