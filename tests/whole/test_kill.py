"""A run that is killed or interrupted, for real: no worker stays, and the next run carries on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import places
import pytest
from audiobook.render.plan import plan
from audiobook.render.render import render
from audiobook.settings import Settings
from hearing import cast, inline, script, workshop

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]

LINES = "\n".join(
    f"{'Emma | ' if number in (100, 150) else ''}Line number {number}, which takes a moment to speak."
    for number in range(250)
)
# Told "hang", it can never end by itself: two lines keep both workers busy for ever. Else it waits for a word on
# standard input after the first lines.
PROGRAM = r"""
import sys
from hearing import cast, script, voice, workshop
from audiobook.events import StageAdvanced
from audiobook.executors import Pool
from audiobook.executors.processes import Processes, prepare
from audiobook.render.plan import plan
from audiobook.render.render import render
from audiobook.settings import Settings

def tell(event):
    print(event, flush=True)
    if isinstance(event, StageAdvanced) and sys.argv[2] == "wait":
        sys.stdin.readline()

if __name__ == "__main__":
    prepare(["audiobook.render.tasks"])
    players = cast(Emma=voice("Emma", hang_on="Line")) if sys.argv[2] == "hang" else cast()
    plans = plan(script(sys.argv[3]), players, Settings())
    with Pool(Processes(), 2) as pool:
        shop = workshop(sys.argv[1], plans, pool, ())
        render(plans, shop, pool, 3600, tell)
"""


def start(folder, tmp_path, how):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    return subprocess.Popen(
        [sys.executable, program, folder, how, LINES],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{places.HELPERS}{os.pathsep}{places.ROOT}"},
        start_new_session=True,
    )


def group(leader):
    """The processes of a session that are alive."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields[3] == str(leader) and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def gone(leader):
    for _ in range(6000):
        if not group(leader):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_whatever_ends_the_run_no_worker_stays_and_the_next_run_carries_on(tmp_path, how):
    folder = tmp_path / "book"
    running = start(folder, tmp_path, "hang")
    for line in running.stdout:
        if "StageAdvanced" in line:
            break
    assert len(group(running.pid)) >= 3
    if how is signal.SIGINT:
        os.killpg(running.pid, how)  # as a terminal does
    else:
        running.send_signal(how)
    _, complaints = running.communicate(timeout=600)
    assert gone(running.pid)
    assert running.returncode != 0
    assert complaints.count("KeyboardInterrupt") == (1 if how is signal.SIGINT else 0)
    assert_the_next_run_carries_on(folder)


def assert_the_next_run_carries_on(folder):
    plans = plan(script(LINES), cast(), Settings())
    with inline() as pool:
        shop = workshop(folder, plans, pool, ())
        before = len(list(folder.rglob("*.wav")))
        rendered = render(plans, shop, pool, 60)
    assert 0 < before < 250
    assert rendered.spoken == 250 - before  # a clip is there whole or not at all
    assert len(rendered.tracks[0].cues) == 250


def test_killed_workers_cost_nothing_but_time(tmp_path):
    folder = tmp_path / "book"
    running = start(folder, tmp_path, "wait")
    for line in running.stdout:
        if "StageAdvanced" in line:
            break
    workers = [
        pid for pid in group(running.pid) if pid != running.pid and is_worker(pid, running.pid)
    ]
    assert workers
    os.kill(workers[0], signal.SIGKILL)
    told, complaints = running.communicate("\n" * 250, timeout=600)
    assert (running.returncode, complaints) == (0, "")
    assert "StageFinished" in told
    assert len(list(folder.rglob("*.wav"))) == 250


def is_worker(pid, leader):
    """Workers are children of the fork server, which is a child of the leader."""
    parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
    return parent != str(leader)
