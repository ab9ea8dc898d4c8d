"""Every letter of a source is read or listed, by a count that shares no code with the readers of markup."""

import importlib
import shutil
import zipfile
from pathlib import Path

import places
import pytest
from audiobook.checks.ledger import ledger_findings, ledger_of
from audiobook.cli import main as cli
from audiobook.model import Book, Loss
from audiobook.readers import read_book
from audiobook.readers.account import letters
from audiobook.readers.markup.html import HtmlReader
from audiobook.readers.markup.ink import Ink
from audiobook.readers.tree.xml import named, parse_html, text_of
from audiobook.readers.witness import counted_page
from audiobook.readers.witness.balance import balanced
from epub_sources import OLD_ONE, ONE, epub2, epub3
from hypothesis import given
from hypothesis import strategies as st

CASES = places.CASES / "readers"
SEEDS = places.SEEDS
MADE = sorted(path for path in (CASES / "made").iterdir() if path.suffix not in {".mobi", ".azw3"})
FOUND = sorted(path for path in (CASES / "found").iterdir() if path.suffix == ".html")
COUNTED = {".epub", ".docx", ".odt", ".fb2", ".html", ".md"}
PROSE = "It rained all day, and nobody went out. " * 12


def unaccounted(book: Book) -> list[Loss]:
    return [loss for loss in book.losses if loss.kind == "unaccounted"]


def assert_balanced(book: Book) -> None:
    found = ledger_of(book)
    assert (found.letters_unexplained, found.unexplained) == (0, 0)
    assert list(ledger_findings(found)) == []
    assert not any("more are read" in warning for warning in book.warnings)


@pytest.mark.parametrize(
    "path", [*MADE, *FOUND, *sorted(SEEDS.glob("*.txt"))], ids=lambda path: path.name
)
def test_what_is_whole_balances(path: Path) -> None:
    book = read_book(path)
    assert_balanced(book)
    assert bool(book.letters) == (path.suffix in COUNTED)
    assert all(one.text == "" for one in book.unread)


@pytest.mark.slow
def test_shared_books_balance(shared: Path) -> None:
    for path in (*(shared / "books").glob("*.epub"), *(shared / "stories").glob("*.txt")):
        assert_balanced(read_book(path))


def test_epubs_to_put_sound_to_balance(tmp_path: Path) -> None:
    assert_balanced(read_book(epub3(tmp_path / "3.epub")))
    assert_balanced(read_book(epub2(tmp_path / "2.epub")))


