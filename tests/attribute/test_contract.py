"""Every attributor that ships keeps what attributors promise."""

import importlib
import pkgutil
from dataclasses import is_dataclass
from functools import cached_property

import audiobook.attribute
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


# They are filled while a text is read, and are handed to nobody who keeps them.
FILLED = {"Asker", "Cluster", "Sides", "Spelling", "Scene"}


def dataclasses():
    """Every dataclass of the room."""
    for found in pkgutil.walk_packages(audiobook.attribute.__path__, "audiobook.attribute."):
        for value in vars(importlib.import_module(found.name)).values():
            if isinstance(value, type) and is_dataclass(value):
                yield value


def test_what_one_stage_hands_to_the_next_cannot_be_changed():
    """Results are kept and shared: whoever changed one would change it for everybody."""
    changeable = {each.__name__ for each in dataclasses() if not each.__dataclass_params__.frozen}
    assert changeable == FILLED


def test_what_a_book_has_thousands_of_is_small():
    """A value with slots takes half the memory; only one that keeps a property needs more."""
    for each in dataclasses():
        keeps = any(isinstance(value, cached_property) for value in vars(each).values())
        assert keeps or "__slots__" in vars(each), each
