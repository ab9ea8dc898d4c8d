"""DOCX, ODT and FB2, built of their paragraphs and read."""

# ruff: noqa: E501 - markup reads best unbroken

import zipfile
from pathlib import Path

from accounts import assert_accounted
from audiobook.model import Book
from audiobook.readers import read_book

LINE = "It rained all day, and nobody went out. "
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:v" xmlns:o="urn:o" xmlns:wp="urn:wp" xmlns:mc="urn:mc"'
STYLES = (
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="H2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:styleId="Mine"><w:name w:val="My Chapter"/><w:basedOn w:val="H1"/></w:style>'
    '<w:style w:styleId="Out"><w:name w:val="Outlined"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:styleId="Q"><w:name w:val="Quote"/></w:style>'
    '<w:style w:styleId="V"><w:name w:val="Verse"/></w:style>'
    '<w:style w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="Em"><w:name w:val="Emphasis"/><w:rPr><w:i/></w:rPr></w:style>'
    '<w:style w:styleId="loop"><w:basedOn w:val="loop2"/></w:style>'
    '<w:style w:styleId="loop2"><w:basedOn w:val="loop"/></w:style>'
    '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>'
)
ODT = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"),
                         ("draw", "drawing"), ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"))
)  # fmt: skip
ODT_STYLES = (
    '<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="F" style:family="text"><style:text-properties fo:language="fr" fo:country="FR"/></style:style>'
    '<style:style style:name="S" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="N" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>'
)
FB2_HEAD = (
    "<description><title-info><author><first-name>Ann</first-name><last-name>Author</last-name></author>"
    "<book-title>The Storm</book-title><lang>en</lang><sequence name='Weather' number='2'/>"
    "<coverpage><image l:href='#c'/></coverpage></title-info>"
    "<publish-info><publisher>House</publisher><year>1999</year><isbn>123</isbn></publish-info></description>"
)


def p(text: str, style: str = "", properties: str = "") -> str:
    chosen = f'<w:pStyle w:val="{style}"/>' if style else ""
    runs = text if text.startswith("<") else f"<w:r><w:t>{text}</w:t></w:r>"
    return f"<w:p><w:pPr>{chosen}{properties}</w:pPr>{runs}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def docx(folder: Path, body: str, **parts: str) -> Book:
    path = folder / "story.docx"
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{STYLES}</w:styles>",
        **{f"word/{name}.xml": content for name, content in parts.items()},
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    book = read_book(path)
    assert_accounted(book)
    return book


def t(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def odt(folder: Path, body: str, suffix: str = ".odt") -> Book:
    path = folder / f"story{suffix}"
    content = (
        f"<office:automatic-styles>{ODT_STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body>"
    )
    if suffix == ".fodt":
        path.write_text(f"<office:document {ODT}>{content}</office:document>", encoding="utf-8")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
            archive.writestr(
                "content.xml", f"<office:document-content {ODT}>{content}</office:document-content>"
            )
    book = read_book(path)
    assert_accounted(book)
    return book


def fb2(folder: Path, body: str, name: str = "story.fb2", notes: str = "") -> Book:
    path = folder / name
    document = (
        '<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">'
        f"{FB2_HEAD}<body>{body}</body>{notes}<binary id='c' content-type='image/png'>iVBORw==</binary></FictionBook>"
    )
    if name.endswith((".zip", ".fbz")):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("story.fb2", document)
    else:
        path.write_text(document, encoding="utf-8")
    book = read_book(path)
    assert_accounted(book)
    return book
