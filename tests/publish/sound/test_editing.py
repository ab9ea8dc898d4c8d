"""Cue sheets, labels and stems, against the sound that they describe."""

import re
from dataclasses import replace

import numpy as np
import pytest
from audiobook.errors import PublishError
from audiobook.events import Notice
from audiobook.model import NARRATOR, Cast, Role
from audiobook.publish import Edition, OutputFolder, publish
from audiobook.publish.table import PUBLISHERS
from audiobook.settings import Settings
from hearing import PITCHES, cast, made, pitch, script, stretch, voice

CHAPTERS = (
    '# One "quoted"\n\nEmma | "Go on, then, and be\tquick."\nshe said.\n\n***\n\nTom | "No."',
    'Emma | "Three."',
)


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    played = script(*CHAPTERS, title='A "Book" / é')
    tracks = made(
        tmp_path_factory.mktemp("tracks"), played, encodings=("mp3", "aac", "flac")
    ).tracks
    return Edition(played, cast(), tracks)


def published(folder, formats, what, told=lambda _: None):
    return publish(
        formats,
        what,
        OutputFolder(folder / "out", folder / "manifest.json", folder / "parts"),
        told,
    )


def samples(path):
    import av

    with av.open(str(path)) as file:
        return np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)]).astype(
            np.int64
        )


def test_a_cue_sheet_has_the_chapters_where_the_file_has_them(tmp_path, edition):
    (path,) = [
        one for one in published(tmp_path, ("mp3", "m4b", "cue"), edition) if one.suffix == ".cue"
    ]
    text = path.read_bytes().decode()
    assert text.splitlines()[:3] == [
        'REM GENRE "Audiobook"',
        "TITLE \"A 'Book' / é\"",
        'FILE "A Book é.m4b" WAVE',
    ]
    times = [
        (int(m) * 60 + int(s)) + int(f) / 75
        for m, s, f in re.findall(r"INDEX 01 (\d+):(\d\d):(\d\d)", text)
    ]
    (m4b,) = PUBLISHERS.load("m4b")().outputs(edition)
    assert times == pytest.approx([start / 1000 for start in m4b.starts()], abs=1 / 75)
    assert re.findall(r"TRACK (\d\d) AUDIO", text) == ["01", "02"]


def test_a_cue_sheet_needs_the_whole_book_in_a_file(tmp_path, edition):
    with pytest.raises(PublishError, match="whole book"):
        published(tmp_path, ("mp3", "cue"), edition)


def test_a_cue_sheet_ends_at_its_hundredth_track(tmp_path, edition):
    tracks = tuple(replace(edition.tracks[1], chapter=n) for n in range(1, 121))
    many = replace(edition, tracks=tracks)
    heard = []
    (m4b,) = PUBLISHERS.load("m4b")().outputs(many)
    (cue,) = PUBLISHERS.load("cue")().outputs(replace(many, earlier=(m4b,), listener=heard.append))
    cue.write(tmp_path / "x.cue")
    assert (tmp_path / "x.cue").read_text().count("TRACK") == 99
    assert [type(one) for one in heard] == [Notice]


def test_labels_name_what_is_heard(tmp_path, edition):
    paths = [
        one
        for one in published(tmp_path, ("mp3", "m4b", "labels"), edition)
        if one.suffix == ".txt"
    ]
    assert [one.relative_to(tmp_path / "out").as_posix() for one in paths] == [
        "labels/01 - Chapter 1.txt",
        "labels/02 - Chapter 2.txt",
        "labels/A Book é.txt",
    ]
    rows = [line.split("\t") for line in paths[0].read_text(encoding="utf-8").splitlines()]
    assert [row[2] for row in rows] == [
        'One "quoted"', 'Emma: "Go on, then, and be quick."', "she said.", 'Tom: "No."'
    ]  # fmt: skip
    cues = [cue for cue in edition.tracks[0].cues if cue.clip]
    for row, cue in zip(rows, cues, strict=True):
        assert [float(row[0]) * 1000, float(row[1]) * 1000] == pytest.approx(
            [cue.start_ms, cue.end_ms], abs=0.001
        )


def test_stems_add_up_to_the_chapter_and_hold_one_voice_each(tmp_path, edition):
    paths = published(tmp_path, ("stems",), edition)
    whole = samples(edition.tracks[0].file("flac"))
    stems = {path.stem: samples(path) for path in paths if path.parent.name == "01 - Chapter 1"}
    assert set(stems) == {"narrator", "Emma", "Tom"}
    assert all(len(one) == len(whole) for one in stems.values())
    assert np.array_equal(sum(stems.values()), whole)
    said = [("narrator", 0), ("Emma", 1), ("narrator", 2), ("Tom", 4)]
    for speaker, number in said:
        cue = edition.tracks[0].cues[number]
        for name, sound in stems.items():
            part = stretch(sound, cue.start_ms, cue.end_ms)
            assert np.any(part) == (name == speaker)
        heard = stretch(stems[speaker], cue.start_ms + 20, cue.end_ms - 20)
        assert pitch(heard) == pytest.approx(PITCHES[speaker], abs=8)


def test_stems_of_sound_in_two_channels_add_up_too(tmp_path):
    played = script('Emma | "One."\nTom | "Two."')
    settings = replace(
        Settings(), encoding=replace(Settings().encoding, channels=2, sample_rate=44100)
    )
    tracks = made(tmp_path / "tracks", played, settings=settings, encodings=("flac",)).tracks
    paths = published(tmp_path, ("stems",), Edition(played, cast(), tracks))
    whole = samples(tracks[0].file("flac"))
    assert np.array_equal(sum(map(samples, paths)), whole)
    assert len(whole) == pytest.approx(2 * tracks[0].duration_ms * 44.1, abs=4)


def test_names_of_stems_differ_whatever_speakers_are_called(tmp_path):
    played = script('Emma | "One."\nTom | "Two."')
    names = {"Emma": "a/b", "Tom": "A:B"}
    lines = tuple(
        tuple(replace(one, speaker=names[one.speaker]) for one in chapter)
        for chapter in played.utterances
    )
    changed = replace(played, utterances=lines)
    players = Cast(
        (Role(NARRATOR, voice(NARRATOR)), *(Role(new, voice(old)) for old, new in names.items()))
    )
    tracks = made(tmp_path / "tracks", changed, players, encodings=("flac",)).tracks
    paths = published(tmp_path, ("stems",), Edition(changed, players, tracks))
    assert [path.name for path in paths] == ["narrator.flac", "a b.flac", "A B 2.flac"]
