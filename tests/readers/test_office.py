"""DOCX, ODT and FB2, each feature with its case; every file is built here."""

# ruff: noqa: E501 - markup reads best unbroken

import zipfile
from pathlib import Path

import pytest
from audiobook.errors import InputError
from audiobook.model import Book, MarkKind
from audiobook.readers import read_book
from office_building import LINE, W, docx, fb2, odt, p, r, t


def reasons(book: Book) -> dict[str, int]:
    return {one.reason: one.characters for one in book.unread}


def marked(book: Book, kind: MarkKind) -> list[str]:
    return [c.text[m.start : m.end] for c in book.chapters for m in c.marks if m.kind is kind]


TEXTS = {
    "runs join": (p(r("An") + r("other") + r(" one.")), "Another one."),
    "line break and tab": (p("<w:r><w:t>One</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r>"), "One\ntwo three"),
    "page break": (p('<w:r><w:t>One</w:t><w:br w:type="page"/><w:t> two</w:t></w:r>'), "One two"),
    "hyphens": (p("<w:r><w:t>co</w:t><w:softHyphen/><w:t>op</w:t><w:noBreakHyphen/><w:t>ed</w:t></w:r>"), "coop-ed"),
    "superscript": (p(r("20 m") + r("2", '<w:vertAlign w:val="superscript"/>')), "20 m²"),
    "small capitals": (p(r("The ") + r("Storm", "<w:smallCaps/>")), "The Storm"),
    "drop capital": (
        p("“W", properties='<w:framePr w:dropCap="drop"/>') + p(r("hen it") + r(" rained.")),
        "“When it rained.",
    ),
    "drop capital before a table": (
        p("W", properties='<w:framePr w:dropCap="drop"/>')
        + f"<w:tbl><w:tr><w:tc>{p(r('hen'))}</w:tc></w:tr></w:tbl>",
        "W\n\nhen",
    ),
    "hyperlink": (p(f'<w:hyperlink w:anchor="x">{r("link")}</w:hyperlink>'), "link"),
    "insertion and deletion": (
        p(f"<w:ins>{r('new')}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>"),
        "new",
    ),
    "hidden": (p(r("seen") + r("unseen", "<w:vanish/>") + r(" too", '<w:vanish w:val="0"/>')), "seen too"),
    "field": (p("<w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:t>x</w:t></w:r>"), "x"),
    "table": (
        "<w:tbl><w:tr><w:tc>" + p("a") + "</w:tc><w:tc>" + p("b") + "</w:tc></w:tr></w:tbl>" + p("c"),
        "a, b\n\nc",
    ),
    "text box, twice for two programs": (
        p(f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{p('boxed')}</w:txbxContent></w:drawing>"
          f"</mc:Choice><mc:Fallback><w:pict><w:txbxContent>{p('boxed')}</w:txbxContent></w:pict></mc:Fallback>"
          "</mc:AlternateContent></w:r>"),
        "boxed",
    ),
    "content control": (f"<w:sdt><w:sdtPr/><w:sdtContent>{p('held')}</w:sdtContent></w:sdt>", "held"),
    "rule": (p("a") + p('<w:r><w:pict><v:rect o:hr="t"/></w:pict></w:r>') + p("b"), "a\n\n* * *\n\nb"),
    "ruby": (p("<w:r><w:ruby><w:rt>" + r("kan") + "</w:rt><w:rubyBase>" + r("漢") + "</w:rubyBase></w:ruby></w:r>"), "漢"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), TEXTS.values(), ids=TEXTS)
def test_docx_text(tmp_path: Path, body: str, expected: str) -> None:
    assert docx(tmp_path, body).chapters[0].text == expected


def test_docx_empty_paragraph_is_a_break(tmp_path: Path) -> None:
    assert "\n\n* * *\n\n" in docx(tmp_path, p(LINE) * 8 + "<w:p/>" + p(LINE)).chapters[0].text


def test_docx_headings(tmp_path: Path) -> None:
    body = p("The Storm", "T") + "".join(
        p(t, s) + p(LINE * 12) for t, s in (("One", "H1"), ("Two", "Mine"), ("Three", "Out"))
    )
    book = docx(tmp_path, body)
    assert [chapter.title for chapter in book.chapters] == ["One", "Two", "Three"]
    assert book.metadata.title == "The Storm"
    assert [piece.kind for piece in book.skipped] == ["title page"]


