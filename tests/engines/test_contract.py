"""Every engine that ships keeps what engines promise."""

import pytest
from contracts import EngineContract

from audiobook.engines import ENGINES


class TestEngines(EngineContract):
    @pytest.fixture(params=ENGINES.table)
    def engine(self, request):
        return ENGINES.load(request.param)()
