"""The mutants of a room: what mutmut makes of the lines that tests run."""

import difflib
import inspect
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

import mutmut

from benchmarks.mutants.trial import IMPORT, Lines

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Mutant:
    """A module with one thing wrong, and the tests that run the line."""

    module: Path
    at: mutmut.RelativeMutationID
    tests: Collection[str]

    @property
    def place(self) -> str:
        """Its file and line."""
        return f"{self.module.relative_to(ROOT)}:{self.at.line_number + 1}"

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
        return "\n".join([self.place, *list(lines)[3:]])


def mutants(lines: Mapping[Path, Lines], tests: Collection[str]) -> list[Mutant]:
    """Every mutant of the lines that tests run; ``tests`` are all of them."""
    found = []
    for module, measured in lines.items():
        source = module.read_text(encoding="utf-8")
        by_line = _with_import(source, measured, tests)
        for at in mutmut.list_mutations(mutmut.Context(source=source)):
            runners = by_line.get(at.line_number + 1)  # mutmut counts from 0
            if runners:
                found.append(Mutant(module, at, frozenset(runners)))
    return found


def _with_import(source: str, measured: Lines, tests: Collection[str]) -> Lines:
    """The tests of every line. What an import runs, each of them may depend on.

    Whoever only reads a constant of a module, or asks whether its values can be changed, runs
    none of its lines.
    """
    lines = {n: tests if IMPORT in ran else ran for n, ran in measured.items()}
    code = compile(source, "", "exec")
    return {**lines, **dict.fromkeys(_lines_of_import(code), tests)}


def _lines_of_import(code: CodeType) -> Iterator[int]:
    """The lines that stand in no function."""
    for _, _, line in code.co_lines():
        if line is not None:
            yield line
    for inner in code.co_consts:
        if isinstance(inner, CodeType) and not inner.co_flags & inspect.CO_OPTIMIZED:
            yield from _lines_of_import(inner)  # the body of a class
