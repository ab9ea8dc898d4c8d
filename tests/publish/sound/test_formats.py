"""MP3 in one file, Opus, FLAC, WAV and the sample, read back with other people's tools."""

import base64
from dataclasses import replace

import numpy as np
import pytest
from audiobook.errors import PublishError
from audiobook.model import Cover
from audiobook.publish.naming import number_of
from audiobook.publish.sound.sample import FADE_MS, LONGEST_MS, SamplePublisher, excerpts
from audiobook.settings import Encoding, Settings
from audiobook.speech.announce import OPENING
from hearing import PITCHES, ffmpeg_decoded, level_db, made, needs_ffmpeg, pitch, script, stretch
from mutagen import File
from mutagen.flac import FLAC
from mutagen.flac import Picture as PictureBlock
from mutagen.id3 import ID3, CTOCFlags
from mutagen.mp3 import MP3, BitrateMode
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE
from publishing import ABOUT, CHAPTERS, JPEG, edition, probe, published

FORMATS = ("mp3-book", "m4a", "opus", "flac", "wav", "sample")
ENCODINGS = ("mp3", "aac", "opus", "flac", "wav")
COVER = Cover(JPEG, "image/jpeg")


@pytest.fixture(scope="module")
def tracks(tmp_path_factory):
    return made(tmp_path_factory.mktemp("tracks"), script(*CHAPTERS), encodings=ENCODINGS).tracks


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """Three minutes in two chapters, the first in scenes."""
    scene = "\n\n".join(
        f'Emma | "This is a line of number {n}, of some length."\n\nHe nodded.' for n in range(9)
    )
    chapters = ("\n\n***\n\n".join([scene] * 3), scene)
    return made(tmp_path_factory.mktemp("story"), script(*chapters), encodings=("mp3",)).tracks


def top_and_chapters(tag):
    tops = [toc for toc in tag.getall("CTOC") if toc.flags & CTOCFlags.TOP_LEVEL]
    assert len(tops) == 1
    assert tops[0].flags & CTOCFlags.ORDERED
    tocs, chapters = (
        {each.element_id: each for each in tag.getall(kind)} for kind in ("CTOC", "CHAP")
    )
    order = []
    for child in tops[0].child_element_ids:
        order += tocs[child].child_element_ids if child in tocs else [child]
    return tops[0], [chapters[child] for child in order]


@needs_ffmpeg
@pytest.mark.parametrize(
    "encoding", [Encoding(), Encoding(192, 44_100), Encoding(64, 22_050, channels=2)]
)
def test_one_mp3_has_its_chapters_where_their_voices_are(tmp_path, encoding):
    wanted = Settings(encoding=encoding)
    tracks = made(tmp_path / "t", script(*CHAPTERS), settings=wanted, encodings=("mp3",)).tracks
    (path,) = published(tmp_path, ("mp3-book",), edition(tracks, COVER))
    assert path.name == "Either Or é.mp3"
    told = probe(path, "-show_chapters", "-show_format")
    chapters = told["chapters"]
    assert [chapter["tags"]["title"] for chapter in chapters] == [track.title for track in tracks]
    assert float(chapters[0]["start_time"]) == 0
    assert [c["end_time"] for c in chapters[:-1]] == [c["start_time"] for c in chapters[1:]]
    heard = ffmpeg_decoded(path)[:: encoding.channels]
    assert float(chapters[-1]["end_time"]) == pytest.approx(len(heard) / 22_050, abs=0.002)
    for chapter, track, voice in zip(chapters, tracks, ["Emma", "Tom", "Emma"], strict=True):
        start = float(chapter["start_time"]) * 1000 + track.cues[0].start_ms
        assert np.abs(stretch(heard, start - 100, start - 3)).max() < 0.001
        assert np.abs(stretch(heard, start, start + 30)).max() > 0.1
        assert pitch(stretch(heard, start + 20, start + 200)) == pytest.approx(
            PITCHES[voice], abs=6
        )


