"""Mutants: the tests of a small program, on the program as it is and wrong in one place."""

import json
import os
import subprocess
import sys

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


# What the tests do on some programs. In a process of its own: forks of one with threads, such as
# that of these tests, may wait for a thread that they do not have.
DRIVER = """
import json
import sys
from pathlib import Path
from benchmarks.mutants import trial

asked = json.load(sys.stdin)
trial.SECONDS = asked["seconds"]
root = Path(asked["root"])
module = root / "room" / "limits.py"
right = module.read_text()
tests = trial.Trial(root, ["tests"], asked["flags"])
lines = tests.lines([module], Path(asked["kept"]))[module]
runs = {}
for number, line in enumerate(right.splitlines(), start=1):
    runs[line] = [test.partition("::")[2] for test in lines.get(number, ())]
statuses = []
for test, text in asked["programs"]:
    statuses.append(tests.status([f"tests/test_limits.py::{test}"], {module: text}))
told = {"runs": runs, "passes": tests.all_pass(), "statuses": statuses}
json.dump({**told, "untouched": module.read_text() == right}, sys.stdout)
"""
RIGHT = FILES["room/limits.py"]
WRONG = [
    ("2 * size", "3 * size", "test_doubled", trial.KILLED),
    ("2 * size", "3 * size", "test_doubled_again", trial.SURVIVED),
    ("Size(3)", "Size(4)", "test_named", trial.KILLED),
    ("Size(3)", "Size(4)", "test_first", trial.SURVIVED),
    ("[SMALL, LARGE]", "[LARGE, SMALL]", "test_last", trial.KILLED),
    ("SMALL, LARGE = ", "SMALL, LARGE, _ = ", "test_first", trial.KILLED),
]


def answers(folder, programs, seconds=trial.SECONDS):
    """What the tests of the small program do on others: pairs of a test and a source."""
    root = folder / "small"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (folder / "kept").mkdir()
    asked = {"root": str(root), "kept": str(folder / "kept"), "flags": FLAGS}
    done = subprocess.run(
        [sys.executable, "-c", DRIVER],
        input=json.dumps({**asked, "programs": programs, "seconds": seconds}),
        cwd=places.ROOT,
        env={**os.environ, "PYTHONPATH": str(places.ROOT), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    programs = [("test_named", RIGHT + "# no more than that\n")]
    for before, after, test, _ in WRONG:
        assert before in RIGHT
        programs.append((test, RIGHT.replace(before, after)))
    return answers(tmp_path_factory.mktemp("mutants"), programs)


@pytest.mark.slow
def test_a_result_that_is_kept_counts_for_every_test_that_asks_for_it(told):
    asked = {"test_doubled", "test_doubled_again"}
    assert set(told["runs"]["    return Size(2 * size.metres)"]) == asked


@pytest.mark.slow
def test_a_fixture_counts_for_every_test_of_its_file(told):
    assert {"test_first", "test_last"} <= set(told["runs"]["    return [SMALL, LARGE]"])


@pytest.mark.slow
def test_a_program_that_is_right_stays_right_when_it_is_loaded_from_another_source(told):
    assert told["passes"]
    assert told["statuses"][0] == trial.SURVIVED


@pytest.mark.slow
def test_the_tests_meet_the_wrong_program(told):
    assert told["statuses"][1:] == [status for _, _, _, status in WRONG]
    assert told["untouched"]


@pytest.mark.slow
def test_a_program_that_never_ends_is_killed(tmp_path):
    endless = "while True: pass\n    return [SMALL, LARGE]"
    wrong = RIGHT.replace("return [SMALL, LARGE]", endless)
    told = answers(tmp_path, [("test_first", wrong)], seconds=1)
    assert told["statuses"] == [trial.KILLED]


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


def test_a_constant_is_tried_with_every_test_and_a_function_with_those_that_run_it(tmp_path):
    pytest.importorskip("mutmut", reason="needs the extra mutants")
    from benchmarks.mutants.mutant import mutants

    module = tmp_path / "limits.py"
    module.write_text("LIMIT = 3\n\n\ndef doubled(size):\n    return 2 * size\n")
    found = mutants({module: {1: {""}, 4: {""}, 5: {"one"}}}, ["one", "other"])
    tried = {mutant.at.line_number + 1: set(mutant.tests) for mutant in found}
    assert tried == {1: {"one", "other"}, 5: {"one"}}
