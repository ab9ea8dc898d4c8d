"""A change of what is written has to change its recipe: else files made before would count as current.

``tests/cases/recipes.txt`` holds, for every file of a small book, its recipe and a digest of its bytes. Where the
bytes change and the recipe does not, a VERSION was forgotten: raise the one of the module that makes the file.
Then renew the list with ``--renew-cases``.
"""

import hashlib
import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from audiobook import produce
from audiobook.publish.table import PUBLISHERS

pytestmark = pytest.mark.slow  # every format is made

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases" / "recipes.txt"
FLAGS = {
    "engine": "tone",
    "executor": "inline",
    "formats": PUBLISHERS.names(),
    "feed": {"url": "https://example.org/feed/"},
}
# Whose versions shape the bytes of finished files.
LIBRARIES = ("av", "lameenc", "mutagen", "numpy", "pillow")


def environment():
    """What the digests depend on besides our own code."""
    python = f"python {sys.version_info.major}.{sys.version_info.minor} {platform.machine()} {sys.platform}"
    return ", ".join([python, *(f"{name} {version(name)}" for name in LIBRARIES)])


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Name of a file -> its recipe and the digest of its bytes."""
    out = tmp_path_factory.mktemp("book")
    made = produce.make(ROOT / "seeds" / "curly.txt", out, FLAGS)
    files = json.loads((made.folder / ".work" / "manifest.json").read_bytes())["files"]
    rows = {}
    for name, entry in files.items():
        data = (made.folder / name).read_bytes()
        rows[name] = (entry["recipe"][:16], hashlib.sha256(data).hexdigest()[:16])
    return rows


@pytest.fixture(scope="module")
def known():
    """The environment that the list was made in, and its rows."""
    if not CASES.exists():
        return "", {}
    first, *lines = CASES.read_text(encoding="utf-8").splitlines()
    rows = {}
    for line in lines:
        recipe, digest, name = line.split("  ", 2)
        rows[name] = (recipe, digest)
    return first, rows


def test_whatever_is_written_otherwise_has_another_recipe(found, known, request):
    made_in, rows = known
    if made_in not in ("", environment()):
        pytest.skip("needs the libraries that the list was made with")
    forgotten = [
        name
        for name, (recipe, digest) in found.items()
        if name in rows and rows[name] != (recipe, digest) and rows[name][0] == recipe
    ]
    assert not forgotten, "raise the VERSION of the module that makes these files"
    if request.config.getoption("--renew-cases"):
        lines = [
            environment(),
            *(f"{recipe}  {digest}  {name}" for name, (recipe, digest) in sorted(found.items())),
        ]
        CASES.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return
    assert found == rows, "renew the list with --renew-cases"


def test_every_format_is_in_the_list(found):
    assert len(found) > 30
