"""What the cast file tells the attributor: merged names, genders, and lines found by their words."""

from pathlib import Path

import pytest
from audiobook.casting.castfile import parse_castfile
from audiobook.casting.folding import Folded
from audiobook.casting.guidance import guidance
from audiobook.errors import SettingsError
from audiobook.model import Book, Chapter, Correction, Guidance, Metadata
from hypothesis import given
from hypothesis import strategies as st

FILE = Path("cast.toml")
ONE = (
    "The Smile\n\n“Go on,” said Iruka‑sensei.\n\n"
    "Kakashi Hatake   looked\nup. “Why — me…?” he asked. “Go\u00a0on,” she said, hy\u00adphen\u00adated."
)
TWO = "The scarecrow\n\n'Never again, my dear old friend, shall we see the sea,' said Naruto."
BOOK = Book(Metadata("Story"), (Chapter(1, "One", ONE), Chapter(5, "Two", TWO)))


def told(text: str, book: Book = BOOK) -> tuple[Guidance, tuple[str, ...]]:
    return guidance(parse_castfile(text, FILE), book)


def stretch(correction: Correction) -> str:
    texts = {chapter.number: chapter.text for chapter in BOOK.chapters}
    return texts[correction.chapter][correction.start : correction.end]


def line(text: str, chapter: int = 1, speaker: str = "Naruto", more: str = "") -> str:
    return f"[[lines]]\nchapter = {chapter}\ntext = '''{text}'''\nspeaker = '{speaker}'\n{more}"


def test_nothing_said_is_no_guidance():
    assert told("") == (Guidance(), ())


def test_merges_follow_chains_and_genders_are_passed_on():
    text = """
    [speakers."Kakashi Hatake"]
    also = ["Kakashi", "The scarecrow"]
    gender = "male"
    [speakers."The scarecrow"]
    automatic = "x"
    also = ["scarecrow"]
    [speakers.Naruto]
    automatic = "x"
    """
    found, notices = told(text)
    assert found.merges == (
        ("Kakashi", "Kakashi Hatake"),
        ("The scarecrow", "Kakashi Hatake"),
        ("scarecrow", "Kakashi Hatake"),
    )
    assert found.genders == (("Kakashi Hatake", "male"),)
    assert notices == ()


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("Why - me...?", "Why — me…?"),
        ('"Why — me…?" he', "“Why — me…?” he"),
        ("  Hatake\n looked up.", "Hatake   looked\nup."),
        ("Iruka-sensei", "Iruka‑sensei"),
        ("hyphenated", "hy\u00adphen\u00adated"),
        ("e", None),
    ],
)
def test_a_line_is_found_whatever_its_marks_and_white_space(words, printed):
    if printed is None:
        with pytest.raises(SettingsError, match=r'"e" occurs \d+ times in chapter 1'):
            told(line(words))
        return
    [correction] = told(line(words))[0].corrections
    assert stretch(correction) == printed
    assert correction.speaker == "Naruto"


def test_a_line_that_stands_twice_needs_its_number():
    error = complaint(line("Go on,"))
    assert (error.line, error.remedy) == (
        3,
        "Give more of the words around it, or add a line nth = 1 (to 2).",
    )
    found = [told(line("Go on,", more=f"nth = {n}"))[0].corrections[0] for n in (1, 2)]
    assert [stretch(correction) for correction in found] == ["Go on,", "Go\u00a0on,"]
    assert found[0].start < found[1].start
    assert complaint(line("Go on,", more="nth = 3")).line == 5


def test_a_line_may_be_given_to_a_merged_name():
    text = '[speakers."Kakashi Hatake"]\nalso = ["Kakashi"]\n' + line("Why", speaker="Kakashi")
    assert told(text)[0].corrections[0].speaker == "Kakashi Hatake"


