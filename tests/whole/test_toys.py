"""A package that is not ours: its classes pass the contracts, and are chosen by their names."""

import places
import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.cli import main as cli
from audiobook.engines import ENGINES
from audiobook.executors import EXECUTORS
from audiobook.publish import PUBLISHERS
from audiobook.readers import READERS
from contracts import (
    AttributorContract,
    EngineContract,
    ExecutorContract,
    PublisherContract,
    ReaderContract,
)

SEAMS = (ATTRIBUTORS, ENGINES, EXECUTORS, PUBLISHERS, READERS)
STORY = "toy\nThe Bridge\n“Go on,” said Anna.\n\n“I will not,” said Peter.\n"


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the user had installed it: Python finds its module and its entry points."""
    monkeypatch.syspath_prepend(places.TOYS)


class TestToyEngine(EngineContract):
    @pytest.fixture
    def engine(self):
        return ENGINES.load("toy")()


class TestToyReader(ReaderContract):
    @pytest.fixture
    def reader(self):
        return READERS.load("toy")()

    @pytest.fixture
    def sources(self):
        return {"bridge.toy": STORY.encode()}


class TestToyAttributor(AttributorContract):
    @pytest.fixture
    def attributor(self):
        return ATTRIBUTORS.load("toy")()


class TestToyExecutor(ExecutorContract):
    @pytest.fixture
    def factory(self):
        return EXECUTORS.load("toy")()


class TestToyPublisher(PublisherContract):
    @pytest.fixture
    def publisher(self):
        return PUBLISHERS.load("toy")()


@pytest.mark.parametrize("seam", SEAMS, ids=lambda seam: seam.what)
def test_an_entry_point_comes_after_our_own(seam):
    assert seam.names()[-1] == "toy"
    assert seam.default() != "toy"


def test_a_book_is_made_by_another_package_alone(tmp_path):
    story = tmp_path / "bridge.toy"
    story.write_text(STORY, encoding="utf-8")
    choices = ["--engine", "toy", "--attributor", "toy", "--executor", "toy", "--formats", "toy"]
    with pytest.raises(SystemExit) as ended:
        cli.make_audiobook([str(story), "--out", str(tmp_path / "book"), *choices])
    assert ended.value.code == 0
    titles = (tmp_path / "book" / "titles.txt").read_text(encoding="utf-8").splitlines()
    assert titles[0] == "The Bridge"
    assert len(titles) == 2
