"""Skipped tests are listed, and fail the run where it is strict."""

import os
import subprocess
import sys

import places
import pytest

TESTS = """
import pytest

@pytest.mark.skipif(True, reason="needs mpv")
def test_a(): pass

@pytest.mark.parametrize("number", [1, 2])
def test_b(number): pytest.skip("root may read everything")

def test_c(): pass
"""


def ran(folder, *options, tests=TESTS):
    (folder / "test_few.py").write_text(tests, encoding="utf-8")
    (folder / "few.ini").write_text(f"[pytest]\npythonpath = {places.HELPERS}\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        "few.ini",
        "-p",
        "skips",
        *options,
        "test_few.py",
    ]
    # Other plugins take longer to load than the tests to run.
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    return subprocess.run(
        command, cwd=folder, env=alone, capture_output=True, text=True, check=False
    )


def test_what_was_not_checked_is_told_with_its_reasons(tmp_path):
    done = ran(tmp_path)
    assert done.returncode == 0
    assert "not checked" in done.stdout
    assert "    1  needs mpv\n    2  root may read everything\n" in done.stdout


@pytest.mark.parametrize(
    "more", [(), pytest.param(("-p", "xdist", "-n", "2"), marks=pytest.mark.slow)]
)
def test_a_skip_for_a_reason_that_is_not_allowed_fails(tmp_path, more):
    done = ran(tmp_path, "--strict-skips", *more)
    assert done.returncode == 1
    assert "skips that are not allowed" in done.stdout


def test_skips_for_reasons_that_are_allowed_do_not(tmp_path):
    (tmp_path / "allowed.txt").write_text("needs mpv\nroot may read everything\n", encoding="utf-8")
    assert ran(tmp_path, "--strict-skips", "--allowed-skips", "allowed.txt").returncode == 0


@pytest.mark.parametrize(
    "more", [(), pytest.param(("-p", "xdist", "-n", "2"), marks=pytest.mark.slow)]
)
def test_a_file_that_is_skipped_as_a_whole_counts_too(tmp_path, more):
    done = ran(
        tmp_path,
        "--strict-skips",
        *more,
        tests='import pytest\npytest.importorskip("no_such_thing")\n',
    )
    assert done.returncode == 1
    assert "    1  could not import 'no_such_thing'" in done.stdout
