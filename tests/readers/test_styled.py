"""What style sheets show is read: their own text, and what they make a paragraph.

Cases in ``cases/readers/styled.txt``: a page, the text that is read, and what is left out with its reason.
"""

from pathlib import Path

import pytest
from accounts import assert_accounted
from audiobook.checks.ledger import ledger_of
from audiobook.model import MarkKind
from audiobook.project.script_cache import digests
from audiobook.readers import read_book
from epub_building import make, page
from html_reading import cases, left_out, read

PAGES = cases("styled.txt")


@pytest.mark.parametrize(
    ("html", "text", "unread"), [case[1:] for case in PAGES], ids=[case[0] for case in PAGES]
)
def test_pages(tmp_path: Path, html: str, text: str, unread: str) -> None:
    book = read(tmp_path, f"<html><body>{html}</body></html>")
    assert "\n\n".join(chapter.text for chapter in book.chapters) == text.strip()
    assert left_out(book) == unread.strip().splitlines()
    assert book.losses == ()
    assert_accounted(book)


def test_a_chapter_is_named_as_it_is_shown(tmp_path: Path) -> None:
    number = "content: 'Chapter ' counter(c); display: block; counter-increment: c"
    style = f"<style>h2::before {{ {number} }} body {{ counter-reset: c }}</style>"
    book = read(tmp_path, f"{style}<h2>Rain</h2><p>It rained.</p><h2>Sun</h2><p>It shone.</p>")
    assert [chapter.title for chapter in book.chapters] == ["Chapter 1: Rain", "Chapter 2: Sun"]
    (heading,) = [mark for mark in book.chapters[0].marks if mark.kind is MarkKind.HEADING]
    assert book.chapters[0].text[heading.start : heading.end] == "Chapter 1\nRain"


def test_style_sheets_of_an_epub(tmp_path: Path) -> None:
    body = '<p class="x">Go on.</p><div><span>One.</span><span>Two.</span></div>'
    linked = page(body).replace("</head>", '<link rel="stylesheet" href="a.css"/></head>')
    sheet = (
        ".x::before { content: '\\201C' } .x::after { content: '\\201D' } span { display: block }"
    )
    book = read_book(make(tmp_path / "book.epub", {"a.xhtml": linked, "a.css": sheet}))
    assert book.chapters[0].text == "“Go on.”\n\nOne.\n\nTwo."
    assert ledger_of(book).unexplained == 0


def saved_page(folder: Path, link: str) -> Path:
    folder.mkdir()
    path = folder / "page.html"
    path.write_text(f"<link rel='stylesheet' href='{link}'><p>Seen.</p><p class='x'>Popup.</p>")
    return path


def test_a_page_is_read_with_the_style_sheets_in_its_folder(tmp_path: Path) -> None:
    path = saved_page(tmp_path / "saved", "page_files/a%20b.css?v=1")
    (path.parent / "page_files").mkdir()
    sheet = path.parent / "page_files" / "a b.css"
    sheet.write_text("@import 'more.css';")
    sheet.with_name("more.css").write_text(".x { display: none }")
    assert read_book(path).chapters[0].text == "Seen."
    before = digests(path)
    sheet.write_text("")
    assert read_book(path).chapters[0].text == "Seen.\n\nPopup."
    assert digests(path) != before


@pytest.mark.parametrize(
    "link", ["../a.css", "/etc/a.css", "file:///a.css", "//x.org/a.css", "none.css", ".", "", "%00"]
)
def test_no_style_sheet_from_elsewhere_is_read(tmp_path: Path, link: str) -> None:
    (tmp_path / "a.css").write_text(".x { display: none }")
    path = saved_page(tmp_path / "saved", link)
    assert read_book(path).chapters[0].text == "Seen.\n\nPopup."
    assert list(digests(path)) == [str(path)]


MATHML = "http://www.w3.org/1998/Math/MathML"
XHTML = "http://www.w3.org/1999/xhtml"
SWITCHES = {
    "the default": ([(MATHML, "2 x"), ("", "Two x.")], "Two x."),
    "a case of XHTML": ([(MATHML, "x"), (XHTML, "New."), ("", "Old.")], "New."),
    "no default": ([("urn:x", "Only.")], "Only."),
    "nothing": ([], ""),
}


def switch(forms: list[tuple[str, str]]) -> str:
    inside = ""
    for space, text in forms:
        case = f'epub:case required-namespace="{space}"' if space else "epub:default"
        inside += f"<{case}><p>{text}</p></{case.partition(' ')[0]}>"
    return f"<epub:switch>{inside}</epub:switch>"


@pytest.mark.parametrize("broken", ["", "<br>"], ids=["sound", "broken"])
@pytest.mark.parametrize(("forms", "read_of_it"), SWITCHES.values(), ids=SWITCHES)
def test_a_switch_is_read_once(
    tmp_path: Path, forms: list[tuple[str, str]], read_of_it: str, broken: str
) -> None:
    body = f"<p>Before.</p>{switch(forms)}<p>Behind.</p>{broken}"
    book = read_book(make(tmp_path / "book.epub", {"a.xhtml": page(body)}))
    wanted = ["Before.", read_of_it, "Behind."]
    assert book.chapters[0].text == "\n\n".join(filter(None, wanted))
    assert ledger_of(book).unexplained == 0


HOSTILE = {
    "brackets": "p::before { content: " + "attr(" * 50_000,
    "a long text": "p::before { content: '" + "x" * 100_000 + "' }",
    "large numbers": "p { counter-reset: a 99999999999999999999 b +-5 c ² } p::after { content: counter(b) }",
    "text everywhere": "* { counter-increment: a; display: inline }",
    "no value": "p { counter-reset: ; quotes: ; content: } p::before { content: / / attr() counter() }",
}


@pytest.mark.parametrize("sheet", HOSTILE.values(), ids=HOSTILE)
def test_hostile_style_sheets(tmp_path: Path, sheet: str) -> None:
    seen = read(tmp_path, f"<style>{sheet}</style><p>Seen.</p>").chapters[0].text
    assert seen.removesuffix("0") == "Seen."
