"""EPUBs with their sound, read by the W3C's checker, and their clips against the voices."""

import re
import zipfile
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from audiobook.errors import PublishError
from audiobook.model import Book, Chapter, Kind, Mark, MarkKind, Metadata, Script, Utterance
from audiobook.publish import Edition, OutputFolder, publish
from audiobook.publish.epub.overlay import clock, heard
from audiobook.publish.prose import paragraphs
from epub_reading import messages, milliseconds, needs_java, pars
from hearing import PITCHES, cast, decoded, made, pitch, script, stretch

HOSTILE = 'The <b>&amp; "End" 🌟 שלום \x01\ufffe'
CHAPTERS = (
    '# One & <only>\n\nEmma | "Go on, & <b>go</b>."\nshe said.\n\n***\n\nTom | "No."',
    "",
    'Emma | "Three."',
)


def built(folder, played, settings=None, source=None, told=lambda _: None):
    tracks = made(folder / "tracks", played).tracks
    edition = Edition(played, cast(), tracks, source=source)
    press = OutputFolder(folder / "out", folder / "manifest.json", folder / "parts")
    (path,) = publish(("epub",), edition, press, told)
    return path, tracks


def hostile():
    played = script(*CHAPTERS, title=HOSTILE)
    about = Metadata(
        HOSTILE,
        (HOSTILE, ""),
        "en_GB!",
        HOSTILE,
        "2",
        HOSTILE,
        "c. 1892",
        HOSTILE,
        identifier="urn:isbn:1 & 2",
    )
    chapters = tuple(
        replace(chapter, title=HOSTILE, part="Part & <one>" if chapter.number > 1 else "")
        for chapter in played.book.chapters
    )
    return replace(played, book=replace(played.book, metadata=about, chapters=chapters))


def test_no_file_has_the_form_of_large_files_without_need(tmp_path):
    """Some readers refuse that form, and versions of Python write it otherwise."""
    path, _ = built(tmp_path, hostile())
    with zipfile.ZipFile(path) as archive:
        assert any(info.filename.endswith(".mp3") for info in archive.infolist())
        assert {info.extract_version for info in archive.infolist()} == {20}


@pytest.mark.slow
@needs_java
def test_a_made_epub_is_valid_whatever_is_in_it(tmp_path):
    path, _ = built(tmp_path, hostile())
    assert messages(path) == []


def test_every_clip_is_the_voice_that_says_its_text(tmp_path):
    path, _ = built(tmp_path, script(*CHAPTERS))
    with zipfile.ZipFile(path) as archive:
        page = ET.fromstring(archive.read("EPUB/chapter-0001.xhtml"))
        spans = {e.get("id"): "".join(e.itertext()) for e in page.iter() if e.get("id")}
        sound = decoded(archive.read("EPUB/audio/0001-1.mp3"))
        found = list(pars(archive, "EPUB/chapter-0001.smil"))
    assert [spans[target] for target, *_ in found] == [
        "One & <only>",
        '"Go on, & <b>go</b>."',
        "she said.",
        '"No."',
    ]
    assert next(start for *_, start, _ in found) == 0
    assert all(one[3] == after[2] for one, after in pairwise(found))
    for (_, _, start, end), speaker in zip(found[1:], ("Emma", "narrator", "Tom"), strict=True):
        assert pitch(stretch(sound, start + 60, min(end, start + 300))) == pytest.approx(
            PITCHES[speaker], abs=8
        )


def test_durations_add_up_and_silent_pages_have_no_overlay(tmp_path):
    path, tracks = built(tmp_path, script(*CHAPTERS))
    with zipfile.ZipFile(path) as archive:
        package = archive.read("EPUB/package.opf").decode()
        names = archive.namelist()
    assert names[0] == "mimetype"
    assert "EPUB/chapter-0002.xhtml" in names
    assert "EPUB/chapter-0002.smil" not in names
    each = re.findall(r'<meta property="media:duration" refines="#[^"]+">([^<]+)<', package)
    (total,) = re.findall(r'<meta property="media:duration">([^<]+)<', package)
    spoken = [tracks[0], tracks[2]]
    assert [milliseconds(one) for one in each] == [int(track.duration_ms) for track in spoken]
    assert milliseconds(total) == sum(map(milliseconds, each))


def test_equal_books_give_equal_bytes(tmp_path):
    one, _ = built(tmp_path / "one", hostile())
    other, _ = built(tmp_path / "other", hostile())
    assert one.read_bytes() == other.read_bytes()


