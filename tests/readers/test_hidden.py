"""What a page hides is not read, and is listed; what may be seen is read.

Cases in ``cases/readers/hidden.txt``: a page, the text that is read, and what is left out with its reason.
"""

from pathlib import Path

import pytest
from accounts import assert_accounted
from audiobook.checks.ledger import ledger_of
from audiobook.model import Book, MarkKind
from audiobook.readers import read_book
from audiobook.readers.shape import Shape, shaped
from epub_building import entry, make, page
from html_reading import cases, left_out, read

PAGES = cases("hidden.txt")
PROSE = "<p>It rained all day, and nobody went out.</p>" * 8


@pytest.mark.parametrize(
    ("html", "text", "unread"), [case[1:] for case in PAGES], ids=[case[0] for case in PAGES]
)
def test_pages(tmp_path: Path, html: str, text: str, unread: str) -> None:
    book = read(tmp_path, f"<html><body>{html}</body></html>")
    assert "\n\n".join(chapter.text for chapter in book.chapters) == text.strip()
    assert left_out(book) == unread.strip().splitlines()
    assert_accounted(book)


def test_what_is_hidden_can_be_included(tmp_path: Path) -> None:
    book = read(tmp_path, f"<h1>One</h1>{PROSE}<h1>Two</h1>{PROSE}<p hidden>Secret words.</p>")
    (piece,) = book.skipped
    assert (piece.title, piece.kind, piece.before) == ("Hidden text", "hidden text", 2)
    included = shaped(book, Shape(include=("hidden-text",)))
    assert [chapter.text for chapter in included.chapters][-1] == "Secret words."
    assert included.skipped == ()


def sheets(path: Path, body: str, link: str, files: dict[str, str], toc: str | None = None) -> Book:
    linked = page(body).replace("</head>", f"{link}</head>")
    return read_book(make(path, {"a.xhtml": linked, **files}, toc=toc))


LINK = '<link rel="stylesheet" type="text/css" href="css/book.css"/>'
HIDE = ".x { display: none }"
SHEETS = {
    "linked": (LINK, {"css/book.css": HIDE}, False),
    "imported": (LINK, {"css/book.css": "@import 'more.css';", "css/more.css": HIDE}, False),
    "imported by an address": (
        LINK,
        {"css/book.css": "@import url(more.css) screen;", "css/more.css": HIDE},
        False,
    ),
    "imported in a circle": (LINK, {"css/book.css": f"@import 'book.css'; {HIDE}"}, False),
    "imported for print": (
        LINK,
        {"css/book.css": "@import 'more.css' print;", "css/more.css": HIDE},
        True,
    ),
    "in another encoding": (LINK, {"css/book.css": f"\ufeff{HIDE}"}, False),
    "for print": (LINK.replace("/>", ' media="print"/>'), {"css/book.css": HIDE}, True),
    "alternate": (LINK.replace("stylesheet", "alternate stylesheet"), {"css/book.css": HIDE}, True),
    "missing": (LINK, {}, True),
    "outside": ('<link rel="stylesheet" href="https://example.org/a.css"/>', {}, True),
}


@pytest.mark.parametrize(("link", "files", "seen"), SHEETS.values(), ids=SHEETS)
def test_style_sheets_of_an_epub(
    tmp_path: Path, link: str, files: dict[str, str], seen: bool
) -> None:
    body = '<p>It rained.</p><p class="x">Copied from elsewhere.</p>'
    book = sheets(tmp_path / "book.epub", body, link, files)
    assert ("Copied" in book.chapters[0].text) is seen
    assert [piece.reason for piece in book.skipped] == (
        [] if seen else ["hidden by its style sheet"]
    )
    assert ledger_of(book).unexplained == 0


HEADINGS = {
    "by its style": '<h1 style="display: none">The Rain</h1>',
    "by a style sheet": '<h1 class="x">The Rain</h1>',
    "with what it stands in": '<div class="x"><img src="rain.png" alt=""/><h1>The Rain</h1></div>',
    "by the page": '<h1 hidden="hidden">The Rain</h1>',
}


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
def test_a_hidden_heading_names_its_chapter(tmp_path: Path, heading: str) -> None:
    body = f'{heading}<p><img src="rain.png" alt="The Rain"/></p>{PROSE}'
    book = sheets(tmp_path / "book.epub", body, LINK, {"css/book.css": HIDE})
    assert [chapter.title for chapter in book.chapters] == ["The Rain"]
    silent = [mark for mark in book.chapters[0].marks if mark.kind is MarkKind.SILENT]
    assert [book.chapters[0].text[mark.start : mark.end] for mark in silent] == ["The Rain"]
    assert silent[0].value.startswith("hidden by")
    assert ledger_of(book).unexplained == 0


def test_the_contents_may_point_at_a_hidden_heading(tmp_path: Path) -> None:
    body = f'<h2 id="a" class="x">One</h2>{PROSE}<h2 id="b" class="x">Two</h2>{PROSE}'
    toc = entry("a.xhtml#a", "First") + entry("a.xhtml#b", "Second")
    book = sheets(tmp_path / "book.epub", body, LINK, {"css/book.css": HIDE}, toc)
    assert [chapter.title for chapter in book.chapters] == ["First", "Second"]
    assert ledger_of(book).unexplained == 0


HOSTILE = {
    "brackets": "p { display: " + "(" * 50_000,
    "blocks": "p {" * 50_000,
    "media": "@media screen {" * 50_000,
    "selectors": "p," * 50_000 + "p { display: none }",
    "names inside names": "* " * 50_000 + "{ display: none }",
    "rules inside rules": ".a { " * 50_000 + "display: none",
    "doubling": "&&, && { " * 40 + "display: none",
    "layers": "@layer a { " * 50_000 + "p { display: none }",
    "siblings": "i ~ i ~ i ~ i ~ i ~ i:nth-of-type(2n) { display: none }",
}


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("sheet", HOSTILE.values(), ids=HOSTILE)
def test_hostile_style_sheets(tmp_path: Path, sheet: str) -> None:
    assert read(tmp_path, f"<style>{sheet}</style><p>Seen.</p>").chapters[0].text == "Seen."
