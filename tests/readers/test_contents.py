"""Contents of EPUBs that are wrong: no text is lost or doubled, and chapters have sensible names."""

from pathlib import Path

import pytest
from accounts import assert_accounted
from audiobook.checks.ledger import ledger_of
from audiobook.model import Book
from audiobook.readers import read_book
from epub_building import NAV_ITEM, NCX_ITEM, entry, make, nav, opf, page

NUMBERS = (1, 2, 3)
OWN = [f"Chapter {n}: Name{n}" for n in NUMBERS]
STATED = [f"Line{n}" for n in NUMBERS]
Lines = list[tuple[str, str]]


def prose(number: int) -> str:
    return "".join(f"<p>Word{number}{at} fell on the house all day long.</p>" for at in range(9))


HEADED = {f"{n}.xhtml": page(f"<h2>Chapter {n}: Name{n}</h2>{prose(n)}") for n in NUMBERS}
BARE = {f"{n}.xhtml": page(prose(n)) for n in NUMBERS}
ONE_PAGE = {
    "a.xhtml": page("".join(f'<h2 id="s{n}">Chapter {n}: Name{n}</h2>{prose(n)}' for n in NUMBERS))
}


def to_pages(titles: list[str]) -> Lines:
    return [(f"{n}.xhtml", title) for n, title in zip(NUMBERS, titles, strict=True)]


def to_anchors(prefix: str, titles: list[str] = STATED) -> Lines:
    return [(f"a.xhtml#{prefix}{n}", title) for n, title in zip(NUMBERS, titles, strict=True)]


# The pages, the lines of the contents, and the titles of the chapters.
BOOKS: dict[str, tuple[dict[str, str], Lines, list[str]]] = {
    "as they should be": (HEADED, to_pages(STATED), STATED),
    "in another order": (HEADED, to_pages(STATED)[::-1], STATED),
    "each line twice": (HEADED, [*to_pages(STATED), *to_pages(STATED)], STATED),
    "none": (HEADED, [], OWN),
    "none, for one page": (ONE_PAGE, [], OWN),
    "files that are not there": (HEADED, [("x.xhtml", "X"), ("y.xhtml", "Y")], OWN),
    "files that are not there, no headings": (BARE, [("x.xhtml", "X")], ["The Storm"]),
    "names in capitals": (HEADED, [(f"{n}.XHTML", f"Line{n}") for n in NUMBERS], STATED),
    "one of several pages": (HEADED, [("2.xhtml", "Line2")], [OWN[0], "Line2", OWN[2]]),
    "one of several pages, no headings": (BARE, [("2.xhtml", "Line2")], ["The Storm", "Line2"]),
    "the beginning alone": (ONE_PAGE, [("a.xhtml", "Start")], ["Start", *OWN[1:]]),
    "anchors": (ONE_PAGE, to_anchors("s"), STATED),
    "anchors in another order": (ONE_PAGE, to_anchors("s")[::-1], STATED),
    "anchors in capitals": (ONE_PAGE, to_anchors("S"), STATED),
    "anchors that are not there": (ONE_PAGE, to_anchors("x"), OWN),
    "anchors that are not there, titles that are": (ONE_PAGE, to_anchors("x", OWN), OWN),
    "some anchors": (
        ONE_PAGE,
        [("a.xhtml#s1", "Line1"), ("a.xhtml#x", "X"), ("a.xhtml#s3", "Line3")],
        ["Line1", OWN[1], "Line3"],
    ),
    "no titles": (HEADED, to_pages(["", "", ""]), OWN),
    "no titles and no headings": (BARE, to_pages(["", "", ""]), ["The Storm"] * 3),
    "names of files": (HEADED, to_pages(["1.xhtml", "2.xhtml", "3.xhtml"]), OWN),
    "the title of the book for each": (HEADED, to_pages(["The Storm"] * 3), OWN),
    "one page too far": (HEADED, [("0.xhtml", OWN[0]), *to_pages([*OWN[1:], "End"])[:2]], OWN),
}


def words_of(book: Book) -> list[str]:
    words = " ".join(chapter.text for chapter in book.chapters).split()
    return [word for word in words if word.startswith("Word")]


