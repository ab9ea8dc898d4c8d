"""What the benchmarks measure with: a figure that leaves something out would be worse than none."""

import json
import sys

import pytest
from benchmarks.memory_watch import resident, watch
from benchmarks.speed_measure import measured
from benchmarks.speed_text import write_book, write_lines

from benchmarks import memory_watch

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and adopts orphans")

BURN_S = 0.3  # of CPU time, however long that takes
BURN = f"import time; [None for _ in iter(lambda: time.process_time() < {BURN_S}, False)]"
ORPHAN = f"import os\nif not os.fork():\n    if not os.fork():\n        {BURN}\n    os._exit(0)\n"


@pytest.mark.slow
def test_the_cpu_time_of_orphans_is_counted():
    assert measured([sys.executable, "-c", BURN]).cpu_s >= BURN_S
    assert measured([sys.executable, "-c", ORPHAN]).cpu_s >= BURN_S


def test_a_command_that_fails_is_no_measurement():
    with pytest.raises(SystemExit, match="oh dear"):
        measured([sys.executable, "-c", "import sys; sys.exit('oh dear')"])
    assert measured([sys.executable, "-c", "import sys; sys.exit(3)"], fine=False).status == 3


def test_memory_of_the_main_process_and_of_its_children_is_told_apart(tmp_path, monkeypatch):
    seen = {80: tmp_path / "80", 40: tmp_path / "40"}  # files that let a child end

    def look(session):
        sizes = resident(session)
        there = next((megabytes for megabytes, file in seen.items() if not file.exists()), None)
        if there and any(size > there for size in sizes.values()):
            looks.append(there)
            if looks.count(there) == 3:
                seen[there].touch()
        return sizes

    looks = []

    monkeypatch.setattr(memory_watch, "resident", look)
    big = "import os, time; data = bytearray(b'x') * {}_000_000\nwhile not os.path.exists({!r}): time.sleep(0.01)"
    tells = """print('{"event": "Stage%s", "stage": "attribute"}', flush=True)"""
    run = "subprocess.run([sys.executable, '-c', {!r}])"
    first, second = (run.format(big.format(size, str(file))) for size, file in seen.items())
    parts = (tells % "Started", first, tells % "Finished", second)
    seen = watch([sys.executable, "-c", "; ".join(("import subprocess, sys", *parts))])
    assert seen.status == 0
    assert seen.finder_mb > 80 > seen.worker_mb > 40 > seen.main_mb > 1


def test_a_book_has_the_length_that_was_asked_for(tmp_path):
    for words in (50, 3_000):
        count = write_book(tmp_path / "book.txt", words)
        assert words <= count < words + 400
        assert len((tmp_path / "book.txt").read_text().split()) == count


def test_the_lines_are_those_of_our_plan(tmp_path):
    write_book(tmp_path / "book.txt", 200)
    count = write_lines(tmp_path / "book.txt", tmp_path / "lines.json")
    chapters = json.loads((tmp_path / "lines.json").read_text())
    assert sum(map(len, chapters)) == count > 5
    assert {"words", "pause_ms", "properties"} == chapters[0][0].keys()
    assert chapters[0][0]["properties"]["voice"]
