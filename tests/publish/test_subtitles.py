"""Subtitles and lyrics, read back with other people's parsers, and their times with the sound."""

import io
import re
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pysubs2
import pytest
import srt
import webvtt
from audiobook.errors import PublishError, UsageError
from audiobook.model import (
    Book,
    Cast,
    Chapter,
    Cue,
    Kind,
    Mark,
    MarkKind,
    Metadata,
    Role,
    Script,
    Track,
    Utterance,
)
from audiobook.publish import Edition, OutputFolder, publish
from audiobook.publish.publish import check_formats
from audiobook.publish.table import PUBLISHERS
from audiobook.publish.text.captions import LINES, WIDTH, captions, columns, cut
from audiobook.publish.text.colours import ON_BLACK, ON_WHITE, colours
from audiobook.publish.timeline import Said, heard_in, timelines
from audiobook.settings import Settings
from colours import luminance
from hearing import PITCHES, cast, ffmpeg_decoded, made, needs_ffmpeg, pitch, script, stretch

LONG = (
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of "
    "foolishness; and it was, as somebody who had been there said to me much later, a perfectly ordinary Tuesday."
)
CHAPTERS = (
    'Emma | "One & <b>two</b> {\\an8} --> three."\nshe said.\n\n***\n\n' + LONG,
    'Tom | "Two, which is rather longer than the first chapter of this book."',
    'Emma | "Three."\nTom | "[00:01.00] Four."',
)
HOSTILE = '"One & <b>two</b> {\\an8} --> three."'


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    played = script(*CHAPTERS, title="Ein Buch: é 🌟")
    return Edition(played, cast(), made(tmp_path_factory.mktemp("tracks"), played).tracks)


def published(folder, formats, what, listener=lambda _: None):
    paths = publish(
        formats,
        what,
        OutputFolder(folder / "out", folder / "manifest.json", folder / "parts"),
        listener,
    )
    return {path.name: path for path in paths}


def said(text, start=0.0, end=1000.0, speaker="narrator"):
    return Said(0, text, speaker, Kind.NARRATION, 0, start, end)


def joined(shown):
    return re.sub(r"\s+", "", "".join(line for one in shown for line in one.lines))


def test_there_is_a_file_beside_every_sound_file_under_its_name(tmp_path, edition):
    names = published(tmp_path, ("mp3", "m4b", "vtt", "srt", "ass", "lrc"), edition)
    stems = ["01 - Chapter 1", "02 - Chapter 2", "03 - Chapter 3", "Ein Buch é"]
    for suffix in ("vtt", "srt", "ass", "lrc"):
        assert [f"{stem}.{suffix}" for stem in stems] == [
            name for name in names if name.endswith(suffix)
        ]


def test_without_sound_there_is_nothing_to_go_with(tmp_path, edition):
    with pytest.raises(PublishError, match="sound files to go with") as caught:
        published(tmp_path, ("vtt", "mp3"), edition)
    assert "mp3,vtt" in caught.value.remedy


@pytest.mark.parametrize("name", ["vtt", "srt", "ass", "lrc", "labels", "html", "cue"])
def test_a_wrong_order_is_known_before_any_work(name):
    check_formats(Settings(formats=("m4b", name)))
    for wrong in ((name,), (name, "m4b")):
        with pytest.raises(UsageError, match=f'"{name}" goes with sound') as caught:
            check_formats(Settings(formats=wrong))
        assert f"mp3,{name}" in caught.value.remedy


def test_an_edition_made_again_leaves_its_subtitles_as_they_are(tmp_path, edition):
    first = published(tmp_path, ("mp3", "vtt"), edition)
    before = {name: path.stat().st_mtime_ns for name, path in first.items()}
    again = published(tmp_path, ("mp3", "vtt"), edition)
    assert {name: path.stat().st_mtime_ns for name, path in again.items()} == before


def test_webvtt_names_who_speaks_and_escapes_the_text(tmp_path, edition):
    path = published(tmp_path, ("mp3", "vtt"), edition)["01 - Chapter 1.vtt"]
    found = webvtt.read(str(path)).captions
    assert found[0].voice == "Emma"
    assert found[1].voice == "narrator"
    assert "&amp; &lt;b&gt;two&lt;/b&gt; {\\an8} --&gt; three" in path.read_text(encoding="utf-8")
    shown = " ".join(
        re.sub(r"</?v[^>]*>", "", one.raw_text).replace("\n", " ") for one in found[2:]
    )
    assert shown == LONG