def test_a_line_that_the_book_no_longer_has_is_noticed():
    found, notices = told(line("Utterly different words, cut from this edition") + line("Why"))
    assert len(found.corrections) == 1
    assert notices == (
        'Chapter 1 no longer says "Utterly different words, cut from this edition": its correction waits.',
    )


def complaint(text: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        told(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (
            line("Never agian, my dear old freind", 5),
            3,
            "Did you mean: 'Never again, my dear old friend,",
        ),
        (line("Never again", 1), 2, "It is in chapter 5."),
        (line("Never again", 9), 2, "There is no chapter 9. The book has 2."),
        (line(" \n "), 3, "has no words"),
        (line("Why", speaker="Sasuke"), 4, 'Nobody in this book is called "Sasuke"'),
        (line("Why", speaker="Narruto") + "[speakers.Naruto]", 4, 'Did you mean "Naruto"?'),
        ("[speakers.Naruto]\nautomatic = 'x'\nalso = ['Narruto']\n", 3, 'Did you mean "Naruto"?'),
        ("[speakers.Naruto]\nalso = ['']\n", 2, "name is empty"),
        ("[speakers.Naruto]\nalso = ['Naruto']\n", 2, "the other way round"),
        (
            "[speakers.Naruto]\nalso = ['narrator']\n",
            2,
            'write also = ["Naruto"] in [speakers.narrator]',
        ),
        (
            "[speakers.Naruto]\nalso = ['Iruka']\n[speakers.Iruka]\nalso = ['Naruto']\n",
            4,
            '"Iruka" is said to be "Naruto" and the other way round',
        ),
        (
            "[speakers.Naruto]\nalso = ['Iruka']\n[speakers.Kakashi]\nalso = ['Iruka']\n",
            4,
            '"Iruka" is said to be both "Naruto" and "Kakashi"',
        ),
        (
            "[speakers.Naruto]\nalso=['Iruka']\n[speakers.Iruka]\nalso=['Kakashi']\n[speakers.Kakashi]\nalso=['Naruto']\n",
            6,
            "Keep the name",
        ),
        (
            "[speakers.she]\nalso=['Why']\n[speakers.Iruka]\nalso=['Kakashi']\n[speakers.Kakashi]\nalso=['Iruka']\n",
            6,
            "Keep the name",
        ),
    ],
)
def test_what_contradicts_or_cannot_be_found_is_named_with_its_line(text, line, said):
    error = complaint(text)
    assert said in str(error)
    assert error.line == line


def test_the_narrator_may_be_somebody():
    assert told('[speakers.narrator]\nalso = ["Naruto"]\n')[0].merges == (("Naruto", "narrator"),)


def test_a_group_and_a_name_of_an_earlier_run_need_not_stand_in_the_book():
    text = "[speakers.'several voices']\n[speakers.'Man 1']\nautomatic = 'x'\n" + line(
        "Why", speaker="Man 1"
    )
    assert told(text)[0].corrections[0].speaker == "Man 1"


def test_a_correction_is_found_in_a_very_long_chapter():
    book = Book(
        Metadata("x"), (Chapter(1, "x", "word and another one. " * 20_000 + "“The needle.”"),)
    )
    known = "[speakers.A]\nautomatic = 'x'\n"
    found, _ = told(known + line("The needle.", speaker="A"), book)
    assert found.corrections[0].end == len(book.chapters[0].text) - 1
    with pytest.raises(SettingsError, match=r'Did you mean: "The needle\."'):
        told(known + line("“The neddle.”", speaker="A"), book)


texts = st.text(st.sampled_from(list("ab \n\t\u00a0“”’—…\u00ad.\"'-")), min_size=1, max_size=60)


@given(texts, st.data())
def test_any_stretch_is_found_where_it_stands(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    needle = Folded(text[start:end]).text
    if not needle:
        return
    folded = Folded(text)
    found = [folded.original(place, place + len(needle)) for place in folded.find_all(needle)]
    assert any(start <= first and last <= end for first, last in found)
