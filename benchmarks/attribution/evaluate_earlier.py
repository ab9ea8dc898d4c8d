"""An earlier version of the program, run from a checkout of its own and scored beside this one."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from audiobook.errors import InputError
from benchmarks.attribution.data import text_of
from benchmarks.attribution.evaluate import Result

DRIVER = """
import json, sys, time
from pathlib import Path
from audiobook.attribute import ATTRIBUTORS
from audiobook.attribute.export import quotes_json
from audiobook.model import Guidance
from audiobook.readers import read_book
from audiobook.segment.segmenter import segment
begin = time.process_time()
script = segment(read_book(Path(sys.argv[1])))
cut = time.process_time()
done = ATTRIBUTORS.load(sys.argv[2])().attribute(script, Guidance())
json.dump([quotes_json(done), cut - begin, time.process_time() - cut], sys.stdout)
"""


def earlier(
    checkout: Path, novels: Sequence[Path], attributor: str = "rules"
) -> list[Result]:
    """What the attributor of an earlier version made of novels. Raises :class:`InputError`."""
    if not (checkout / "audiobook").is_dir():
        remedy = "Make one: git worktree add ../v1 COMMIT."
        raise InputError(
            f'"{checkout}" is no checkout of an earlier version.', remedy=remedy
        )
    return [_read(checkout, novel, attributor) for novel in novels]


def _read(checkout: Path, novel: Path, attributor: str) -> Result:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{novel.name}.txt"
        path.write_bytes(text_of(novel).encode("utf-8"))
        made = subprocess.run(
            [sys.executable, "-c", DRIVER, str(path), attributor],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout.resolve())},
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    if made.returncode:
        raise InputError(
            f'The version in "{checkout}" failed on {novel.name}: '
            f"{made.stderr.strip()[-300:]}"
        )
    quotes, cutting, deciding = json.loads(made.stdout)
    return Result(novel.name, quotes, (), cutting, deciding)
