"""Every engine that ships keeps what engines promise."""

from importlib.util import find_spec

import pytest
from audiobook.engines import ENGINES
from contracts import EngineContract

# Speaks in real time, and needs packages of its own.
NATURAL = (
    pytest.mark.natural,
    pytest.mark.slow,
    pytest.mark.skipif(not find_spec("onnxruntime"), reason="needs the extra natural"),
)


def engines():
    for name in ENGINES.table:
        marks = NATURAL if name == "kokoro" else ()
        yield pytest.param(name, marks=marks)


class TestEngines(EngineContract):
    @pytest.fixture(params=engines())
    def engine(self, request):
        return ENGINES.load(request.param)()
