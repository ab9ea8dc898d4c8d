"""Every engine: the same line gives the same bytes, and sound or an error, never silence."""

import random
from array import array
from collections.abc import Iterator
from itertools import pairwise

import pytest
from audiobook.engines.base import Engine
from audiobook.errors import EngineError
from audiobook.executors import Pool
from audiobook.executors.processes import Processes
from audiobook.model import (
    Delivery,
    Line,
    Sound,
    Voice,
)

QUIETEST = 50  # of 32767: less than that at its loudest is silence
WORDS = ("Go on!", "The road ran down to the river.", "Well, well; what have we here?")
ODD_WORDS = (
    "",
    " ",
    "\n\t ",
    "...",
    "?!",
    "—",
    "1",
    "漢字",
    "🌟",
    "{Tver|tvjerʲ}",
    "a" * 400,
)
DELIVERIES = (
    Delivery(),
    Delivery(rate=0.5),
    Delivery(rate=2.0),
    Delivery(pitch=-6.0),
    Delivery(pitch=6.0),
    Delivery(volume=-6.0),
    Delivery(volume=6.0),
)


def spoken_by(kind: type[Engine], line: Line) -> Sound:
    """The sound of a line by an engine that is opened for it; for another process."""
    with kind() as engine:
        return engine.speak(line)


def assert_heard(sound: Sound, engine: Engine) -> None:
    """Mono, 16 bits, at the rate of the engine, and not silent."""
    assert isinstance(sound, Sound)
    assert sound.rate == engine.sample_rate
    assert len(sound.pcm) % 2 == 0
    assert max(map(abs, array("h", sound.pcm)), default=0) >= QUIETEST


def skip_unless_repeatable(engine: Engine) -> None:
    """Skip what an engine does not promise."""
    if not engine.repeatable:
        pytest.skip("the engine says that its takes vary")


class EngineContract:
    """An engine: the same line gives the same bytes, and sound or an error, never silence."""

    @pytest.fixture
    def engine(self) -> Engine:
        raise NotImplementedError("Return an engine.")

    @pytest.fixture
    def voices(self, engine: Engine) -> tuple[Voice, ...]:
        """Voices to speak with: the first of those that the engine brings."""
        found = engine.voices()[:2]
        assert found, "Give the fixture `voices`: the engine brings none."
        return found

    @pytest.fixture
    def lines(self, voices: tuple[Voice, ...]) -> list[Line]:
        return [Line(words, voice) for voice in voices for words in WORDS]

    @pytest.fixture
    def opened(self, engine: Engine) -> Iterator[Engine]:
        with engine as itself:
            assert itself is engine
            yield engine

    def test_it_speaks_mono_16_bit_sound_at_its_rate(self, opened, lines):
        for line in lines:
            assert_heard(opened.speak(line), opened)

    def test_the_same_line_is_the_same_bytes_in_any_order(self, opened, lines):
        skip_unless_repeatable(opened)
        first = {line: opened.speak(line) for line in lines}
        shuffled = lines[::-1] * 2
        random.Random(1).shuffle(shuffled)
        for line in shuffled:
            assert opened.speak(line) == first[line]

    def test_the_same_line_is_the_same_bytes_in_another_process(self, opened, lines):
        skip_unless_repeatable(opened)
        with Pool(Processes(), 1) as pool:
            elsewhere = pool.submit(spoken_by, type(opened), lines[0]).result()
        assert opened.speak(lines[0]) == elsewhere

    def test_whatever_the_words_there_is_sound_or_an_engine_error(self, opened, voices):
        for words in ODD_WORDS:
            try:
                sound = opened.speak(Line(words, voices[0]))
            except EngineError as error:
                assert error.message, repr(words)  # noqa: PT017 - either is right
            else:
                assert_heard(sound, opened)

    def test_no_words_are_an_error(self, opened, voices):
        for words in ("", " ", "\n\t "):
            with pytest.raises(EngineError):
                opened.speak(Line(words, voices[0]))

    def test_an_error_leaves_the_engine_as_it_was(self, opened, lines, voices):
        before = opened.speak(lines[0])
        with pytest.raises(EngineError):
            opened.speak(Line("", voices[0]))
        after = opened.speak(lines[0])
        assert after == before or not opened.repeatable

    def test_every_delivery_is_heard(self, opened, voices):
        for delivery in DELIVERIES:
            assert_heard(opened.speak(Line(WORDS[1], voices[0], delivery)), opened)

    def test_its_fingerprint_is_that_of_every_engine_of_its_kind(self, opened):
        with type(opened)() as other:
            assert opened.fingerprint() == opened.fingerprint() == other.fingerprint()

    def test_it_can_speak_with_the_voices_that_it_brings(self, opened, voices):
        for voice in (*voices, *opened.voices()):
            assert isinstance(voice, Voice)
            opened.check(voice)

    def test_words_begin_one_after_another_within_the_sound(self, opened, lines):
        for line in lines:
            times = [at for _, at in opened.word_times(line)]
            assert all(one <= next_ for one, next_ in pairwise(times))
            assert all(0 <= at <= opened.speak(line).duration_ms for at in times)
