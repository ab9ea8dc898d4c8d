"""One mutant and its tests: what ``python -m benchmarks.mutants`` runs for each."""

import difflib
import inspect
import multiprocessing
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from types import CodeType

import coverage
import mutmut
import pytest
from _pytest.runner import runtestprotocol

from benchmarks.mutants import swap

ROOT = Path(__file__).parents[2]
CPU_SECONDS = 120  # for the tests of one mutant: a loop that never ends is noticed
MEMORY = 12 * 2**30  # of addresses; a list that grows for ever is noticed
SURVIVED, KILLED, UNTRIED = 0, 1, 3


@dataclass(frozen=True)
class Mutant:
    """A module with one thing wrong, and the tests that run the line."""

    module: Path
    at: mutmut.RelativeMutationID
    tests: Collection[str]

    def source(self) -> str:
        """The whole module, wrong in one place."""
        right = self.module.read_text(encoding="utf-8")
        wrong, _ = mutmut.mutate(mutmut.Context(source=right, mutation_id=self.at))
        return str(wrong)

    def difference(self) -> str:
        """The lines that differ, as ``diff`` prints them."""
        right = self.module.read_text(encoding="utf-8").splitlines()
        lines = difflib.unified_diff(
            right, self.source().splitlines(), n=0, lineterm=""
        )
        place = self.module.relative_to(ROOT)
        return "\n".join([f"{place}:{self.at.line_number + 1}", *list(lines)[3:]])


class Trial:
    """The tests of a room, collected and not yet run."""

    def __init__(self, items: Sequence[pytest.Item]) -> None:
        self._items = items

    def mutants(self, modules: Sequence[Path]) -> list[Mutant]:
        """Every mutant of the lines that the tests run."""
        runs = self._tests_by_line(modules)
        found = []
        for module in modules:
            context = mutmut.Context(source=module.read_text(encoding="utf-8"))
            for at in mutmut.list_mutations(context):
                tests = runs[module].get(at.line_number + 1)  # mutmut counts from 0
                if tests:
                    found.append(Mutant(module, at, frozenset(tests)))
        return found

    def status(self, mutant: Mutant) -> int:
        """Whether all tests pass though the program is wrong: SURVIVED, KILLED or UNTRIED."""
        return in_a_process(lambda: self._try(mutant))

    def _try(self, mutant: Mutant) -> int:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        name = ".".join(mutant.module.relative_to(ROOT).with_suffix("").parts)
        module = sys.modules[name.removesuffix(".__init__")]
        code = compile(mutant.source(), str(mutant.module), "exec")
        try:
            wrong = swap.run(module, code)
        except Exception:  # noqa: BLE001 - whatever a wrong program raises when it is imported
            return KILLED
        try:
            swap.swap(module, wrong)
        except (AttributeError, TypeError, ValueError):
            return UNTRIED
        return run_tests([item for item in self._items if item.nodeid in mutant.tests])

    def _tests_by_line(
        self, modules: Sequence[Path]
    ) -> dict[Path, dict[int, list[str]]]:
        """For each module and line the tests that run it."""
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder, "coverage")
            if in_a_process(lambda: self._measure(kept, modules)) != SURVIVED:
                sys.exit("The tests fail without any mutant: mend them first.")
            data = coverage.CoverageData(str(kept))
            data.read()
            return {module: _of_module(data, module) for module in modules}

    def _measure(self, kept: Path, modules: Sequence[Path]) -> int:
        names = [str(each) for each in modules]
        measured = coverage.Coverage(str(kept), config_file=False, include=names)
        measured.start()
        status = run_tests(self._items, measured.switch_context)
        measured.stop()
        measured.save()
        return status


def _of_module(data: coverage.CoverageData, module: Path) -> dict[int, list[str]]:
    """The lines that tests run; those that an import runs are run by all of them."""
    by_line = data.contexts_by_lineno(str(module))
    users = sorted({test for tests in by_line.values() for test in tests})
    code = compile(module.read_text(encoding="utf-8"), str(module), "exec")
    return dict.fromkeys(_lines_of_import(code), users) | by_line


def _lines_of_import(code: CodeType) -> Iterator[int]:
    """The lines that stand in no function."""
    for _, _, line in code.co_lines():
        if line is not None:
            yield line
    for inner in code.co_consts:
        if isinstance(inner, CodeType) and not inner.co_flags & inspect.CO_OPTIMIZED:
            yield from _lines_of_import(inner)  # the body of a class


def run_tests(
    items: Sequence[pytest.Item], tell: Callable[[str], object] = lambda _: None
) -> int:
    """Whether all tests pass; none is run after the first that fails."""
    for item, following in zip_longest(items, items[1:]):
        tell(item.nodeid)
        reports = runtestprotocol(item, log=False, nextitem=following)
        if any(report.failed for report in reports):
            return KILLED
    return SURVIVED


def in_a_process(task: Callable[[], int]) -> int:
    """The status of a task that runs, unheard, in a fork of this process."""
    forked = multiprocessing.get_context("fork").Process(target=_unheard, args=(task,))
    forked.start()
    forked.join()
    status = forked.exitcode
    forked.close()
    return KILLED if status is None else status


def _unheard(task: Callable[[], int]) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os._exit(task())
