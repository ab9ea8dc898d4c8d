"""The contracts find what they are there to find: classes that break one promise each."""

from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import places
import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.engines import ENGINES
from audiobook.errors import EngineError
from audiobook.model import Guidance, Line, Mark, MarkKind, Sound, Voice
from audiobook.publish import Edition, Output, Publisher
from audiobook.readers import READERS
from contracts import AttributorContract, EngineContract, PublisherContract, ReaderContract
from contracts.engines import WORDS
from hearing import cast, script

TONE = ENGINES.load("tone")
VOICE = Voice("ann", "tone")
LINES = [Line(words, VOICE) for words in WORDS]


class Silent(TONE):
    def speak(self, line):
        sound = super().speak(line)
        return Sound(bytes(len(sound.pcm)), sound.rate)


class Fast(TONE):
    def speak(self, line):
        return replace(super().speak(line), rate=44_100)


class Forgetful(TONE):
    """What it says depends on what it said before."""

    spoken = count()

    def speak(self, line):
        sound = super().speak(line)
        return replace(sound, pcm=sound.pcm + bytes(2 * next(self.spoken)))


class Speechless(TONE):
    def speak(self, line):
        try:
            return super().speak(line)
        except EngineError:
            return Sound(b"", 22_050)


def test_an_engine_that_is_silent_is_found():
    with pytest.raises(AssertionError):
        EngineContract().test_it_speaks_mono_16_bit_sound_at_its_rate(Silent(), LINES)


def test_an_engine_at_another_rate_is_found():
    with pytest.raises(AssertionError):
        EngineContract().test_it_speaks_mono_16_bit_sound_at_its_rate(Fast(), LINES)


def test_an_engine_that_heeds_what_came_before_is_found():
    with pytest.raises(AssertionError):
        EngineContract().test_the_same_line_is_the_same_bytes_in_any_order(Forgetful(), LINES)


def test_an_engine_that_answers_nothing_with_silence_is_found():
    with pytest.raises(AssertionError):
        EngineContract().test_whatever_the_words_there_is_sound_or_an_engine_error(
            Speechless(), [VOICE]
        )


TEXT = READERS.load("text")


class Overrunning(TEXT):
    """Its marks end after the text."""

    def read(self, path):
        book = super().read(path)
        first = book.chapters[0]
        mark = Mark(0, len(first.text) + 1, MarkKind.EMPHASIS)
        return replace(book, chapters=(replace(first, marks=(mark,)), *book.chapters[1:]))


class Littering(TEXT):
    def read(self, path):
        Path(f"{path}.cache").write_text("kept", encoding="utf-8")
        return super().read(path)


class Raising(TEXT):
    def read(self, path):
        if len(path.read_bytes()) < 100:
            raise ValueError("too short")
        return super().read(path)


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.txt"
    path.write_bytes((places.SEEDS / "curly.txt").read_bytes())
    return path


def test_a_reader_whose_marks_overrun_is_found(story):
    with pytest.raises(AssertionError):
        ReaderContract().test_marks_and_notes_lie_within_the_text(Overrunning(), [story])


def test_a_reader_that_writes_is_found(story, tmp_path):
    with pytest.raises(AssertionError):
        ReaderContract().test_it_writes_nothing(Littering(), [story], tmp_path)


def test_a_reader_that_raises_what_it_may_not_is_found(story):
    with pytest.raises(ValueError, match="too short"):
        ReaderContract().test_what_is_damaged_or_not_its_own_is_a_book_or_an_input_error(
            Raising(), [story]
        )


RULES = ATTRIBUTORS.load("rules")


class Deaf(RULES):
    """Never heeds what the user knows."""

    def attribute(self, script, guidance):
        return super().attribute(script, Guidance())


class Sure(RULES):
    def attribute(self, script, guidance):
        done = super().attribute(script, guidance)
        rows = tuple(tuple(replace(u, confidence=100) for u in row) for row in done.utterances)
        return replace(done, utterances=rows)


def test_an_attributor_that_is_deaf_to_the_user_is_found():
    with pytest.raises(AssertionError):
        AttributorContract().test_a_correction_wins(Deaf(), "You are late", "The Clock")


def test_an_attributor_whose_confidence_is_no_probability_is_found():
    with pytest.raises(AssertionError):
        AttributorContract().test_every_line_has_a_speaker_a_confidence_and_a_reason(Sure())


def titles_with(recipe):
    """A format that shows the title, and says so in its recipe or not."""

    class Titles(Publisher):
        def outputs(self, edition):
            title = edition.book.metadata.title
            write = partial(Path.write_text, data=title, encoding="utf-8")
            return (Output("title.txt", "title", recipe or title, write),)

    return Titles()


@pytest.mark.parametrize(("recipe", "found"), [("", False), ("always the same", True)])
def test_a_publisher_whose_recipe_does_not_name_what_it_shows_is_found(tmp_path, recipe, found):
    publisher = titles_with(recipe)
    edition = Edition(script("Word."), cast(), ())
    outputs = publisher.outputs(edition)
    with pytest.raises(AssertionError) if found else nullcontext():
        PublisherContract().test_other_bytes_have_another_recipe(
            publisher, edition, outputs, tmp_path
        )