def test_docx_marks(tmp_path: Path) -> None:
    book = docx(
        tmp_path,
        p(r("a", "<w:i/>") + r("b", '<w:i w:val="false"/>') + r("c", "<w:b/>") + r("d", '<w:rStyle w:val="Em"/>'))
        + p("e", "Q") + p("f", "V") + p(r("g", '<w:lang w:val="fr-FR"/>') + r("h", '<w:lang w:val="en-US"/>')),
    )  # fmt: skip
    assert marked(book, MarkKind.EMPHASIS) == ["a", "d"]
    assert marked(book, MarkKind.STRONG) == ["c"]
    assert marked(book, MarkKind.QUOTE) == ["e"]
    assert marked(book, MarkKind.VERSE) == ["f"]
    assert marked(book, MarkKind.LANGUAGE) == ["g"]
    assert book.metadata.language == "en-GB"


def test_docx_notes_and_what_surrounds_the_text(tmp_path: Path) -> None:
    book = docx(
        tmp_path,
        p(r("He left.") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r(" She stayed.")),
        footnotes=f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0">{p("---")}</w:footnote>'
        f'<w:footnote w:id="2">{p("<w:r><w:footnoteRef/></w:r>" + r(" A note."))}</w:footnote></w:footnotes>',
        header1=f"<w:hdr {W}>{p('Running head')}</w:hdr>",
        comments=f"<w:comments {W}>{p('Really?')}</w:comments>",
    )
    assert book.chapters[0].text == "He left. She stayed."
    assert [(note.at, note.text) for note in book.chapters[0].notes] == [(8, "A note.")]
    assert reasons(book) == {
        "note marker": 1, "notes": 6, "line above the notes": 3, "running head": 11, "comment": 7,
    }  # fmt: skip


# --- ODT ------------------------------------------------------------------------------------------------


ODT_TEXTS = {
    "spaces, tab and line break": (t('One<text:s text:c="3"/>two<text:tab/>three<text:line-break/>four'), "One two three\nfour"),
    "span": (t("An<text:span>other</text:span> one"), "Another one"),
    "superscript": (t('20 m<text:span text:style-name="S">2</text:span>'), "20 m²"),
    "hidden": (t('seen<text:span text:style-name="N">unseen</text:span>'), "seen"),
    "list": ("<text:list><text:list-item>" + t("a") + "</text:list-item></text:list>", "a"),
    "table": (
        "<table:table><table:table-row><table:table-cell>" + t("a") + "</table:table-cell><table:table-cell>" + t("b")
        + "</table:table-cell></table:table-row></table:table>" + t("c"), "a, b\n\nc",
    ),
    "comment": (t("a<office:annotation>" + t("Really?") + "</office:annotation>b"), "ab"),
    "tracked changes": ("<text:tracked-changes><text:deletion>" + t("old") + "</text:deletion></text:tracked-changes>" + t("new"), "new"),
    "ruby": (t("<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby>"), "漢"),
    "rule": (t("a") + t("", "Horizontal_20_Line") + t("b"), "a\n\n* * *\n\nb"),
    "text box": (t("<draw:frame><draw:text-box>" + t("boxed") + "</draw:text-box></draw:frame>"), "boxed"),
    "contents": ("<text:table-of-content>" + t("One ... 3") + "</text:table-of-content>" + t("a"), "a"),
}  # fmt: skip


@pytest.mark.parametrize("suffix", [".odt", ".fodt"])
@pytest.mark.parametrize(("body", "expected"), ODT_TEXTS.values(), ids=ODT_TEXTS)
def test_odt_text(tmp_path: Path, body: str, expected: str, suffix: str) -> None:
    assert odt(tmp_path, body, suffix).chapters[0].text == expected


def test_odt_headings_marks_notes_and_pictures(tmp_path: Path) -> None:
    body = "".join(
        f'<text:h text:outline-level="1">{title}</text:h>{t(LINE * 12)}' for title in ("One", "Two")
    )
    body += t('a<text:span text:style-name="I">b</text:span><text:span text:style-name="B">c</text:span>'
              '<text:span text:style-name="F">d</text:span>') + t("e", "P1")  # fmt: skip
    body += t("He left.<text:note><text:note-citation>1</text:note-citation><text:note-body>" + t("A note.")
              + "</text:note-body></text:note>")  # fmt: skip
    body += t("<draw:frame><draw:image/><svg:desc>A horse</svg:desc></draw:frame>")
    book = odt(tmp_path, body)
    assert [chapter.title for chapter in book.chapters] == ["One", "Two"]
    assert marked(book, MarkKind.EMPHASIS) == ["b"]
    assert marked(book, MarkKind.STRONG) == ["c"]
    assert marked(book, MarkKind.LANGUAGE) == ["d"]
    assert marked(book, MarkKind.QUOTE) == ["e"]
    assert [(note.text, note.label) for note in book.chapters[1].notes] == [
        ("A note.", "1"),
        ("A horse", "picture"),
    ]


def test_encrypted_odt(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "META-INF/manifest.xml",
            "<manifest><file-entry><encryption-data/></file-entry></manifest>",
        )
        archive.writestr("content.xml", b"\x00\x01")
    with pytest.raises(InputError, match="encrypted"):
        read_book(path)


