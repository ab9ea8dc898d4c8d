"""What holds for every text: nothing lost, nothing twice, bounded, numbered, and never a crash."""

import itertools

import pytest
from audiobook.model import Book, Chapter, Kind, Mark, MarkKind, Metadata, Script, Utterance
from audiobook.segment.segmenter import segment
from audiobook.segment.sentences import LONGEST
from hypothesis import example, given, settings
from hypothesis import strategies as st

SPEECH = (Kind.DIALOGUE, Kind.THOUGHT)
NASTY = st.text(
    st.sampled_from("\"'“”‘’«»„‚「」『』—–-.,!?…:;()[]*#_ \t\r\n\x0b\u2028 aIsé1行。"), max_size=300
)
SNIPPETS = """"Go on,"| said Mara. |'Tis |‘No,’ |“Yes.” |—Hola |\n\n|\n|\r\n\r\n|* * *|She left. |'em|o'clock
|\n\n\n\n|"|«Oui» |「はい」|CHAPTER I|Dear Tom,|Mr. Pym |..[111 |a) b) """
PIECES = st.lists(st.sampled_from(SNIPPETS.split("|")), max_size=40).map("".join)
LANGUAGES = st.sampled_from(["en", "de", "fr-CA", "ja", "", "xx", "zh_TW"])


def script(*texts: str, language: str = "en", marks: tuple[Mark, ...] = ()) -> Script:
    chapters = tuple(Chapter(n, "", text, 0, marks) for n, text in enumerate(texts, 1))
    return segment(Book(Metadata("A book", language=language), chapters))


def check_tiling(text: str, found: tuple[Utterance, ...]) -> None:
    assert "".join(text[u.start : u.end] for u in found) == text
    assert all(u.start < u.end for u in found)
    assert all(a.end == b.start for a, b in itertools.pairwise(found))
    for u in found[1:]:
        assert u.kind is Kind.BREAK or not text[u.start].isspace(), (
            "white space belongs to the utterance before it"
        )


def check_numbers(found: tuple[Utterance, ...]) -> None:
    numbers = [u.quotation for u in found if u.quotation is not None]
    assert numbers == sorted(numbers)
    assert sorted(set(numbers)) == list(range(len(set(numbers))))
    assert all((u.quotation is not None) == (u.kind in SPEECH) for u in found)
    paragraphs = [u.paragraph for u in found]
    assert paragraphs == sorted(paragraphs)
    assert all(b - a <= 1 for a, b in itertools.pairwise([0, *paragraphs]))


@settings(max_examples=3 * settings().max_examples)
@given(st.one_of(st.text(max_size=300), NASTY, PIECES), LANGUAGES)
def test_any_text_is_tiled_and_numbered(text: str, language: str) -> None:
    found = script(text, language=language).utterances[0]
    check_tiling(text, found)
    check_numbers(found)
    assert all(u.speaker == "narrator" and u.confidence == 1.0 for u in found)


@given(PIECES, st.lists(st.tuples(st.integers(0, 80), st.integers(1, 30)), max_size=4))
def test_marks_anywhere_do_no_harm(text: str, places: list[tuple[int, int]]) -> None:
    kinds = itertools.cycle((MarkKind.HEADING, MarkKind.BREAK, MarkKind.EMPHASIS))
    marks = tuple(
        Mark(at, at + size, kind) for (at, size), kind in zip(places, kinds, strict=False)
    )
    check_tiling(text, script(text, marks=marks).utterances[0])


@example('"Go on,"\n\nDear Tom,\n\n\n\n"Go on,"')
@given(PIECES)
def test_line_ends_do_not_matter(text: str) -> None:
    plain = text.replace("\r\n", "\n")
    kinds = [
        [(u.kind, u.quotation, u.paragraph) for u in script(t).utterances[0]]
        for t in variants(plain)
    ]
    assert kinds[0] == kinds[1] == kinds[2]


def variants(text: str) -> tuple[str, str, str]:
    return text, text.replace("\n", "\r\n"), text.replace("\n", "\r")


MONOTONY = (
    "He went home. |word |x|\"|'|“|..[111 111 111 111 |a) b) c) |1. 2. 3. |. . . |Mr. |'em "
    '|—a, b said c, |"a.\n|"a\n\n|dear |「行け」と言った。|((|!| |\n'
)


