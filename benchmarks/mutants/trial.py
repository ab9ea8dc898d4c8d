"""The tests of a room on a program that is wrong in one place: each time in a fork of this process.

The fork imports the program and the tests anew, as pytest does, but meets the wrong source where
the file on disk is right. What others have written is imported before, once and for all.
"""

import importlib
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from itertools import groupby
from pathlib import Path
from types import CodeType, ModuleType
from typing import NoReturn

import coverage
import pytest

from benchmarks.mutants.kept import Kept, askers

# A loop that never ends is noticed: a mutant's tests have this many seconds of processor, and some
# times what they took on the right program. Tests that wait for ever end by the clock, much later,
# because the machine may be busy: such a mutant counts as not tried.
SECONDS, TIMES, CLOCK = 10, 2, 20
MEMORY = 12 * 2**30  # of addresses; a list that grows for ever is noticed
SURVIVED, KILLED, UNTRIED = 0, 1, 3
IMPORT = ""  # what runs a line before any test
WHOLE_FILE = ".py"
STATUS = {pytest.ExitCode.OK: SURVIVED, pytest.ExitCode.NO_TESTS_COLLECTED: UNTRIED}

Lines = Mapping[int, Collection[str]]


class Trial:
    """The tests below some folders, and what they do on the right program."""

    def __init__(
        self, root: Path, folders: Sequence[str], flags: Sequence[str]
    ) -> None:
        self._root = root
        self._folders = folders
        self._flags = flags
        self._seconds: dict[str, float] = {}  # of each test
        self._asked: dict[str, list[str]] = {}  # see Kept

    @property
    def tests(self) -> Collection[str]:
        """All of them, once the lines are known."""
        return self._seconds

    def lines(self, modules: Sequence[Path], folder: Path) -> dict[Path, Lines]:
        """For each module and line the tests that run it; measured with the help of a folder."""
        if in_a_process(lambda: self._measure(modules, folder)) != SURVIVED:
            sys.exit("The tests fail without any mutant: mend them first.")
        told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
        self._seconds = told["seconds"]
        self._asked = told["asked"]
        preload(told["others"])
        data = coverage.CoverageData(str(folder / "coverage"))
        data.read()
        return {
            module: self._lines_of(data.contexts_by_lineno(str(module)))
            for module in modules
        }

    def _lines_of(self, measured: Mapping[int, Iterable[str]]) -> Lines:
        """What runs a line for a whole file runs it for each of its tests."""
        found: dict[int, set[str]] = {}
        for line, ran_in in measured.items():
            contexts = askers(ran_in, self._asked)
            files = {context for context in contexts if context.endswith(WHOLE_FILE)}
            tests = (t for t in self._seconds if file_of(t) in files)
            found[line] = (contexts | set(tests)) - files
        return found

    def status(self, tests: Collection[str], wrong: Mapping[Path, str]) -> int:
        """Whether tests pass on a program with wrong sources: SURVIVED, KILLED or UNTRIED."""
        seconds = {test: self._seconds[test] for test in tests}
        limit = SECONDS + int(TIMES * sum(seconds.values()))
        return in_a_process(lambda: self._try(seconds, wrong, limit), CLOCK * limit)

    def all_pass(self) -> bool:
        """Whether the tests still pass in the order, and within the limits, of the mutants."""
        return self.status(self._seconds, {}) == SURVIVED

    def _try(
        self, seconds: Mapping[str, float], wrong: Mapping[Path, str], limit: int
    ) -> int:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.chdir(self._root)
        sys.meta_path.insert(0, Wrong(self._root, wrong))
        files = sorted({file_of(test) for test in seconds})
        code = pytest.main(["-x", *self._flags, *files], plugins=[Chosen(seconds)])
        return STATUS.get(pytest.ExitCode(code), KILLED)

    def _measure(self, modules: Iterable[Path], folder: Path) -> int:
        os.chdir(self._root)
        names = [str(each) for each in modules]
        measured = coverage.Coverage(
            str(folder / "coverage"), config_file=False, include=names
        )
        kept = Kept(self._root, measured.switch_context)
        kept.install()
        plugin = Measured(kept, self._root)
        measured.start()
        code = pytest.main([*self._flags, *self._folders], plugins=[plugin])
        measured.stop()
        measured.save()
        asked = {name: sorted(contexts) for name, contexts in kept.asked.items()}
        told = {"seconds": plugin.seconds, "others": plugin.others, "asked": asked}
        (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")
        return code


class Measured:
    """What each test runs and how long it takes: a plugin of pytest."""

    def __init__(self, kept: Kept, root: Path) -> None:
        self.seconds: dict[str, float] = {}
        self.others: list[str] = []
        self._kept = kept
        self._root = root

    def pytest_collection_finish(self) -> None:
        """Note what was imported that is not the program and not its tests."""
        modules = list(sys.modules.items())
        self.others = [name for name, of in modules if not is_below(self._root, of)]

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """From here on fixtures are made, which may be those of all tests of a file."""
        self._kept.enter(file_of(nodeid))
        self.seconds[nodeid] = -time.process_time()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        """From here on it is the test itself."""
        self._kept.enter(item.nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Note how long it took."""
        self.seconds[nodeid] += time.process_time()


class Chosen:
    """Run some tests alone, the quickest files first, and the quickest tests of each.

    A plugin of pytest. Most mutants fail many tests: the sooner one of them runs, the better.
    """

    def __init__(self, seconds: Mapping[str, float]) -> None:
        self._seconds = seconds

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave these, file by file: fixtures of a whole file are made once."""
        chosen = [item for item in items if item.nodeid in self._seconds]
        files = [list(of) for _, of in groupby(chosen, key=lambda item: item.path)]
        items.clear()
        for file in sorted(files, key=self._sum):
            items += sorted(file, key=self._one)

    def _sum(self, items: Sequence[pytest.Item]) -> float:
        return sum(map(self._one, items))

    def _one(self, item: pytest.Item) -> float:
        return self._seconds[item.nodeid]


class Wrong(MetaPathFinder):
    """Finds modules whose source is another than on disk."""

    def __init__(self, root: Path, sources: Mapping[Path, str]) -> None:
        self._sources = {module_name(root, path): path for path in sources}
        self._texts = sources

    def find_spec(
        self, fullname: str, path: object, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Say that such a module is loaded from its other source."""
        del path, target
        if fullname not in self._sources:
            return None
        file = self._sources[fullname]
        loader = Loader(fullname, str(file), self._texts[file])
        return spec_from_file_location(fullname, file, loader=loader)


class Loader(SourceFileLoader):
    """Loads a module from another source than that of its file."""

    def __init__(self, fullname: str, path: str, text: str) -> None:
        super().__init__(fullname, path)
        self._text = text

    def get_code(self, fullname: str) -> CodeType:
        """Compile the other source; nothing is written beside the file."""
        del fullname
        return compile(self._text, self.path, "exec")


def file_of(test: str) -> str:
    """The file that a test stands in."""
    return test.partition("::")[0]


def module_name(root: Path, path: Path) -> str:
    """The name that a file is imported by."""
    name = ".".join(path.relative_to(root).with_suffix("").parts)
    return name.removesuffix(".__init__")


def is_below(root: Path, module: ModuleType) -> bool:
    """Whether a module comes from a file below a folder."""
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).is_relative_to(root)


def preload(names: Iterable[str]) -> None:
    """Import what a fork would import each time."""
    for name in names:
        with suppress(ImportError):
            importlib.import_module(name)


def in_a_process(task: Callable[[], int], limit: float | None = None) -> int:
    """The status of a task that runs, unheard, in a fork of this process, so many seconds at most.

    multiprocessing makes no forks here: what it makes, the program takes for a worker of its own.
    """
    process = os.fork()
    if not process:
        _unheard(task)
    ends = os.pidfd_open(process)
    try:
        in_time, _, _ = select.select([ends], [], [], limit)
    finally:
        os.kill(process, signal.SIGKILL)  # does nothing to what has ended
        _, ended = os.waitpid(process, 0)
        os.close(ends)
    status = os.waitstatus_to_exitcode(ended)
    if not in_time:
        return UNTRIED
    return status if status in (SURVIVED, UNTRIED) else KILLED


def _unheard(task: Callable[[], int]) -> NoReturn:
    status = KILLED
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        status = task()
    finally:
        os._exit(status)
