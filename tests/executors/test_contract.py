"""Every executor that ships keeps what executors promise."""

import pytest
from contracts import ExecutorContract

from audiobook.executors import EXECUTORS


class TestExecutors(ExecutorContract):
    @pytest.fixture(params=EXECUTORS.table)
    def factory(self, request):
        return EXECUTORS.load(request.param)()
