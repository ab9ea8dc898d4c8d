"""The whole book in one Opus, FLAC or WAV file, with chapters, read back with other people's tools."""

import base64
import struct
from dataclasses import replace

import av
import numpy as np
import pytest
from audiobook.errors import PublishError
from audiobook.model import Cover
from audiobook.publish.sound import lossless_book
from audiobook.publish.sound.tagging.riff import Chunk, append_chunks
from audiobook.publish.sound.tagging.vorbis import chapter_comments
from audiobook.publish.table import PUBLISHERS
from audiobook.settings import Encoding, Settings
from checking import found
from checking import make as make_book
from hearing import PITCHES, decoded, ffmpeg_decoded, made, needs_ffmpeg, pitch, script, stretch
from mutagen.flac import FLAC
from mutagen.flac import Picture as PictureBlock
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE
from publishing import ABOUT, CHAPTERS, JPEG, edition, probe, published

FORMATS = ("opus-book", "flac-book", "wav-book")
ENCODINGS = ("opus", "flac", "wav")
COVER = Cover(JPEG, "image/jpeg")


@pytest.fixture(scope="module")
def tracks(tmp_path_factory):
    return made(tmp_path_factory.mktemp("tracks"), script(*CHAPTERS), encodings=ENCODINGS).tracks


def starts(name, tracks):
    (output,) = PUBLISHERS.load(name)().outputs(edition(tracks))
    return output.starts()


@pytest.mark.quick_cases(1)
@needs_ffmpeg
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "encoding", [Encoding(), Encoding(96, 44_100), Encoding(64, 24_000, channels=2)]
)
def test_chapters_are_where_their_voices_are(tmp_path, name, encoding):
    wanted = Settings(encoding=encoding)
    tracks = made(tmp_path / "t", script(*CHAPTERS), settings=wanted, encodings=ENCODINGS).tracks
    (path,) = published(tmp_path, (name,), edition(tracks, COVER))
    assert path.name == f"Either Or é.{name.partition('-')[0]}"
    told = probe(path, "-show_chapters", "-show_format")
    chapters = told["chapters"]
    assert [chapter["tags"]["title"] for chapter in chapters] == [track.title for track in tracks]
    assert float(chapters[0]["start_time"]) == 0
    begins = [float(chapter["start_time"]) * 1000 for chapter in chapters]
    assert begins == pytest.approx(starts(name, tracks), abs=1)
    heard = ffmpeg_decoded(path)[:: encoding.channels]
    assert len(heard) / 22.05 == pytest.approx(begins[-1] + tracks[-1].duration_ms, abs=1)
    for begin, track, voice in zip(begins, tracks, ["Emma", "Tom", "Emma"], strict=True):
        start = begin + track.cues[0].start_ms
        assert np.abs(stretch(heard, start - 100, start - 4)).max() < 0.003
        assert np.abs(stretch(heard, start, start + 30)).max() > 0.1
        assert pitch(stretch(heard, start + 20, start + 200)) == pytest.approx(
            PITCHES[voice], abs=6
        )


@pytest.mark.parametrize("name", ["flac-book", "wav-book"])
def test_what_is_lossless_is_every_sample_of_the_tracks(tmp_path, tracks, name):
    (path,) = published(tmp_path, (name,), edition(tracks, COVER))
    pieces = [decoded(track.file(name.partition("-")[0])).ravel() for track in tracks]
    assert np.array_equal(decoded(path).ravel(), np.concatenate(pieces))


def test_the_packets_of_opus_are_those_of_the_tracks(tmp_path, tracks):
    def packets(path):
        with av.open(str(path)) as file:
            return [bytes(packet) for packet in file.demux(audio=0) if packet.size]

    (path,) = published(tmp_path, ("opus-book",), edition(tracks))
    assert packets(path) == [packet for track in tracks for packet in packets(track.file("opus"))]


@pytest.mark.parametrize(("name", "kind"), [("opus-book", OggOpus), ("flac-book", FLAC)])
def test_comments_are_those_of_the_book_and_its_chapters(tmp_path, tracks, name, kind):
    (path,) = published(tmp_path, (name,), edition(tracks, COVER))
    tags = kind(path)
    assert (tags["title"], tags["album"], tags["artist"]) == (
        [ABOUT.title],
        [ABOUT.title],
        ["Jane Doe; J. Röe"],
    )
    assert "tracknumber" not in tags
    assert tags["chapter001"] == ["00:00:00.000"]
    assert [tags[f"chapter00{n}name"] for n in (1, 2, 3)] == [[track.title] for track in tracks]
    assert "chapter004" not in tags
    picture = (
        tags.pictures[0]
        if kind is FLAC
        else PictureBlock(base64.b64decode(tags["metadata_block_picture"][0]))
    )
    assert picture.data == JPEG
    assert tags.info.length == pytest.approx(
        sum(track.duration_ms for track in tracks) / 1000, abs=0.08
    )


