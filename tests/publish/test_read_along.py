"""Every format that is read along, on what books are in truth: gaps, credits, parts, other scripts, silence."""

import re
import zipfile
from dataclasses import replace

import pytest
from audiobook.engines.tone import ToneEngine
from audiobook.errors import EngineError
from audiobook.model import Mark, MarkKind, Metadata
from audiobook.publish import Edition, OutputFolder, publish
from audiobook.render.plan import plan
from audiobook.render.render import render
from audiobook.settings import Speech
from audiobook.speech.announce import announced
from hearing import DEFAULTS, cast, inline, made, script, workshop

EVERY = ("mp3", "m4b", "vtt", "srt", "ass", "lrc", "cue", "labels", "stems", "epub", "html")
ENCODINGS = ("mp3", "aac", "flac")


def published(folder, edition):
    press = OutputFolder(folder / "out", folder / "manifest.json", folder / "parts")
    paths = publish(EVERY, edition, press)
    return {path.relative_to(folder / "out").as_posix(): path for path in paths}


def text_of(path):
    return path.read_text(encoding="utf-8")


def test_a_line_that_could_not_be_spoken_is_shown_over_its_beep(tmp_path, monkeypatch):
    speak = ToneEngine.speak

    def failing(self, line):
        if "Two" in line.words:
            raise EngineError("no")
        return speak(self, line)

    monkeypatch.setattr(ToneEngine, "speak", failing)
    played = script('Emma | "One."\nTom | "Two."\nEmma | "Three."')
    plans = plan(played, cast(), DEFAULTS)
    with inline() as pool:
        shop = workshop(tmp_path / "work", plans, pool, ENCODINGS)
        rendered = render(plans, shop, pool, 60, allow_missing=True)
    assert rendered.missing
    names = published(tmp_path, Edition(played, cast(), rendered.tracks))
    assert "Two." in text_of(names["01 - Chapter 1.vtt"])
    beep = rendered.tracks[0].cues[1]
    assert f"{beep.start_ms / 1000:.6f}\t{beep.end_ms / 1000:.6f}\tTom" in text_of(
        names["labels/01 - Chapter 1.txt"]
    )
    with zipfile.ZipFile(names["A Book.epub"]) as archive:
        assert archive.read("EPUB/chapter-0001.smil").count(b"<par ") == 3


def test_credits_are_chapters_like_any_other(tmp_path):
    played = announced(
        script('Emma | "One."'), cast(), Speech(opening="{title}.", closing="The end.")
    )
    tracks = made(tmp_path / "work", played, encodings=ENCODINGS).tracks
    names = published(tmp_path, Edition(played, cast(), tracks))
    assert len([name for name in names if name.endswith(".mp3")]) == 3
    for name in names:
        if name.endswith(("vtt", "srt", "ass")) and "A Book" in name:
            assert [
                text_of(names[name]).count(words) for words in ("A Book.", "One.", "The end.")
            ] == [1, 1, 1]
    page = text_of(names["A Book.html"])
    assert re.findall(r'<section id="(c\d)"', page) == ["c0", "c1", "c2"]
    with zipfile.ZipFile(names["A Book.epub"]) as archive:
        assert sum(name.endswith(".smil") for name in archive.namelist()) == 3


def test_books_in_other_scripts_run_their_own_way(tmp_path):
    played = script("Emma | שלום עולם.\nהוא אמר.")
    played = replace(played, book=replace(played.book, metadata=Metadata("ספר", language="he")))
    tracks = made(tmp_path / "work", played, encodings=ENCODINGS).tracks
    names = published(tmp_path, Edition(played, cast(), tracks))
    assert '<html lang="he" dir="rtl">' in text_of(names["ספר.html"])
    with zipfile.ZipFile(names["ספר.epub"]) as archive:
        assert b'page-progression-direction="rtl"' in archive.read("EPUB/package.opf")
        assert 'xml:lang="he"' in archive.read("EPUB/chapter-0001.xhtml").decode()
    assert "שלום עולם." in text_of(names["ספר.srt"])


@pytest.mark.parametrize(
    "text", ["", "***", "...", "\u00ad"], ids=["empty", "break", "signs", "invisible"]
)
def test_a_chapter_in_which_nothing_is_said_has_files_all_the_same(tmp_path, text):
    played = script('Emma | "One."', text)
    tracks = made(tmp_path / "work", played, encodings=ENCODINGS).tracks
    names = published(tmp_path, Edition(played, cast(), tracks))
    assert text_of(names["02 - Chapter 2.vtt"]).strip() == "WEBVTT"
    assert text_of(names["labels/02 - Chapter 2.txt"]) == ""
    assert "stems/02 - Chapter 2/narrator.flac" in names
    with zipfile.ZipFile(names["A Book.epub"]) as archive:
        assert "EPUB/chapter-0002.xhtml" in archive.namelist()
        assert "EPUB/chapter-0002.smil" not in archive.namelist()


def test_what_is_not_read_aloud_is_on_the_pages_but_in_no_caption(tmp_path):
    played = script("He came. [Illustration: a cat] He went.")
    chapter = played.book.chapters[0]
    at = chapter.text.index("[")
    silent = Mark(at, chapter.text.index("]") + 1, MarkKind.SILENT, "picture")
    played = replace(
        played, book=replace(played.book, chapters=(replace(chapter, marks=(silent,)),))
    )
    tracks = made(tmp_path / "work", played, encodings=ENCODINGS).tracks
    names = published(tmp_path, Edition(played, cast(), tracks))
    assert "Illustration" not in text_of(names["A Book.vtt"])
    assert "[Illustration: a cat]" in text_of(names["A Book.html"])


def written(files):
    """When, and as which file: two files may be written within one tick of the clock."""
    return {name: (path.stat().st_mtime_ns, path.stat().st_ino) for name, path in files.items()}


def test_a_book_made_again_leaves_every_file_as_it_is(tmp_path):
    played = script('Emma | "One."\nshe said.')
    edition = Edition(played, cast(), made(tmp_path / "work", played, encodings=ENCODINGS).tracks)
    first = written(published(tmp_path, edition))
    assert written(published(tmp_path, edition)) == first


def test_a_renamed_character_changes_the_files_that_name_them(tmp_path):
    played = script('Emma | "One."\nshe said.')
    tracks = made(tmp_path / "work", played, encodings=ENCODINGS).tracks
    before = written(published(tmp_path, Edition(played, cast(), tracks)))
    lines = tuple(
        tuple(
            replace(one, speaker="Tom" if one.speaker == "Emma" else one.speaker) for one in chapter
        )
        for chapter in played.utterances
    )
    after = written(published(tmp_path, Edition(replace(played, utterances=lines), cast(), tracks)))
    changed = {name.rpartition(".")[2] for name in after if before.get(name) != after[name]}
    assert changed == {"vtt", "srt", "ass", "txt", "html", "flac"}
    assert not (tmp_path / "out" / "stems" / "01 - Chapter 1" / "Emma.flac").exists()