def test_a_speaker_may_be_called_anything(tmp_path, edition):
    name = "A <v> & \n{\\b1}, --> Ω: שלום"
    book = edition.script
    changed = tuple(
        tuple(
            replace(one, speaker=name if one.speaker == "Emma" else one.speaker) for one in chapter
        )
        for chapter in book.utterances
    )
    players = Cast(
        tuple(replace(r, speaker=name if r.speaker == "Emma" else r.speaker) for r in cast().roles)
    )
    made_so = replace(edition, script=replace(book, utterances=changed), cast=players)
    names = published(tmp_path, ("mp3", "vtt", "srt", "ass"), made_so)
    first = webvtt.read(str(names["03 - Chapter 3.vtt"])).captions[0]
    assert first.voice == "A &lt;v&gt; &amp; {\\b1}, --&gt; Ω: שלום"
    lines = list(srt.parse(names["03 - Chapter 3.srt"].read_bytes().decode()))
    assert [one.index for one in lines] == [1, 2]
    drawn = pysubs2.load(str(names["03 - Chapter 3.ass"]))
    assert drawn.events[0].style in drawn.styles
    assert drawn.events[0].plaintext == '"Three."'


def test_subrip_names_who_speaks_where_it_changes(tmp_path, edition):
    names = published(tmp_path, ("mp3", "srt"), edition)
    lines = list(srt.parse(names["01 - Chapter 1.srt"].read_bytes().decode()))
    assert lines[0].content.startswith('Emma: "One & <\u2060b>two')
    assert lines[1].content == "she said."
    assert [
        one.content for one in srt.parse(names["03 - Chapter 3.srt"].read_bytes().decode())
    ] == [
        'Emma: "Three."',
        'Tom: "[00:01.00] Four."',
    ]


def test_every_speaker_has_a_colour_in_ass(tmp_path, edition):
    path = published(tmp_path, ("mp3", "ass"), edition)["03 - Chapter 3.ass"]
    drawn = pysubs2.load(str(path))
    emma, tom = (drawn.styles[one.style].primarycolor for one in drawn.events)
    slots = colours(edition.cast)
    for colour, speaker in ((emma, "Emma"), (tom, "Tom")):
        assert f"#{colour.r:02x}{colour.g:02x}{colour.b:02x}" == ON_BLACK[slots[speaker]]
    assert emma != tom
    hostile = pysubs2.load(str(path.with_name("01 - Chapter 1.ass"))).events[0]
    assert "\\{" in hostile.text
    assert "\\an8" not in re.sub("\\\\\u2060", "", hostile.text)


@needs_ffmpeg
@pytest.mark.parametrize("suffix", ["vtt", "srt", "ass", "lrc"])
def test_ffmpeg_reads_them_with_the_times_of_the_voices(tmp_path, edition, suffix):
    path = published(tmp_path, ("mp3", suffix), edition)[f"03 - Chapter 3.{suffix}"]
    command = ["ffmpeg", "-v", "error", "-i", path, "-f", "srt", "-"]
    read = subprocess.run(command, capture_output=True, check=True)
    assert read.stderr == b""
    lines = list(srt.parse(read.stdout.decode()))
    cues = [cue for cue in edition.tracks[2].cues if cue.clip]
    assert len(lines) == len(cues) == 2
    for line, cue in zip(lines, cues, strict=True):
        assert line.start.total_seconds() * 1000 == pytest.approx(cue.start_ms, abs=6)
        if suffix != "lrc":
            assert line.end.total_seconds() * 1000 == pytest.approx(cue.end_ms, abs=6)


@needs_ffmpeg
@pytest.mark.parametrize("sound", ["03 - Chapter 3.mp3", "Ein Buch é.m4b"])
def test_a_line_is_heard_when_it_is_shown(tmp_path, edition, sound):
    names = published(tmp_path, ("mp3", "m4b", "vtt"), edition)
    heard = ffmpeg_decoded(names[sound])
    shown = webvtt.read(str(names[sound]).rpartition(".")[0] + ".vtt").captions
    for one in [one for one in shown if one.voice in PITCHES and one.text.strip('".')][-2:]:
        start, end = milliseconds(one.start), milliseconds(one.end)
        assert np.abs(stretch(heard, start - 100, start - 20)).max() < 0.001
        assert np.abs(stretch(heard, start, start + 20)).max() > 0.02
        assert np.abs(stretch(heard, end + 20, end + 100)).max() < 0.001
        assert pitch(stretch(heard, start + 20, end - 20)) == pytest.approx(
            PITCHES[one.voice], abs=6
        )