def chunks(data):
    """Name -> contents of a RIFF's chunks, told apart by another reader than ours."""
    assert data[:4] + data[8:12] == b"RIFFWAVE"
    assert struct.unpack_from("<I", data, 4)[0] == len(data) - 8
    at, read = 12, {}
    while at < len(data):
        size = struct.unpack_from("<I", data, at + 4)[0]
        read[data[at : at + 4]] = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    assert at == len(data)
    return read


def test_a_wav_has_cue_points_with_labels_and_the_tag_of_the_book(tmp_path, tracks):
    titled = tuple(
        replace(track, title=title)
        for track, title in zip(tracks, ("One", "Zwei: é", "語"), strict=True)
    )
    (path,) = published(tmp_path, ("wav-book",), edition(titled, COVER))
    read = chunks(path.read_bytes())
    count = struct.unpack_from("<I", read[b"cue "])[0]
    points = [struct.unpack_from("<II4sIII", read[b"cue "], 4 + 24 * n) for n in range(count)]
    expected = [round(start * 22.05) for start in starts("wav-book", tracks)]
    assert points == [(n, at, b"data", 0, 0, at) for n, at in enumerate(expected, 1)]
    assert read[b"LIST"][:4] == b"adtl"
    for title in ("One", "Zwei: é", "語"):
        assert title.encode() + b"\0" in read[b"LIST"]
    tags = WAVE(path).tags
    assert (tags["TIT2"].text, tags["APIC:"].data) == ([ABOUT.title], JPEG)


def test_a_wav_that_is_too_large_for_chunks_stays_as_it_is(tmp_path):
    path = tmp_path / "large.wav"
    for head, size in ((b"RF64", 100), (b"RIFF", 2**32 - 20)):
        with path.open("w+b") as file:
            file.write(head)
            file.truncate(size)
            append_chunks(file, [Chunk(b"id3 ", b"x" * 21)])
        assert path.stat().st_size == size


@needs_ffmpeg
def test_a_book_of_more_than_4_gib_is_whole_without_tags(tmp_path, tracks, monkeypatch):
    def huge(_paths, _encoding, out):
        out.write((tmp_path / "source").read_bytes().replace(b"RIFF", b"RF64", 1))

    (path,) = published(tmp_path / "small", ("wav-book",), edition(tracks))
    (tmp_path / "source").write_bytes(path.read_bytes())
    monkeypatch.setattr(lossless_book, "joined", huge)
    (again,) = published(tmp_path / "large", ("wav-book",), edition(tracks))
    assert again.read_bytes()[4:] == path.read_bytes()[4:]


def test_chapters_beyond_nine_hundred_have_numbers_of_their_own():
    comments = chapter_comments((f"Chapter {n}", 3_600_000.0 * n) for n in range(1002))
    assert len(comments) == 2004
    assert comments["CHAPTER001"] == ["00:00:00.000"]
    assert (comments["CHAPTER1002"], comments["CHAPTER1002NAME"]) == (
        ["1001:00:00.000"],
        ["Chapter 1001"],
    )


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_edition_gives_the_same_bytes(tmp_path, tracks, name):
    one, other = (
        published(tmp_path / n, (name,), edition(tracks, COVER)) for n in ("one", "other")
    )
    assert one[0].read_bytes() == other[0].read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_a_damaged_track_is_an_error_with_a_remedy(tmp_path, tracks, name):
    with pytest.raises(PublishError) as raised:
        published(tmp_path, (name,), edition(()))
    assert raised.value.remedy
    broken = tmp_path / "broken"
    for data in (
        b"nothing that is sound" * 50,
        b"",
        tracks[0].file(name.partition("-")[0]).read_bytes()[:60],
    ):
        broken.write_bytes(data)
        damaged = tuple(
            replace(track, files=tuple((e, broken) for e, _ in track.files)) for track in tracks
        )
        with pytest.raises(PublishError) as raised:
            published(tmp_path / "out", (name,), edition(damaged))
        assert raised.value.remedy


@pytest.mark.slow
def test_a_check_finds_nothing_wrong_with_them(tmp_path):
    folder = make_book(tmp_path, formats=[*FORMATS, "cue", "vtt"], attributor="rules")
    assert not found(folder)
    assert len(list(folder.glob("*.vtt"))) == len(FORMATS)