def test_one_mp3_tells_players_its_length_and_bit_rate(tmp_path, tracks):
    (path,) = published(tmp_path, ("mp3-book",), edition(tracks))
    info = MP3(path).info
    assert info.bitrate_mode is BitrateMode.CBR
    assert info.bitrate == pytest.approx(64_000, abs=2)
    lengths = sum(track.duration_ms for track in tracks)
    assert lengths <= info.length * 1000 <= lengths + 60 * len(tracks)


def test_the_frames_of_the_tracks_are_in_one_mp3_as_they_were(tmp_path, tracks):
    (path,) = published(tmp_path, ("mp3-book",), edition(tracks))
    sounds = [track.file("mp3").read_bytes() for track in tracks]
    size = sounds[0].index(b"\xff\xf3", 4)
    assert path.read_bytes().endswith(b"".join(sound[size:] for sound in sounds))


def test_one_mp3_has_an_ordered_table_of_contents_and_the_tags_of_the_book(tmp_path, tracks):
    (path,) = published(tmp_path, ("mp3-book",), edition(tracks, COVER))
    tag = ID3(path, translate=False)
    _, chapters = top_and_chapters(tag)
    assert [chapter.sub_frames["TIT2"].text for chapter in chapters] == [
        [track.title] for track in tracks
    ]
    assert [c.end_time for c in chapters[:-1]] == [c.start_time for c in chapters[1:]]
    assert (tag["TIT2"].text, tag["TALB"].text, tag["APIC:"].data) == (
        [ABOUT.title],
        [ABOUT.title],
        JPEG,
    )
    assert tag.version[:2] == (2, 3)
    assert "TRCK" not in tag


def test_where_tracks_begin_is_where_their_chapters_begin(tmp_path, tracks):
    from audiobook.publish.sound.mp3_book import Mp3BookPublisher

    (output,) = Mp3BookPublisher().outputs(edition(tracks))
    (path,) = published(tmp_path, ("mp3-book",), edition(tracks))
    _, chapters = top_and_chapters(ID3(path))
    assert [round(start) for start in output.starts()] == [
        chapter.start_time for chapter in chapters
    ]


@pytest.mark.slow
@needs_ffmpeg
def test_two_thousand_chapters_in_one_mp3(tmp_path):
    short = made(tmp_path / "short", script("***"), encodings=("mp3",)).tracks[0]
    titles = ["a/b", "🌟", "語" * 300, "\u202eabc", "same", "a\nb\ud800"]
    many = tuple(replace(short, chapter=n, title=titles[n % len(titles)]) for n in range(1, 2001))
    (path,) = published(tmp_path, ("mp3-book",), edition(many))
    tag = ID3(path)
    top, chapters = top_and_chapters(tag)
    assert len(top.child_element_ids) == 8
    assert max(len(toc.child_element_ids) for toc in tag.getall("CTOC")) == 255
    assert len(chapters) == 2000
    starts = [chapter.start_time for chapter in chapters]
    assert starts == sorted(starts)
    listed = probe(path, "-show_chapters")["chapters"]
    assert len(listed) == 2000
    assert [chapter["tags"]["title"] for chapter in listed[3:5]] == ["same", "a b?"]
    assert MP3(path).info.length == pytest.approx(
        starts[-1] / 1000 + short.duration_ms / 1000, abs=0.1
    )


@needs_ffmpeg
@pytest.mark.parametrize("name", ["opus", "flac", "wav"])
def test_a_file_per_chapter_plays_as_long_as_its_track(tmp_path, tracks, name):
    files = published(tmp_path, (name,), edition(tracks))
    assert [path.name for path in files] == [f"0{n} - Chapter {n}.{name}" for n in (1, 2, 3)]
    for path, track, voice in zip(files, tracks, ["Emma", "Tom", "Emma"], strict=True):
        heard = ffmpeg_decoded(path)
        assert len(heard) == pytest.approx(track.frames, abs=1)
        start = track.cues[0].start_ms
        assert pitch(stretch(heard, start + 20, start + 200)) == pytest.approx(
            PITCHES[voice], abs=6
        )


