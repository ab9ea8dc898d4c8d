"""Front and back matter is left out, and no page of a story ever is.

Cases in ``cases/readers/matter.txt``: ``=== reason | title`` and the page. "first" is the first page of the
book "The Storm", "first of X" that of the book "X".
"""

import gzip
import re
from pathlib import Path

import places
import pytest
from audiobook.model import Metadata
from audiobook.readers import read_book
from audiobook.readers.flow import Flow
from audiobook.readers.matter import JudgedPage, reason_for
from audiobook.readers.plain.text import read_text

CASES = (places.CASES / "readers" / "matter.txt").read_text(encoding="utf-8")
PAGES = re.findall(r"^=== (.+?) \|(.*)\n((?:(?!=== ).*\n?)*)", CASES, re.MULTILINE)


def judge(
    text: str, title: str = "", *, book: str = "The Storm", first: bool = False, linked: int = 0
) -> str:
    return reason_for(
        JudgedPage(title, frozenset(), Flow(text.strip()), linked, first), Metadata(book)
    )


@pytest.mark.parametrize(
    ("expected", "title", "text"), PAGES, ids=[f"{e}-{n}" for n, (e, _, _) in enumerate(PAGES)]
)
def test_pages(expected: str, title: str, text: str) -> None:
    name, _, book = title.strip().partition(" of ")
    first = name == "first"
    reason = judge(
        text, "" if first else title.strip(), book=(first and book) or "The Storm", first=first
    )
    assert reason == expected.replace("read", "")


STORY = "\n\n".join(
    ["“Put it down,” said Mara, and laughed at the horse.", "It rained all day long. " * 6] * 20
)


@pytest.mark.parametrize(
    "title", ["Notes", "Contents", "Index", "Acknowledgements", "Imprint", "Colophon", "Copyright"]
)
def test_a_story_under_such_a_title_is_read(title: str) -> None:
    assert judge(STORY, title) == ""


def test_links_are_a_table_of_contents() -> None:
    assert judge("One of them\n\nTwo of them", linked=20) == "table of contents"


def novels(shared: Path) -> list[str]:
    packed = sorted((shared / "attribution" / "novels").glob("*/text.txt.gz"))
    return [gzip.decompress(path.read_bytes()).decode("utf-8") for path in packed[::4]]


def paragraphs_of(text: str) -> list[str]:
    return [" ".join(p.split()) for p in re.split(r"\n\s*\n", text) if p.strip()]


@pytest.mark.slow
def test_no_first_page_is_a_title_page_because_of_how_it_begins(shared: Path) -> None:
    """Every paragraph of some novels as a chapter, under a heading that begins like the title of the book."""
    found: list[str] = []
    pages = 0
    for text in novels(shared):
        paragraphs = [p for c in read_text(text, "x").chapters for p in paragraphs_of(c.text)]
        told = (p for p in paragraphs if len(re.findall(r"\b[a-z]\w+", p)) > 4)
        for paragraph in told:
            start = " ".join(paragraph.split()[:2])
            pages += 2
            found += (
                [paragraph] if judge(f"{start}\n\n{paragraph}", book=start[:4], first=True) else []
            )
            found += [paragraph] if judge(f"{start}\n\n{paragraph}", book=start, first=True) else []
    assert pages > 10_000
    assert found == []


def test_who_made_the_book_belongs_on_its_title_page() -> None:
    book = Metadata("Home", ("de la cruz",), publisher="kleine drucke")
    page = JudgedPage("", frozenset(), Flow("Home\n\nde la cruz\n\nkleine drucke."), first=True)
    assert reason_for(page, book) == "title page"
    assert reason_for(page, Metadata("Home")) == ""


@pytest.mark.slow
def test_no_page_of_a_novel_is_left_out(shared: Path) -> None:
    """Every chapter of some novels and 12 stories, and pieces of one to 32 paragraphs of them as pages."""
    chapters = [c.text for text in novels(shared) for c in read_text(text, "x").chapters]
    chapters += [c.text for c in read_book(shared / "books" / "sherlock-holmes.epub").chapters]
    pages = 0
    wrong: list[str] = []
    for text in chapters:
        paragraphs = paragraphs_of(text)
        size = 1 + len(paragraphs) % 32
        pieces = ["\n\n".join(paragraphs[at : at + size]) for at in range(0, len(paragraphs), size)]
        for piece in (text, *pieces):
            pages += 1
            wrong += [piece[:80]] if judge(piece, first=pages % 2 == 0) else []
    assert pages > 1_500
    assert wrong == []
