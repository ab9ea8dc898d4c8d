"""Every executor that ships keeps what executors promise."""

import pytest
from audiobook.executors import EXECUTORS
from contracts import ExecutorContract


class TestExecutors(ExecutorContract):
    @pytest.fixture(params=EXECUTORS.table)
    def factory(self, request):
        return EXECUTORS.load(request.param)()
