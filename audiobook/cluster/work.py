"""What a worker does with a task: fetch the parcel, make the book, bring it to its place.

The book is made by a process of its own, since Dask runs tasks in threads. Spoken lines stay in
the worker's own folder and go with it. A task that is no longer wanted (its sender is gone, or
the scheduler gave it to another worker) is stopped, and brings nothing to the place.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from distributed import get_worker
from distributed.worker import Worker

from audiobook.cluster.folders import SharedFolderError
from audiobook.cluster.parcel import BOOK, IN_PARCEL, OUT, SHELF, SOURCE, USER, unpack
from audiobook.cluster.shipping import bring_spoken, drop_spoken, send_spoken, ship
from audiobook.cluster.task import BookTask, TaskDone, own_version
from audiobook.errors import AudiobookError, OutputError, ResourceError
from audiobook.files import output_errors
from audiobook.files.own import OWN_FOLDER
from audiobook.library.apart import Apart
from audiobook.library.job import BookJob, Outcome, State, Task, failed

_TRIM = "MALLOC_TRIM_THRESHOLD_"
_LOOK_S = 0.5  # between looks at whether the task is still wanted
# What Dask calls a task whose result nobody waits for any more.
_GONE = ("cancelled", "resumed", "released", "forgotten")
# What goes wrong with these statuses goes wrong for want of disk or memory of this machine.
_OF_MACHINE = (OutputError.exit_status, ResourceError.exit_status)
_UNEXPECTED = AudiobookError.exit_status  # a process that was killed has it, too


def make_book(task: BookTask) -> TaskDone:
    """Make a book on this worker. Nothing that a book does wrong is raised."""
    worker = get_worker()
    # Dask has its workers give back memory at once: it costs what they start a tenth of its time.
    os.environ.pop(_TRIM, None)
    job = BookJob(Path(task.source), Path("out"), task.flags)
    if task.version != own_version():
        error = AudiobookError(
            f"{worker.address} has version {own_version()} of this program, not {task.version}.",
            remedy="Install the same version on every worker.",
        )
        return TaskDone(failed(job, error).record(), worker.address, elsewhere=True)
    scratch = Path(worker.local_directory, "audiobook", task.key)
    try:
        with _naming_disk(scratch):
            return _made(task, scratch, _Wanted(worker))
    except AudiobookError as error:
        outcome = failed(job, error)
        of_machine = not isinstance(error, SharedFolderError)
        return TaskDone(outcome.record(), worker.address, elsewhere=of_machine)


@contextmanager
def _naming_disk(scratch: Path) -> Iterator[None]:
    """Errors of this worker's disk as :class:`OutputError`."""
    with output_errors(scratch):
        yield


def _made(task: BookTask, scratch: Path, wanted: "_Wanted") -> TaskDone:
    job = _job(task, scratch)
    bring_spoken(task.folder, job.out)
    making = Apart(job, task.cores, {OWN_FOLDER: str(scratch / USER)})
    with wanted.or_else(making):
        outcome = making.run()
    worker = wanted.address
    if outcome.state is State.FAILED:
        told = _at_its_place(outcome, scratch).record()
        of_machine = _is_of_machine(outcome)
        if of_machine:
            # Another worker begins anew; here it would be in the way.
            shutil.rmtree(scratch, ignore_errors=True)
        return TaskDone(told, worker, elsewhere=of_machine)
    wanted.check()
    outcome = _at_its_place(outcome, scratch)
    if task.task is Task.SPEAK:
        send_spoken(job.out, task.folder)
        return TaskDone(outcome.record(), worker)
    left = ship(job.out, task.folder, task.made_of, task.yours, outcome.record())
    if left:
        note = f"{', '.join(left)} was changed meanwhile, and is left as it is."
        outcome = replace(outcome, note=note)
    if outcome.undelivered:
        # Whoever tries again finds the chapters, and has nothing to speak.
        send_spoken(job.out, task.folder)
    else:
        drop_spoken(task.folder)
    shutil.rmtree(scratch, ignore_errors=True)
    return TaskDone(outcome.record(), worker)


def _at_its_place(outcome: Outcome, scratch: Path) -> Outcome:
    """What became of a book, without the names of folders that nobody else knows."""
    out = scratch / SHELF / OUT
    files = [
        path.relative_to(out) for path in outcome.files if path.is_relative_to(out)
    ]
    places = (f"{scratch / SOURCE}/", f"{out}/", f"{scratch}/")

    def plain(text: str) -> str:
        for place in places:
            text = text.replace(place, "")
        return text

    return replace(
        outcome,
        files=tuple(files),
        message=plain(outcome.message),
        remedy=plain(outcome.remedy),
        lines=tuple(plain(line) for line in outcome.lines),
    )


def _job(task: BookTask, scratch: Path) -> BookJob:
    """The book, laid out on this machine; what an earlier try spoke is still there."""
    scratch.mkdir(parents=True, exist_ok=True)
    packed = scratch / "parcel.zip"
    task.folder.fetch(task.parcel, packed)
    unpack(packed, scratch)
    out = scratch / SHELF / OUT
    out.mkdir(parents=True, exist_ok=True)
    for path in (scratch / BOOK).glob("*"):
        shutil.copyfile(path, out / path.name)
    flags = {name: _found(value, scratch) for name, value in task.flags.items()}
    source = scratch / SOURCE / task.source
    return BookJob(source, out, flags, task=task.task, share=task.share)


def _found(value: object, scratch: Path) -> object:
    """A setting, with the paths of its files in the parcel as they are here."""
    if isinstance(value, dict):
        return {name: _found(entry, scratch) for name, entry in value.items()}
    if isinstance(value, list):
        return [_found(entry, scratch) for entry in value]
    if isinstance(value, str) and value.startswith(IN_PARCEL):
        return str(scratch / value.removeprefix(IN_PARCEL))
    return value


def _is_of_machine(outcome: Outcome) -> bool:
    """Whether another machine might make the book."""
    return outcome.exit_status in (*_OF_MACHINE, _UNEXPECTED)


class _Wanted:
    """Whether the task of this thread is still to be done by this worker."""

    def __init__(self, worker: Worker) -> None:
        self.address = str(worker.address)
        self._worker = worker
        self._key = worker.get_current_task()
        self._over = threading.Event()

    def check(self) -> None:
        """Raise :class:`AudiobookError` where it is not."""
        if not self._is():
            raise AudiobookError("It was given to another worker.")

    @contextmanager
    def or_else(self, making: Apart) -> Iterator[None]:
        """Stop what is being made as soon as it is not wanted any more."""
        looking = threading.Thread(target=self._look, args=(making,), daemon=True)
        looking.start()
        try:
            yield
        finally:
            self._over.set()
            looking.join()

    def _look(self, making: Apart) -> None:
        while not self._over.wait(_LOOK_S):
            if not self._is():
                making.stop()
                return

    def _is(self) -> bool:
        task = self._worker.state.tasks.get(self._key)
        return task is not None and task.state not in _GONE
