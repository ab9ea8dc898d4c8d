"""Coverage-guided fuzzing of every reader.

``python -m benchmarks.fuzz_readers [--seconds N] [--corpus DIR]``.

Each input names a reader by its first byte. For formats that are zips, the rest replaces one part
of a small book, so that mutations reach the parsers behind the zip; for the others it is the
file. A reader may raise ``InputError``; anything else, a second run that differs, a chapter with
marks outside of its text, a ledger that does not add up, and an input that takes longer than a
minute or 2 GB are finds, which libFuzzer writes beside the corpus. Needs the extra ``fuzz``.
"""

import argparse
import io
import os
import sys
import tempfile
import zipfile
from pathlib import Path

import atheris

with atheris.instrument_imports(
    include=["audiobook.readers", "markdown_it", "mdit_py_plugins"]
):
    from markdown_it import MarkdownIt  # noqa: F401
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: F401

    from audiobook.errors import InputError
    from audiobook.model import Book
    from audiobook.readers import READERS
    from audiobook.readers.account import solid
    from audiobook.readers.epub import EpubReader
    from audiobook.readers.fb2 import Fb2Reader
    from audiobook.readers.markup.html import HtmlReader
    from audiobook.readers.markup.markdown import MarkdownReader
    from audiobook.readers.office.docx import DocxReader
    from audiobook.readers.office.odt import OdtReader
    from audiobook.readers.pdf import PdfReader
    from audiobook.readers.pdf.book import read_pdf  # noqa: F401 - imported late by its reader: instrumented here
    from audiobook.readers.plain.text import TextReader

_READERS = (
    (TextReader, ".txt"),
    (HtmlReader, ".html"),
    (MarkdownReader, ".md"),
    (Fb2Reader, ".fb2"),
    (PdfReader, ".pdf"),
    (EpubReader, ".epub"),
    (DocxReader, ".docx"),
    (OdtReader, ".odt"),
)
_ZIPPED = 5  # from here on
_MADE = Path(__file__).parent.parent / "tests" / "cases" / "readers" / "made"
_TIMEOUT_S = 60
_MEMORY_MB = 2048
_LONGEST = 64 * 1024


class _Files:
    """Turns inputs into files in one folder, each in place of the one before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.templates = {
            path.suffix: _parts(path)
            for path in sorted(_MADE.glob("*"))
            if path.suffix in {".epub", ".docx", ".odt"}
        }

    def write(self, data: bytes) -> tuple[int, Path]:
        """The number of the reader, and the file."""
        number = data[0] % len(_READERS)
        suffix = _READERS[number][1]
        path = self.folder / f"book{suffix}"
        path.write_bytes(
            self._zipped(data[1:], suffix) if number >= _ZIPPED else data[1:]
        )
        return number, path

    def _zipped(self, data: bytes, suffix: str) -> bytes:
        parts = self.templates.get(suffix, {})
        texts = [
            name
            for name in parts
            if name.endswith((".xml", ".xhtml", ".opf", ".ncx", ".rels"))
        ]
        if not data or not texts or data[0] == 255:  # now and then the file as a whole
            return data[1:]
        changed = texts[data[0] % len(texts)]
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, data[1:] if name == changed else content)
        return packed.getvalue()


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def check(book: Book) -> None:
    """Raise ``AssertionError`` where a book contradicts itself."""
    for number, chapter in enumerate(book.chapters, 1):
        assert chapter.number == number
        assert chapter.text == chapter.text.strip()
        assert chapter.text
        assert all(
            0 <= mark.start < mark.end <= len(chapter.text) for mark in chapter.marks
        ), chapter.marks
        assert all(0 <= note.at <= len(chapter.text) for note in chapter.notes), (
            chapter.notes
        )
        chapter.text.encode()
    if book.characters:
        read = sum(solid(chapter.text) for chapter in book.chapters)
        read += sum(
            solid(piece.chapter.text) for piece in book.skipped if piece.chapter
        )
        left = sum(unread.characters for unread in book.unread)
        assert book.characters + book.added == read + left, (
            book.characters,
            book.added,
            read,
            left,
        )


def seeds(corpus: Path) -> None:
    """Write the books of the test cases, and their parts, as first inputs."""
    corpus.mkdir(parents=True, exist_ok=True)
    for path in sorted(_MADE.glob("*")):
        number = next(
            (n for n, (_, suffix) in enumerate(_READERS) if suffix == path.suffix), None
        )
        if number is None:
            continue
        if number < _ZIPPED:
            (corpus / f"seed-{path.name}").write_bytes(
                bytes([number]) + path.read_bytes()
            )
            continue
        texts = [
            n
            for n in _parts(path)
            if n.endswith((".xml", ".xhtml", ".opf", ".ncx", ".rels"))
        ]
        for at, name in enumerate(texts):
            data = bytes([number, at]) + _parts(path)[name]
            (corpus / f"seed-{path.name}-{at}").write_bytes(data[:_LONGEST])


def main() -> None:
    """Fuzz until the time is over or something is found."""
    parser = argparse.ArgumentParser(description="Fuzz the readers with mutated books.")
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument(
        "--corpus", type=Path, default=Path(tempfile.gettempdir()) / "audiobook-fuzz"
    )
    parser.add_argument(
        "--input", type=Path, help="run one input that was found before, and stop"
    )
    options = parser.parse_args()
    assert set(READERS.names()) >= {"text", "html"}
    with tempfile.TemporaryDirectory() as folder:
        files = _Files(Path(folder))

        def one(data: bytes) -> None:
            if not data:
                return
            number, path = files.write(data)
            try:
                book = _READERS[number][0]().read(path)
            except InputError:
                return
            check(book)

        if options.input:
            one(options.input.read_bytes())
            return
        seeds(options.corpus)
        arguments = [
            sys.argv[0], str(options.corpus), f"-max_total_time={options.seconds}", f"-timeout={_TIMEOUT_S}",
            f"-rss_limit_mb={_MEMORY_MB}", f"-report_slow_units={_TIMEOUT_S}", f"-max_len={_LONGEST}",
            "-print_final_stats=1",
            f"-artifact_prefix={options.corpus}{os.sep}find-",
        ]  # fmt: skip
        atheris.Setup(arguments, one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
