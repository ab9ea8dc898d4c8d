"""Pages cut from a novel for training."""

import pytest
from audiobook.model import Book, Chapter, Metadata, Script
from audiobook.segment.segmenter import segment
from benchmarks.attribution.train_excerpts import ENOUGH, LONGEST, MOST, excerpts

PARAGRAPH = 'Clara came in and sat down by the window of room {}. "Well?" said Clara.'
START = 700


def places(script: Script) -> list[int]:
    """Where the quotations of a script stand in the source."""
    chapter = script.book.chapters[0]
    return [chapter.offset + u.start for u in script.utterances[0] if u.quotation is not None]


def novel(paragraphs: int) -> Script:
    text = "\n\n".join(PARAGRAPH.format(number) for number in range(paragraphs))
    return segment(Book(Metadata("A Story", language="en"), (Chapter(1, "One", text, START),)))


def test_excerpts_are_whole_paragraphs_at_their_place_in_the_source():
    whole = novel(900)
    text = whole.book.chapters[0].text
    found = [script.book.chapters[0] for script in excerpts(whole, "A Story", places(whole))]
    assert len(found) == MOST
    for pages in found:
        assert 0 < len(pages.text) <= LONGEST
        assert text[pages.offset - START :].startswith(pages.text)
        assert pages.text.startswith("Clara came in")
        assert pages.text.endswith("said Clara.")


def test_they_are_cut_into_utterances_anew():
    whole = novel(900)
    for script in excerpts(whole, "A Story", places(whole)):
        spoken = [
            script.text(0, u).strip() for u in script.utterances[0] if u.quotation is not None
        ]
        assert spoken
        assert set(spoken) == {'"Well?"'}


@pytest.mark.slow
def test_a_name_always_gives_the_same_excerpts_and_another_gives_others():
    whole = novel(900)

    def texts(name: str) -> list[str]:
        found = excerpts(whole, name, places(whole))
        return [script.book.chapters[0].text for script in found]

    assert texts("Emma") == texts("Emma") != texts("Persuasion")


def test_they_hold_what_is_annotated_and_a_short_passage_gives_few():
    whole = novel(900)
    annotated = places(whole)[700 : 700 + 2 * ENOUGH]
    found = [script.book.chapters[0] for script in excerpts(whole, "A Story", annotated)]
    assert len(found) == 2
    for pages in found:
        ends = pages.offset + len(pages.text)
        assert any(pages.offset <= place < ends for place in annotated)


def test_nothing_annotated_gives_none():
    assert not list(excerpts(novel(900), "A Story", []))


def test_a_short_novel_gives_pages_too():
    whole = novel(30)
    for script in excerpts(whole, "x", places(whole)):
        assert whole.book.chapters[0].text.startswith(script.book.chapters[0].text)
        assert script.book.chapters[0].text.count("Clara came in") >= 9
