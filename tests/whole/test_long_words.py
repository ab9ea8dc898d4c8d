"""A text without an end to its words is cut into pieces that can be spoken, and nothing of it is lost.

Whatever looks back from every place of such a text does not come to an end here.
"""

import pytest
from audiobook import rehearse
from audiobook.segment.marks import Family
from audiobook.segment.quotations import quoted
from audiobook.segment.sentences import LONGEST
from audiobook.speech.direction.tagging import is_bare_tag

UNITS = [
    "a",
    "A",
    "Ab",
    "abжあ漢한ا",
    "“",
    '"',
    "'",
    "—",
    "-",
    "a.",
    "a. ",
    ".",
    "!",
    "(",
    "7",
    "\u0301",
    "_",
    "*",
    "\n\n",
]


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("unit", UNITS)
def test_a_row_is_cut_into_pieces(tmp_path, unit):
    row = unit * (100_000 // len(unit))
    story = tmp_path / "story.txt"
    story.write_text(f"Rain fell. {row} It stopped.", encoding="utf-8")
    played = rehearse.rehearsal(story, None, {"engine": "tone"})
    (chapter,), (utterances,) = played.script.book.chapters, played.script.utterances
    pieces = [chapter.text[each.start : each.end] for each in utterances]
    assert "".join(pieces) == chapter.text
    assert chapter.text.split() == story.read_text(encoding="utf-8").split()
    assert max(len(piece.strip()) for piece in pieces) <= LONGEST


@pytest.mark.parametrize("row", ["“" * 1000, '"' * 1000, "“ " * 1000, "“”" * 1000])
def test_a_row_of_marks_quotes_nothing(row):
    text = f"x {row}"
    assert len(quoted(text, [(0, len(text))], Family.DOUBLE)[0]) <= 1


@pytest.mark.parametrize("word", ["A", "Ab", "A’"])
def test_a_name_may_be_as_long_as_a_book(word):
    assert is_bare_tag(f"{word * 200_000} said")
    assert is_bare_tag(f"said {word * 200_000}.")
    assert not is_bare_tag(word * 200_000)


@pytest.mark.parametrize(
    "tag", ["said Mr. Brown.", "Anna Maria Brown said", "McDonald cried,", "said the old man"]
)
def test_names_of_up_to_three_words_are_tags(tag):
    assert is_bare_tag(tag)
