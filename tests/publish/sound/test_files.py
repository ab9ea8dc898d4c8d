"""The files that a player opens, read back with other people's tools."""

import struct
from dataclasses import replace

import numpy as np
import pytest
from audiobook.errors import PublishError
from audiobook.model import Cover, Metadata
from audiobook.publish import encodings_of
from audiobook.publish.tags import LABEL
from audiobook.sound.aac import FRAME
from hearing import ABOUT, PITCHES, ffmpeg_decoded, made, needs_ffmpeg, pitch, script, stretch
from mutagen.id3 import ID3
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from publishing import CHAPTERS, JPEG, edition, png, probe, published


@pytest.fixture(scope="module")
def tracks(tmp_path_factory):
    return made(tmp_path_factory.mktemp("tracks"), script(*CHAPTERS)).tracks


def test_formats_say_which_encodings_they_need():
    assert encodings_of(("mp3", "m4b", "m3u8", "mp3")) == ("mp3", "aac")
    assert encodings_of(("m3u8",)) == ()


def test_an_mp3_per_chapter_with_the_tags_that_players_read(tmp_path, tracks):
    files = published(tmp_path, ("mp3",), edition(tracks, Cover(png(), "image/png")))
    assert [path.name for path in files] == [f"0{n} - Chapter {n}.mp3" for n in (1, 2, 3)]
    tag = ID3(files[1], translate=False)
    texts = {
        frame: tag[frame].text[0]
        for frame in ("TIT2", "TALB", "TPE1", "TPE2", "TCOM", "TRCK", "TYER")
    }
    assert texts == {
        "TIT2": "Chapter 2",
        "TALB": ABOUT.title,
        "TPE1": "Jane Doe; J. Röe",
        "TPE2": "Jane Doe; J. Röe",
        "TCOM": "Narrator; Full Cast",
        "TRCK": "2",
        "TYER": "1892",
    }
    assert (tag["TLAN"].text, tag["TCON"].text, tag["TPUB"].text) == (
        ["eng"],
        ["Audiobook"],
        ["A House"],
    )
    assert (tag["TXXX:SERIES"].text, tag["TXXX:SERIES-PART"].text) == (["The Set"], ["2"])
    assert (tag["APIC:"].mime, tag["APIC:"].data) == ("image/png", png())
    assert tag.version[:2] == (2, 3)


@needs_ffmpeg
def test_an_mp3_plays_as_long_as_its_track_to_every_player(tmp_path, tracks):
    for path, track in zip(published(tmp_path, ("mp3",), edition(tracks)), tracks, strict=True):
        assert len(ffmpeg_decoded(path)) == track.frames
        assert MP3(path).info.length * 1000 == pytest.approx(track.duration_ms, abs=0.1)
        told = probe(path, "-show_entries", "format=duration")
        assert float(told["format"]["duration"]) * 1000 == pytest.approx(track.duration_ms, abs=80)


@needs_ffmpeg
def test_an_m4b_has_its_chapters_where_their_voices_are(tmp_path, tracks):
    (path,) = published(tmp_path, ("m4b",), edition(tracks))
    told = probe(path, "-show_chapters", "-show_streams", "-show_format")
    chapters = told["chapters"]
    assert [chapter["tags"]["title"] for chapter in chapters] == [track.title for track in tracks]
    assert float(chapters[0]["start_time"]) == 0
    assert [c["end_time"] for c in chapters[:-1]] == [c["start_time"] for c in chapters[1:]]
    assert (told["streams"][0]["codec_name"], told["streams"][0]["profile"]) == ("aac", "LC")
    assert told["format"]["tags"]["major_brand"] == "M4B "
    heard = ffmpeg_decoded(path)
    assert float(told["format"]["duration"]) == pytest.approx(len(heard) / 22050, abs=0.002)
    voices = ["Emma", "Tom", "Emma"]
    for chapter, track, voice in zip(chapters, tracks, voices, strict=True):
        start = float(chapter["start_time"]) * 1000 + track.cues[0].start_ms
        assert np.abs(stretch(heard, start - 100, start - 3)).max() < 0.001
        assert np.abs(stretch(heard, start, start + 40)).max() > 0.1  # to the frame: within 40 ms
        assert pitch(stretch(heard, start + 20, start + 200)) == pytest.approx(
            PITCHES[voice], abs=6
        )


def test_the_frames_of_the_tracks_are_in_the_m4b_as_they_were(tmp_path, tracks):
    (path,) = published(tmp_path, ("m4b",), edition(tracks))
    frames = [frame for track in tracks for frame in adts_frames(track.file("aac").read_bytes())]
    assert b"".join(frames) in path.read_bytes()
    assert MP4(path).info.length == pytest.approx(len(frames) * FRAME / 22050, abs=0.1)


def adts_frames(data):
    while data:
        size = (data[3] & 3) << 11 | data[4] << 3 | data[5] >> 5
        yield data[7:size]
        data = data[size:]


def nero_chapters(data):
    """The ``chpl`` atom: version and flags, four bytes reserved, a count, then (100 ns, length, title)."""
    place = data.find(b"chpl")
    if place < 0:
        return None
    count, at = data[place + 12], place + 13
    found = []
    for _ in range(count):
        start, length = struct.unpack_from(">QB", data, at)
        found.append((start / 1e7, data[at + 9 : at + 9 + length].decode()))
        at += 9 + length
    return found


