"""Golden cases: ``tests/cases/segment/*.txt``, one file per convention.

A file holds a text, a line ``=====``, and the utterances that the text is cut into, with an empty line
between paragraphs: ``D0 | "Go on,"`` is dialogue and belongs to quotation 0; N narration, T thought,
H heading, B break. Lines ``language: de`` and ``heading: CHAPTER ONE`` may stand before the text.
``pytest --renew-cases`` writes the expectations anew, to be read in the diff.
"""

from pathlib import Path

import places
import pytest
from audiobook.model import Book, Chapter, Mark, MarkKind, Metadata, Script
from audiobook.segment.segmenter import segment

CASES = sorted((places.CASES / "segment").glob("*.txt"))
CUT = "=====\n"


def book(case: str) -> Book:
    language, headings, lines = "en", [], case.splitlines(keepends=True)
    while lines and lines[0].startswith(("language: ", "heading: ")):
        name, _, value = lines.pop(0).strip().partition(": ")
        if name == "language":
            language = value
        else:
            headings.append(value)
    text = "".join(lines).lstrip("\n")
    marks = tuple(
        Mark(text.index(h), text.index(h) + len(h), MarkKind.HEADING, "1") for h in headings
    )
    return Book(Metadata("A case", language=language), (Chapter(1, "One", text, 0, marks),))


def readable(script: Script) -> str:
    lines: list[str] = []
    paragraph = 0
    for utterance in script.utterances[0]:
        if utterance.paragraph != paragraph:
            lines.append("")
            paragraph = utterance.paragraph
        quotation = "" if utterance.quotation is None else utterance.quotation
        lines.append(
            f"{utterance.kind[0].upper()}{quotation} | {' '.join(script.text(0, utterance).split())}".rstrip()
        )
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_case(path: Path, request: pytest.FixtureRequest) -> None:
    case, _, expected = path.read_text(encoding="utf-8").partition(CUT)
    found = readable(segment(book(case)))
    if request.config.getoption("--renew-cases"):
        path.write_text(case.rstrip("\n") + "\n" + CUT + found, encoding="utf-8")
        return
    assert found == expected


def test_there_are_cases() -> None:
    assert len(CASES) >= 20
