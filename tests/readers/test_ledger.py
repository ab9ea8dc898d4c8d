"""Every character of every input is read, or listed with its reason."""

import gzip
from pathlib import Path

import places
import pytest
from audiobook.checks.ledger import ledger_of, ledger_record
from audiobook.model import Book, Chapter, Mark, MarkKind, Metadata, Skipped, Unread
from audiobook.readers import read_book
from audiobook.readers.markup.markdown import read_markdown
from audiobook.readers.plain.text import read_text
from hypothesis import given
from hypothesis import strategies as st

CASES = places.CASES / "readers"
INPUTS = [path for folder in ("made", "made-pdf") for path in sorted((CASES / folder).iterdir())]
READ = [
    path for path in INPUTS if path.suffix not in {".mobi", ".azw3"} and path.name != "blank.pdf"
]
PROSE = "It rained all day, and nobody went out. " * 12


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_nothing_falls_through(path: Path) -> None:
    found = ledger_of(read_book(path))
    assert found.source > 0
    assert found.unexplained == 0
    assert all(entry.reason and entry.characters > 0 for entry in found.entries)


def test_what_is_missing_shows() -> None:
    book = Book(
        Metadata("X"),
        (Chapter(1, "A", "One [1] two.", marks=(Mark(4, 7, MarkKind.SILENT, "note marker"),)),),
        skipped=(
            Skipped(
                "Cover", "cover: not part of the story", 1, "cover", Chapter(0, "Cover", "Cov er")
            ),
        ),
        unread=(Unread("a.xhtml", "notes", 4, "Note"),),
        characters=30,
        added=1,
    )
    found = ledger_of(book)
    assert (found.read, found.unexplained) == (7, 30 + 1 - 7 - 3 - 5 - 4)
    assert [
        (entry.place, entry.reason, entry.characters, entry.sample) for entry in found.entries
    ] == [
        ("chapter 1", "note marker", 3, "[1]"),
        ("Cover", "cover: not part of the story", 5, "Cov er"),
        ("a.xhtml", "notes", 4, "Note"),
    ]
    assert ledger_record(found)["unexplained"] == 12


def test_overlapping_silence_counts_once() -> None:
    marks = tuple(Mark(start, end, MarkKind.SILENT, "x") for start, end in ((0, 6), (2, 4), (4, 8)))
    book = Book(Metadata("X"), (Chapter(1, "A", "abcdefgh", marks=marks),), characters=8)
    assert ledger_of(book).unexplained == 0
    assert ledger_of(book).read == 0


def test_gutenberg_text() -> None:
    source = (
        "The Project Gutenberg eBook of Emma\n\n*** START OF THE PROJECT GUTENBERG EBOOK EMMA ***\n\nEMMA\n\n"
        f"by Jane\n\nCONTENTS\n\nI\n\nII\n\nCHAPTER I\n\n{PROSE.strip()}[1]\n\n[Illustration]\n\n[1] A note.\n\n"
        "*** END OF THE PROJECT GUTENBERG EBOOK EMMA ***\n\nLicence."
    )
    book = read_text(source, "x")
    found = ledger_of(book)
    assert found.unexplained == 0
    assert {entry.reason.partition(":")[0] for entry in found.entries} == {
        "Project Gutenberg licence", "title page", "table of contents", "note marker", "picture", "note",
    }  # fmt: skip
    assert [(piece.kind, piece.before) for piece in book.skipped] == [
        ("Project Gutenberg licence", 0), ("title page", 0), ("table of contents", 0),
        ("Project Gutenberg licence", 1),
    ]  # fmt: skip


PIECES = st.sampled_from(
    [
        "# One\n\n",
        "## Two\n\n",
        "text ",
        "*em* ",
        "**st** ",
        "[^1]",
        "\n\n[^1]: note\n\n",
        "> quote\n\n",
        "---\n\n",
        "|a|b|\n|-|-|\n|c|d|\n\n",
        "<b>x</b>",
        "<!-- c -->",
        "&amp;",
        "`code`",
        "![alt](x.png)",
        "[link](x)",
        "\\*",
        "- item\n",
        "1. item\n",
        "\x00",
        "\u00ad",
        "ﬁ",
        "<div hidden>h</div>\n\n",
        "<ruby>漢<rt>k</rt></ruby>",
        "***\n\n",
        "Chapter 1\n\n",
        "    code\n\n",
        "```\nx\n```\n\n",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=30))
def test_any_markdown(pieces: list[str]) -> None:
    book = read_markdown("words " + "".join(pieces), "x", "x.md")
    assert ledger_of(book).unexplained == 0


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    assert ledger_of(read_text(f"Letters {text}", "x")).unexplained == 0


@pytest.mark.slow
def test_novels(shared: Path) -> None:
    for name in ("Emma", "PrideAndPrejudice", "HardTimes", "AlicesAdventuresInWonderland"):
        packed = shared / "attribution" / "novels" / name / "text.txt.gz"
        found = ledger_of(read_text(gzip.decompress(packed.read_bytes()).decode("utf-8"), name))
        assert found.unexplained == 0


def test_sherlock_holmes(shared: Path) -> None:
    found = ledger_of(read_book(shared / "books" / "sherlock-holmes.epub"))
    assert found.unexplained == 0
    assert found.read > 400_000
