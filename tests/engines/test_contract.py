"""Every engine that brings voices keeps what engines promise.

Those that speak with what the user has are tested in files of their own.
"""

import pytest
from audiobook.engines import ENGINES
from contracts import EngineContract

WITH_VOICES = ("pyttsx3", "tone")


class TestEngines(EngineContract):
    @pytest.fixture(params=WITH_VOICES)
    def engine(self, request):
        return ENGINES.load(request.param)()


@pytest.mark.parametrize("name", ENGINES.table)
def test_an_engine_without_voices_is_opened_and_named_by_its_fingerprint(name):
    with ENGINES.load(name)() as engine:
        assert engine.fingerprint()
        assert bool(engine.voices()) == (name in WITH_VOICES)
