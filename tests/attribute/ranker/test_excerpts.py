"""Pages cut from a novel for training."""

import pytest
from audiobook.model import Book, Chapter, Metadata, Script
from audiobook.segment.segmenter import segment
from benchmarks.attribution.train_excerpts import COUNT, LONGEST, excerpts

PARAGRAPH = 'Clara came in and sat down by the window of room {}. "Well?" said Clara.'
START = 700


def novel(paragraphs: int) -> Script:
    text = "\n\n".join(PARAGRAPH.format(number) for number in range(paragraphs))
    return segment(Book(Metadata("A Story", language="en"), (Chapter(1, "One", text, START),)))


def test_excerpts_are_whole_paragraphs_at_their_place_in_the_source():
    whole = novel(900)
    text = whole.book.chapters[0].text
    found = [script.book.chapters[0] for script in excerpts(whole, "A Story")]
    assert len(found) == COUNT
    for pages in found:
        assert 0 < len(pages.text) <= LONGEST
        assert text[pages.offset - START :].startswith(pages.text)
        assert pages.text.startswith("Clara came in")
        assert pages.text.endswith("said Clara.")


def test_they_are_cut_into_utterances_anew():
    for script in excerpts(novel(900), "A Story"):
        spoken = [
            script.text(0, u).strip() for u in script.utterances[0] if u.quotation is not None
        ]
        assert spoken
        assert set(spoken) == {'"Well?"'}


@pytest.mark.slow
def test_a_name_always_gives_the_same_excerpts_and_another_gives_others():
    def texts(name: str) -> list[str]:
        return [script.book.chapters[0].text for script in excerpts(novel(900), name)]

    assert texts("Emma") == texts("Emma") != texts("Persuasion")


def test_a_short_novel_gives_pages_too():
    whole = novel(10)
    for script in excerpts(whole, "x"):
        assert whole.book.chapters[0].text.startswith(script.book.chapters[0].text)
        assert script.book.chapters[0].text.count("Clara came in") >= 9
