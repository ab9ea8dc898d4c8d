"""Do the tests notice a wrong program? ``python -m benchmarks.mutants ROOM ... [--sample N]``.

A mutant is the program with one thing wrong: a number one higher, ``<`` for ``<=``, ``or`` for
``and``, a value that is None. mutmut makes them; here each is put to the tests that run its line.
A mutant that fails no test survives, and is printed. Lines that no test runs have no mutants:
``pytest --cov`` counts those.

mutmut would start pytest anew for each mutant, and write the mutant over the source. Here pytest
collects a room's tests once, and forks for each mutant: the source is left alone, and a mutant
costs what its tests cost. Set TMPDIR to a folder in memory: tests write a lot.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchmarks.mutants.trial import ROOT, SURVIVED, UNTRIED, Mutant, Trial

WORDS = {SURVIVED: "survived", UNTRIED: "cannot be tried"}
DESCRIPTION = "Count the wrong programs that the tests of a room do not notice."


@dataclass(frozen=True)
class Room:
    """Some modules of the program, and the tests that are about them."""

    modules: Sequence[str]  # patterns below audiobook/
    tests: Sequence[str]  # below tests/


ROOMS = {
    "segment": Room(["segment/*.py"], ["segment"]),
    "rules": Room(["attribute/rules/*.py"], ["attribute"]),
    "ranker": Room(["attribute/ranker/*.py"], ["attribute"]),
    "render": Room(["render/plan.py", "render/store.py"], ["render"]),
    "mp4": Room(["publish/sound/mp4*.py"], ["publish/sound"]),
}


@dataclass
class Tally:
    """What became of the mutants of a room."""

    there: int = 0
    tried: int = 0
    survived: list[Mutant] = field(default_factory=list)

    def row(self, name: str) -> str:
        """A line of the table."""
        killed = self.tried - len(self.survived)
        share = killed / max(1, self.tried)
        return f"{name:<10}{self.there:>9}{self.tried:>7}{killed:>8}{share:>9.1%}"


class Session:
    """Instead of running the tests once, runs them on every mutant: a plugin of pytest."""

    def __init__(self, room: Room, size: int | None, seed: int) -> None:
        self.room = room
        self.size = size
        self.seed = seed
        self.tally = Tally()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run what was collected, on one mutant after the other."""
        trial = Trial(session.items)
        mutants = trial.mutants(modules(self.room))
        self.tally.there = len(mutants)
        for mutant in sample(mutants, self.size, self.seed):
            status = trial.status(mutant)
            self.tally.tried += status != UNTRIED
            if status == SURVIVED:
                self.tally.survived.append(mutant)
            if status in (SURVIVED, UNTRIED):
                print(
                    f"\n{WORDS[status]}: {mutant.difference()}",
                    file=sys.__stderr__,
                    flush=True,
                )
        return True


def main() -> None:
    parser = argparse.ArgumentParser(description=DESCRIPTION)
    parser.add_argument("rooms", nargs="+", choices=ROOMS, metavar="ROOM")
    parser.add_argument("--sample", type=int, help="mutants of a room (default: all)")
    parser.add_argument(
        "--seed", type=int, default=1, help="of the sample (default: 1)"
    )
    parser.add_argument(
        "--slow", action="store_true", help="run the slow tests as well"
    )
    options = parser.parse_args()
    os.chdir(ROOT)
    rows = []
    for name in options.rooms:
        room = Session(ROOMS[name], options.sample, options.seed)
        with tempfile.TemporaryDirectory() as temporary:
            arguments = _arguments(ROOMS[name], temporary, slow=options.slow)
            pytest.main(arguments, plugins=[room])
        rows.append(room.tally.row(name))
    print(f"\n{'room':<10}{'mutants':>9}{'tried':>7}{'killed':>8}{'share':>9}")
    print("\n".join(rows))


def _arguments(room: Room, temporary: str, *, slow: bool) -> list[str]:
    flags = ["-q", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider"]
    flags += ["--hypothesis-profile=unshrunk", f"--basetemp={temporary}"]
    if slow:
        flags += ["-m", ""]
    return [*flags, *(f"tests/{each}" for each in room.tests)]


def modules(room: Room) -> list[Path]:
    """The modules that a room makes mutants of."""
    found: set[Path] = set()
    for pattern in room.modules:
        found.update((ROOT / "audiobook").glob(pattern))
    return sorted(found)


def sample(mutants: Sequence[Mutant], size: int | None, seed: int) -> Sequence[Mutant]:
    """So many mutants by chance, the same for the same seed; in the order of the files."""
    if size is None or size >= len(mutants):
        return mutants
    numbers = range(len(mutants))
    chosen = random.Random(seed).sample(numbers, size)  # noqa: S311 - no secret
    return [mutants[number] for number in sorted(chosen)]


if __name__ == "__main__":
    main()
