"""Every format that ships keeps what publishers promise."""

import pytest
from contracts import PublisherContract

from audiobook.publish import PUBLISHERS


class TestPublishers(PublisherContract):
    @pytest.fixture(params=PUBLISHERS.table)
    def publisher(self, request):
        return PUBLISHERS.load(request.param)()
