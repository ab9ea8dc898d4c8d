"""Whisper, with the models that come in packages: what it hears, and what its files have to be."""

from hashlib import sha256

import numpy as np
import pytest
from audiobook.casting import load_voices
from audiobook.engines import ENGINES, SAMPLE_RATE
from audiobook.errors import InputError, MissingPackageError
from audiobook.model import Line

pytest.importorskip("faster_whisper", reason="needs the extra listen")

from audiobook.checks.recognition import whisper
from audiobook.checks.recognition.samples import at_rate
from audiobook.checks.recognition.wording import words_of

SENTENCE = "The train leaves the station at seven in the morning."


def packaged(folder, content=b"whole"):
    """A model in a package of one file, in two parts."""
    package = folder / "some_model_package"
    package.mkdir()
    (package / "__init__.py").write_text("raise ImportError('never run')", encoding="utf-8")
    (package / "one").write_bytes(content[:2])
    (package / "two").write_bytes(content[2:])
    places = ("some_model_package/one", "some_model_package/two")
    hashes = {"model.bin": sha256(b"whole").hexdigest()}
    return whisper.PackagedModel("some-model", "listen", {"model.bin": places}, hashes)


def test_the_parts_of_a_file_are_joined_and_no_code_is_run(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    assert packaged(tmp_path).load() == {"model.bin": b"whole"}


def test_a_file_with_another_hash_is_refused(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    model = packaged(tmp_path, b"other")
    with pytest.raises(InputError, match=r'"model\.bin" in the package "some_model_package"'):
        model.load()


def test_a_package_that_is_missing_is_named_with_its_extra():
    files = {"model.bin": ("no_such_package_at_all/model.bin",)}
    model = whisper.PackagedModel("some-model", "listen-languages", files, {"model.bin": ""})
    with pytest.raises(MissingPackageError, match=r"listen-languages") as raised:
        model.load()
    assert "no_such_package_at_all/model.bin" in raised.value.message


def heard_by(kind, language, text):
    """What a model hears of a sentence that the default voice says."""
    (voice, *_) = load_voices(())
    with ENGINES.load(voice.engine)() as engine:
        if language != "en":
            voice = engine.in_language(voice, language)
        sound = engine.speak(Line(text, voice))
    pcm = at_rate(np.frombuffer(sound.pcm, "<i2"), SAMPLE_RATE, kind.rate)
    recogniser = kind()
    first = recogniser.transcribe(pcm, language)
    assert recogniser.transcribe(pcm, language) == first
    return first


@pytest.mark.slow
@pytest.mark.parametrize("kind", [whisper.WhisperTinyEnglish, whisper.WhisperBase])
def test_a_sentence_is_heard_the_same_each_time(kind):
    try:
        heard = heard_by(kind, "en", SENTENCE)
    except MissingPackageError:
        pytest.skip(f"needs the extra {kind.packaged.extra}")
    assert {"train", "leaves", "morning"} <= set(words_of(heard, "en"))


@pytest.mark.slow
def test_another_language_is_heard():
    text = "Der Zug fährt um sieben Uhr am Morgen vom Bahnhof ab."
    try:
        heard = heard_by(whisper.WhisperBase, "de", text)
    except MissingPackageError:
        pytest.skip("needs the extra listen-languages")
    assert {"morgen", "bahnhof"} <= set(words_of(heard, "de"))
