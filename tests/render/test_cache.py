"""The store of clips: measured, pruned, cleared, shared; and what stands for a line that cannot be spoken."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from audiobook.engines.base import SAMPLE_RATE
from audiobook.errors import RenderError
from audiobook.model import Sound
from audiobook.render.assemble import finished
from audiobook.render.cache import clips, in_use, prune, prune_together
from audiobook.render.plan import plan
from audiobook.render.render import render
from audiobook.render.store import ClipStore
from audiobook.settings import Settings
from audiobook.sound.stitch import BEEP_MS, beep
from hearing import cast, inline, script, voice, workshop

KEYS = [f"{n:064x}" for n in range(5)]


@pytest.fixture
def store(tmp_path):
    made = ClipStore(tmp_path / "clips")
    for age, key in enumerate(KEYS):
        made.put(key, Sound(bytes(range(200)) * 5, SAMPLE_RATE))
        os.utime(made.path(key), (1000 - age, 1000 - age))
    return made


def test_clips_are_listed_the_oldest_first(store):
    assert [clip.path.stem for clip in clips(store)] == KEYS[::-1]
    assert sum(clip.size for clip in clips(store)) == store.size()


def test_pruning_removes_the_oldest_and_no_more_than_needed(store):
    size = clips(store)[0].size
    assert prune(store, 3 * size) == 2 * size
    assert [clip.path.stem for clip in clips(store)] == KEYS[2::-1]
    assert prune(store, 3 * size) == 0


def test_clearing_leaves_nothing(store):
    size = store.size()
    assert prune(store, 0) == size > 0
    assert clips(store) == ()
    assert prune(store, 0) == 0


def test_nothing_is_removed_while_a_run_needs_it(store):
    with in_use(store):
        assert prune(store, 0) is None
        assert len(clips(store)) == 5
    assert prune(store, 0) > 0


def test_a_run_that_was_killed_needs_nothing_any_more(store):
    code = (
        "import pathlib, sys, time\n"
        "from audiobook.render.cache import in_use\n"
        "from audiobook.render.store import ClipStore\n"
        "with in_use(ClipStore(pathlib.Path(sys.argv[1]))):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(3600)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, store.folder], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    assert prune(store, 0) is None
    holder.kill()
    holder.communicate()
    assert prune(store, 0) > 0
    assert not list((store.folder / "in use").glob("*.lock"))


def test_several_stores_keep_so_much_in_all_and_one_in_use_keeps_everything(store, tmp_path):
    other = ClipStore(tmp_path / "other")
    other.put(KEYS[0], Sound(bytes(range(200)) * 5, SAMPLE_RATE))  # the newest of all
    size = clips(store)[0].size
    assert prune_together([store, other], 3 * size) == 3 * size
    assert (len(clips(store)), len(clips(other))) == (2, 1)
    with in_use(store):
        assert prune_together([store, other], 0) == size
    assert (len(clips(store)), len(clips(other))) == (2, 0)


def test_half_written_files_go_once_they_are_old(store):
    folder = store.path(KEYS[0]).parent
    fresh, old = folder / ".a.wav.1.part", folder / ".b.wav.2.part"
    fresh.touch()
    old.touch()
    os.utime(old, (time.time() - 2 * 24 * 3600,) * 2)
    prune(store, store.size())
    assert (fresh.exists(), old.exists()) == (True, False)
    assert len(clips(store)) == 5


BROKEN = cast(Emma=voice("Emma", fail_on="boat"))
SCENE = """
The river was wide.
Emma | "Is the boat gone?"
Emma | "Then we walk."
"""


def made(folder: Path, roles, *, allow_missing=False):
    plans = plan(script(SCENE), roles, Settings())
    with inline() as pool:
        shop = workshop(folder, plans, pool, ("mp3",))
        return render(plans, shop, pool, 60, allow_missing=allow_missing), plans, shop


def test_a_line_that_cannot_be_spoken_ends_the_run_and_says_how_to_go_on(tmp_path):
    with pytest.raises(RenderError, match="--allow-missing") as failed:
        made(tmp_path, BROKEN)
    assert len(failed.value.lines) == 1
    assert "Is the boat gone?" in failed.value.lines[0]


def test_where_it_is_allowed_a_beep_stands_for_it_and_it_is_named(tmp_path):
    rendered, _, shop = made(tmp_path, BROKEN, allow_missing=True)
    cues = rendered.tracks[0].cues
    assert [bool(cue.clip) for cue in cues] == [True, False, True]
    assert cues[1].end_ms - cues[1].start_ms == pytest.approx(BEEP_MS, abs=1)
    assert len(rendered.missing) == 1
    assert "Is the boat gone?" in rendered.missing[0]
    assert (rendered.spoken, len(clips(shop.clips))) == (2, 2)


def test_a_track_with_a_gap_is_not_taken_for_a_whole_one(tmp_path):
    rendered, plans, shop = made(tmp_path, BROKEN, allow_missing=True)
    assert finished(plans[0], shop) is None
    again, *_ = made(tmp_path, BROKEN, allow_missing=True)
    assert again.tracks == rendered.tracks
    whole, *_ = made(tmp_path, cast())
    assert whole.missing == ()
    assert whole.tracks[0].key != rendered.tracks[0].key


def test_the_beep_is_heard_and_does_not_startle():
    samples = memoryview(beep(SAMPLE_RATE)).cast("h")
    assert len(samples) == SAMPLE_RATE * BEEP_MS // 1000
    assert 1000 < max(samples) < 3000
    assert abs(samples[0]) < 50
    assert abs(samples[-1]) < 50
