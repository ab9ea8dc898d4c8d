"""The same story in every format, made by Pandoc, LibreOffice and Calibre: all are read to the same text.

The files in ``cases/readers/made`` were made of ``source.md`` by those programs and are kept as they came.
"""

import io
import shutil
import subprocess
import unicodedata
from pathlib import Path

import places
import pytest
from audiobook.errors import InputError
from audiobook.model import Book, MarkKind
from audiobook.readers import calibre, read_book

MADE = places.CASES / "readers" / "made"
TITLES = ["Chapter 1: The Cart", "Chapter 2: The Letter", "Chapter 3: The Quay"]
PARTS = ["Part One: Inland", "Part One: Inland", "Part Two: The Sea"]
OPENING = "It rained all day, and nobody ever went out. “Put it down,” said Mara"
NOTE = "The ferryman’s dialect, which nobody else spoke."

# What a format or the program that wrote it cannot say.
LOST = {
    "calibre.docx": {"break", "note", "quote"},
    "calibre.fb2": {"break", "note", "quote", "table", "strong", "verse"},
    "libreoffice.html": {"emphasis", "quote", "strong"},
    "libreoffice.pdf": {"break", "emphasis", "quote", "note", "table", "verse", "strong"},
    "pandoc.md": {"verse"},
    "source.md": {"verse"},
    "pandoc.txt": {"break", "emphasis", "note", "quote", "table", "strong"},
}
FILES = sorted(path.name for path in MADE.iterdir() if path.suffix not in {".mobi", ".azw3"})


def spoken(book: Book) -> str:
    return "\n".join(chapter.text for chapter in book.chapters)


def words(text: str) -> list[str]:
    """The words of a text, however it sets numbers high or low, and without the note and its number."""
    plain = (
        unicodedata.normalize("NFKC", " ".join(text.split())).replace("'", "’").replace(NOTE, "")
    )
    for sign in ("nothing.1", "nothing.[1]"):
        plain = plain.replace(sign, "nothing.")
    plain = plain.replace("[1]", "").replace("2^(nd)", "2nd").replace("~", "").replace("^", "")
    return "".join(char if char.isalnum() else " " for char in plain).split()


@pytest.mark.parametrize("name", FILES)
def test_chapters(name: str) -> None:
    book = read_book(MADE / name)
    assert [chapter.title for chapter in book.chapters] == TITLES
    assert [chapter.part for chapter in book.chapters] == PARTS
    assert OPENING in " ".join(book.chapters[0].text.split())


@pytest.mark.parametrize("name", [name for name in FILES if name != "pandoc.txt"])
def test_metadata(name: str) -> None:
    metadata = read_book(MADE / name).metadata
    assert metadata.title == "The Salt Road"
    assert metadata.authors == (() if name == "libreoffice.html" else ("Ines Calder",))


@pytest.mark.parametrize("name", FILES)
def test_the_words_are_the_same(name: str) -> None:
    expected = words(spoken(read_book(MADE / "pandoc-3.epub")))
    assert words(spoken(read_book(MADE / name))) == expected


@pytest.mark.parametrize("name", FILES)
def test_features(name: str) -> None:
    book = read_book(MADE / name)
    lost = LOST.get(name, set())
    kinds = {mark.kind for chapter in book.chapters for mark in chapter.marks}
    said = {
        "break": MarkKind.BREAK,
        "emphasis": MarkKind.EMPHASIS,
        "strong": MarkKind.STRONG,
        "table": MarkKind.TABLE,
    }
    assert {key for key, kind in said.items() if kind not in kinds} <= lost
    if "note" not in lost:
        assert [
            note.text.replace("'", "’") for chapter in book.chapters for note in chapter.notes
        ] == [NOTE]
        assert NOTE not in spoken(book)
    if "verse" not in lost:
        assert "The salt road, the long road,\nThe road that has no end." in book.chapters[1].text
    if "table" not in lost:
        assert "Sacks, 12\n\nRopes, 3" in book.chapters[1].text


