"""The index of an M4B, read box by box, and what it is made from."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from audiobook.errors import PublishError
from audiobook.publish import Edition, OutputFolder, publish
from audiobook.publish.sound import mp4_boxes
from audiobook.publish.sound.mp4_book import join
from audiobook.settings import Encoding, Settings
from audiobook.sound import adts
from audiobook.sound.adts import HEADER, bare, frame_sizes, layout_of
from hearing import cast, ffmpeg_decoded, made, needs_ffmpeg, script
from hypothesis import given
from hypothesis import strategies as st
from mp4_reading import boxes, descriptions, frame, samples


@pytest.fixture(scope="module")
def tracks(tmp_path_factory):
    lines = "\n".join(f"This is sentence number {number} of the chapter." for number in range(30))
    return made(tmp_path_factory.mktemp("tracks"), script(lines, "Two.", lines)).tracks


def published(folder, tracks):
    edition = Edition(script("One.", "Two.", "Three."), cast(), tracks)
    (path,) = publish(
        ("m4b",), edition, OutputFolder(folder / "out", folder / "manifest.json", folder / "parts")
    )
    return path


def test_the_index_finds_every_frame_and_every_title(tmp_path, tracks):
    data = published(tmp_path, tracks).read_bytes()
    files = [track.file("aac") for track in tracks]
    assert list(samples(data, 0)) == [f for path in files for f in frames_of(path)]
    titles = [text[2 : 2 + int.from_bytes(text[:2], "big")].decode() for text in samples(data, 1)]
    assert titles == [track.title for track in tracks]
    kinds = [kind for kind, _ in boxes(data)]
    assert kinds.index(b"moov") < kinds.index(b"mdat")  # it can be played while it is loaded


def test_one_track_is_sound_and_the_other_text(tmp_path, tracks):
    data = published(tmp_path, tracks).read_bytes()
    assert [[kind for kind, _ in found] for found in descriptions(data)] == [[b"mp4a"], [b"text"]]


@pytest.mark.parametrize(("index", "rate"), [(0, 96_000), (1, 88_200), (3, 48_000), (7, 22_050)])
def test_a_rate_that_16_bits_do_not_hold_stands_in_the_stream_alone(tmp_path, index, rate):
    path = tmp_path / "x.aac"
    path.write_bytes(frame(b"sound", rate=index) * 100)
    join([path], ["One"], "eng", 100, tmp_path / "out.m4b")
    ((_, sound),), _ = descriptions((tmp_path / "out.m4b").read_bytes())
    said = int.from_bytes(sound[24:26], "big")
    assert said == (rate if rate < 2**16 else 0)


@pytest.mark.parametrize(
    ("place", "kind"), [(2**32 - 1, b"stco"), (2**32, b"co64"), (2**40, b"co64")]
)
def test_a_place_has_64_bits_where_32_do_not_hold_it(place, kind):
    box = b"".join(map(bytes, mp4_boxes.chunk_offsets([0, place])))
    assert box[4:8] == kind
    assert int.from_bytes(box[-4 if kind == b"stco" else -8 :], "big") == place


def frames_of(path):
    sizes, data, at = frame_sizes(path), path.read_bytes(), 0
    for size in sizes:
        yield data[at + HEADER : at + size]
        at += size


@pytest.mark.slow
@needs_ffmpeg
def test_where_32_bits_do_not_do_64_are_used_and_it_plays_the_same(tmp_path, tracks, monkeypatch):
    usual = published(tmp_path / "usual", tracks)
    monkeypatch.setattr(mp4_boxes, "_LARGEST", 1000)
    wide = published(tmp_path / "wide", tracks)
    data = wide.read_bytes()
    assert {b"co64", b"stco"} & {kind for kind, _ in boxes(data)} == {b"co64"}
    assert all(
        contents[0] == 1
        for kind, contents in boxes(data)
        if kind in {b"mvhd", b"tkhd", b"mdhd", b"elst"}
    )
    assert list(samples(data, 0)) == list(samples(usual.read_bytes(), 0))
    assert np.array_equal(ffmpeg_decoded(wide), ffmpeg_decoded(usual))


def test_tags_move_nothing(tmp_path, tracks):
    """The room for them is there from the beginning; what is left of it is for a tag editor."""
    found = dict(boxes(published(tmp_path, tracks).read_bytes()))
    children = dict(boxes(found[b"meta"], 4))
    assert len(children[b"ilst"]) > 100
    assert len(children[b"free"]) >= 4096 - 100


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-3],
        lambda data: data[:50] + b"\0\0\0" + data[50:],
        lambda _: b"",
        lambda _: b"ID3" + bytes(40),
        lambda data: data + frame(b"x" * 20)[:5],
        lambda _: frame(b"x" * 20, rate=8) * 3,
        lambda _: frame(b"x" * 20, channels=2) * 3,
    ],
)
def test_a_track_that_is_damaged_or_of_another_kind_is_an_error_with_a_remedy(
    tmp_path, tracks, spoil
):
    bad = tmp_path / "bad.aac"
    bad.write_bytes(spoil(tracks[1].file("aac").read_bytes()))
    with pytest.raises(PublishError, match="M4B could not be made") as raised:
        published(tmp_path, (tracks[0], replace(tracks[1], files=(("aac", bad),)), tracks[2]))
    assert ".work" in raised.value.remedy
    assert not list((tmp_path / "out").glob("*"))


@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=40), st.integers(1, 500))
def test_frames_are_found_wherever_a_block_ends(tmp_path_factory, payloads, block):
    path = tmp_path_factory.mktemp("aac") / "x.aac"
    path.write_bytes(b"".join(map(frame, payloads)))
    before, adts._BLOCK = adts._BLOCK, block
    try:
        sizes = frame_sizes(path)
    finally:
        adts._BLOCK = before
    assert list(sizes) == [len(payload) + HEADER for payload in payloads]
    assert b"".join(bare(path, sizes)) == b"".join(payloads)
    assert (layout_of(path).rate, layout_of(path).channels, layout_of(path).config) == (
        22050,
        1,
        b"\x13\x88",
    )


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (44100, 2), (48000, 1)])
def test_the_layout_is_that_of_the_encoder(tmp_path, rate, channels):
    settings = Settings(encoding=Encoding(sample_rate=rate, channels=channels))
    (track,) = made(tmp_path, script("Here."), settings=settings, encodings=("aac",)).tracks
    found = layout_of(track.file("aac"))
    assert (found.rate, found.channels, found.kind) == (rate, channels, 2)


@pytest.mark.slow
def test_joining_takes_two_bytes_a_frame_and_no_more(tmp_path):
    """Sixty hours are 4.7 million frames: their sizes alone are kept, and no copy of them."""
    path = tmp_path / "x.aac"
    path.write_bytes(frame(b"sound" * 4) * 50_000)
    tracemalloc.start()
    try:
        join([path] * 4, ["One", "Two", "Three", "Four"], "eng", 100, tmp_path / "out.m4b")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 * 2 * 200_000 + 5_000_000  # once more while the last track is read
    assert (tmp_path / "out.m4b").stat().st_size > 4 * 50_000 * 24
