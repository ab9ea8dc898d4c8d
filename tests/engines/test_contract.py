"""Every engine that ships keeps what engines promise."""

import pytest
from audiobook.engines import ENGINES
from contracts import EngineContract


class TestEngines(EngineContract):
    @pytest.fixture(params=ENGINES.table)
    def engine(self, request):
        return ENGINES.load(request.param)()
