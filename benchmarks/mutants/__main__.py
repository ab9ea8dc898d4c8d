"""Do the tests notice a wrong program? ``python -m benchmarks.mutants ROOM ... [--sample N]``.

A mutant is the program with one thing wrong: a number one higher, ``<`` for ``<=``, ``or`` for
``and``, a value that is None. mutmut makes them; here each is put to the tests that run its line.
A mutant that fails no test survives, and is printed. Lines that no test runs have no mutants:
``pytest --cov`` counts those.

mutmut would start Python anew for each mutant, run all tests, and write the mutant over the source.
Here a fork runs the tests of the line alone, and the source is left alone. Set TMPDIR to a folder in memory: tests write a lot. Every mutant is
printed when it has been tried; Ctrl-C ends the run, and the table counts those tried so far.
"""

import argparse
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.mutants.mutant import ROOT, Mutant, mutants
from benchmarks.mutants.trial import SURVIVED, UNTRIED, Trial

# Any other status: killed, by a test that failed or by a limit.
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

    def count(self, mutant: Mutant, status: int) -> None:
        """Note, and print where it was not killed, what became of one."""
        self.tried += status != UNTRIED
        if status == SURVIVED:
            self.survived.append(mutant)
        if status in WORDS:
            print(mutant.difference())
        sys.stdout.flush()

    def row(self, name: str) -> str:
        """A line of the table."""
        killed = self.tried - len(self.survived)
        share = killed / max(1, self.tried)
        return f"{name:<10}{self.there:>9}{self.tried:>7}{killed:>8}{share:>9.1%}"


def tried(
    room: Room, options: argparse.Namespace, temporary: Path, tally: Tally
) -> None:
    """Put the mutants of a room to its tests, one after the other."""
    trial = Trial(ROOT, *_arguments(room, temporary, slow=options.slow))
    print(f"Running the tests of {', '.join(room.tests)} once.", flush=True)
    found = mutants(trial.lines(modules(room), temporary), trial.tests)
    tally.there = len(found)
    if not trial.all_pass():
        sys.exit("The tests fail without any mutant, in another order: mend them.")
    chosen = sample(found, options.sample, options.seed)
    for number, mutant in enumerate(chosen, 1):
        begun = time.monotonic()
        status = trial.status(mutant.tests, {mutant.module: mutant.source()})
        took = f"{len(mutant.tests)} tests, {time.monotonic() - begun:.1f} s"
        word = WORDS.get(status, "killed")
        print(f"{number}/{len(chosen)} {mutant.place} {word} ({took})")
        tally.count(mutant, status)


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
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does
    tallies = {name: Tally() for name in options.rooms}
    with suppress(KeyboardInterrupt):
        for name, tally in tallies.items():
            with tempfile.TemporaryDirectory() as temporary:
                tried(ROOMS[name], options, Path(temporary), tally)
    print(f"\n{'room':<10}{'mutants':>9}{'tried':>7}{'killed':>8}{'share':>9}")
    for name, tally in tallies.items():
        print(tally.row(name))


def _arguments(
    room: Room, temporary: Path, *, slow: bool
) -> tuple[Sequence[str], Sequence[str]]:
    flags = ["-q", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider"]
    flags += ["--hypothesis-profile=unshrunk", f"--basetemp={temporary / 'tests'}"]
    # Some are imported before pytest can rewrite them.
    flags += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    if slow:
        flags += ["-m", ""]
    return [f"tests/{each}" for each in room.tests], flags


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
