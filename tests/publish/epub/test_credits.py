"""Announcements on pages of their own in a book's own EPUB: valid, in order, and heard word for word."""

import re
import shutil
import zipfile
from xml.etree import ElementTree as ET

import pytest
from audiobook.publish import Edition, OutputFolder, publish
from audiobook.publish.epub.credits import announcements
from audiobook.settings import Settings, Speech
from audiobook.speech.announce import announced
from epub_reading import MADE, messages, milliseconds, needs_java, overlay, plain
from epub_sources import epub2, epub3, played, players
from hearing import made

SPEECH = Speech(
    opening="{title} & <others>.\n\nRead by *{narrator}*.", closing="This was {title}.\n\nThe end."
)


def with_credits(folder, source, speech=SPEECH, chapters=slice(None)):
    script = played(source)
    cast = players(script)
    script = announced(script, cast, speech)
    tracks = made(folder / "tracks", script, cast, encodings=("mp3",)).tracks[chapters]
    heard = []
    press = OutputFolder(folder / "out", folder / "manifest.json", folder / "parts")
    edition = Edition(script, cast, tracks, source=source, settings=Settings(speech=speech))
    (path,) = publish(("epub",), edition, press, heard.append)
    return path, tracks, [event.message for event in heard if hasattr(event, "message")]


def spine(package):
    root = ET.fromstring(package)
    hrefs = {one.get("id"): one.get("href") for one in root.iter() if one.tag.endswith("}item")}
    return [hrefs[one.get("idref")] for one in root.iter() if one.tag.endswith("}itemref")]


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("credits")
    return with_credits(folder, epub3(folder / "book.epub"))


def test_credits_stand_before_and_behind_the_book(finished):
    path, _, told = finished
    assert told == []
    with zipfile.ZipFile(path) as archive:
        assert spine(archive.read("OPS/deep/book.opf")) == [
            "nav.xhtml",
            "read-along/opening.xhtml",
            "../text-files/one.xhtml",
            "../text-files/two.xhtml",
            "read-along/closing.xhtml",
        ]
        assert archive.read("OPS/deep/nav.xhtml").count(b"<li>") == 2


def test_they_are_heard_word_for_word(finished):
    path, tracks, _ = finished
    with zipfile.ZipFile(path) as archive:
        for name, track, said in (
            ("opening", tracks[0], ["A Test & <others>.", "Read by Narrator."]),
            ("closing", tracks[-1], ["This was A Test.", "The end."]),
        ):
            smil = archive.read(f"OPS/deep/read-along/{name}.smil").decode()
            targets = re.findall(rf'<text src="{name}.xhtml#([^"]+)"', smil)
            root = ET.fromstring(archive.read(f"OPS/deep/read-along/{name}.xhtml"))
            texts = {one.get("id"): "".join(one.itertext()) for one in root.iter() if one.get("id")}
            assert [plain(texts[target]) for target in targets] == [plain(text) for text in said]
            clips = re.findall(r'clipBegin="([^"]+)" clipEnd="([^"]+)"', smil)
            assert milliseconds(clips[0][0]) == 0
            assert milliseconds(clips[-1][1]) == int(track.duration_ms)
        package = archive.read("OPS/deep/book.opf").decode()
        (total,) = re.findall(r'media:duration">([^<]+)<', package)
        assert milliseconds(total) == sum(int(track.duration_ms) for track in tracks)
        assert plain(overlay(archive, 2)[0][0]) == plain("The First of the Chapters")


@pytest.mark.slow
@needs_java
def test_it_is_valid(finished):
    assert messages(finished[0]) == []


@pytest.mark.slow
@needs_java
def test_an_epub_2_with_credits_is_valid(tmp_path):
    path, _, told = with_credits(tmp_path, epub2(tmp_path / "book.epub"))
    assert told == []
    assert messages(path) == []
    with zipfile.ZipFile(path) as archive:
        assert [name.rpartition("/")[2] for name in spine(archive.read("OPS/deep/book.opf"))] == [
            "opening.xhtml",
            "one.xhtml",
            "two.xhtml",
            "closing.xhtml",
        ]


@pytest.mark.slow
@needs_java
def test_what_another_program_made_is_valid_with_credits(tmp_path):
    source = tmp_path / "book.epub"
    shutil.copy(MADE / "pandoc-3.epub", source)
    before = messages(source)
    path, _, told = with_credits(tmp_path, source)
    assert not [message for message in told if "kept" in message]
    assert messages(path) == before


def test_one_alone_and_some_chapters_alone(tmp_path):
    source = epub3(tmp_path / "book.epub")
    path, *_ = with_credits(tmp_path / "opening", source, Speech(opening="Hear, hear."))
    with zipfile.ZipFile(path) as archive:
        assert "OPS/deep/read-along/opening.smil" in archive.namelist()
        assert "OPS/deep/read-along/closing.xhtml" not in archive.namelist()
    path, *_ = with_credits(tmp_path / "only", source, chapters=slice(0, 1))
    with zipfile.ZipFile(path) as archive:
        names = spine(archive.read("OPS/deep/book.opf"))
        assert (names[0], len(names)) == ("read-along/opening.xhtml", 4)
        assert len([name for name in archive.namelist() if name.endswith(".smil")]) == 1


def test_a_chapter_that_is_only_called_so_is_the_books_own(tmp_path):
    script = played(epub3(tmp_path / "book.epub"))
    edition = Edition(announced(script, players(script), SPEECH), players(script), ())
    assert announcements(edition) == frozenset()  # no announcement is set
