"""A book that is whole gives no findings; every kind of damage gives its code."""

import json

import numpy as np
import pytest
from audiobook.checks.book_record import remembered
from audiobook.checks.casting import without_voices
from audiobook.checks.script import tiling
from audiobook.files import write_text
from audiobook.model import Cast
from audiobook.publish import PUBLISHERS
from audiobook.render.tracks import _crc, _record_of
from checking import chapter, check, copy, found, make, replaced, samples, serious, tag_size, write
from mutagen.id3 import ID3, TIT2, TRCK
from mutagen.mp4 import MP4


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("made"))


@pytest.fixture
def book(made, tmp_path):
    return copy(made, tmp_path / "bridge.audiobook")


def test_a_whole_book_gives_no_findings(book):
    report = check(book)
    assert not {f.code for f in report.findings if f.rule.severity.value != "info"}
    assert report.files == 3
    assert report.lines == 2 * sum(
        bool(cue.clip) for out in remembered(book).tracks for t in out for cue in t.cues
    )


@pytest.mark.slow
def test_a_whole_book_in_every_format_gives_no_findings(tmp_path):
    folder = make(tmp_path, formats=list(PUBLISHERS.table), feed={"url": "https://example.org/"})
    assert not serious(folder)
    assert {path.suffix for path in folder.iterdir()} >= {
        ".mp3",
        ".m4b",
        ".m4a",
        ".opus",
        ".flac",
        ".wav",
    }


def test_two_chapters_that_were_swapped(book):
    one, two = chapter(book, 1), chapter(book, 2)
    first = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(first)
    assert {"A003", "A016", "M033"} <= set(found(book))


def test_an_mp3_that_was_cut_in_the_middle(book):
    path = chapter(book, 1)
    path.write_bytes(
        path.read_bytes()[: tag_size(path) + round(0.7 * (path.stat().st_size - tag_size(path)))]
    )
    codes = found(book)
    assert codes["A002"] == codes["A003"] == 1
    assert codes["A011"] >= 2  # the lines that are gone


def test_a_sentence_that_was_cut_out(book):
    cue = remembered(book).tracks[0][0].cues[2]

    def cut(pcm, rate):
        start, end = (round(ms * rate / 1000) for ms in (cue.start_ms, cue.end_ms))
        return np.concatenate((pcm[:start], pcm[end:]))

    replaced(chapter(book, 1), cut)
    findings = [f for f in check(book).findings if f.code in ("A011", "A012")]
    assert {f.code for f in findings} == {"A011", "A012"}
    lost = next(f for f in findings if f.code == "A011")
    assert lost.chapter == 1
    assert "Is the boat gone" in lost.line


def test_a_stretch_that_is_heard_twice(book):
    cue = remembered(book).tracks[0][0].cues[2]

    def double(pcm, rate):
        start, end = (round(ms * rate / 1000) for ms in (cue.start_ms, cue.end_ms))
        return np.concatenate((pcm[:end], pcm[start:end], pcm[end:]))

    replaced(chapter(book, 1), double)
    shifts = [f for f in check(book).findings if f.code == "A012"]
    assert len(shifts) == 1
    assert f"{(cue.end_ms - cue.start_ms) / 1000:.2f} s of sound are added" in shifts[0].what


def test_silence_that_was_inserted(book):
    def pause(pcm, rate):
        at = round(remembered(book).tracks[0][0].cues[4].start_ms * rate / 1000) - rate // 20
        return np.concatenate((pcm[:at], np.zeros(8 * rate, pcm.dtype), pcm[at:]))

    replaced(chapter(book, 1), pause)
    codes = found(book)
    assert codes["A004"] == 1
    assert codes["A012"] == 1