@pytest.mark.parametrize("piece", MONOTONY.split("|"))
def test_enormous_monotony_is_cut_short(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    found = script(text).utterances[0]
    check_tiling(text, found)
    assert max(len(text[u.start : u.end].strip()) for u in found) <= LONGEST


def test_a_line_of_capitals_before_speech_is_read_at_once() -> None:
    """A search for dates in such a line once took minutes."""
    text = (
        "THE YOUNG ADVENTURERS, LTD. AND, O SO, W. OF B., N.\n\n"
        '"My dear Tommy!"\n\n"Tuppence, old bean!"\n'
    )
    assert [u.kind for u in script(text * 20).utterances[0]].count(Kind.DIALOGUE) == 40


def test_a_long_sentence_is_cut_at_its_clauses() -> None:
    clause = (
        "and the river went on past the mill and the church and the long low wall of the garden"
    )
    text = f"It rained; {', '.join([clause] * 9)}; and {', '.join([clause] * 3)}."
    found = script(text).utterances[0]
    assert len(found) > 2
    assert all(text[u.start : u.end].rstrip()[-1] in ",;." for u in found)


@pytest.mark.parametrize(
    ("opens", "closes", "language"), [("« ", "»", "fr"), ("— ", "", "fr"), ("—", "", "es")]
)
def test_in_a_speech_of_many_pages_no_tag_is_looked_for(
    opens: str, closes: str, language: str
) -> None:
    words = "Oui, bien, dit Lucas. " * 600
    found = script(f"{opens}{words}{closes}\n", language=language).utterances[0]
    assert {u.kind for u in found} == {Kind.DIALOGUE}
    assert len({u.quotation for u in found}) == 1


def test_no_text_has_no_utterances_and_blank_text_has_one() -> None:
    assert script("").utterances == ((),)
    assert script(" \n\n ").utterances == ((Utterance(0, 4, Kind.NARRATION, 0),),)
    assert script().utterances == ()


def test_white_space_before_the_first_word_belongs_to_the_first_utterance() -> None:
    found = script('\n\n  "Go."\n').utterances[0]
    assert found == (Utterance(0, 10, Kind.DIALOGUE, 0, 0),)


def test_quotations_are_numbered_anew_in_every_chapter() -> None:
    first, second = script('"One." "Two."', '"Three."').utterances
    assert [u.quotation for u in first] == [0, 1]
    assert [u.quotation for u in second] == [0]


def test_a_chapter_of_its_own_convention_is_read_by_it() -> None:
    double = '"Go on," said Mara.\n\n"I will," he said.\n\n"Then go."\n\n' * 3
    dashes = "—Go on, said Mara.\n\n—I will.\n\n—Then go.\n\n"
    single = "‘Go on,’ said Mara.\n\n‘I will,’ he said.\n\n‘Then go.’\n\n‘Now?’\n\n"
    for other in (single, dashes):
        kinds = [u.kind for u in script(double, double, other).utterances[2]]
        assert kinds.count(Kind.DIALOGUE) >= 3, other


def test_a_letter_or_verse_marked_by_the_source_is_no_dialogue() -> None:
    text = '"Go on," said Mara.\n\n"The roads are bad."\n\n"Well?"\n'
    for kind in (MarkKind.LETTER, MarkKind.VERSE):
        found = script(
            text, marks=(Mark(text.index('"The'), text.index('"Well'), kind),)
        ).utterances[0]
        assert [u.quotation for u in found] == [0, None, None, 1]


def test_one_forgotten_mark_costs_one_paragraph() -> None:
    scene = '"Go on," said Mara.\n\nHe waited.\n\n"I will."\n\n'
    whole = script(scene * 20).utterances[0]
    forgotten = '"I forgot it all.\n\nShe waited.\n\n'
    broken = script(forgotten + scene * 20).utterances[0]
    assert [u.kind for u in broken[2:]] == [u.kind for u in whole]


def test_a_quotation_over_several_paragraphs_has_one_number() -> None:
    found = script(
        '"One," he said. "It began.\n\n"It went on.\n\n"It ended."\n\n"Well?"\n'
    ).utterances[0]
    assert [(u.quotation, u.paragraph) for u in found if u.quotation is not None] == [
        (0, 0),
        (1, 0),
        (1, 1),
        (1, 2),
        (2, 3),
    ]
