import os
import signal
import struct
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest
from audiobook.executors import EXECUTORS, Pool
from audiobook.executors.processes import Processes, usable_cores

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def pool():
    with Pool(Processes(), 1) as opened:
        yield opened


def sigint_handler():
    return signal.getsignal(signal.SIGINT)


def threads():
    return len(list(Path("/proc/self/task").iterdir()))


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def alive(pid):
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0]
    except FileNotFoundError:
        return False


def test_ctrl_c_in_an_inline_task_is_not_kept_in_a_future():
    def interrupt():
        raise KeyboardInterrupt

    with Pool(EXECUTORS.load("inline")()) as pool, pytest.raises(KeyboardInterrupt):
        pool.submit(interrupt)


def test_there_are_as_many_workers_as_cores_unless_asked_otherwise():
    assert Pool(Processes()).workers == usable_cores() == len(os.sched_getaffinity(0))
    assert Pool(Processes(), 3).workers == 3


def test_workers_leave_ctrl_c_to_the_parent(pool):
    assert pool.submit(sigint_handler).result() == signal.SIG_IGN


@linux
def test_workers_have_one_thread_so_that_engines_may_fork(pool):
    assert pool.submit(threads).result() == 1


def test_workers_are_no_forks_of_this_process(pool):
    sys.modules["left_behind"] = sys
    try:
        assert not pool.submit(imported, "left_behind").result()
    finally:
        del sys.modules["left_behind"]


def imported(name):
    return name in sys.modules


@linux
def test_stopping_ends_a_busy_worker_at_once_and_the_next_task_gets_a_new_one(pool):
    first = pool.submit(os.getpid).result()
    busy = pool.submit(time.sleep, 3600)
    waiting = [pool.submit(time.sleep, 3600) for _ in range(5)]
    pool.stop()
    assert not alive(first)
    assert all(future.done() for future in (busy, *waiting))
    assert pool.submit(os.getpid).result() != first


@linux
def test_an_error_in_the_block_ends_busy_workers():
    with pytest.raises(KeyboardInterrupt), Pool(Processes(), 1) as pool:  # noqa: PT012 - the block is the test
        worker = pool.submit(os.getpid).result()
        pool.submit(time.sleep, 3600)
        raise KeyboardInterrupt
    assert not alive(worker)


def test_a_dead_worker_breaks_the_executor_and_stop_mends_it(pool):
    assert isinstance(pool.submit(die).exception(), BrokenExecutor)
    assert isinstance(pool.submit(max, 1, 2).exception(), BrokenExecutor)
    pool.stop()
    assert pool.submit(max, 1, 2).result() == 2


def die_until(folder, name, times):
    """End the worker so many times, then answer."""
    marks = len(list(folder.glob(f"{name}-*")))
    if marks < times:
        (folder / f"{name}-{marks}").touch()
        die()
    return name


def test_each_of_several_tasks_is_done_though_workers_die(pool, tmp_path):
    asked = [(tmp_path, name, times) for name, times in zip("abcde", (0, 1, 0, 99, 0), strict=True)]
    done = list(pool.each(die_until, asked))
    assert [None if future.exception() else future.result() for future in done] == [
        "a",
        "b",
        "c",
        None,
        "e",
    ]
    assert isinstance(done[3].exception(), BrokenExecutor)
    assert pool.submit(max, 1, 2).result() == 2


def test_each_hands_on_what_a_task_raises(pool):
    one, other = pool.each(int, [("1",), ("one",)])
    assert one.result() == 1
    with pytest.raises(ValueError, match="one"):
        other.result()


PREPARED = """
import signal
from audiobook.executors import Pool
from audiobook.executors.processes import Processes, prepare
if __name__ == "__main__":
    prepare(["audiobook.render.tasks", "audiobook.engines.pyttsx3_engine", "no.such.module"])
    with Pool(Processes(), 1) as pool:
        loaded = pool.submit(eval, "'audiobook.render.tasks' in __import__('sys').modules").result()
        threads = pool.submit(eval, "len(__import__('os').listdir('/proc/self/task'))").result()
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    server = __import__("multiprocessing.forkserver").forkserver._forkserver._forkserver_pid
    status = __import__("pathlib").Path(f"/proc/{server}/status").read_text()
    blocked = int(status.partition("SigBlk:")[2].split()[0], 16)
    print(loaded, threads, bool(blocked >> signal.SIGINT - 1 & 1))
"""


@linux
def test_what_workers_need_is_imported_before_and_starts_no_thread(tmp_path):
    (tmp_path / "prepared.py").write_text(PREPARED)
    done = subprocess.run(
        [sys.executable, tmp_path / "prepared.py"], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("True 1 True\n", 0), done.stderr


def half_an_answer(begun):
    """Sends back the length of an answer, and never the answer."""
    sender = sys._getframe(1).f_locals["result_queue"]._writer
    os.write(sender.fileno(), struct.pack("!i", 1000))
    Path(begun).touch()
    time.sleep(600)


def test_workers_that_are_ended_while_they_answer_are_not_waited_for(tmp_path):
    begun = tmp_path / "begun"
    pool = Processes().open(1)
    answer = pool.submit(half_an_answer, str(begun))
    while not begun.exists():
        time.sleep(0.01)
    pool.kill_workers()
    assert answer.done()
