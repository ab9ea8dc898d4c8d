"""Every attributor that ships keeps what attributors promise."""

import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.attribute.llm import LanguageModelAttributor
from audiobook.attribute.llm.settings import ModelSettings
from contracts import AttributorContract
from llm_server import KEY, numbered, said, serving

PURE = [name for name in ATTRIBUTORS.table if ATTRIBUTORS.load(name).repeatable]


def say_edmund(request):
    """A model that knows one name."""
    return said(dict.fromkeys(numbered(request), "Edmund Grey"))


class TestAttributors(AttributorContract):
    @pytest.fixture(params=PURE)
    def attributor(self, request):
        return ATTRIBUTORS.load(request.param)()


class TestTheOneThatAsksAModel(AttributorContract):
    @pytest.fixture
    def attributor(self, tmp_path):
        with serving(say_edmund) as server:
            settings = ModelSettings(server.url, "small", key=KEY, workers=1)
            yield LanguageModelAttributor(settings, cache=tmp_path / "answers")
