"""Damaged files: what can be read of them is read, and what is lost is said wherever somebody looks."""

import json
import zipfile
from pathlib import Path

import places
import pytest
from audiobook.cli import main as cli
from audiobook.errors import InputError
from audiobook.publish.losses import LOSSES
from audiobook.readers import read_book
from epub_sources import OPF, epub3

MADE = places.CASES / "readers" / "made"
SENTENCES = [
    f"Sentence number {n} says that the {n * 7919 % 1000} ships are “late”." for n in range(1, 400)
]
PAGE = "<h1>The First of the Chapters</h1>" + "".join(f"<p>{one}</p>" for one in SENTENCES)


def packed(path: Path, to: Path) -> Path:
    """The same zip, deflated."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return to


@pytest.fixture
def epub(tmp_path: Path) -> Path:
    return packed(epub3(tmp_path / "plain.epub", one=PAGE), tmp_path / "book.epub")


def span(path: Path, name: str) -> tuple[int, int]:
    """Where the packed bytes of a file in a zip lie."""
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(name)
    start = info.header_offset + 30 + len(name.encode())
    return start, start + info.compress_size


def flip(path: Path, name: str, share: float) -> None:
    """Change one byte of a file in a zip."""
    start, end = span(path, name)
    data = bytearray(path.read_bytes())
    data[start + int(share * (end - start))] ^= 0x55
    path.write_bytes(data)


def blank(path: Path, name: str, share: float) -> None:
    """Overwrite the rest of a file in a zip, as a disk does that lost a block."""
    start, end = span(path, name)
    data = bytearray(path.read_bytes())
    begin = start + int(share * (end - start))
    data[begin:end] = b"\xff" * (end - begin)
    path.write_bytes(data)


def wrong_checksum(path: Path, name: str) -> None:
    with zipfile.ZipFile(path) as archive:
        crc = archive.getinfo(name).CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(crc, b"\x01\x02\x03\x04"))


def read_before(text: str) -> int:
    """How many of the sentences a text begins with."""
    return next((n for n, one in enumerate(SENTENCES) if one not in text), len(SENTENCES))


@pytest.mark.parametrize("damage", [flip, blank])
def test_a_page_is_read_up_to_the_damage(epub: Path, damage) -> None:
    damage(epub, "OPS/text-files/one.xhtml", 0.5)
    book = read_book(epub)
    assert 120 < read_before(book.chapters[0].text) < 220
    (loss,) = book.losses
    assert (loss.kind, loss.place) == ("damaged", "OPS/text-files/one.xhtml")
    assert "could not be read" in loss.what
    assert loss.sample
    assert book.chapters[-1].text.endswith("The end.")


def test_a_wrong_checksum_alone_loses_nothing_and_is_said(epub: Path) -> None:
    wrong_checksum(epub, "OPS/text-files/one.xhtml")
    book = read_book(epub)
    assert read_before(book.chapters[0].text) == len(SENTENCES)
    assert [loss.what for loss in book.losses] == [
        "The checksum of this part is wrong: some of its words may be damaged."
    ]


def test_a_page_of_which_nothing_is_left(epub: Path) -> None:
    blank(epub, "OPS/text-files/one.xhtml", 0)
    book = read_book(epub)
    assert [loss.what for loss in book.losses] == [
        "This part is damaged, and none of it could be read."
    ]


def test_a_page_that_is_not_there(tmp_path: Path) -> None:
    spine = '<itemref idref="gone"/><itemref idref="unheard-of"/></spine>'
    gone = '<item id="gone" href="gone.xhtml" media-type="application/xhtml+xml"/></manifest>'
    opf = OPF.replace("</spine>", spine).replace("</manifest>", gone)
    book = read_book(epub3(tmp_path / "a.epub", opf=opf))
    assert [(loss.kind, loss.place) for loss in book.losses] == [
        ("missing", "OPS/deep/gone.xhtml"),
        ("missing", "OPS/deep/book.opf"),
    ]
    assert "unheard-of" in book.losses[1].what


def test_a_picture_in_the_reading_order_is_no_loss(tmp_path: Path) -> None:
    opf = OPF.replace("</spine>", '<itemref idref="dot"/></spine>').replace(
        "</manifest>", '<item id="dot" href="dot.svg" media-type="image/svg+xml"/></manifest>'
    )
    book = read_book(epub3(tmp_path / "a.epub", opf=opf, more=(("OPS/deep/dot.svg", "<svg/>"),)))
    assert book.losses == ()
    assert "dot.svg" in book.warnings[0]


def test_what_holds_no_text_may_be_damaged_without_loss(tmp_path: Path) -> None:
    plain = epub3(
        tmp_path / "plain.epub", more=(("OPS/deep/toc.ncx", "<ncx>" + " " * 5000 + "</ncx>"),)
    )
    opf = OPF.replace(
        "</manifest>",
        '<item id="c" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>',
    )
    opf = opf.replace(' properties="nav"', "")
    with (
        zipfile.ZipFile(plain) as old,
        zipfile.ZipFile(tmp_path / "a.epub", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, opf if name.endswith(".opf") else old.read(name))
    blank(tmp_path / "a.epub", "OPS/deep/toc.ncx", 0.2)
    book = read_book(tmp_path / "a.epub")
    assert book.losses == ()
    assert [warning.partition(":")[0] for warning in book.warnings] == ["OPS/deep/toc.ncx"]


@pytest.mark.parametrize("length", [0.3, 0.97])
def test_a_zip_that_breaks_off_is_refused(epub: Path, length: float) -> None:
    data = epub.read_bytes()
    epub.write_bytes(data[: int(length * len(data))])
    with pytest.raises(InputError) as caught:
        read_book(epub)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("name", "main"),
    [
        ("pandoc.docx", "word/document.xml"),
        ("libreoffice.odt", "content.xml"),
        ("a.fb2.zip", "a.fb2"),
    ],
)
def test_other_formats_are_read_up_to_the_damage(tmp_path: Path, name: str, main: str) -> None:
    path = tmp_path / name
    if name == "a.fb2.zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(main, (MADE / "pandoc.fb2").read_bytes())
    else:
        packed(MADE / name, path)
    whole = sum(len(chapter.text) for chapter in read_book(path).chapters)
    blank(path, main, 0.8)
    book = read_book(path)
    assert 0.2 * whole < sum(len(chapter.text) for chapter in book.chapters) < whole
    assert [(loss.kind, loss.place) for loss in book.losses] == [("damaged", main)]


def test_notes_of_a_docx_that_are_damaged(tmp_path: Path) -> None:
    path = packed(MADE / "libreoffice.docx", tmp_path / "a.docx")
    blank(path, "word/footnotes.xml", 0.5)
    book = read_book(path)
    assert [(loss.kind, loss.place) for loss in book.losses] == [("damaged", "word/footnotes.xml")]


def test_losses_in_a_folder_name_the_file(epub: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    flip(epub, "OPS/text-files/one.xhtml", 0.5)
    epub.rename(folder / "1.epub")
    (folder / "2.txt").write_text("It rained all day. " * 40, encoding="utf-8")
    assert [loss.place for loss in read_book(folder).losses] == ["1.epub: OPS/text-files/one.xhtml"]


# --- where it is said -----------------------------------------------------------------------------------------

PLACE = "OPS/text-files/one.xhtml"


@pytest.fixture
def run(capsys):
    def run(verb, *arguments, status=0):
        with pytest.raises(SystemExit) as ended:
            cli.main([verb, *map(str, arguments)])
        printed = capsys.readouterr()
        assert ended.value.code == status, printed.err
        return printed

    return run


@pytest.mark.slow
def test_a_lossy_book_is_made_and_says_so_every_time(run, epub: Path) -> None:
    whole = epub.read_bytes()
    blank(epub, PLACE, 0.1)
    out = epub.with_name("out")
    make = ("make", epub, "--engine", "tone", "--formats", "mp3", "-q", "--out", out)
    for _ in range(2):
        said = run(*make, status=10)
        assert PLACE in said.err
        assert said.out == ""
    assert PLACE in (out / LOSSES).read_text(encoding="utf-8")
    assert json.loads((out / ".work" / "manifest.json").read_bytes())["losses"][0]["place"] == PLACE
    record = json.loads(run("check", out, "--json", status=7).out.splitlines()[0])
    assert [
        f["severity"] for f in record["findings"] if f["code"] == "S012" and PLACE in f["what"]
    ] == ["error"]
    epub.write_bytes(whole)
    run(*make)
    assert not (out / LOSSES).exists()
    run("check", out)


@pytest.mark.parametrize("verb", ["script", "chapters"])
def test_other_verbs_say_it_too(run, epub: Path, verb: str) -> None:
    flip(epub, PLACE, 0.5)
    said = run(verb, epub)
    assert PLACE in (said.out if verb == "chapters" else said.err)
    assert json.loads(run(verb, epub, "--json").out)["losses"][0]["place"] == PLACE


def test_check_of_the_source_finds_it(run, epub: Path) -> None:
    flip(epub, PLACE, 0.5)
    said = run("check", epub, status=7)
    assert "S012" in said.out
    assert PLACE in said.out


@pytest.mark.slow
def test_notes_that_are_read_are_no_difference(run, tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes((MADE / "pandoc-3.epub").read_bytes())
    run("make", path, "--engine", "tone", "--formats", "mp3", "-q", "--notes", "place")
    report = json.loads(run("check", tmp_path / "a.audiobook", "--json").out)
    assert not [finding for finding in report["findings"] if finding["code"] == "S010"]
