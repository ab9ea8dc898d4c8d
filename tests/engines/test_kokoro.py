"""Natural voices: how words become symbols, and what the model makes of them."""

from dataclasses import replace
from hashlib import sha256
from importlib.util import find_spec
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from audiobook.errors import EngineError, ResourceError
from audiobook.model import Delivery, Line, Voice

if not find_spec("onnxruntime"):
    pytest.skip("needs the extra natural", allow_module_level=True)

from audiobook.engines import say, word_times
from audiobook.engines.kokoro import KokoroEngine, alphabet, model, options, pitch, styles
from audiobook.engines.kokoro.parts import length, parts
from audiobook.engines.kokoro.phonemes import Phonemes
from audiobook.engines.kokoro.words import Unit, apart, units

RATE = 24_000
FRAME = 600
# Of the voices' tables at half precision, one after the other by name.
TABLES_AS_THEY_CAME = "3d81d4c29c7075d1f5c4ca54de13cedd8587ba99a09d0795a50ee26d013e6b62"


def voice(**chosen) -> Voice:
    return Voice("ann", "kokoro", tuple(sorted(chosen.items())))


def line(words: str, delivery: Delivery | None = None, **chosen) -> Line:
    return Line(words, voice(**chosen), delivery or Delivery())


@pytest.fixture(scope="module")
def phonemes():
    opened = Phonemes()
    yield opened
    opened.close()


@pytest.fixture
def written(phonemes):
    def write(words: str, language: str = "en-us") -> str:
        return "".join(unit.written for unit in units(words, language, phonemes.of))

    return write


class Hum:
    """In place of the model: two frames of a hum for each symbol, a quiet one for the ends."""

    def __init__(self) -> None:
        self.asked: list[dict] = []

    def run(self, names, inputs):
        self.asked.append(inputs)
        frames = np.full((1, inputs["tokens"].shape[1]), 2.0, np.float32)
        frames[0, 0] = 8
        count = int(frames.sum()) * FRAME
        hum = 0.5 * np.sin(np.arange(count, dtype=np.float32) / 10)
        hum[: 5 * FRAME] = 0
        return [hum, frames]


@pytest.fixture
def hum():
    return Hum()


@pytest.fixture
def engine(hum):
    with KokoroEngine() as opened:
        opened.__dict__["_model"] = model.VoiceModel(hum)
        yield opened


@pytest.fixture(scope="module")
def natural():
    with KokoroEngine() as opened:
        yield opened


# --- words -> symbols


@pytest.mark.parametrize(
    ("words", "symbols"),
    [
        ("The road ran down.", "ðə ɹˈOd ɹˈæn dˈWn."),
        ("A better judge?", "ɐ bˈɛTəɹ ʤˈʌʤ?"),
        ("“Go!” he cried; “go…”", "“ɡˈO!” hiː kɹˈId; “ɡˈO…”"),
    ],
)
def test_american_words_in_the_models_symbols(written, words, symbols):
    assert written(words) == symbols.replace("ɐ", "ə").replace("iː", "i")


def test_british_words_keep_length_and_lose_r(written):
    assert written("The old house over there.", "en-gb") == "ðɪ ˈQld hˈWs ˌQvə ðˈɛː."


def test_every_symbol_has_a_number(written):
    words = "Naïve façades, Zürich and the Škoda: quite a lot — for “him” (and her)!"
    for language in ("en-us", "en-gb", "es", "fr", "it", "pt-br", "hi"):
        assert set(written(words, language)) <= set(alphabet.numbers())


def test_words_that_espeak_runs_together_are_apart(written):
    assert written("He sat in the garden of the house.") == "hi sˈæt ɪn ðə ɡˈɑɹdən ʌv ðə hˈWs."


def test_a_word_has_the_pronunciation_that_was_taught(written):
    assert written("Ask {Ilse Maier|ˈɪlzə ˈmaɪɐ}, please.") == "ˈæsk ˈɪlzə mˈIə, plˈiz."
    assert "tvjˈeɹ" in written("In {Tver|ˈtvjerʲ} then.").replace("A", "e")


