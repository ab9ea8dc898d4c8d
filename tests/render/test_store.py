import errno
import struct
import wave
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest
from audiobook.engines.base import COST
from audiobook.errors import OutputError
from audiobook.model import Delivery, Line, Sound, Voice
from audiobook.render.store import ClipStore, clip_key, cost_of_clip

SOUND = Sound(bytes(range(40)), 22050)
LINE = Line("Go on.", Voice("emma", "tone", (("pitch_hz", 300),)))
PRINTS = {"tone": "1", "other": "1"}


@pytest.fixture
def store(tmp_path):
    return ClipStore(tmp_path / "clips")


def test_a_clip_comes_back_as_it_was(store):
    store.put("abc", SOUND)
    assert store.get("abc") == SOUND
    assert store.frames("abc") == 20
    assert store.size() == store.path("abc").stat().st_size


def test_a_clip_of_no_length_comes_back_as_it_was(store):
    nothing = replace(SOUND, pcm=b"")
    store.put("abc", nothing)
    assert store.get("abc") == nothing


def test_any_player_opens_a_clip(store):
    store.put("abc", SOUND)
    with wave.open(str(store.path("abc"))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22050)
        assert file.readframes(100) == SOUND.pcm


@pytest.mark.parametrize("words", [(), (("Go", 5.0),), (("Gö", 5.0), ("“on”", 120.5))])
@pytest.mark.parametrize("cost", [0.002, 1.0])
def test_the_times_of_words_are_kept_with_a_clip(store, words, cost):
    store.put("abc", SOUND, cost, words)
    assert store.get("abc") == SOUND
    assert store.timed("abc")[1] == words
    assert cost_of_clip(store.path("abc")) == pytest.approx(cost)


def test_a_cheap_clip_with_times_is_a_file_that_any_player_opens(store):
    store.put("abc", SOUND, words=(("Go", 5.0),))
    with wave.open(str(store.path("abc"))) as file:
        assert file.readframes(100) == SOUND.pcm


@pytest.mark.parametrize(
    ("option", "audible"),
    [
        (("price_per_million", 3), False),
        (("key_env", "KEY"), False),
        (("parallel", 2), False),
        (("attempts", 2), False),
        (("timeout_s", 9.0), False),
        (("longest", 90), True),
        (("speed", 1.1), True),
    ],
)
def test_an_option_that_is_not_heard_speaks_nothing_anew(option, audible):
    changed = replace(LINE, voice=LINE.voice.with_options(**dict([option])))
    assert (clip_key(changed, PRINTS) != clip_key(LINE, PRINTS)) == audible


def test_a_clip_without_times_or_a_damaged_one_has_none(store):
    assert store.timed("abc")[1] is None
    store.put("abc", SOUND, 1.0)
    assert store.timed("abc")[1] is None
    store.put("abc", SOUND, 1.0, (("Go", 5.0),))
    whole = store.path("abc").read_bytes()
    for place in (*range(0, len(whole), 97), *range(len(whole) - 60, len(whole))):
        changed = bytes([whole[place] ^ 1])
        store.path("abc").write_bytes(whole[:place] + changed + whole[place + 1 :])
        assert store.timed("abc")[1] is None


def test_what_was_never_put_is_missing(store):
    assert store.get("abc") is None
    assert store.size() == 0


def test_a_flipped_bit_anywhere_makes_a_clip_missing(store):
    store.put("abc", SOUND)
    whole = store.path("abc").read_bytes()
    for place in range(len(whole)):
        store.path("abc").write_bytes(
            whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        )
        assert store.get("abc") is None, place


def test_a_clip_cut_short_or_grown_is_missing(store):
    store.put("abc", SOUND)
    whole = store.path("abc").read_bytes()
    for damaged in (
        *(whole[:length] for length in range(len(whole))),
        whole + b"\0",
        b"\0" * len(whole),
    ):
        store.path("abc").write_bytes(damaged)
        assert store.frames("abc") is None


@pytest.mark.parametrize(
    "changed",
    [
        replace(LINE, words="Go on!"),
        replace(LINE, delivery=Delivery(rate=1.1)),
        replace(LINE, delivery=Delivery(pitch=1)),
        replace(LINE, delivery=Delivery(volume=1)),
        replace(LINE, voice=replace(LINE.voice, engine="other")),
        replace(LINE, voice=replace(LINE.voice, options=(("pitch_hz", 301),))),
        replace(LINE, voice=replace(LINE.voice, options=(("pitch_hz", "300"),))),
        replace(LINE, voice=replace(LINE.voice, options=())),
        replace(LINE, voice=replace(LINE.voice, language="de")),
    ],
)
def test_everything_audible_is_in_the_key(changed):
    assert clip_key(changed, PRINTS) != clip_key(LINE, PRINTS)