def test_a_word_that_was_muted(book):
    cue = remembered(book).tracks[1][0].cues[1]

    def mute(pcm, rate):
        middle = round((cue.start_ms + cue.end_ms) / 2 * rate / 1000)
        pcm[middle : middle + rate // 4] = 0
        return pcm

    replaced(chapter(book, 2), mute)
    (finding,) = [f for f in check(book).findings if f.code == "A011"]
    assert finding.chapter == 2


def test_samples_that_are_clipped(book):
    replaced(chapter(book, 2), lambda pcm, _: np.clip(pcm.astype(int) * 12, -32768, 32767))
    assert {"A006"} <= set(found(book))


def test_clicks(book):
    def click(pcm, rate):
        pcm[np.arange(3, len(pcm) - rate, 2 * rate)] = 30000
        return pcm

    replaced(chapter(book, 2), click)
    assert found(book)["A010"] >= 3


def test_files_that_are_gone(book):
    chapter(book, 1).unlink()
    assert {"A015", "M032"} <= set(found(book))  # and the playlist names it
    next(book.glob("*.m4b")).unlink()
    assert "S009" in found(book)


@pytest.mark.parametrize(
    "content",
    [b"", b"This is a story, not a sound. " * 400, b"#EXTM3U\nhttp://127.0.0.1:1/x.mp3\n"],
)
def test_a_file_that_is_no_sound(book, content):
    chapter(book, 1).write_bytes(content)
    assert "A001" in found(book)


def test_a_cue_that_is_missing_is_a_failed_build(book):
    track = remembered(book).tracks[0][0]
    for _, path in track.files:
        record = json.loads(_record_of(path).read_text())
        record.pop("crc32")
        record["cues"] = [cue for cue in record["cues"] if cue[0] != 2]
        write_text(_record_of(path), json.dumps({"crc32": _crc(record), **record}))
    (finding,) = [f for f in check(book).findings if f.code == "S005"]
    assert "Is the boat gone" in finding.line


def test_cues_that_run_backwards_or_out_of_the_sound(book):
    track = remembered(book).tracks[0][0]
    for _, path in track.files:
        record = json.loads(_record_of(path).read_text())
        record.pop("crc32")
        record["cues"][1][1:3] = [record["cues"][2][1] + 1, record["cues"][2][2]]
        record["cues"][-1][2] += 9000
        write_text(_record_of(path), json.dumps({"crc32": _crc(record), **record}))
    assert found(book)["S007"] == 2


def test_a_track_that_is_damaged(book):
    _, path = remembered(book).tracks[0][0].files[0]
    path.write_bytes(b"x")
    assert "S008" in found(book)


def test_a_record_that_is_gone_leaves_what_can_be_heard(book):
    (book / ".work" / "script.json").write_text("no", encoding="utf-8")
    assert serious(book) == {"S001"}
    (book / ".work" / "manifest.json").write_text("{}", encoding="utf-8")
    assert serious(book) == {"S001"}
    assert check(book).files == 3


@pytest.mark.slow
def test_a_source_that_was_changed_or_moved(tmp_path):
    folder = make(tmp_path)
    source = tmp_path / "bridge.txt"
    source.write_text("Something else.", encoding="utf-8")
    assert serious(folder) == {"S002"}
    source.unlink()
    assert serious(folder) == set()
    assert found(folder)["S003"] == 1


def test_a_line_that_could_not_be_spoken(tmp_path):
    pack = tmp_path / "pack.toml"
    pack.write_text(
        '[voices.hum]\nengine = "tone"\n[voices.hum.options]\nfail_on = "lamp"\n', encoding="utf-8"
    )
    cast = tmp_path / "bridge.audiobook" / "cast.toml"
    cast.parent.mkdir()
    cast.write_text('[speakers.narrator]\nvoice = "hum"\n', encoding="utf-8")
    flags = {"engine": "", "voices": [pack], "allow_missing": True, "formats": ["mp3"]}
    folder = make(tmp_path, **flags, parts="one")
    (finding,) = [f for f in check(folder).findings if f.code == "S006"]
    assert "lamp" in finding.line


def test_only_some_chapters(tmp_path):
    folder = make(tmp_path, chapters="2")
    assert found(folder)["S011"] == 1
    assert not serious(folder)


def test_what_the_cast_file_says_and_is_not_heard(book):
    cast = book / "cast.toml"
    cast.write_text(
        cast.read_text() + '\n[speakers.Bob]\nvoice = "no such voice"\n', encoding="utf-8"
    )
    assert {"C002", "C005"} <= set(found(book))
    cast.write_text("speakers = 3", encoding="utf-8")
    assert "C002" in found(book)


def test_two_who_talk_with_each_other_in_one_voice(tmp_path):
    cast = tmp_path / "bridge.audiobook" / "cast.toml"
    cast.parent.mkdir()
    cast.write_text(
        '[speakers.Anna]\nvoice = "Anna"\n[speakers.Peter]\nvoice = "Anna"\n', encoding="utf-8"
    )
    pack = tmp_path / "pack.toml"
    pack.write_text('[voices.Anna]\nengine = "tone"\n', encoding="utf-8")
    assert "C003" in serious(make(tmp_path, voices=[pack]))


def test_tags_that_were_removed(book):
    for number in (1, 2):
        ID3(chapter(book, number)).delete()
    next(book.glob("*.m4b"))
    MP4(next(book.glob("*.m4b"))).delete()
    codes = found(book)
    assert {"M001", "M002", "M003", "M004", "M005", "M009", "M020"} <= set(codes)


def test_track_numbers_in_the_wrong_order_and_titles_alike(book):
    for number, track in ((1, "2"), (2, "1")):
        tags = ID3(chapter(book, number))
        tags.setall("TRCK", [TRCK(text=track)])
        tags.setall("TIT2", [TIT2(text="The Bridge")])
        tags.save()
    codes = found(book)
    assert codes["M005"] == 1
    assert codes["M006"] == codes["M024"] == 1


def test_chapter_marks_that_were_shifted(book):
    path = next(book.glob("*.m4b"))
    data = path.read_bytes()
    second = round(MP4(path).chapters[1].start * 1e7)  # Nero's list counts 100 ns
    old = data.index(second.to_bytes(8, "big"), data.index(b"chpl"))
    start = second - 30_000_000
    path.write_bytes(data[:old] + start.to_bytes(8, "big") + data[old + 8 :])
    assert serious(book) == {"M023"}


def test_a_folder_of_ours_without_its_records_is_any_folder(book, tmp_path):
    plain = tmp_path / "plain"
    plain.mkdir()
    for path in book.iterdir():
        if path.is_file():
            (plain / path.name).write_bytes(path.read_bytes())
    assert not serious(plain)


@pytest.mark.slow
def test_a_file_that_was_encoded_again_is_still_the_book(book):
    replaced(chapter(book, 1), lambda pcm, _: pcm)
    assert serious(book) == set()
    assert found(book)["M033"] == 1
    pcm, rate = samples(chapter(book, 1))
    write(chapter(book, 1), np.vstack((pcm, pcm)), rate)  # in two channels, without tags
    assert not {code for code in found(book) if code.startswith(("A", "S"))}


def test_text_that_lies_in_no_utterance_or_in_two(book):
    chapter_one, utterances = (
        remembered(book).played.book.chapters[0],
        remembered(book).played.utterances[0],
    )
    assert not list(tiling(chapter_one, utterances))
    assert [f.code for f in tiling(chapter_one, utterances[:-1])] == ["S004"]
    assert [f.code for f in tiling(chapter_one, (*utterances[:2], *utterances[1:]))] == ["S004"]


def test_a_speaker_whom_nobody_plays(book):
    made_of = remembered(book)
    roles = tuple(role for role in made_of.cast.roles if role.speaker != "Anna")
    (finding,) = without_voices(made_of.script, Cast(roles))
    assert finding.code == "C001"
    assert "Anna" in finding.what