def test_emphasis_puts_the_stress_on_a_word(written):
    plain = written("I can do it.")
    stressed = written("I {can|*} do it.")
    assert plain.count("ˈ") + 1 == stressed.count("ˈ")


def test_a_full_stop_within_a_word_is_no_mark(written):
    assert "." not in written("at 3.5 and more")


@pytest.mark.parametrize("words", ["...", "—", "“!”"])
def test_marks_alone_are_refused(engine, words):
    with pytest.raises(EngineError, match="no words to speak"):
        engine.speak(line(words))


def test_words_that_have_no_sound_are_refused():
    with pytest.raises(EngineError, match="Nothing of 'hello' can be pronounced"):
        units("hello", "en-us", lambda _words, _language: "")


@pytest.mark.parametrize(
    ("whole", "alone", "pieces"),
    [
        ("ɪnðə ɡˈɑːdən", ["ˈɪn", "ðˈə", "ɡˈɑːdən"], ["ɪn", "ðə", "ɡˈɑːdən"]),
        ("wˈɛl nˈoʊn ʌvðə", ["wˈɛlnˈoʊn", "ˈʌv", "ðˈə"], ["wˈɛlnˈoʊn", "ʌv", "ðə"]),
        ("", ["a", "b"], ["", ""]),
    ],
)
def test_phonemes_are_shared_out_among_words(whole, alone, pieces):
    assert apart(whole, alone) == pieces


# --- too long for one call


def sentence(*words: str) -> list[Unit]:
    made = []
    for word in words:
        if word in ".,;":
            made.append(Unit("", word))
        else:
            made.append(Unit(word, word, spaced=bool(made)))
    return made


def said(runs) -> list[str]:
    return ["".join(unit.written for unit in run).strip() for run in runs]


def test_a_long_line_is_cut_at_the_end_of_a_sentence_first():
    line_ = sentence("aaaa", ",", "bbbb", ".", "cccc", ",", "dddd", "eeee")
    assert said(parts(line_, 20)) == ["aaaa, bbbb.", "cccc, dddd eeee"]


def test_a_long_line_is_cut_at_a_comma_where_no_sentence_ends():
    line_ = sentence("aaaa", "bbbb", ",", "cccc", "dddd", "eeee")
    assert said(parts(line_, 20)) == ["aaaa bbbb,", "cccc dddd eeee"]


def test_a_word_longer_than_the_limit_is_cut_as_well():
    runs = parts(sentence("a" * 1000, "b"), 50)
    assert all(0 < length(run) <= 50 for run in runs)
    assert "".join(said(runs)).replace(" ", "") == "a" * 1000 + "b"


def test_ten_thousand_letters_without_a_space_are_spoken(engine, hum):
    engine.speak(line("a" * 10_000))
    assert len(hum.asked) > 10
    assert all(asked["tokens"].size <= 512 for asked in hum.asked)


