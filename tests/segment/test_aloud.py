"""What is read out: letters, signs and verse, told by words and shape or marked by the source."""

import pytest
from audiobook.model import WRITTEN, Book, Chapter, Kind, Mark, MarkKind, Metadata
from audiobook.segment.segmenter import segment
from hypothesis import given
from hypothesis import strategies as st

TOLD = "He had the paper in his hand, and he read it twice before he spoke.\n\n"
PAGE = "We have moved to the mill. The roof is sound.\n\nCome when you like.\n\n"
SPOKEN = '"They have moved," he said.\n\n"To the mill?" asked Lena.\n\n' * 3


def kinds(text, *marks):
    script = segment(Book(Metadata("A Story", language="en"), (Chapter(1, "One", text, 0, marks),)))
    assert "".join(script.text(0, u) for u in script.utterances[0]) == text
    return {script.text(0, u).strip(): u.kind for u in script.utterances[0]}


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        (MarkKind.LETTER, Kind.LETTER),
        (MarkKind.VERSE, Kind.VERSE),
        (MarkKind.QUOTE, Kind.NARRATION),
    ],
)
def test_what_the_source_marks_is_of_that_kind(mark, kind):
    found = kinds(TOLD + PAGE + SPOKEN, Mark(len(TOLD), len(TOLD) + len(PAGE) - 2, mark))
    assert {
        found["We have moved to the mill."],
        found["The roof is sound."],
        found["Come when you like."],
    } == {kind}
    assert found['"They have moved,"'] is Kind.DIALOGUE
    assert (
        found["He had the paper in his hand, and he read it twice before he spoke."]
        is Kind.NARRATION
    )


@pytest.mark.parametrize(("short_of", "kind"), [(1, Kind.LETTER), (2, Kind.NARRATION)])
def test_a_mark_may_leave_out_the_last_character_and_no_more(short_of, kind):
    page_end = len(TOLD) + len(PAGE.rstrip())
    found = kinds(TOLD + PAGE + SPOKEN, Mark(len(TOLD), page_end - short_of, MarkKind.LETTER))
    assert found["Come when you like."] is kind
    assert found["We have moved to the mill."] is Kind.LETTER


def test_a_quotation_in_a_marked_letter_is_read_with_it():
    page = 'Dear Lena, you said "Come at once!" and I came. The roof is sound.\n\n'
    found = kinds(TOLD + page + SPOKEN, Mark(len(TOLD), len(TOLD) + len(page) - 2, MarkKind.LETTER))
    assert Kind.DIALOGUE not in {kind for words, kind in found.items() if "Come at once" in words}


def test_a_letter_that_fills_its_chapter_tells_a_story_and_people_speak_in_it():
    """Novels in letters are marked so from end to end."""
    found = kinds(TOLD + SPOKEN, Mark(0, len(TOLD + SPOKEN), MarkKind.LETTER))
    assert found['"They have moved,"'] is Kind.DIALOGUE
    assert found['"To the mill?"'] is Kind.DIALOGUE


@pytest.mark.parametrize(
    ("lead", "kind"),
    [
        ("The letter ran as follows:", Kind.LETTER),
        ("She scribbled a note, which ran:", Kind.LETTER),
        ("Over the gate was a sign that read:", Kind.SIGN),
        ("On the tombstone was engraved the inscription:", Kind.SIGN),
        ("The headline in the evening paper was:", Kind.SIGN),
        ("Then she began to sing the old song:", Kind.VERSE),
        ("He recited a verse that ran:", Kind.VERSE),
        ("Lena looked up and said:", Kind.DIALOGUE),
    ],
)
def test_the_words_before_a_quotation_say_what_it_is(lead, kind):
    found = kinds(f'{TOLD}{lead}\n\n"Nobody may cross this field by night or day."\n\n{SPOKEN}')
    assert found['"Nobody may cross this field by night or day."'] is kind


LETTER = "Dear {},\n\nThe mill is let.\n\n{}\n\n"


@pytest.mark.parametrize("name", ["Lena", "Mr. Holt", "Sir Edmund"])
@pytest.mark.parametrize(
    "end", ["Yours ever,\n\nBarnaby", "Love,\n\nB.", "Yours sincerely,\nBarnaby Holt", "With love"]
)
def test_a_letter_without_marks_goes_from_its_greeting_to_its_signature(name, end):
    found = kinds(TOLD + LETTER.format(name, end) + SPOKEN)
    assert found[f"Dear {name},"] is found["The mill is let."] is Kind.LETTER
    assert all(
        found[part.strip()] is Kind.LETTER for part in end.split("\n\n") if part.strip() in found
    )
    assert found['"They have moved,"'] is Kind.DIALOGUE


@pytest.mark.parametrize(
    "text",
    [
        "Dear me,\n\nthought Lena, what a day. The mill was let.\n\nShe sat down.\n\n",
        'Dear Lena,\n\n"How are you?" asked Tom.\n\nYours ever,\n\nTom\n\n',
        "My dear,\n\n"
        + "The mill is let. " * 40
        + "\n\n"
        + "He went on. \n\n" * 40
        + "Yours ever,\n\n",
        "Yours ever,\n\nTom\n\n",
    ],
)
def test_what_only_begins_or_ends_like_a_letter_is_none(text):
    assert not set(kinds(TOLD + text + SPOKEN).values()) & set(WRITTEN)


@pytest.mark.parametrize(
    "lines",
    [
        ["Bread,", "Two candles,", "a box of nails,", "string"],
        [
            "The miller came down to the river and looked at the water, which was high and brown and",
            "Full of sticks.",
        ],
    ],
)
def test_short_lines_alone_are_no_verse(lines):
    assert Kind.VERSE not in kinds(TOLD + "\n".join(lines) + "\n\n" + SPOKEN).values()


@given(
    st.lists(
        st.sampled_from(
            [TOLD, PAGE, SPOKEN, "Dear Lena,\n\n", "Yours,\n\nTom\n\n", "  A\n  B\n  C\n\n", '"']
        ),
        max_size=12,
    )
)
def test_whatever_is_read_out_the_pieces_join_to_the_text(parts):
    kinds("".join(parts), Mark(0, 9, MarkKind.LETTER), Mark(3, 5000, MarkKind.VERSE))