def test_a_book_without_chapters_is_an_error(tmp_path):
    press = OutputFolder(tmp_path, tmp_path / "m.json", tmp_path / "p")
    with pytest.raises(PublishError, match="no chapter"):
        publish(("epub",), Edition(script(), cast(), ()), press)


def test_a_split_chapter_is_one_page_with_both_sounds(tmp_path):
    played = script('Emma | "One."\nTom | "Two."')
    (track,) = made(tmp_path / "tracks", played).tracks
    first = replace(track, cues=track.cues[:1])
    second = replace(track, cues=track.cues[1:])
    press = OutputFolder(tmp_path / "out", tmp_path / "m.json", tmp_path / "p")
    (path,) = publish(("epub",), Edition(played, cast(), (first, second)), press)
    with zipfile.ZipFile(path) as archive:
        found = list(pars(archive, "EPUB/chapter-0001.smil"))
        assert [one[:2] for one in found] == [
            ("u0", "audio/0001-1.mp3"),
            ("u1", "audio/0001-2.mp3"),
        ]
        assert len([name for name in archive.namelist() if name.endswith(".xhtml")]) == 3


def test_clips_follow_one_another_to_the_end_of_the_sound(tmp_path):
    (track,) = made(tmp_path, script('Emma | "One."\n\n***\n\nTom | "Two."')).tracks
    found = list(heard(track, "a.mp3"))
    assert [one.utterance for one in found] == [0, 2]
    assert (found[0].start_ms, found[0].end_ms) == (0, found[1].start_ms)
    assert found[1].start_ms == pytest.approx(track.cues[2].start_ms, abs=1)
    assert found[1].end_ms == int(track.duration_ms)


def test_clock_values():
    assert [clock(0), clock(59_999), clock(3_661_005)] == [
        "0:00:00.000",
        "0:00:59.999",
        "1:01:01.005",
    ]


def test_paragraphs_keep_marks_lines_and_forms():
    text = "Title\n\nHe _never_ came,\nnot once. She did.\n\nRoses are red,\nviolets blue.\n\n* * *"
    at = text.index
    marks = (
        Mark(0, 5, MarkKind.HEADING, "2"),
        Mark(at("_never_"), at("_never_") + 7, MarkKind.EMPHASIS),
        Mark(at("Roses"), at("blue.") + 5, MarkKind.VERSE),
        Mark(at("not once"), at("She did") + 3, MarkKind.LANGUAGE, "fr"),
    )
    cuts = [0, at("He _"), at("She did"), at("Roses"), at("* * *"), len(text)]
    kinds = (Kind.HEADING, Kind.NARRATION, Kind.NARRATION, Kind.NARRATION, Kind.BREAK)
    numbers = (0, 1, 1, 2, 3)
    lines = tuple(
        Utterance(cuts[n], cuts[n + 1], kind, number)
        for n, (kind, number) in enumerate(zip(kinds, numbers, strict=True))
    )
    book = Script(Book(Metadata("T"), (Chapter(1, "One", text, 0, marks),)), (lines,))
    found = list(paragraphs(book, 0))
    assert [(one.form, one.level) for one in found] == [
        ("heading", 2),
        ("", 0),
        ("verse", 0),
        ("break", 0),
    ]
    assert [
        (run.text, [kind.value for kind, _ in run.marks]) for run in found[1].lines[0].runs
    ] == [
        ("He ", []),
        ("never", ["emphasis"]),
        (" came, ", []),
        ("not once.", ["language"]),
    ]
    assert [run.text for run in found[2].lines[0].runs] == ["Roses are red,\nviolets blue."]


@pytest.mark.slow
def test_two_thousand_chapters(tmp_path):
    chapters = tuple(Chapter(n, f"Chapter {n}", "Hello.") for n in range(1, 2001))
    lines = tuple((Utterance(0, 6, Kind.NARRATION, 0),) for _ in chapters)
    played = Script(Book(Metadata("T"), chapters), lines)
    (track,) = made(
        tmp_path / "tracks",
        replace(played, book=replace(played.book, chapters=chapters[:1]), utterances=lines[:1]),
    ).tracks
    tracks = tuple(replace(track, chapter=n) for n in range(1, 2001))
    press = OutputFolder(tmp_path / "out", tmp_path / "m.json", tmp_path / "p")
    (path,) = publish(("epub",), Edition(played, cast(), tracks), press)
    with zipfile.ZipFile(path) as archive:
        assert sum(name.endswith(".smil") for name in archive.namelist()) == 2000
