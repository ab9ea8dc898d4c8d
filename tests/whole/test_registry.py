"""Names become implementations; wrong names and missing packages become clear errors."""

import ast
import pickle
from pathlib import Path

import places
import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.engines import ENGINES
from audiobook.errors import (
    AudiobookError,
    MissingPackageError,
    RenderError,
    SettingsError,
    UnknownNameError,
)
from audiobook.executors import EXECUTORS
from audiobook.publish import PUBLISHERS
from audiobook.readers import READERS
from audiobook.registry import Seam

SEAMS = [ATTRIBUTORS, ENGINES, EXECUTORS, PUBLISHERS, READERS]
PACKAGE = places.PACKAGE


@pytest.mark.parametrize("seam", SEAMS, ids=lambda seam: seam.what)
def test_every_row_of_every_table_loads(seam):
    for name in seam.table:
        assert isinstance(seam.load(name), type)


def test_an_unknown_name_names_the_nearest():
    with pytest.raises(UnknownNameError, match='no engine "pytts3"') as caught:
        ENGINES.load("pytts3")
    assert caught.value.remedy == 'Did you mean "pyttsx3"?'


def test_an_unknown_name_like_no_other_lists_the_known_ones():
    with pytest.raises(UnknownNameError) as caught:
        ENGINES.load("zzz")
    assert "pyttsx3" in caught.value.remedy
    assert "tone" in caught.value.remedy


def test_a_missing_package_names_the_extra_that_installs_it():
    seam: Seam[object] = Seam(
        "engine", "none", {"far": "not_installed_anywhere:Far"}, {"far": "neural"}
    )
    with pytest.raises(MissingPackageError, match='"not_installed_anywhere"') as caught:
        seam.load("far")
    assert "[neural]" in caught.value.remedy


@pytest.mark.parametrize(
    "error",
    [
        AudiobookError("It broke.", remedy="Mend it."),
        RenderError("2 lines.", lines=("a", "b"), remedy="Again."),
        SettingsError("No.", file="cast.toml", line=7, remedy="Yes."),
    ],
)
def test_errors_survive_the_way_from_a_worker_process(error):
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


def _strings(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.slow
@pytest.mark.parametrize("seam", [ENGINES, ATTRIBUTORS], ids=lambda seam: seam.what)
def test_an_implementation_is_named_in_its_table_and_its_own_room_alone(seam):
    room = seam.group.removeprefix("audiobook.")
    names = set(seam.table) - {"http"}  # which is the beginning of addresses, too
    for path in PACKAGE.rglob("*.py"):
        if room.rstrip("s")[:6] not in str(path.relative_to(PACKAGE)):
            assert not _strings(path) & names, path