ODD = {
    "entities": "<p>a&nbsp;b &eacute;t&eacute; &#8217;s &#x41; AT&amp;T</p>",
    "CDATA": "<p>x <![CDATA[y < z & w]]> v</p>",
    "ligatures and soft hyphens": "<p>ﬁnally af\u00adter the ﬄuﬀ\u200b</p>",
    "ruby": "<p>漢<ruby>字<rp>(</rp><rt>ji</rt><rp>)</rp></ruby></p>",
    "raised": "<p>the 2<sup>2</sup> and so.<sup>3</sup></p>",
    "not shown": "<template>t</template><noscript>n</noscript><script>var s = 1;</script><style>p {}</style>",
    "hidden": '<p hidden="">h</p><p style="display:none">d</p><p style="display: none">e</p>',
    "pictures": '<p><img src="a.png" alt="a boat"/><svg><title>t</title><text>u</text></svg></p>',
    "formula": "<p><math><mi>x</mi><mo>=</mo><mn>2</mn></math></p>",
    "comment": "<p>a<!-- <p>nobody</p> -->b</p>",
    "table": "<table><tr><td>a</td><td>b</td></tr></table>",
    "pagebreak": '<p>a<span epub:type="pagebreak">12</span>b</p>',
    "licence": '<section class="pg-boilerplate"><p>Licence</p></section>',
    "other scripts": "<p>Привет мир 你好 ١٢٣ हिन्दी</p>",
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_odd_things_balance_to_the_letter(tmp_path: Path, body: str) -> None:
    assert_balanced(read_book(epub3(tmp_path / "a.epub", one=f"{ONE}{body}<p>{PROSE}</p>")))
    assert_balanced(read_book(epub2(tmp_path / "b.epub", one=f"{OLD_ONE}{body}<p>{PROSE}<p>")))
    page = tmp_path / "c.html"
    page.write_text(f"<h1>One</h1>{body}<p>{PROSE}", encoding="utf-8")
    assert not unaccounted(read_book(page)) or body == ODD["CDATA"]


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16", "utf-8-sig"])
def test_encodings_balance(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.html"
    text = f'<html><head><meta charset="{encoding}"><title>Т</title></head><p>{"Шёл дождь. " * 40}</p></html>'
    path.write_bytes(text.encode(encoding))
    assert_balanced(read_book(path))


SCRAPS = [
    *(
        "<p>",
        "</p>",
        "words ",
        "<b",
        ">",
        "<",
        "&amp;",
        "&eacute",
        "&x;",
        "<!--",
        "-->",
        "<script>",
        "</script>",
    ),
    *(
        "<title>",
        "</title>",
        '<a href="',
        '">',
        "<br/>",
        "<table>",
        "<td>",
        "</",
        "<style/>",
        "<?php ",
        "?>",
    ),
    *("<!DOCTYPE html>", "</body>", "</html>", "<i>", "</i>", "'", "ﬁ", "7"),
]


@given(st.lists(st.sampled_from(SCRAPS), max_size=40))
def test_what_is_parsed_is_never_more_than_what_is_counted(pieces: list[str]) -> None:
    """The parser may lose text, which the count is there to find; it finds none that is not there."""
    page = "<p>" + "".join(pieces)
    root = parse_html(page)
    parsed = 0 if root is None else letters("".join(str(text) for text in root.itertext()))
    assert parsed <= counted_page(page)


# --- what is lost is found ------------------------------------------------------------------------------------

LOST = "Nobody reads this paragraph aloud, though it is in the source."


def test_a_reader_that_drops_a_paragraph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Ink.write

    def mutated(self, raw, *, lines=False):
        if raw != LOST:
            write(self, raw, lines=lines)

    monkeypatch.setattr(Ink, "write", mutated)
    path = epub3(tmp_path / "a.epub", two=f"<h1>Two</h1>\n<p>{PROSE}</p>\n<p>{LOST}</p>")
    (loss,) = unaccounted(read_book(path))
    assert (loss.place, loss.sample) == ("a.epub, OPS/text-files/two.xhtml, line 6", LOST)
    assert loss.what.startswith("50 letters")


def losing(parse):
    """A parser that does not see one paragraph."""

    def parsed(*arguments):
        found = parse(*arguments)
        root = found[0] if isinstance(found, tuple) else found
        for node in [node for node in named(root, "p") if "careful people" in text_of(node)][:1]:
            for inner in list(node.iter()):
                inner.text = None
                inner.tail = inner.tail if inner is node else None
        return found

    return parsed


@pytest.mark.parametrize(
    ("name", "module"),
    [("pandoc.docx", "office.package"), ("libreoffice.odt", "office.package"), ("pandoc.fb2", "fb2.reader"),
     ("pandoc.html", "markup.html"), ("source.md", "markup.markdown"), ("calibre.epub", "epub.reader")],
)  # fmt: skip
def test_a_parser_that_loses_a_paragraph(
    monkeypatch: pytest.MonkeyPatch, name: str, module: str
) -> None:
    room = importlib.import_module(f"audiobook.readers.{module}")
    for function in ("parse_xml", "parse_document", "parse_page", "parse_html"):
        if hasattr(room, function):
            monkeypatch.setattr(room, function, losing(getattr(room, function)))
    (loss,) = unaccounted(read_book(CASES / "made" / name))
    assert loss.place.startswith(name)
    assert "neither read nor listed" in loss.what


TRICKY = {
    "after the body": f"<html><body><p>{PROSE}</p></body></html>\n<p>{LOST}</p>",
    "after the body's second end": f"<html><body><p>{PROSE}</p></body></p></html>\n<p>{LOST}</p>",
    "very deep": f"<p>{PROSE}</p>{'<div>' * 5000}\n<p>{LOST}</p>{'</div>' * 5000}",
}


@pytest.mark.parametrize("page", TRICKY.values(), ids=TRICKY)
def test_text_in_odd_places_is_read_or_its_loss_is_said(tmp_path: Path, page: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(page, encoding="utf-8")
    book = read_book(path)
    read = any(LOST in chapter.text for chapter in book.chapters)
    assert read or [(loss.place, loss.sample) for loss in unaccounted(book)] == [
        ("a.html, line 2", LOST)
    ]


def test_a_parser_that_stops_early_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        f"<html><body><h1>One</h1><p>{PROSE}</p></body></html>\n\n<p>{LOST}</p>", encoding="utf-8"
    )
    stops = "audiobook.readers.markup.html.parse_html"
    monkeypatch.setattr(stops, lambda text: parse_html(text.partition("</body>")[0]))
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", str(path)])
    assert ended.value.code == 7
    said = " ".join(capsys.readouterr().out.split())
    assert "S010" in said
    assert "a.html, line 3" in said
    assert LOST in said


def test_more_than_there_is_warns(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<p>{PROSE}</p>", encoding="utf-8")
    reader = HtmlReader()
    twice = reader.read(path)
    book = balanced(twice, reader.parts(path)[:0], path.name)
    assert book.warnings == ()
    half = tmp_path / "half.html"
    half.write_text(f"<p>{PROSE[:40]}</p>", encoding="utf-8")
    assert "more are read or listed" in balanced(twice, reader.parts(half), path.name).warnings[0]


# --- parts that the readers did not know ----------------------------------------------------------------------


def test_notes_of_a_docx_under_other_names(tmp_path: Path) -> None:
    """Word on the web calls its parts document2.xml, footnotes2.xml ..."""
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(CASES / "made" / "pandoc.docx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith((".rels", "[Content_Types].xml")):
                data = data.replace(b"document.xml", b"document2.xml").replace(
                    b"footnotes.xml", b"footnotes2.xml"
                )
            new.writestr(
                name.replace("/document.xml", "/document2.xml").replace(
                    "footnotes.xml", "footnotes2.xml"
                ),
                data,
            )
    book = read_book(path)
    assert [len(chapter.notes) for chapter in book.chapters].count(1) == 1
    assert_balanced(book)


@pytest.mark.parametrize(
    ("name", "part", "text", "reason"),
    [
        ("libreoffice.docx", "word/diagrams/data1.xml", "<d><t>Boxes</t></d>", "diagram"),
        ("libreoffice.docx", "word/header7.xml", "<h><t>Head</t></h>", "running head"),
        ("libreoffice.odt", "Object 1/content.xml", "<m>x2</m>", "embedded object"),
    ],
)
def test_parts_that_are_not_read_are_listed(
    tmp_path: Path, name: str, part: str, text: str, reason: str
) -> None:
    path = Path(shutil.copy(CASES / "made" / name, tmp_path))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, text)
    book = read_book(path)
    assert reason in {one.reason for one in book.unread}
    assert_balanced(book)
