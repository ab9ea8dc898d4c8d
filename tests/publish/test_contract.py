"""Every format that ships keeps what publishers promise."""

import pytest
from audiobook.publish import PUBLISHERS
from contracts import PublisherContract


class TestPublishers(PublisherContract):
    @pytest.fixture(params=PUBLISHERS.table)
    def publisher(self, request):
        return PUBLISHERS.load(request.param)()
