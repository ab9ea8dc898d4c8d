"""Which tests fail now and then? ``python -m benchmarks.flakes RUNS [PYTEST ARGUMENT ...]``.

Runs the tests so many times, each time in another random order, and prints what failed, after
every run and at the end. A test that fails in every run is broken; one that fails in some is a
flake. The seed of a run repeats its order: ``pytest --randomly-seed=SEED``. The exit status is 1
if anything failed.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S.*?)(?: - .*)?$", re.MULTILINE)
_PASSES = (0, 5)  # exit statuses of pytest: all passed; there were none
_COUNTED = (0, 1, 5)  # else pytest itself was stopped, and says nothing of the tests


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("runs", type=int, help="how many times")
    parser.add_argument("--first-seed", type=int, default=1, help="default: 1")
    options, rest = parser.parse_known_args()
    seeds = range(options.first_seed, options.first_seed + options.runs)
    failed: dict[str, list[int]] = {}
    for seed in seeds:
        names = run(seed, rest)
        print(f"seed {seed}: {len(names)} failed", *names, sep="\n  ", flush=True)
        for name in names:
            failed.setdefault(name, []).append(seed)
    print(table(failed, options.runs))
    sys.exit(int(bool(failed)))


def run(seed: int, arguments: Sequence[str]) -> list[str]:
    """What fails in one run of the tests, by their names."""
    command = [sys.executable, "-m", "pytest", "-q", "-rfE", f"--randomly-seed={seed}"]
    done = subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode not in _COUNTED:
        sys.exit(f"The tests cannot be run:\n{done.stdout}{done.stderr}")
    names = failures(done.stdout)
    if done.returncode not in _PASSES and not names:
        sys.exit(f"A run failed without naming a test:\n{done.stdout}{done.stderr}")
    return names


def failures(output: str) -> list[str]:
    """The tests that pytest lists as failed at the end of a run, each once."""
    return sorted(set(_FAILED.findall(output)))


def table(failed: Mapping[str, Sequence[int]], runs: int) -> str:
    """A line for each test that failed: how often, and with which seeds."""
    if not failed:
        return f"Nothing failed in {runs} runs."
    lines = ["failed  of  test, and the seeds of the runs"]
    for name, seeds in sorted(failed.items(), key=lambda row: (-len(row[1]), row[0])):
        listed = ", ".join(map(str, seeds))
        lines.append(f"{len(seeds):>6}{runs:>4}  {name} ({listed})")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