@pytest.mark.parametrize(("files", "lines", "titles"), BOOKS.values(), ids=BOOKS)
def test_contents(tmp_path: Path, files: dict[str, str], lines: Lines, titles: list[str]) -> None:
    toc = "".join(entry(href, title) for href, title in lines)
    book = read_book(make(tmp_path / "book.epub", files, toc=toc))
    assert [chapter.title for chapter in book.chapters] == titles
    assert words_of(book) == [f"Word{n}{at}" for n in NUMBERS for at in range(9)]
    assert ledger_of(book).unexplained == 0
    assert_accounted(book)


def test_parts_and_chapters_without_contents(tmp_path: Path) -> None:
    part = "<h1>Part {}</h1><h2>Chapter {}</h2>{}<h2>Chapter {}</h2>{}"
    files = {
        "a.xhtml": page(part.format("One", 1, prose(1), 2, prose(2))),
        "b.xhtml": page(part.format("Two", 3, prose(3), 4, prose(4))),
    }
    book = read_book(make(tmp_path / "book.epub", files))
    assert [(chapter.part, chapter.title) for chapter in book.chapters] == [
        ("Part One", "Chapter 1"),
        ("Part One", "Chapter 2"),
        ("Part Two", "Chapter 3"),
        ("Part Two", "Chapter 4"),
    ]


def test_sections_of_a_chapter_begin_none(tmp_path: Path) -> None:
    body = f"{prose(1)}<h3>Chapter 1</h3>{prose(2)}<h3>Chapter 2</h3>{prose(3)}"
    files = {"a.xhtml": page(f"<h2>A</h2>{body}"), "b.xhtml": page(f"<h2>B</h2>{body}")}
    toc = entry("a.xhtml", "A") + entry("b.xhtml", "B")
    book = read_book(make(tmp_path / "book.epub", files, toc=toc))
    assert [chapter.title for chapter in book.chapters] == ["A", "B"]


def test_no_sentence_is_cut_by_an_anchor(tmp_path: Path) -> None:
    body = f'<h2>One</h2>{prose(1)}<p>It rained <a id="m"/>all day.</p>{prose(2)}'
    toc = entry("a.xhtml", "One") + entry("a.xhtml#m", "Two")
    book = read_book(make(tmp_path / "book.epub", {"a.xhtml": page(body)}, toc=toc))
    assert [chapter.title for chapter in book.chapters] == ["One", "Two"]
    assert book.chapters[1].text.startswith("It rained all day.")


def test_contents_that_lead_nowhere_give_way_to_the_older_ones(tmp_path: Path) -> None:
    points = "".join(
        f'<navPoint><navLabel><text>Line{n}</text></navLabel><content src="{n}.xhtml"/></navPoint>'
        for n in NUMBERS
    )
    files = {
        **BARE,
        "nav.xhtml": nav(entry("x.xhtml", "X")),
        "toc.ncx": f"<ncx><navMap>{points}</navMap></ncx>",
    }
    package = opf(list(BARE), extra=NAV_ITEM + NCX_ITEM)
    book = read_book(make(tmp_path / "book.epub", files, package=package))
    assert [chapter.title for chapter in book.chapters] == STATED


def ordered(path: Path, spine: list[str], toc: str = "") -> Book:
    references = "".join(spine)
    package = opf(list(HEADED), extra=NAV_ITEM, spine=references)
    return read_book(make(path, {**HEADED, "nav.xhtml": nav(toc)}, package=package))


def test_a_page_is_read_once(tmp_path: Path) -> None:
    names = ["1.xhtml", "2.xhtml", "2.xhtml", "3.xhtml"]
    book = ordered(tmp_path / "a.epub", [f'<itemref idref="{name}"/>' for name in names])
    assert [chapter.title for chapter in book.chapters] == OWN
    assert book.losses == ()
    assert book.warnings == (
        "OPS/2.xhtml is in the reading order more than once; it is read once.",
    )


def test_what_the_contents_name_is_read(tmp_path: Path) -> None:
    spine = ['<itemref idref="1.xhtml"/>', '<itemref idref="2.xhtml" linear="no"/>']
    toc = "".join(entry(href, title) for href, title in to_pages(STATED))
    book = ordered(tmp_path / "a.epub", spine, toc)
    assert [chapter.title for chapter in book.chapters] == ["Line1", "Line2"]
    assert book.warnings == (
        "OPS/3.xhtml is in the table of contents, but not in the reading order; it is not read.",
    )
    without = ordered(tmp_path / "b.epub", spine, entry("1.xhtml", "Line1"))
    assert [chapter.title for chapter in without.chapters] == ["Line1"]
    assert [piece.kind for piece in without.skipped] == ["not in the reading order"]
    assert without.warnings == ()