@pytest.mark.parametrize(("name", "kind"), [("opus", OggOpus), ("flac", FLAC)])
def test_vorbis_comments_and_cover(tmp_path, tracks, name, kind):
    path = published(tmp_path, (name,), edition(tracks, COVER))[1]
    tags = File(path)
    assert type(tags) is kind
    found = {
        key: tags[key] for key in ("title", "album", "artist", "composer", "tracknumber", "series")
    }
    assert found == {
        "title": ["Chapter 2"],
        "album": [ABOUT.title],
        "artist": ["Jane Doe; J. Röe"],
        "composer": ["Narrator; Full Cast"],
        "tracknumber": ["2"],
        "series": ["The Set"],
    }
    if name == "flac":
        (picture,) = tags.pictures
    else:
        picture = PictureBlock(base64.b64decode(tags["metadata_block_picture"][0]))
    assert (picture.type, picture.mime, picture.data) == (3, "image/jpeg", JPEG)


@pytest.mark.quick_cases(1)
@needs_ffmpeg
@pytest.mark.parametrize("channels", [1, 2])
def test_an_m4a_per_chapter(tmp_path, channels):
    wanted = Settings(encoding=Encoding(channels=channels))
    tracks = made(tmp_path / "t", script(*CHAPTERS), settings=wanted, encodings=("aac",)).tracks
    files = published(tmp_path, ("m4a",), edition(tracks, COVER))
    assert [path.name for path in files] == [f"0{n} - Chapter {n}.m4a" for n in (1, 2, 3)]
    for number, (path, track) in enumerate(zip(files, tracks, strict=True), 1):
        tags, told = MP4(path), probe(path, "-show_streams", "-show_chapters")
        assert (tags["\xa9nam"], tags["\xa9alb"], tags["trkn"]) == (
            [track.title],
            [ABOUT.title],
            [(number, 0)],
        )
        assert bytes(tags["covr"][0]) == JPEG
        assert (told["streams"][0]["codec_name"], told["streams"][0]["channels"]) == (
            "aac",
            channels,
        )
        assert [chapter["tags"]["title"] for chapter in told["chapters"]] == [track.title]
        heard = ffmpeg_decoded(path)[::channels]
        start = track.cues[0].start_ms
        assert np.abs(stretch(heard, start - 100, start - 3)).max() < 0.001
        assert np.abs(stretch(heard, start, start + 40)).max() > 0.1
        assert 0 <= len(heard) - track.frames < 2048


def test_a_wav_has_the_tags_of_an_mp3(tmp_path, tracks):
    path = published(tmp_path, ("wav",), edition(tracks, COVER))[1]
    tags = WAVE(path).tags
    assert (tags["TIT2"].text, tags["TALB"].text, tags["TRCK"].text) == (
        ["Chapter 2"],
        [ABOUT.title],
        ["2"],
    )
    assert tags["APIC:"].data == JPEG


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_edition_gives_the_same_bytes(tmp_path, tracks, name):
    one, other = (
        published(tmp_path / n, (name,), edition(tracks, COVER)) for n in ("one", "other")
    )
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


@pytest.mark.parametrize("name", ["mp3-book", "sample"])
def test_nothing_to_publish_is_an_error_with_a_remedy(tmp_path, name):
    with pytest.raises(PublishError) as raised:
        published(tmp_path, (name,), edition(()))
    assert raised.value.remedy


