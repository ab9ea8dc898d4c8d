"""Hostile and enormous inputs.

``python -m benchmarks.hostile_readers`` prints what each costs and comes to.

Every input is made here and read in a process of its own, whose processor time and peak memory
are measured. A row is good where it ends in a book or in a clear error; a crash or a kill would
show as such.
"""

import argparse
import io
import multiprocessing
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from audiobook.errors import InputError
from audiobook.readers import read_book

_PROSE = "It rained all day, and nobody went out; she sat by the window and read.\n"
_XHTML = '<html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
_CONTAINER = (
    '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
)
_OPF = (
    '<package><metadata/><manifest><item id="a" href="a.xhtml" '
    'media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="a"/></spine></package>'
)
_LIMIT_S = 300


def _epub(page: str | bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        archive.writestr("META-INF/container.xml", _CONTAINER)
        archive.writestr("b.opf", _OPF)
        archive.writestr("a.xhtml", page)
    return packed.getvalue()


def _zip(name: str, content: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def _entities(root: str) -> str:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE x [<!ENTITY l0 "lol">{lines}<!ENTITY s SYSTEM "file:///etc/passwd">]>{root}'


def _repeated(start: str, unit: str, count: int, end: str = "") -> str:
    return start + unit * count + end


def _many_files() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(60_000):
            archive.writestr(str(number), "")
    return packed.getvalue()


_INPUTS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "100 MB of prose": (".txt", lambda: _PROSE.encode() * (100_000_000 // len(_PROSE))),
    "one line of 100 MB": (".txt", lambda: b"word " * 20_000_000),
    "1.7 million lines of I": (".txt", lambda: b"Story.\n\n" + b"I\n" * 1_700_000),
    "300 MB": (".txt", lambda: b"word " * 60_000_000),
    "3.7 million <p>": (".html", lambda: b"<p>" * 3_700_000),
    "900,000 <p>": (".html", lambda: b"<p>word" * 900_000),
    "500,000 nested <div>": (".html", lambda: b"<div>" * 500_000 + b"x"),
    "30 MB of one attribute": (".html", lambda: b'<p class="' + b"a " * 15_000_000 + b'">x</p>'),
    "200,000 opened brackets": (".md", lambda: b"[" * 200_000),
    "200,000 stars": (".md", lambda: b"*a " * 200_000),
    "100,000 nested quotes": (".md", lambda: b"> " * 100_000 + b"x"),
    "zip bomb of 1 GB": (".epub", lambda: _epub(b"<p>" + b" " * 1_000_000_000)),
    "60,000 files": (".epub", _many_files),
    "entities in EPUB": (".epub", lambda: _epub(_entities(_XHTML.format("<p>x &l11; &s;</p>")))),
    "entities in FB2": (".fb2", lambda: _entities("<FictionBook><body><p>x "
                                                  "&l11;</p></body></FictionBook>").encode()),
    "100,000 nested sections": (".fb2", lambda: b"<FictionBook><body>" + b"<section>" * 100_000),
    "DOCX bomb of 300 "
    "MB": (".docx", lambda: _zip("word/document.xml", "<d>" + " " * 300_000_000)),
    "30 MB DOCX of paragraphs": (".docx", lambda: _zip("word/document.xml", _repeated("<d><body>", "<p><r><t>a</t></r></p>", 1_300_000))),
    "ODT of 300,000 spans": (".odt", lambda: _zip("content.xml", _repeated("<d><body><text><p>", "<span>a</span>", 300_000))),
    "random bytes as PDF": (".pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40_000),
}  # fmt: skip


def _child(
    path: str, results: "multiprocessing.queues.Queue[tuple[str, float, float]]"
) -> None:
    started = time.process_time()
    try:
        book = read_book(Path(path))
        outcome = (
            f"a book of {len(book.chapters)} chapters, "
            f"{sum(len(c.text) for c in book.chapters):,} characters"
        )
    except InputError as error:
        outcome = f"refused: {error.message.replace(path, 'it')[:60]}"
    results.put((outcome, time.process_time() - started, _peak()))


def _peak() -> float:
    """The most memory that this process held, in MB; ``ru_maxrss`` would count its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(
            one for one in status.read_text().splitlines() if one.startswith("VmHWM")
        )
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _measure(path: Path) -> tuple[str, float, float]:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_child, args=(str(path), results))
    process.start()
    process.join(_LIMIT_S)
    if process.is_alive():
        process.kill()
        return f"STILL BUSY after {_LIMIT_S} s", _LIMIT_S, 0.0
    return (
        results.get(timeout=5)
        if process.exitcode == 0
        else (f"CRASHED with {process.exitcode}", 0.0, 0.0)
    )


def main() -> int:
    """Print a row for each input; the exit status says whether all ended well."""
    parser = argparse.ArgumentParser(description="What hostile inputs cost.")
    parser.add_argument("--only", default="", help="inputs whose names contain this")
    options = parser.parse_args()
    bad = 0
    print(f"{'input':28} {'size':>9} {'time':>8} {'peak':>8}  outcome")
    with tempfile.TemporaryDirectory() as folder:
        for name, (suffix, make) in _INPUTS.items():
            if options.only in name:
                path = Path(folder) / f"hostile{suffix}"
                path.write_bytes(make())
                outcome, seconds, peak = _measure(path)
                bad += outcome[:5].isupper()
                size = path.stat().st_size / 2**20
                print(
                    f"{name:28} {size:6.1f} MB {seconds:6.1f} s {peak:5.0f} MB  "
                    f"{outcome}",
                    flush=True,
                )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