def unwrapped(text):
    """The words of a WebVTT file in one line."""
    lines = [line for line in text.splitlines() if line and "-->" not in line]
    return " ".join(re.sub(r"<[^>]*>", "", line) for line in lines)


def with_words(edition):
    """Every word of the printed text at an even pace, as an engine would tell it."""

    def words(track):
        told = {}
        (said,) = timelines(edition.script, (track,))
        for one in said:
            split = one.text.split()
            step = (one.end_ms - one.start_ms) / (len(split) or 1)
            told[one.utterance] = tuple(
                (word, one.start_ms + n * step) for n, word in enumerate(split)
            )
        return told

    return replace(edition, words=words)


def test_where_words_are_known_long_lines_are_cut_at_them(tmp_path, edition):
    known = with_words(edition)
    path = published(tmp_path, ("mp3", "vtt"), known)["01 - Chapter 1.vtt"]
    long = next(
        one for one in timelines(known.script, known.tracks[:1], known.words)[0] if one.text == LONG
    )
    shown = list(captions([long]))
    heard = {word.start_ms: long.text[word.start : word.end] for word in long.words}
    assert [heard[one.start_ms] for one in shown] == [one.text.split()[0] for one in shown]
    text = path.read_text(encoding="utf-8")
    for cue in text.split("\n\n")[1:]:
        times = [milliseconds(time) for time in re.findall(r"\d\d:\d\d:\d\d\.\d{3}", cue)]
        start, end, *inner = times
        assert [start, *inner, end] == sorted({start, *inner, end})
    assert LONG in unwrapped(text)


def test_words_of_ass_add_up_to_their_caption(tmp_path, edition):
    path = published(tmp_path, ("mp3", "ass"), with_words(edition))["01 - Chapter 1.ass"]
    plain = pysubs2.load(
        str(published(tmp_path / "2", ("mp3", "ass"), edition)["01 - Chapter 1.ass"])
    )
    timed = pysubs2.load(str(path))
    for one in timed.events:
        assert sum(map(int, re.findall(r"\{\\k(\d+)\}", one.text))) * 10 == one.duration
    assert [one for event in timed.events for one in event.plaintext.split()] == [
        one for event in plain.events for one in event.plaintext.split()
    ]


@needs_ffmpeg
@pytest.mark.parametrize("suffix", ["vtt", "ass"])
def test_ffmpeg_reads_words_as_text(tmp_path, edition, suffix):
    path = published(tmp_path, ("mp3", suffix), with_words(edition))[f"03 - Chapter 3.{suffix}"]
    command = ["ffmpeg", "-v", "error", "-i", path, "-f", "srt", "-"]
    read = subprocess.run(command, capture_output=True, check=True)
    shown = [re.sub(r"<[^>]*>", "", one.content) for one in srt.parse(read.stdout.decode())]
    assert [text.replace("\u2060", "") for text in shown] == ['"Three."', '"[00:01.00] Four."']


def milliseconds(time):
    hours, minutes, seconds = time.split(":")
    return 1000 * (3600 * int(hours) + 60 * int(minutes) + float(seconds))


def test_lyrics_are_not_taken_for_times(tmp_path, edition):
    text = published(tmp_path, ("mp3", "lrc"), edition)["03 - Chapter 3.lrc"].read_text(
        encoding="utf-8"
    )
    lines = text.splitlines()
    assert lines[:2] == ["[ti:Chapter 3]", "[al:Ein Buch: é 🌟]"]
    assert re.fullmatch(r'\[00:0\d\.\d\d\]"\[\u206000:01\.00\] Four\."', lines[-1])


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        "word " * 300,
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenfabrik " * 5,
        "我们今天要去看一场电影，然后吃饭。" * 20,
        "שלום עולם, מה שלומך היום? " * 10,
        "e\u0301" * 500,
        "\u0301" * 500,
        "a" * 1000,
        "“Go on,” — “no—” she said… (and so on) 🌟🌟🌟 " * 8,
        "x",
    ],
)
def test_captions_are_readable_and_lose_nothing(text):
    shown = list(captions([said(text, 500.0, 90_500.0)]))
    assert joined(shown) == re.sub(r"\s+", "", text)
    assert all(
        len(one.lines) <= LINES and all(columns(line) <= WIDTH for line in one.lines)
        for one in shown
    )
    assert (shown[0].start_ms, shown[-1].end_ms) == (500.0, 90_500.0)
    assert all(one.end_ms == after.start_ms for one, after in pairwise(shown))


