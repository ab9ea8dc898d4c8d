"""Mutants: the tests of a small program, on the program as it is and wrong in one place."""

import places
import pytest
from benchmarks.mutants import trial

FLAGS = ["-q", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider"]
FILES = {
    "pytest.ini": "[pytest]\npythonpath = .\n",
    "room/limits.py": """
from dataclasses import dataclass
from functools import cache

@dataclass(frozen=True)
class Size:
    metres: int

SMALL, LARGE = Size(1), Size(3)

@cache
def doubled(size):
    return Size(2 * size.metres)

def sizes():
    return [SMALL, LARGE]
""",
    "room/names.py": """
from room.limits import LARGE, SMALL

NAMES = {SMALL: "small", LARGE: "large"}
""",
    "tests/test_limits.py": """
import pytest
from room.limits import LARGE, SMALL, Size, doubled, sizes
from room.names import NAMES

@pytest.fixture(scope="module")
def found():
    return sizes()

def test_doubled():
    assert doubled(SMALL) == Size(2)

def test_doubled_again():
    assert doubled(SMALL)

def test_named():
    assert NAMES[Size(3)] == "large"

def test_first(found):
    assert found[0] == SMALL

def test_last(found):
    assert found[-1] == LARGE
""",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A program with its tests, which were run once; and which tests run which line."""
    root = tmp_path_factory.mktemp("small")
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    tests = trial.Trial(root, ["tests"], FLAGS)
    module = root / "room" / "limits.py"
    lines = tests.lines([module], tmp_path_factory.mktemp("kept"))[module]
    return tests, module, lines


def runs(small, line):
    """The names of the tests that run a line."""
    _, module, lines = small
    number = module.read_text().splitlines().index(line) + 1
    return {test.partition("::")[2] for test in lines[number]}


def test_a_result_that_is_kept_counts_for_every_test_that_asks_for_it(small):
    asked = {"test_doubled", "test_doubled_again"}
    assert runs(small, "    return Size(2 * size.metres)") == asked


def test_a_fixture_counts_for_every_test_of_its_file(small):
    assert {"test_first", "test_last"} <= runs(small, "    return [SMALL, LARGE]")


def test_a_program_that_is_right_stays_right_when_it_is_loaded_from_another_source(small):
    tests, module, _ = small
    assert tests.all_pass()
    right = {module: module.read_text() + "# no more than that\n"}
    assert tests.status(["tests/test_limits.py::test_named"], right) == trial.SURVIVED


@pytest.mark.parametrize(
    ("before", "after", "test", "status"),
    [
        ("2 * size", "3 * size", "test_doubled", trial.KILLED),
        ("2 * size", "3 * size", "test_doubled_again", trial.SURVIVED),
        ("Size(3)", "Size(4)", "test_named", trial.KILLED),
        ("Size(3)", "Size(4)", "test_first", trial.SURVIVED),
        ("[SMALL, LARGE]", "[LARGE, SMALL]", "test_last", trial.KILLED),
        ("SMALL, LARGE = ", "SMALL, LARGE, _ = ", "test_first", trial.KILLED),
    ],
)
def test_the_tests_meet_the_wrong_program(small, before, after, test, status):
    tests, module, _ = small
    right = module.read_text()
    assert before in right
    wrong = {module: right.replace(before, after)}
    assert tests.status([f"tests/test_limits.py::{test}"], wrong) == status
    assert module.read_text() == right


@pytest.mark.slow
def test_a_program_that_never_ends_is_killed(small, monkeypatch):
    monkeypatch.setattr(trial, "SECONDS", 1)
    tests, module, _ = small
    endless = "while True: pass\n    return [SMALL, LARGE]"
    wrong = {module: module.read_text().replace("return [SMALL, LARGE]", endless)}
    assert tests.status(["tests/test_limits.py::test_first"], wrong) == trial.KILLED


def test_there_are_modules_and_tests_in_every_room():
    pytest.importorskip("mutmut", reason="needs the extra mutants")
    from benchmarks.mutants import __main__ as mutants

    for room in mutants.ROOMS.values():
        assert mutants.modules(room)
        assert all((places.ROOT / "tests" / folder).is_dir() for folder in room.tests)


def test_a_sample_is_the_same_for_the_same_seed():
    pytest.importorskip("mutmut", reason="needs the extra mutants")
    from benchmarks.mutants import __main__ as mutants

    numbers = range(100)
    chosen = mutants.sample(numbers, 10, 1)
    assert chosen == mutants.sample(numbers, 10, 1)
    assert chosen == sorted(set(chosen))
    assert chosen != mutants.sample(numbers, 10, 2)
    assert mutants.sample(numbers, None, 1) == numbers
