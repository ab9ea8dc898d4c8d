"""What the benchmarks measure with: a figure that leaves something out would be worse than none."""

import json
import sys

import pytest

from benchmarks.memory_watch import watch
from benchmarks.speed_measure import measured
from benchmarks.speed_text import write_book, write_lines

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and adopts orphans")

BURN = "sum(n * n for n in range(1_500_000))"
ORPHAN = f"import os\nif not os.fork():\n    if not os.fork():\n        {BURN}\n    os._exit(0)\n"


def test_the_cpu_time_of_orphans_is_counted():
    alone = measured([sys.executable, "-c", BURN])
    orphan = measured([sys.executable, "-c", ORPHAN])
    idle = measured([sys.executable, "-c", "pass"])
    assert alone.cpu_s > 2 * idle.cpu_s
    assert orphan.cpu_s > alone.cpu_s / 2


def test_a_command_that_fails_is_no_measurement():
    with pytest.raises(SystemExit, match="oh dear"):
        measured([sys.executable, "-c", "import sys; sys.exit('oh dear')"])
    assert measured([sys.executable, "-c", "import sys; sys.exit(3)"], fine=False).status == 3


def test_memory_of_the_main_process_and_of_its_children_is_told_apart():
    big = "import time; data = bytearray(b'x') * {}_000_000; time.sleep(0.4)"
    tells = """print('{"event": "Stage%s", "stage": "attribute"}', flush=True)"""
    run = "subprocess.run([sys.executable, '-c', {!r}])"
    parts = (tells % "Started", run.format(big.format(80)), tells % "Finished", run.format(big.format(40)))
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