# --- FB2 ------------------------------------------------------------------------------------------------


SECTION = "<section><title><p>Chapter {0}</p><p>Rain</p></title><p>" + LINE * 12 + "</p></section>"


@pytest.mark.parametrize("name", ["story.fb2", "story.fb2.zip", "story.fbz"])
def test_fb2(tmp_path: Path, name: str) -> None:
    parts = (
        "<section><title><p>Part One</p></title>"
        + SECTION.format(1)
        + SECTION.format(2)
        + "</section>"
    )
    book = fb2(tmp_path, "<title><p>The Storm</p></title>" + parts, name)
    assert [(c.part, c.title) for c in book.chapters] == [
        ("Part One", "Chapter 1: Rain"),
        ("Part One", "Chapter 2: Rain"),
    ]
    metadata = book.metadata
    assert (metadata.title, metadata.authors, metadata.language) == (
        "The Storm",
        ("Ann Author",),
        "en",
    )
    assert (metadata.series, metadata.series_part, metadata.year) == ("Weather", "2", "1999")
    assert book.cover is not None
    assert book.cover.data == b"\x89PNG"


FB2_TEXTS = {
    "emphasis": ("<p>a <emphasis>b</emphasis></p>", "a b"),
    "poem": (
        "<poem><stanza><v>Roses</v><v>red</v></stanza><stanza><v>Blue</v></stanza></poem>",
        "Roses\nred\n\nBlue",
    ),
    "letter in a quotation": (
        "<cite><p>Dear Sir</p><text-author>A.</text-author></cite>",
        "Dear Sir\n\nA.",
    ),
    "ornament as a subtitle": ("<p>a</p><subtitle>* * *</subtitle><p>b</p>", "a\n\n* * *\n\nb"),
    "empty line": (
        f"<p>{LINE}</p>" * 8 + "<empty-line/><p>b</p>",
        "\n\n".join([LINE.strip()] * 8 + ["* * *", "b"]),
    ),
    "picture": ("<p>a</p><image l:href='#x' alt='A horse'/><p>b</p>", "a\n\nb"),
    "table": ("<table><tr><th>a</th><td>b</td></tr></table>", "a, b"),
    "unknown element": ("<p>a</p><odd><p>b</p></odd>", "a\n\nb"),
}


@pytest.mark.parametrize(("body", "expected"), FB2_TEXTS.values(), ids=FB2_TEXTS)
def test_fb2_text(tmp_path: Path, body: str, expected: str) -> None:
    assert fb2(tmp_path, f"<section>{body}</section>").chapters[0].text == expected


def test_fb2_notes(tmp_path: Path) -> None:
    notes = "<body name='notes'><title><p>Notes</p></title><section id='n1'><title><p>1</p></title><p>A note.</p></section></body>"
    book = fb2(
        tmp_path,
        "<section><p>He left.<a l:href='#n1' type='note'>[1]</a></p></section>",
        notes=notes,
    )
    assert book.chapters[0].text == "He left."
    assert [(note.at, note.text, note.label) for note in book.chapters[0].notes] == [
        (8, "A note.", "1")
    ]


# --- hostile --------------------------------------------------------------------------------------------

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY s SYSTEM "file:///etc/passwd">]>'


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "a.fb2"
    path.write_text(
        f"{BOMB}<FictionBook><body><section><p>x &b; &s; y</p></section></body></FictionBook>",
        encoding="utf-8",
    )
    book = read_book(path)
    assert book.chapters[0].text == "x y"
    assert reasons(book)["not text"] > 0
    assert "root" not in book.chapters[0].text


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".fb2.zip"])
def test_damaged_zips(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"PK\x03\x04" + b"\x00" * 40)
    with pytest.raises(InputError) as caught:
        read_book(path)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("suffix", "name"), [(".docx", "word/document.xml"), (".odt", "content.xml"), (".fbz", "a.fb2")]
)
def test_zip_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, name: str) -> None:
    monkeypatch.setattr("audiobook.readers.archive._ENTRY_BYTES", 100_000)
    path = tmp_path / f"a{suffix}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, "<x>" + " " * 200_000 + "</x>")
    with pytest.raises(InputError, match="unpacks to more"):
        read_book(path)


def test_nested_without_end(tmp_path: Path) -> None:
    path = tmp_path / "a.fb2"
    path.write_text("<FictionBook><body>" + "<section>" * 50_000 + "<p>Deep.</p>", encoding="utf-8")
    with pytest.raises(InputError):
        read_book(path)


def test_many_stretches_of_one_paragraph(tmp_path: Path) -> None:
    book = odt(tmp_path, t("<text:span>ab </text:span>" * 20_000))
    assert book.chapters[0].text == " ".join(["ab"] * 20_000)