@pytest.mark.parametrize("name", ["mp3-book", "m4a", "sample", "flac", "opus", "wav"])
def test_a_damaged_track_is_an_error_with_a_remedy(tmp_path, tracks, name):
    broken = tmp_path / "broken"
    broken.write_bytes(b"nothing that is sound" * 50)
    damaged = tuple(
        replace(track, files=tuple((e, broken) for e, _ in track.files)) for track in tracks
    )
    with pytest.raises(PublishError) as raised:
        published(tmp_path, (name,), edition(damaged))
    assert raised.value.remedy


def test_parts_of_a_chapter_are_numbered_through_and_replace_the_whole(tmp_path, tracks):
    one, two, three = tracks
    whole = published(tmp_path, ("mp3",), edition((one, two, three)))
    parts = (
        one,
        replace(two, part=1, title="Chapter 2 (1 of 2)"),
        replace(two, part=2, title="Chapter 2 (2 of 2)"),
        three,
    )
    split = published(tmp_path, ("mp3",), edition(parts))
    names = [
        "01 - Chapter 1.mp3",
        "02 - Chapter 2 (1 of 2).mp3",
        "03 - Chapter 2 (2 of 2).mp3",
        "04 - Chapter 3.mp3",
    ]
    assert [path.name for path in split] == names
    assert [ID3(path)["TRCK"].text for path in split] == [["1"], ["2"], ["3"], ["4"]]
    assert sorted(path.name for path in split[0].parent.iterdir()) == names
    again = published(tmp_path, ("mp3",), edition((one, two, three)))
    assert sorted(path.name for path in again[0].parent.iterdir()) == [path.name for path in whole]
    assert [number_of(edition(parts[1:]), track) for track in parts[1:]] == [2, 3, 4]


@pytest.mark.slow
@needs_ffmpeg
def test_a_sample_ends_with_a_line_and_fades_in_the_pause_after_it(tmp_path, story):
    what = replace(edition(story), settings=Settings(sample_s=60))
    (path,) = published(tmp_path, ("sample",), what)
    assert path.name == "Either Or é - sample.mp3"
    ((track, end, fade),) = excerpts(story, 60_000)
    assert track is story[0]
    assert any(cue.end_ms == end for cue in track.cues)
    assert 0.7 * 60_000 <= end < fade <= 60_000 + FADE_MS
    heard, whole = ffmpeg_decoded(path), ffmpeg_decoded(track.file("mp3"))
    assert len(heard) == pytest.approx(fade * 22.05, abs=2)
    last = slice(round((end - 2000) * 22.05), round(end * 22.05))
    assert level_db(heard[last]) == pytest.approx(
        level_db(whole[last]), abs=0.5
    )  # LAME softens a little
    assert np.abs(heard[round((end + 30) * 22.05) :]).max() < 0.002
    assert ID3(path)["TIT2"].text == [f"{ABOUT.title} (sample)"]


def test_a_sample_prefers_the_end_of_a_scene(story):
    ((track, end, fade),) = excerpts(story, 80_000)
    breaks = [cue for cue in track.cues if not cue.clip]
    following = min((cue.start_ms for cue in breaks if cue.start_ms >= end), default=0)
    assert following == pytest.approx(end, abs=1)
    assert fade == end + FADE_MS


def test_a_sample_of_short_chapters_goes_on_until_there_is_a_minute_of_it(story):
    short = tuple(replace(track, frames=22_050 * 25) for track in story)
    opening = replace(story[0], title=OPENING, chapter=0)
    taken = excerpts([*short, *short], 180_000)
    assert [end for _, end, _ in taken] == [25_000] * 3
    (with_credits,) = SamplePublisher().outputs(edition((opening, *story)))
    (without,) = SamplePublisher().outputs(edition(story))
    assert with_credits.recipe == without.recipe


def test_a_line_longer_than_the_sample_is_cut_and_faded(story):
    (track, *_) = story
    long = replace(
        track, cues=(replace(track.cues[0], start_ms=500, end_ms=400_000),), frames=22_050 * 500
    )
    assert excerpts([long], LONGEST_MS) == [(long, LONGEST_MS - FADE_MS, LONGEST_MS)]
