"""What is kept on the disk: packed where it is precious, once where twice would do."""

import os

import numpy as np
import pytest
from audiobook.cli import main as cli
from audiobook.files import duplicate
from audiobook.model import Sound
from audiobook.render.cache import clips, prune
from audiobook.render.store import ClipStore
from making import STORY

THIRD = '\nChapter 3: Noon\n\nThey came to the gate. "And now?" said Clara.\n'
NOISE = np.random.default_rng(7).integers(-3000, 3000, 24_000, dtype="<i2").tobytes()


def test_what_took_long_is_packed_without_loss(tmp_path):
    store = ClipStore(tmp_path)
    tone = (10_000 * np.sin(np.arange(48_000) / 20)).astype("<i2").tobytes()
    for key, pcm in (("a" * 64, NOISE), ("b" * 64, tone), ("c" * 64, b"\x01\x00")):
        sound = Sound(pcm, 24_000)
        store.put(key, sound, 1.0)
        assert store.path(key).suffix == ".flac"
        assert store.get(key) == sound
        assert store.frames(key) == sound.frames
    assert store.path("b" * 64).stat().st_size < len(tone) / 2
    assert store.size() == sum(clip.size for clip in clips(store))


def test_damage_to_a_packed_clip_is_noticed(tmp_path):
    store = ClipStore(tmp_path)
    store.put("a" * 64, Sound(NOISE, 24_000), 1.0)
    path = store.path("a" * 64)
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole[:100], b"fLaC", whole[:500] + b"x" + whole[501:]):
        path.write_bytes(damaged)
        assert store.get("a" * 64) is None
        assert store.frames("a" * 64) is None


def test_what_is_precious_is_not_pruned(tmp_path):
    store = ClipStore(tmp_path)
    store.put("a" * 64, Sound(NOISE, 24_000), 1.0)
    store.put("b" * 64, Sound(NOISE, 24_000))
    prune(store, 1)
    assert [clip.path.suffix for clip in clips(store)] == [".flac"]


def test_a_second_copy_takes_no_room(tmp_path):
    first = tmp_path / "first"
    first.write_bytes(b"sound" * 1000)
    second = tmp_path / "second"
    duplicate(first, second)
    assert second.read_bytes() == first.read_bytes()
    assert second.stat().st_ino == first.stat().st_ino or second.stat().st_nlink == 1


def test_another_disk_gets_a_copy(tmp_path, monkeypatch):
    def refuse(*_paths):
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    first = tmp_path / "first"
    first.write_bytes(b"sound")
    duplicate(first, tmp_path / "second")
    first.write_bytes(b"other")
    assert (tmp_path / "second").read_bytes() == b"sound"


def test_a_new_chapter_of_a_serial_renders_alone(books, tmp_path, capsys):
    source = books("serial.txt", STORY)
    folder = tmp_path / "serial.audiobook"

    arguments = ["--engine", "tone", "--executor", "inline", "--json", "--formats", "mp3,rss"]
    arguments += ["--feed-url", "https://example.org/serial"]

    def make():
        with pytest.raises(SystemExit) as ended:
            cli.make_audiobook([str(source), *arguments])
        assert ended.value.code == 0
        printed = capsys.readouterr().out
        assert printed
        tracks = {path.name: path.read_bytes() for path in folder.glob("*.mp3")}
        (feed,) = folder.glob("*.xml")
        return tracks, feed.read_text(encoding="utf-8").count("<item>"), printed

    before, episodes, _ = make()
    source.write_text(STORY + THIRD, encoding="utf-8")
    after, more_episodes, printed = make()
    assert {name: after[name] for name in before} == before
    assert len(after) == len(before) + 1
    assert more_episodes == episodes + 1
    assert '"stage": "assemble", "total": 1' in printed
