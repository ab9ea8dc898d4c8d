"""Where the books are made: a scheduler that is there, or one that is started here with workers.

Whoever takes part has to have the same version of this program, of Python and of Dask: that is
checked before anything is sent.
"""

import logging
import re
import socket
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import dask.config
from distributed import Client, Future, LocalCluster, wait
from distributed import TimeoutError as NothingYet

from audiobook.cluster.task import BookTask, own_version
from audiobook.cluster.work import make_book
from audiobook.errors import AudiobookError, UsageError
from audiobook.events import Listener, Notice
from audiobook.executors.processes import usable_cores
from audiobook.subprocesses import environment_as_before, kept_from_current_folder

_LOCAL = re.compile(r"local:([1-9][0-9]{0,2})(?:-([1-9][0-9]{0,2}))?")
_PATIENCE_S = 10  # for a scheduler to answer
# Their messages are pickled, and change from version to version.
_SAME = ("dask", "distributed")
# Dask looks what its processes are doing many times a second, which takes 8 % of a core; a book
# that takes minutes can do without.
_CALM = {
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.tick.interval": "1s",
    "distributed.worker.profile.enabled": False,
    # What Dask logs is told in our own words, also by a worker that is just being closed.
    "distributed.nanny.pre-spawn-environ.DASK_LOGGING__DISTRIBUTED": "critical",
}
_PYTHON = re.compile(r"\d+\.\d+")  # of a version: what has to be the same


class ClusterError(AudiobookError):
    """The scheduler or its workers cannot be used."""


class DaskCluster:
    """A scheduler to send books to.

    ``cores`` are how many a book may use on its worker: a thread of a worker is a core.
    """

    def __init__(self, client: Client, address: str, cores: int = 1) -> None:
        self.address = address
        self.cores = cores
        self.client = client

    @property
    def threads(self) -> dict[str, int]:
        """How many books each worker takes at a time, by its address.

        None where the scheduler does not answer.
        """
        with suppress(OSError):
            return dict(self.client.nthreads())
        return {}

    @property
    def is_there(self) -> bool:
        """Whether the scheduler still answers."""
        return bool(self.client.status == "running")

    def send(
        self,
        task: BookTask,
        name: str,
        needs: Mapping[str, float],
        only: Collection[str],
    ) -> Future:
        """Have a task done, by one of ``only`` these workers where any are named."""
        return self.client.submit(
            make_book,
            task,
            key=name,
            workers=list(only) or None,
            resources=dict(needs) or None,
            pure=False,
        )

    def landed(self, flying: Collection[Future], limit_s: float) -> list[Future]:
        """Those that are done, after waiting a moment for one of them."""
        # What was cancelled is found among the others, unless the scheduler is gone.
        with suppress(NothingYet, CancelledError):
            wait(list(flying), timeout=limit_s, return_when="FIRST_COMPLETED")
        return [future for future in flying if future.done()]

    def cancel(self, flying: Collection[Future]) -> None:
        """Have them stopped. Where the scheduler is gone, so are they."""
        with suppress(OSError):
            self.client.cancel(list(flying))


@contextmanager
def connected(address: str, tell: Listener) -> Iterator[DaskCluster]:
    """The cluster at an address: "tcp://host:8786", "local:4", or "local:1-4" as there is work.

    Raises :class:`UsageError` and :class:`ClusterError`.
    """
    local = _LOCAL.fullmatch(address)
    with ExitStack() as stack:
        stack.enter_context(_dask_is_silent())
        if local:
            few = int(local[1])
            most = int(local[2] or few)
            opened = stack.enter_context(_local(few, most))
            cluster = DaskCluster(opened, address, max(1, usable_cores() // most))
        else:
            _check_address(address)
            opened = stack.enter_context(_remote(address))
            cluster = DaskCluster(opened, address)
            check_versions(cluster)
        if not cluster.threads:
            waits = "books wait until one comes."
            tell(Notice(f"The scheduler at {address} has no worker yet: {waits}"))
        yield cluster


@contextmanager
def _local(few: int, most: int) -> Iterator[Client]:
    """A scheduler and workers on this machine, a process for each."""
    # Dask leaves in our environment what it was to put into that of its workers.
    with environment_as_before(), dask.config.set(_CALM):
        with kept_from_current_folder():
            cluster = LocalCluster(
                n_workers=few,
                threads_per_worker=1,
                processes=True,
                memory_limit=0,
                dashboard_address=":0",  # any port: another cluster may have the usual one
                silence_logs=logging.CRITICAL,
            )
        with cluster:
            if most > few:
                cluster.adapt(minimum=few, maximum=most)
            with Client(cluster) as client:
                yield client


@contextmanager
def _dask_is_silent() -> Iterator[None]:
    """What Dask logs is told in our own words."""
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


@contextmanager
def _remote(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=_PATIENCE_S)
    except (OSError, ValueError) as error:
        raise _no_scheduler(address, str(error)) from error
    with client:
        yield client


def _check_address(address: str) -> None:
    """Raise where it is none, or nobody answers there."""
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = None
    if not (parts.scheme and parts.hostname and port):
        raise UsageError(
            f'"{address}" is not the address of a scheduler.',
            remedy='Give one such as "tcp://host:8786", or "local:4" for workers on this machine.',
        )
    try:
        socket.create_connection((parts.hostname, port), _PATIENCE_S).close()
    except OSError as error:
        raise _no_scheduler(address, error.strerror or str(error)) from error


def _no_scheduler(address: str, reason: str) -> ClusterError:
    return ClusterError(
        f"No scheduler answers at {address}: {reason}.",
        remedy="Start one with: dask scheduler.",
    )


def check_versions(cluster: DaskCluster) -> None:
    """Raise :class:`ClusterError` where a version differs that has to be the same."""
    told = cluster.client.get_versions(check=False)
    here = told["client"]
    others = {"the scheduler": told["scheduler"]}
    for worker, versions in told["workers"].items():
        others[f"the worker {worker}"] = versions
    for who, versions in others.items():
        _compare(who, versions, here)
    answers: Mapping[str, Any] = cluster.client.run(own_version, on_error="return")
    for worker, answer in answers.items():
        if isinstance(answer, OSError):
            continue  # it went away just now; every book asks its worker again
        if isinstance(answer, Exception):
            found = f"cannot import this program ({answer})"
        elif answer != own_version():
            found = f"has version {answer} of this program, and here is {own_version()}"
        else:
            continue
        raise ClusterError(
            f"The worker {worker} {found}.",
            remedy="Install the same version on every worker.",
        )


def _compare(who: str, versions: Mapping[str, Any], here: Mapping[str, Any]) -> None:
    pairs = [("Python", _minor(versions), _minor(here))]
    for name in _SAME:
        pairs.append((name, versions["packages"].get(name), here["packages"][name]))
    for name, there, ours in pairs:
        if there != ours:
            raise ClusterError(
                f"{who[0].upper()}{who[1:]} has {name} {there}, and here is {name} {ours}.",
                remedy="Install the same version on every machine.",
            )


def _minor(versions: Mapping[str, Any]) -> str:
    """Python's version without its last part."""
    found = _PYTHON.match(versions["host"]["python"])
    return found[0] if found else ""