def test_a_long_line_is_cut_where_one_would_breathe():
    assert cut(LONG) == [
        "It was the best of times, it was the worst of times, it was the age of wisdom,",
        "it was the age of foolishness; and it was,",
        "as somebody who had been there said to me much later, a perfectly ordinary Tuesday.",
    ]


def test_hundreds_of_thousands_of_letters_without_a_space_are_cut():
    assert sum(map(len, cut("a" * 200_000))) == 200_000


def test_what_is_not_read_and_signs_of_emphasis_are_not_shown():
    text = "He _never_ came.[3] * * *"
    marks = (Mark(3, 10, MarkKind.EMPHASIS), Mark(16, 19, MarkKind.SILENT, "note"))
    chapter = Chapter(1, "One", text, 0, marks)
    lines = (Utterance(0, 20, Kind.NARRATION, 0), Utterance(20, 25, Kind.BREAK, 1))
    book = Script(Book(Metadata("T"), (chapter,)), (lines,))
    track = script_track(1, [(0, 10.0, 20.0), (1, 20.0, 20.0)])
    first, second = timelines(book, (track,))[0]
    assert (first.text, first.heard, second.heard) == ("He never came.", True, False)


def script_track(number, cues):
    made_of = tuple(Cue(one, start, end, "clip" if end > start else "") for one, start, end in cues)
    files = (("mp3", Path("sound.mp3")),)
    return Track(number, f"Chapter {number}", "key", 22050, 22050, made_of, files)


def test_times_of_a_one_file_book_follow_its_own_chapters(edition):
    (output,) = PUBLISHERS.load("m4b")().outputs(edition)
    lines = heard_in(output, edition)
    third = [one for one in lines if one.text == '"Three."']
    spoken = next(cue for cue in edition.tracks[2].cues if cue.clip)
    assert third[0].start_ms == pytest.approx(output.starts()[2] + spoken.start_ms)


def test_colours_are_kept_when_the_cast_grows_and_shared_when_it_is_large():
    some = cast().roles
    before = colours(Cast(some))
    more = Cast((*some, *(Role(f"Person {n}", some[0].voice) for n in range(40))))
    after = colours(more)
    assert {name: after[name] for name in before} == before
    assert "narrator" not in after
    uses = [list(after.values()).count(slot) for slot in range(len(ON_BLACK))]
    assert max(uses) - min(uses) <= 1
    assert len(ON_BLACK) == len(ON_WHITE) == len(set(ON_BLACK)) == len(set(ON_WHITE))


def test_every_colour_can_be_read():
    assert min((luminance(colour) + 0.05) / 0.05 for colour in ON_BLACK) > 8.4
    assert min(1.05 / (luminance(colour) + 0.05) for colour in ON_WHITE) > 5.1


@pytest.mark.slow
def test_two_thousand_chapters_have_two_thousand_files(tmp_path):
    chapters = tuple(Chapter(n, f"Chapter {n}", "Hello.") for n in range(1, 2001))
    lines = tuple((Utterance(0, 6, Kind.NARRATION, 0),) for _ in chapters)
    book = Script(Book(Metadata("T"), chapters), lines)
    tracks = tuple(script_track(n, [(0, 0.0, 10.0)]) for n in range(1, 2001))
    bare = Edition(book, cast(), tracks)
    sounds = PUBLISHERS.load("mp3")().outputs(bare)
    outputs = PUBLISHERS.load("vtt")().outputs(replace(bare, earlier=sounds))
    assert len({output.name for output in outputs}) == 2000
    outputs[-1].write(tmp_path / "last.vtt")
    assert (
        webvtt.from_buffer(io.StringIO((tmp_path / "last.vtt").read_text())).captions[0].text
        == "Hello."
    )
