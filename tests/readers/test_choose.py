"""Bad input is one clear sentence with a remedy; encodings are found and reported."""

import os
import zipfile
from pathlib import Path

import pytest
from audiobook.errors import InputError
from audiobook.readers import read_book
from audiobook.readers.decoding.decode import decode, looks_binary

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00" * 4
STORY = (
    "“It’s a naïve café,” she said — and left. Whatever else was true, the coffee there was good. "
    * 5
)


def refused(path: Path, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_book(path)
    assert caught.value.exit_status == 3
    assert caught.value.remedy
    assert str(path) in caught.value.message


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t \r\n", "no letters"),
        ("a.txt", b"123 456 ... ***", "no letters"),
        ("a.txt", "\ufeff".encode(), "no letters"),
        ("a.txt", PNG, "binary"),
        ("a.html", PNG, "binary"),
        ("a.md", PNG, "binary"),
        ("a.epub", b"This is no zip archive at all.", "not a readable EPUB"),
        ("a.epub", b"PK\x03\x04 and rubbish", "not a readable EPUB"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    refused(path, message)


def test_missing(tmp_path: Path) -> None:
    refused(tmp_path / "gone.txt", "There is no file")


def test_empty_folder(tmp_path: Path) -> None:
    refused(tmp_path, "no chapter in the folder")


def test_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.txt"
    path.write_text("text", encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything
        monkeypatch.setattr(
            Path, "open", lambda *_a, **_k: (_ for _ in ()).throw(PermissionError(13, "denied"))
        )
    refused(path, "do not have permission to read")


@pytest.mark.parametrize("name", ["a.zip", "a.epub", "a.txt"])
def test_zip_that_is_no_epub(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "Hello")
    refused(path, "not an EPUB")


def test_text_by_any_name(tmp_path: Path) -> None:
    path = tmp_path / "story"
    path.write_text(STORY, encoding="utf-8")
    assert read_book(path).chapters[0].text == STORY.strip()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings(encoding: str) -> None:
    found = decode(STORY.encode(encoding))
    assert found.text == STORY
    assert bool(found.warnings) == (encoding in {"utf-16-le", "utf-16-be", "cp1252"})


def test_cyrillic_is_guessed() -> None:
    text = (
        "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. "
        * 20
    )
    found = decode(text.encode("koi8-r"))
    assert found.text == text
    assert found.warnings


def test_stray_bytes_in_utf8_are_mended() -> None:
    found = decode(STORY.encode() + b"\x93Go,\x94 he said.")
    assert found.text == STORY + "“Go,” he said."
    assert "2 bytes" in found.warnings[0]


def test_newlines_are_not_translated() -> None:
    assert decode(b"a\r\nb\rc\n").text == "a\r\nb\rc\n"


def test_half_a_character_is_reported() -> None:
    found = decode("Ein Text".encode("utf-16") + b"\x00")
    assert found.text.startswith("Ein Text")
    assert found.warnings


@pytest.mark.parametrize(
    "data", [PNG, bytes(range(32)) * 20, b"\x00" * 100, b"\x7fELF\x02\x01\x01" + b"\x00" * 60]
)
def test_binary(data: bytes) -> None:
    assert looks_binary(data)


@pytest.mark.parametrize(
    "data", [STORY.encode("utf-16"), STORY.encode(), b"one\x00 zero in a text", b"page\x0c\x1a"]
)
def test_not_binary(data: bytes) -> None:
    assert not looks_binary(data)
