"""Shows that a change of the code changed nothing that it makes.

``python -m benchmarks.digests``.

Prints one SHA-256 for every script and every finished file of a few books. Run it before and after a change and
compare the two lists::

    python -m benchmarks.digests > before.txt
    python -m benchmarks.digests > after.txt
    diff before.txt after.txt

Every output format is made of three seeds, and of one story and two chapters of a novel from
``../shared``, where those are. ``--scripts`` leaves the sound out and adds the script of every
annotated novel.
"""

import argparse
import gzip
import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from audiobook.publish.table import PUBLISHERS

SHARED = Path("..") / "shared"
SEEDS = ("curly.txt", "straight.txt", "dash.txt")
STORY = SHARED / "stories" / "004_c93213931ebfe3a0.txt"
NOVEL = SHARED / "books" / "sherlock-holmes.epub"
NOVEL_CHAPTERS = "2-3"
ANNOTATED = ("novels", "shelf", "litbank")
INTERNAL = (
    ".work"  # the folder of kept lines and tracks, whose names are nobody's business
)


def main() -> None:
    """Print the digests."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--scripts", action="store_true", help="scripts alone, of more books"
    )
    scripts_only = parser.parse_args().scripts
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        for source in _sources():
            _print(source.name, "script", _script(source))
            if not scripts_only:
                for name, digest in _finished(source, work / source.stem):
                    _print(source.name, name, digest)
        if scripts_only:
            for source in _annotated(work):
                _print(source.name, "script", _script(source))


def _print(source: str, name: str, digest: str) -> None:
    print(f"{digest[:32]}  {source}  {name}", flush=True)


def _sources() -> Iterator[Path]:
    for name in SEEDS:
        yield Path("seeds") / name
    for path in (STORY, NOVEL):
        if path.exists():
            yield path


def _annotated(work: Path) -> Iterator[Path]:
    """The texts of the annotated novels, as plain files."""
    for kind in ANNOTATED:
        for packed in sorted((SHARED / "attribution" / kind).glob("*/text.txt*")):
            text = packed.read_bytes()
            if packed.suffix == ".gz":
                text = gzip.decompress(text)
            plain = work / f"{packed.parent.name}.txt"
            plain.write_bytes(text)
            yield plain


def _script(source: Path) -> str:
    command = [
        sys.executable,
        "-m",
        "audiobook",
        "script",
        str(source),
        "--why",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, check=True)
    return hashlib.sha256(done.stdout).hexdigest()


def _finished(source: Path, out: Path) -> Iterator[tuple[str, str]]:
    """Name and digest of every file that a run writes for the user."""
    formats = ",".join(PUBLISHERS.names())
    command = [
        sys.executable,
        "-m",
        "audiobook",
        "make",
        str(source),
        "--out",
        str(out),
        "--quiet",
    ]
    command += ["--formats", formats, "--feed-url", "https://example.org/feed/"]
    if source == NOVEL:
        command += ["--chapters", NOVEL_CHAPTERS]
    subprocess.run(command, check=True)
    for path in sorted(out.rglob("*")):
        name = str(path.relative_to(out))
        if path.is_file() and not name.startswith(INTERNAL):
            yield name, hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