def test_calibre_formats(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if shutil.which(calibre.PROGRAM) is None:
        pytest.skip("needs Calibre's ebook-convert")
    for name in ("calibre.mobi", "calibre.azw3"):
        book = read_book(MADE / name)
        assert [chapter.title for chapter in book.chapters] == TITLES
        assert OPENING in book.chapters[0].text


def program(folder: Path, body: str) -> None:
    path = folder / calibre.PROGRAM
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def test_calibre_is_given_a_copy_and_makes_an_epub(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path, f'test "$(basename "$1")" = book.mobi && cp "{MADE / "pandoc-3.epub"}" "$2"')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert [chapter.title for chapter in read_book(MADE / "calibre.mobi").chapters] == TITLES


CALIBRE_FAILS = {
    "not there": ("", "needs the program Calibre"),
    "copy protection": ('echo "calibre.ebooks.DRMError: DRM" >&2; exit 1', "copy protection"),
    "damaged": ('echo "ValueError: no" >&2; exit 1', "could not convert.*ValueError: no"),
    "makes nothing": ("exit 0", "could not convert"),
    "hangs": ("exec sleep 600", "took more than"),
}


@pytest.mark.parametrize(("body", "message"), CALIBRE_FAILS.values(), ids=CALIBRE_FAILS)
def test_calibre_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str, message: str
) -> None:
    if body:
        program(tmp_path, body)
    if "sleep" in body:
        monkeypatch.setattr(calibre, "TIMEOUT_S", 0.3)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin" if body else str(tmp_path))
    with pytest.raises(InputError, match=message) as caught:
        read_book(MADE / "calibre.azw3")
    assert caught.value.remedy


def test_pandoc_on_this_machine(tmp_path: Path) -> None:
    if shutil.which("pandoc") is None:
        pytest.skip("needs pandoc")
    for name in ("a.docx", "a.odt", "a.epub", "a.fb2", "a.html"):
        subprocess.run(
            ["pandoc", "-s", str(MADE / "source.md"), "-o", str(tmp_path / name)], check=True
        )
        assert [chapter.title for chapter in read_book(tmp_path / name).chapters] == TITLES


@pytest.mark.parametrize("name", ["pandoc.txt", "pandoc.html", "pandoc.docx", "libreoffice.pdf"])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    data = io.BytesIO((MADE / name).read_bytes())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(data))
    assert [chapter.title for chapter in read_book(Path("-")).chapters] == TITLES


def test_standard_input_that_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    with pytest.raises(InputError, match=r"^Standard input is empty"):
        read_book(Path("-"))


# --- folders ----------------------------------------------------------------------------------------------

PROSE = "It rained all day, and nobody went out. " * 12


def test_folder_in_natural_order(tmp_path: Path) -> None:
    for number in (1, 2, 10, 11):
        (tmp_path / f"chapter {number}.txt").write_text(
            f"Chapter {number}\n\n{PROSE}", encoding="utf-8"
        )
    (tmp_path / "notes.xlsx").write_bytes(b"PK")
    (tmp_path / ".hidden.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "cover.jpg").write_bytes(b"\xff\xd8\xff")
    book = read_book(tmp_path)
    assert [chapter.title for chapter in book.chapters] == [
        f"Chapter {number}" for number in (1, 2, 10, 11)
    ]
    assert [chapter.number for chapter in book.chapters] == [1, 2, 3, 4]
    assert book.cover is not None
    assert book.metadata.title == tmp_path.name.replace("_", " ")
    assert book.warnings == ("notes.xlsx was left out: it is not text.",)


def test_folders_are_parts_and_files_of_any_format(tmp_path: Path) -> None:
    for part, number, suffix, text in (
        ("Part 1", 1, "md", f"# One\n\n{PROSE}"),
        ("Part 1", 2, "html", f"<h1>Two</h1><p>{PROSE}</p>"),
        ("Part 2", 3, "txt", PROSE),
    ):
        (tmp_path / part).mkdir(exist_ok=True)
        (tmp_path / part / f"{number}.{suffix}").write_text(text, encoding="utf-8")
    book = read_book(tmp_path)
    assert [(c.part, c.title) for c in book.chapters] == [
        ("Part 1", "One"),
        ("Part 1", "Two"),
        ("Part 2", "3"),
    ]


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(f"SECRET {PROSE}", encoding="utf-8")
    folder = tmp_path / "book"
    (folder / "sub").mkdir(parents=True)
    (folder / "1.txt").write_text(PROSE, encoding="utf-8")
    (folder / "2.txt").symlink_to(secret)
    (folder / "sub" / "loop").symlink_to(folder, target_is_directory=True)
    book = read_book(folder)
    assert "SECRET" not in spoken(book)
    assert [warning.partition(" was")[0] for warning in book.warnings] == ["2.txt", "sub/loop"]


def test_a_damaged_file_is_a_loss_and_one_without_words_is_not(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(PROSE, encoding="utf-8")
    (tmp_path / "2.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "3.txt").write_text("* * *", encoding="utf-8")
    book = read_book(tmp_path)
    assert len(book.chapters) == 1
    assert [(loss.kind, loss.place) for loss in book.losses] == [("damaged", "2.docx")]
    assert "3.txt was left out" in book.warnings[0]
