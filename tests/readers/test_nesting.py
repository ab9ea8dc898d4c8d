"""Elements nested as deep as nobody nests them: all is read, or the file is refused; nothing is cut off."""

from collections.abc import Callable
from pathlib import Path

import pytest
from accounts import assert_accounted
from audiobook.errors import InputError
from audiobook.model import Book
from audiobook.readers import read_book
from audiobook.readers.tree import html_tree
from epub_building import make, page
from html_reading import read, text
from office_building import docx, fb2, odt, p, r, t

LINES = 3_000
NESTED = {
    "blocks": "<div>Line.\n",
    "quotations": "<blockquote>Line.\n",
    "spans": "<span>Line.\n",
    "lists": "<ul><li>Line.\n",
    "lists without items": "<ul>Line.\n",
    "bold": "<b>Line.\n",
    "fonts around paragraphs": "<font><p>L<i>i</i>ne.</p>\n",
    "links": "<a href='#x'>Line.\n",
    "tables": "<table><tr><td>Line.\n",
    "languages": "<div lang='fr'>Line.\n<div lang='de'>",
    "raised": "<sup>Line.\n",
}


@pytest.mark.quick_cases(3)
@pytest.mark.parametrize("opening", NESTED.values(), ids=NESTED)
def test_nesting_without_end(tmp_path: Path, opening: str) -> None:
    book = read(tmp_path, f"<html><body>{opening * LINES}</body></html>")
    assert "".join(book.chapters[0].text.split()).replace(",", "") == "Line." * LINES
    assert_accounted(book)


def test_nesting_that_is_closed_again(tmp_path: Path) -> None:
    inside = [f"in{number}" for number in range(LINES)]
    outside = [f"out{number}" for number in range(LINES)]
    page = "".join(f"<div>{word} " for word in inside) + "".join(
        f"{word}</div> " for word in outside
    )
    assert text(tmp_path, page).split() == inside + outside


def test_paragraphs_stay_whole_however_deep_they_are(tmp_path: Path) -> None:
    line = "<font><p>He <i>never</i> said<br>that.</p>"
    assert text(tmp_path, line * 1_000) == "\n\n".join(["He never said\nthat."] * 1_000)


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize("attributes", ["hidden", "epub:type='colophon'", "role='doc-footnote'"])
def test_what_is_left_out_is_left_out_however_deep(tmp_path: Path, attributes: str) -> None:
    page = f"<p>Read.</p><aside {attributes}>{'<div>Left out.' * LINES}{'</div>' * LINES}</aside><p>Read.</p>"
    book = read(tmp_path, page)
    assert book.chapters[0].text == "Read.\n\nRead."
    assert_accounted(book)


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize("around", ["aside role='doc-footnote'", "div class='pg-boilerplate'"])
def test_pieces_inside_pieces(tmp_path: Path, around: str) -> None:
    book = read(tmp_path, f"<p>Read.</p>{f'<{around}>Left out.' * LINES}")
    assert book.chapters[0].text == "Read."
    assert_accounted(book)


def test_end_tags_that_close_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = "<div>Line.\n" * LINES + "</i>" * LINES
    assert text(tmp_path, page).count("Line.") == LINES
    monkeypatch.setattr(html_tree, "_MOST_IN_VAIN", LINES * LINES // 2)
    with pytest.raises(InputError, match="too many end tags that close nothing"):
        read(tmp_path, page)


# --- formats made of XML --------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [240, 300, 3_000])
def test_a_page_of_an_epub(tmp_path: Path, depth: int) -> None:
    nested = "<div>Line." * depth + "</div>" * depth
    book = read_book(
        make(tmp_path / "book.epub", {"a.xhtml": page(f"<p>Start.</p>{nested}<p>End.</p>")})
    )
    assert book.chapters[0].text.count("Line.") == depth
    assert book.chapters[0].text.endswith("End.")
    assert book.warnings == ()


def fb2_section(folder: Path, body: str) -> Book:
    return fb2(folder, f"<section>{body}</section>")


def docx_paragraph(folder: Path, body: str) -> Book:
    return docx(folder, p(body))


def odt_paragraph(folder: Path, body: str) -> Book:
    return odt(folder, t(body))


STYLED = '<text:span text:style-name="I">Line. <text:span text:style-name="B">'
DOCUMENTS = {
    "FB2 sections": (fb2_section, "<section><p>Line.</p>", "</section>"),
    "FB2 quotations": (fb2_section, "<cite><p>Line.</p>", "</cite>"),
    "FB2 emphasis": (fb2_section, "<p><emphasis>Line. ", "</emphasis></p>"),
    "DOCX runs": (docx_paragraph, "<w:r><w:rPr><w:b/><w:i/></w:rPr><w:t>Line. </w:t>", "</w:r>"),
    "DOCX insertions": (docx_paragraph, f"<w:ins>{r('Line. ')}", "</w:ins>"),
    "DOCX tables": (docx, f"<w:tbl><w:tr><w:tc>{p('Line.')}", "</w:tc></w:tr></w:tbl>"),
    "ODT spans": (odt_paragraph, STYLED, "</text:span></text:span>"),
    "ODT sections": (odt, f"<text:section>{t('Line.')}", "</text:section>"),
    "ODT lists": (odt, f"<text:list><text:list-item>{t('Line.')}", "</text:list-item></text:list>"),
}


@pytest.mark.parametrize(("made", "opening", "closing"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document(
    tmp_path: Path, made: Callable[[Path, str], Book], opening: str, closing: str
) -> None:
    levels = 240 // closing.count("</")
    book = made(tmp_path, opening * levels + closing * levels)
    assert sum(chapter.text.count("Line.") for chapter in book.chapters) == levels
    for many in (300, 3_000):
        with pytest.raises(InputError, match="nests its elements more than 250 deep"):
            made(tmp_path, opening * many + closing * many)
