import re

import places
import pytest
from audiobook.model import Book, Chapter, Kind, Metadata, Script, Utterance
from audiobook.render.plan import plan
from audiobook.settings import Settings, Speech
from audiobook.speech import Lexicon, Pronunciation, spoken
from audiobook.speech.words.marks import clean
from hearing import cast
from hypothesis import given
from hypothesis import strategies as st

FOLDER = places.CASES / "speech"


def cases():
    for path in sorted(FOLDER.glob("*.txt")):
        language = "en"
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("# language:"):
                language = line.partition(":")[2].strip()
            elif line and not line.startswith("# "):
                printed, _, expected = line.partition(" =>")
                yield pytest.param(
                    language, printed, expected.strip(), id=f"{path.stem}: {printed}"
                )


@pytest.mark.parametrize(("language", "printed", "expected"), list(cases()))
def test_case(language, printed, expected):
    assert spoken(_unescape(printed), language) == _unescape(expected)


def _unescape(text):
    return text.encode("latin-1", "backslashreplace").decode("unicode-escape")


def letters(text):
    return [c for c in text if c.isalnum()]


def test_a_heading_may_be_a_numeral_alone():
    assert spoken("I", heading=True) == "1"
    assert spoken("V. The Storm", heading=True) == "5. The Storm"
    assert spoken("I am", heading=True) == "I am"
    assert spoken("I") == "I"


def test_emoji_are_named_where_asked():
    assert spoken("Good 😀!", emoji=True) == "Good, grinning face!"
    assert spoken("Good 😀!") == "Good!"


def test_a_language_without_tables_keeps_its_words_and_figures():
    assert spoken("Mr. Smith, 1984 IT W-what", "xx") == "Mr. Smith, 1984 IT W-what"


@given(st.text())
def test_marks_keep_every_letter_and_digit_in_order(text):
    assert letters(clean(text)) == letters(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "the",
                "river,",
                "old?",
                "house.",
                "“Never,”",
                "said;",
                "on…",
                "—",
                "quiet!",
                "*",
                "it's",
            ]
        )
    )
)
def test_ordinary_prose_is_said_word_for_word(words):
    assert letters(spoken(" ".join(words))) == letters("".join(words))


@given(st.text(alphabet=" .…-—–'\"!?,;:()[]*_a1\n"))
def test_marks_never_swallow_words_and_never_stand_alone(text):
    said = clean(text)
    assert letters(said) == letters(text)
    assert bool(said) == any(c.isalnum() for c in text)
    assert "  " not in said
    assert said == said.strip()


OURS = re.compile(r"\{[^{}|]+\|[^{}|]+\}")


@given(st.text() | st.text(alphabet="a bSH1I.-$/:#@{}|[]<>*_“”\x00\u200b\ud800é😀"))
def test_nothing_is_left_that_engines_read_out_or_choke_on(text):
    said = spoken(text)
    assert not set(OURS.sub("x", said)) & set('{}|\x00<>*_[]“”"«»\u200b\ud800😀')
    assert any(map(str.isalnum, said)) or not said


@pytest.mark.quick_cases(3)
@pytest.mark.parametrize("run", [" ", ".", ". ", "- ", "—", "'", ",", "!", "… "])
def test_long_runs_of_marks_are_dealt_with_at_once(run):
    assert letters(spoken("x" + run * 100_000 + "y"))[:1] == ["x"]


HOSTILE = [
    "1",
    "1/",
    "1-",
    "1,",
    "$1",
    "£1_",
    "A.",
    "A",
    "A_",
    "I-",
    "I_",
    "X",
    "XI",
    "a-",
    "a-a",
    "a*",
    "**",
    "__",
    "——",
    "#a",
    "@a",
    "a@",
    "a.",
    "http://a/",
    "www.",
    "1:",
    "1:0",
    "A’",
    "aa",
    "aaa",
    "ha",
    "Mr.",
    "St.",
    "Main_St.",
    "'",
    "'1",
    "°",
    "{a|",
    ":)",
    "<3",
    "½",
    "10s.",
]


@pytest.mark.quick_cases(4)
@pytest.mark.parametrize("run", HOSTILE)
def test_long_runs_of_anything_are_dealt_with_at_once(run):
    """Takes seconds where a pattern backtracks, and the test run with it."""
    spoken("x" + run.replace("_", " ") * (20_000 // len(run)) + "y")


@given(
    st.text("ab .,'-\ue000\uf8fe\uf8ffXI1*_{}|\n!…") | st.text(),
    st.lists(st.integers(0, 20), max_size=6, unique=True).map(sorted),
)
def test_stress_and_pronunciations_never_garble_a_line(text, cuts):
    cuts = [cut for cut in cuts if cut <= len(text)]
    stressed = [(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    sayings = Lexicon(
        (Pronunciation("/aɪ/", "a"), Pronunciation("bee", "b"), Pronunciation("dash", pattern="-+"))
    ).for_line("Emma", "en")
    said = spoken(text, stressed=stressed, sayings=sayings)
    assert not re.search("[\ue000-\uf8ff]", said)
    assert not set(OURS.sub("", said)) & set("{|}")


@given(st.text("[]pause say as voice Emma whispered 2sm.“” \n") | st.text())
def test_directions_in_the_text_never_break_a_chapter(text):
    book = Book(Metadata("x"), (Chapter(1, "One", text),))
    settings = Settings(speech=Speech(markup=True, emoji=True))
    utterances = (Utterance(0, len(text), Kind.DIALOGUE, 0, 0, "Emma"),) if text else ()
    (planned,) = plan(Script(book, (utterances,)), cast(), settings)
    assert all(any(map(str.isalnum, line.words)) for line in planned.lines)
    assert all(0 <= item.pause_ms <= 60_000 for item in planned.items)