@needs_ffmpeg
def test_nero_and_quicktime_chapters_agree(tmp_path, tracks):
    (path,) = published(tmp_path, ("m4b",), edition(tracks))
    nero = nero_chapters(path.read_bytes())
    listed = probe(path, "-show_chapters")["chapters"]
    assert [title for _, title in nero] == [chapter["tags"]["title"] for chapter in listed]
    assert [start for start, _ in nero] == pytest.approx(
        [float(c["start_time"]) for c in listed], abs=0.001
    )
    kinds = [stream["codec_type"] for stream in probe(path, "-show_streams")["streams"]]
    assert kinds == [
        "audio",
        "data",
        "video",
    ]  # the second is the QuickTime chapter track, the third the cover
    assert b"chap" in path.read_bytes()


def test_an_m4b_has_the_tags_that_players_read(tmp_path, tracks):
    (path,) = published(tmp_path, ("m4b",), edition(tracks, Cover(JPEG, "image/jpeg")))
    assert path.name == "Either Or é.m4b"
    tags = MP4(path).tags
    expected = {
        "\xa9nam": [ABOUT.title],
        "\xa9alb": [ABOUT.title],
        "\xa9ART": ["Jane Doe; J. Röe"],
        "aART": ["Jane Doe; J. Röe"],
        "\xa9wrt": ["Narrator; Full Cast"],
        "\xa9day": ["1892"],
        "\xa9gen": ["Audiobook"],
    }
    assert {name: tags[name] for name in expected} == expected
    assert tags["stik"] == [2]
    assert tags["desc"] == [f"{ABOUT.description}\n\n{LABEL}"]
    assert [bytes(value) for value in tags["----:com.apple.iTunes:SERIES"]] == [b"The Set"]
    assert bytes(tags["covr"][0]) == JPEG
    assert tags["covr"][0].imageformat == tags["covr"][0].FORMAT_JPEG


def test_a_playlist_names_the_files_of_the_first_format(tmp_path, tracks):
    *_, playlist = published(tmp_path, ("mp3", "m4b", "m3u8"), edition(tracks))
    lines = playlist.read_text("utf-8").splitlines()
    assert lines[0] == "#EXTM3U"
    named = [line for line in lines if not line.startswith("#")]
    assert named == [f"0{n} - Chapter {n}.mp3" for n in (1, 2, 3)]
    assert all((playlist.parent / name).is_file() for name in named)
    seconds = round(tracks[0].duration_ms / 1000)
    assert f"#EXTINF:{seconds},Jane Doe, J. Röe - Chapter 1" in lines


def test_a_playlist_of_a_book_in_one_file_names_that(tmp_path, tracks):
    *_, playlist = published(tmp_path, ("m4b", "m3u8"), edition(tracks))
    assert playlist.read_text("utf-8").splitlines()[-1] == "Either Or é.m4b"


@pytest.mark.parametrize("formats", [("m3u8",), ("m4b",)])
def test_nothing_to_publish_is_an_error_with_a_remedy(tmp_path, formats):
    with pytest.raises(PublishError) as raised:
        published(tmp_path, formats, edition(()))
    assert raised.value.remedy
    assert not (tmp_path / "out").exists()


def test_a_title_page_that_says_nothing_still_gives_sane_files(tmp_path, tracks):
    silent = tuple(replace(track, title="") for track in tracks)
    files = published(tmp_path, ("mp3", "m4b", "m3u8"), edition(silent, about=Metadata("")))
    assert [path.name for path in files[-2:]] == ["Untitled.m4b", "Untitled.m3u8"]
    assert files[0].name == "01 - Chapter 1.mp3"
    assert ID3(files[0])["TIT2"].text == ["Chapter 1"]
    assert not ID3(files[0]).getall("TPE1")


@pytest.mark.slow
@needs_ffmpeg
def test_two_thousand_chapters_with_hostile_titles(tmp_path, tracks):
    titles = ["a/b", "CON", "🌟", "語" * 300, "\u202eabc", "same", "a\nb\ud800", "nul\0l"]
    short = made(tmp_path / "short", script("***")).tracks[0]
    many = tuple(replace(short, chapter=n, title=titles[n % len(titles)]) for n in range(1, 2001))
    *chapters, book = published(tmp_path, ("mp3", "m4b"), edition(many))
    assert len({path.name.casefold() for path in chapters}) == 2000
    assert chapters[0].name == "0001 - _CON.mp3"
    assert ID3(chapters[6])["TIT2"].text == ["null"]
    listed = probe(book, "-show_chapters")["chapters"]
    assert len(listed) == 2000
    assert [c["tags"]["title"] for c in listed[4:7]] == ["same", "a b?", "null"]
    starts = np.array([float(chapter["start_time"]) for chapter in listed])
    assert starts[0] == 0
    assert np.diff(starts) == pytest.approx(starts[1], abs=0.0011)
    assert nero_chapters(book.read_bytes()) is None


def test_the_same_edition_gives_the_same_bytes(tmp_path, tracks):
    what = edition(tracks, Cover(png(), "image/png"))
    one = published(tmp_path / "one", ("mp3", "m4b", "m3u8"), what)
    other = published(tmp_path / "other", ("mp3", "m4b", "m3u8"), what)
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]
