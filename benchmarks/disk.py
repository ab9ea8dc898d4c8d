"""What a book leaves on the disk, by kind: python -m benchmarks.disk STORY [--engine NAME].

The story is made with everything kept, and with the budget that is set by default; then one
speaker is recast in both, to see what was saved at what price. All of it is per hour of sound.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mutagen import File


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("story", type=Path)
    parser.add_argument("--engine", default="")
    parser.add_argument("--limit", type=int, default=200, help="megabytes of clips")
    options = parser.parse_args()
    print(f"{'':28}{'MB per hour of sound':>24}")
    print(f"{'':16}{'clips':>8}{'tracks':>8}{'files':>8}{'all':>8}   recast, CPU s")
    with tempfile.TemporaryDirectory() as name:
        for label, limit in (("all kept", 0), (f"{options.limit} MB", options.limit)):
            out = Path(name) / label
            out.mkdir()
            settings = out / "settings.toml"
            settings.write_text(f"cache_limit_mb = {limit}\n", encoding="utf-8")
            _make(options, out)
            sizes = _sizes(out)
            again = _recast(options, out)
            total = sum(sizes.values())
            columns = [sizes[kind] for kind in ("clips", "tracks", "files")]
            shown = "".join(f"{size:8.0f}" for size in (*columns, total))
            print(f"{label:16}{shown}   {again:.1f}")


def _make(options: argparse.Namespace, out: Path) -> float:
    """Make the book; the CPU seconds that it took."""
    command = [sys.executable, "-m", "audiobook", "make", str(options.story), "-q"]
    command += ["--out", str(out)]
    if options.engine:
        command += ["--engine", options.engine]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _recast(options: argparse.Namespace, out: Path) -> float:
    """Give the second speaker another rate, which speaks their lines anew."""
    cast = out / "cast.toml"
    text = cast.read_text(encoding="utf-8")
    second = text.index("[speakers.", text.index("[speakers.") + 1)
    end = text.index("\n", second) + 1
    cast.write_text(f"{text[:end]}rate = 1.1\n{text[end:]}", encoding="utf-8")
    return _make(options, out)


def _sizes(out: Path) -> dict[str, float]:
    """Megabytes per hour of sound, by kind."""
    (whole,) = out.glob("*.m4b")
    hours = File(whole).info.length / 3600
    sizes = {"clips": 0.0, "tracks": 0.0, "files": 0.0}
    for kind, path in _files(out):
        sizes[kind] += path.stat().st_size / 1e6 / hours
    return sizes


def _files(out: Path) -> Iterator[tuple[str, Path]]:
    work = out / ".work"
    for path in out.rglob("*"):
        if not path.is_file():
            continue
        if not path.is_relative_to(work):
            yield "files", path
        elif path.is_relative_to(work / "clips"):
            yield "clips", path
        elif path.is_relative_to(work / "tracks"):
            yield "tracks", path


if __name__ == "__main__":
    main()