def test_parts_are_joined_with_a_rest(engine, hum):
    words = "The road ran down to the river. " * 20
    sound = engine.speak(line(words.strip()))
    assert len(hum.asked) > 1
    assert bytes(2 * RATE // 5) in sound.pcm


# --- what the model is asked, and what becomes of its sound


def test_the_style_is_that_of_the_number_of_symbols(engine, hum):
    engine.speak(line("Go on!", style="bm_george"))
    (asked,) = hum.asked
    count = asked["tokens"].size - 2
    assert np.array_equal(asked["style"][0], styles.style("bm_george")[count - 1])


def test_the_rate_of_the_delivery_multiplies_the_speed_within_its_limits(engine, hum):
    for rate in (1.0, 0.9, 9.0, 0.1):
        engine.speak(line("Go on!", Delivery(rate=rate), speed=0.8))
    speeds = [float(asked["speed"][0]) for asked in hum.asked]
    assert speeds == pytest.approx([0.8, 0.72, options.FASTEST, options.SLOWEST])


def test_other_takes_are_a_little_slower_or_faster(engine, hum):
    for take in range(6):
        engine.speak(replace(line("Go on!", speed=1), take=take))
    first, *others, again = [round(float(asked["speed"][0]), 4) for asked in hum.asked]
    assert first == again == 1
    assert len({first, *others}) == 5
    assert all(0.98 <= pace <= 1.02 for pace in others)


def test_other_takes_of_a_long_line_are_cut_elsewhere(engine, hum):
    words = " ".join(f"The road ran down to number {n}." for n in range(12))
    cuts = set()
    for take in range(4):
        hum.asked.clear()
        engine.speak(replace(line(words), take=take))
        cuts.add(tuple(asked["tokens"].size for asked in hum.asked))
    assert len(cuts) > 1


def test_the_words_of_another_take_are_timed_in_it(engine, hum):
    first, other = line("Go on!"), replace(line("Go on!"), take=1)
    engine.word_times(first)
    engine.word_times(other)
    engine.speak(other)
    assert len(hum.asked) == 2


def test_the_volume_of_the_delivery_is_in_decibels_and_never_clips(engine):
    def peak(volume):
        sound = engine.speak(line("Go on!", Delivery(volume=volume)))
        return np.abs(np.frombuffer(sound.pcm, "<i2").astype(int)).max()

    assert peak(-6) == pytest.approx(peak(0) / 2, rel=0.01)
    assert peak(40) < 32_700


def swings_per_s(sound) -> float:
    signs = np.signbit(np.frombuffer(sound.pcm, "<i2"))
    return np.count_nonzero(np.diff(signs)) / 2 / (sound.duration_ms / 1000)


@pytest.mark.parametrize("semitones", [pitch.LOWEST, -1, pitch.HIGHEST])
def test_the_pitch_moves_and_the_model_speaks_slower_by_as_much(engine, hum, semitones):
    words = "Go on then, and be quick about it, before anybody sees you!"
    plain = engine.speak(line(words))
    moved = engine.speak(line(words, Delivery(pitch=semitones)))
    factor = 2 ** (semitones / 12)
    assert swings_per_s(moved) / swings_per_s(plain) == pytest.approx(factor, rel=0.01)
    speeds = [float(asked["speed"][0]) for asked in hum.asked]
    assert speeds[0] / speeds[1] == pytest.approx(factor)
    assert not np.frombuffer(moved.pcm, "<i2")[0]


def test_the_pitch_moves_no_further_than_sounds_natural(engine):
    furthest = engine.speak(line("Go on then!", Delivery(pitch=pitch.HIGHEST)))
    assert engine.speak(line("Go on then!", Delivery(pitch=12))) == furthest


def test_words_are_timed_in_a_line_of_another_pitch(engine):
    # This model speaks as fast whatever it is asked for, so that every time shrinks.
    plain = engine.word_times(line("Go on then!"))
    moved = engine.word_times(line("Go on then!", Delivery(pitch=pitch.HIGHEST)))
    factor = 2 ** (pitch.HIGHEST / 12)
    assert [ms for _, ms in moved] == pytest.approx([ms / factor for _, ms in plain], abs=1)


def test_a_clip_begins_and_ends_on_zero_with_little_silence(engine):
    samples = np.frombuffer(engine.speak(line("Go on!")).pcm, "<i2")
    assert samples[0] == 0
    assert abs(int(samples[-1])) < 300
    assert np.flatnonzero(np.abs(samples) > 33)[0] <= RATE // 100


def test_words_begin_where_the_model_says(engine):
    times = engine.word_times(line("Go on, then."))
    assert [word for word, _ in times] == ["Go", "on", "then"]
    # Six symbols of two frames of 25 ms stand before the second word's: "ɡˌO ".
    assert times[1][1] - times[0][1] == pytest.approx(4 * 50)


def test_a_line_is_not_spoken_twice_for_its_times(engine, hum):
    engine.speak(line("Go on!", Delivery(volume=3)))
    engine.word_times(line("Go on!", Delivery(volume=3)))
    assert len(hum.asked) == 1


def test_a_passage_in_another_language_keeps_the_voice(engine, hum):
    say(engine, line("He said {bonjour|@fr} to me.", style="bm_george"))
    assert len(hum.asked) == 3
    assert engine.in_language(voice(style="bm_george"), "fr").option("lang", "") == "fr"
    assert engine.in_language(voice(), "pl") is None


# --- voices


def test_a_blend_is_the_weighted_mean():
    blend = styles.style("af_heart:0.6+bf_emma:0.2")
    mean = 0.75 * styles.style("af_heart") + 0.25 * styles.style("bf_emma")
    assert np.allclose(blend, mean, atol=1e-5)


@pytest.mark.parametrize(
    ("chosen", "complaint"),
    [
        ({"style": "af_hart"}, 'Voice "ann": Kokoro has no voice "af_hart".*"af_heart"'),
        ({"style": "af_heart:2"}, "weight.*between 0 and 1"),
        ({"style": "af_heart:x+bf_emma"}, '"x"'),
        ({"style": ""}, "has no voice"),
        ({"speed": 3}, "speed = 3 must lie within 0.5 and 2"),
        ({"lang": "en-uk"}, 'Did you mean "en-'),
        ({"tempo": 1}, 'no option "tempo"'),
    ],
)
def test_wrong_options_are_named_with_the_nearest_right_value(engine, chosen, complaint):
    with pytest.raises(EngineError, match=complaint):
        engine.check(voice(**chosen))


def test_voices_say_gender_language_and_accent(engine):
    known = {found.name: found for found in engine.voices()}
    assert len(known) == 48
    emma = known["bf_emma"]
    assert (emma.gender, emma.language, emma.accent) == ("female", "en-GB", "British")


# --- failures


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (RuntimeError("Failed to allocate memory for requested buffer"), ResourceError, "memory"),
        (MemoryError(), ResourceError, "too little memory"),
        (RuntimeError("Invalid rank"), EngineError, "onnxruntime failed: Invalid rank."),
    ],
)
def test_what_fails_in_onnxruntime_is_said_in_words(engine, error, kind, message):
    def fail(_names, _inputs):
        raise error

    engine.__dict__["_model"] = model.VoiceModel(SimpleNamespace(run=fail))
    with pytest.raises(kind, match=message):
        engine.speak(line("Go on!"))


