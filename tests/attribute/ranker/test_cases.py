"""The golden cases of attribution, as the default attributor reads them."""

import pytest
from attribute_cases import CASES, RULE, spoken
from audiobook.attribute import ATTRIBUTORS
from audiobook.model import Book, Chapter, Guidance, Metadata
from audiobook.segment.segmenter import segment

# Cases in other languages are named after them: "fr_titles". The rules read those.
ENGLISH = [path for path in sorted(CASES.glob("*.txt")) if path.stem[2] != "_"]
# Here its model prefers somebody else for a line, or calls nobody by another name.
OTHERWISE = {
    "lead_in_after_an_aside",  # the last line alone
    "epithet_that_is_used_once",
    "heard_by_pronoun",
    "hyphenated_epithet",
    "multi_paragraph_speech",
    "noun_by_gender",
    "one_speaks_twice_in_a_row",
    "spoken_of_is_silent",
    "the_man_is_the_other_one",
    "the_woman_is_not_whom_she_calls",
    "whoever_is_answered_by_name_has_spoken",
}


@pytest.fixture(scope="module")
def attributor():
    return ATTRIBUTORS.load("ranker")()


def lines_of(path, attributor):
    """What the case expects, and what the attributor says: (speaker, words) of each quotation."""
    text, _, below = path.read_text(encoding="utf-8").partition(f"\n{RULE}\n")
    expected = [tuple(line.split(" | ", 1)) for line in below.splitlines()[1:]]
    chapter = Chapter(1, "", f"{text.rstrip()}\n", 0)
    script = segment(Book(Metadata("A Story", language="en"), (chapter,)))
    return expected, spoken(attributor.attribute(script, Guidance()))


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
def test_it_reads_a_case_as_the_rules_do(path, attributor):
    expected, found = lines_of(path, attributor)
    if path.stem not in OTHERWISE:
        assert found == expected
        return
    assert [words for _, words in found] == [words for _, words in expected]
    assert found != expected, "take it out of OTHERWISE"
