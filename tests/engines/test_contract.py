"""Every engine that brings voices keeps what engines promise.

Those that speak with what the user has are tested in files of their own.
"""

from importlib.util import find_spec

import pytest
from audiobook.engines import ENGINES
from contracts import EngineContract

# Speaks in real time, and needs packages of its own.
WITH_VOICES = ("pyttsx3", "kokoro", "tone")
NATURAL = (
    pytest.mark.natural,
    pytest.mark.slow,
    pytest.mark.skipif(not find_spec("onnxruntime"), reason="needs the extra natural"),
)


def engines(names=WITH_VOICES):
    for name in names:
        marks = NATURAL if name == "kokoro" else ()
        yield pytest.param(name, marks=marks)


class TestEngines(EngineContract):
    @pytest.fixture(params=list(engines()))
    def engine(self, request):
        return ENGINES.load(request.param)()


@pytest.mark.parametrize("name", list(engines(ENGINES.table)))
def test_an_engine_without_voices_is_opened_and_named_by_its_fingerprint(name):
    with ENGINES.load(name)() as engine:
        assert engine.fingerprint()
        assert bool(engine.voices()) == (name in WITH_VOICES)