def test_a_model_that_is_none_is_told():
    class Nonsense:
        def read(self):
            return [b"\1\2\3" * 99]

    with pytest.raises(EngineError, match="onnxruntime failed"):
        model.open_model(Nonsense())


# --- for real


@pytest.mark.natural
@pytest.mark.slow
def test_another_take_has_another_sound_and_the_same_one_the_same(natural):
    spoken = line("The road ran down to the river.")
    sounds = [natural.speak(replace(spoken, take=take)).pcm for take in (0, 1, 2, 0, 1)]
    assert len(set(sounds)) == 3
    assert sounds[:2] == sounds[3:]


@pytest.mark.natural
@pytest.mark.slow
def test_words_are_heard_one_after_another(natural):
    spoken = line("The road ran down to the river, in the shade of the old trees.")
    times = word_times(natural, spoken)
    assert [word for word, _ in times] == spoken.words.replace(",", "").rstrip(".").split()
    gaps = [after - before for (_, before), (_, after) in pairwise(times)]
    assert min(gaps) >= 25
    assert times[-1][1] < natural.speak(spoken).duration_ms


@pytest.mark.natural
@pytest.mark.slow
def test_a_faster_line_is_shorter(natural):
    usual = natural.speak(line("The road ran down to the river.")).frames
    faster = natural.speak(line("The road ran down to the river.", Delivery(rate=1.25))).frames
    assert 0.7 < faster / usual < 0.9


@pytest.mark.natural
@pytest.mark.slow
@pytest.mark.parametrize("words", ["Yes.", "No!", "Oh.", "Go on!", "Of course not."])
def test_short_lines_hold_nothing_but_their_words(natural, words):
    sound = natural.speak(line(words))
    assert 250 < sound.duration_ms < 1500


def test_the_tables_of_the_voices_are_bit_by_bit_those_that_came():
    whole = sha256()
    for name in styles.names():
        table = styles.style(name)
        assert table.shape == (510, 256)
        whole.update(table.astype(np.float16).tobytes())
    assert whole.hexdigest() == TABLES_AS_THEY_CAME
