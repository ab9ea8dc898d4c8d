"""Flakes are counted over runs, and broken tests are told from them."""

import sys

import pytest

from benchmarks import flakes

OUTPUT = """
..F.E
=========================== short test summary info ============================
FAILED tests/a.py::test_one[x - y] - assert 1 == 2
FAILED tests/a.py::test_two
ERROR tests/b.py::test_three - OSError: gone
2 failed, 2 passed, 1 error in 0.1s
"""


def test_failures_are_read_from_the_end_of_a_run():
    assert flakes.failures(OUTPUT)[1:] == ["tests/a.py::test_two", "tests/b.py::test_three"]


def test_the_table_has_what_fails_most_first():
    lines = flakes.table({"a": [2], "b": [1, 2]}, 2).splitlines()
    assert lines[1:] == ["     2   2  b (1, 2)", "     1   2  a (2)"]
    assert flakes.table({}, 3) == "Nothing failed in 3 runs."


@pytest.mark.slow
@pytest.mark.parametrize(("failing", "status"), [("False", 0), ("True", 1)])
def test_a_run_of_real_tests(tmp_path, monkeypatch, capsys, failing, status):
    test = tmp_path / "test_it.py"
    test.write_text(f"def test_it():\n    assert not {failing}\n", encoding="utf-8")
    arguments = ["flakes", "1", "-n", "0", str(test)]
    # Options that are meant for the run of this very test, such as --cov, are not for that one.
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as ended:
        flakes.main()
    assert ended.value.code == status
    told = capsys.readouterr().out
    assert f"seed 1: {status} failed" in told
    assert told.count("::test_it") == 2 * status  # at once, for runs take long, and in the table