def test_a_new_engine_version_makes_new_clips():
    assert clip_key(LINE, {"tone": "2"}) != clip_key(LINE, PRINTS)


def test_gain_and_descriptions_are_not_in_the_key():
    described = replace(
        LINE.voice, gain_db=3.0, description="x", gender="female", measured=(("pitch_hz", 1.0),)
    )
    assert clip_key(replace(LINE, voice=described), PRINTS) == clip_key(LINE, PRINTS)


def test_words_that_cannot_be_encoded_still_have_a_key():
    assert len(clip_key(replace(LINE, words="\ud800"), PRINTS)) == 64


def test_a_full_disk_is_said_with_its_remedy_and_leaves_nothing(store, monkeypatch):
    def full(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left") as raised:
        store.put("abc", SOUND)
    assert "free some space" in raised.value.remedy
    assert not [path for path in store.folder.rglob("*") if path.is_file()]


def test_a_file_where_the_folder_should_be_is_said(tmp_path):
    (tmp_path / "clips").write_text("mine")
    with pytest.raises(OutputError, match="clips"):
        ClipStore(tmp_path / "clips").put("abc", SOUND)
    assert (tmp_path / "clips").read_text() == "mine"


def test_the_key_of_a_line_stays():
    """Where it changes, everybody's books are spoken anew: raise PROCESSING_VERSION for it, and then this."""
    known = "dd666f1ac809dbf59f8f33c8898648028571ee4a9db4618cb33ebf223dbfffc3"
    assert clip_key(LINE, PRINTS) == known
    assert clip_key(replace(LINE, take=1), PRINTS) != known
    own = {**PRINTS, LINE.voice: "timbre"}
    assert clip_key(LINE, own) == "532343c0fad23fc6f9cb81e4e3c606642f44fecc8e7be07195b4ea8bb11e9cc9"


def test_where_a_clip_lies_stays(store):
    store.put("abcdef", SOUND)
    assert store.path("abcdef") == store.folder / "ab" / "abcdef.wav"
    assert store.path("abcdef").is_file()


@pytest.mark.parametrize("cost", [0.0, COST, 0.5, 12.0])
def test_a_clip_knows_what_it_cost(store, cost):
    store.put("abc", SOUND, cost)
    assert store.get("abc") == SOUND
    assert cost_of_clip(store.path("abc")) == max(cost, COST)


def test_a_cheap_clip_says_nothing_of_its_cost(store):
    store.put("abc", SOUND)
    store.put("abd", SOUND, 0.01)
    assert store.path("abd").stat().st_size - store.path("abc").stat().st_size == 12


def test_what_is_too_short_for_a_cost_has_none(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"cost")
    assert cost_of_clip(tmp_path / "a.wav") == COST


def test_the_header_is_that_of_16_bits_in_one_channel(store):
    store.put("abc", SOUND, 0.01)
    data = store.path("abc").read_bytes()
    layout = struct.unpack("<4sI4s 4sIHHIIHH 4sI", data[:44])
    assert layout == (
        *(b"RIFF", len(data) - 8, b"WAVE"),
        *(b"fmt ", 16, 1, 1, 22050, 44100, 2, 16),
        *(b"data", len(SOUND.pcm)),
    )


def test_a_store_is_a_value(store):
    assert hash(store) == hash(ClipStore(store.folder))
    with pytest.raises(FrozenInstanceError):
        store.folder = Path()


def test_players_can_step_from_chunk_to_chunk(store):
    store.put("abc", SOUND, 0.01)
    data = store.path("abc").read_bytes()
    place, names = 12, []
    while place < len(data):
        name, size = struct.unpack_from("<4sI", data, place)
        names.append(name)
        place += 8 + size
    assert (names, place) == ([b"fmt ", b"data", b"cost", b"crc "], len(data))


@pytest.mark.parametrize("word", ["a", "ab", "abc", "abcd"])
def test_every_chunk_begins_at_an_even_place(store, word):
    store.put("abc", SOUND, 0.01, ((word, 1.0),))
    data = store.path("abc").read_bytes()
    place = 12
    while place < len(data):
        assert place % 2 == 0
        place += 8 + struct.unpack_from("<4sI", data, place)[1]
    assert place == len(data)
