"""``python -m benchmarks.attribution fresh``: books annotated after the program had been built.

``fresh/`` has who says each quotation of two to six passages of each book, ``stories/`` of whole short
stories, by close reading (CC0): what models are trained on. ``aside/`` has passages of four novels that the
Project Dialogism Novel Corpus annotates as well, so that others test with them: nothing is trained on
those. The texts are those of Standard Ebooks (CC0): a checkout of each book's
repository, at the commit that its file names, is read from a folder, and written beside the annotation as
``evaluate --folder`` reads it.
"""

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from lxml import etree

from audiobook.errors import InputError

BOOKS = Path(__file__).parent / "fresh"
STORIES = Path(__file__).parent / "stories"
TAUGHT = (BOOKS, STORIES)
ASIDE = (Path(__file__).parent / "aside",)
_PAGES = "src/epub"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_OPF = {"opf": "http://www.idpf.org/2007/opf"}
_FRONT = re.compile(
    r"titlepage|imprint|colophon|uncopyright|halftitle|loi|endnotes|dedication|dramatis"
)
_BREAK = "* * *"
_MAJOR, _MINOR = 20, 5  # quotations above which somebody has a large, or a small part
_SUREST_FIRST = ("Explicit", "Anaphoric", "Implicit")


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch ``[start, end)`` of the text that somebody says, and how narration tells who."""

    start: int
    end: int
    speaker: str
    kind: str


@dataclass
class Annotation:
    """What a file says of a book, or of the story on one ``page`` of a book.

    ``passages`` are those annotated whole; ``people`` has the gender and the other names of everybody.
    """

    repository: str = ""
    commit: str = ""
    sha256: str = ""
    page: str = ""
    narrator: str | None = None
    passages: list[tuple[int, int]] = field(default_factory=list)
    people: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


def command(checkouts: Path, out: Path, folders: Sequence[Path] = TAUGHT) -> str:
    """Write every book and story that some folders annotate and whose checkout is in a folder, and say which.

    Raises :class:`InputError` where a checkout is not that of the commit that was annotated.
    """
    rows = []
    for path in [path for folder in folders for path in sorted(folder.glob("*.tsv"))]:
        annotation = read(path)
        checkout = checkouts / annotation.repository.rsplit("/", 1)[-1]
        if not checkout.is_dir():
            rows.append(f"{path.stem}: no checkout of {annotation.repository}")
            continue
        text = text_of(checkout, annotation.page)
        if hashlib.sha256(text.encode()).hexdigest() != annotation.sha256:
            raise InputError(
                f'"{checkout}" has another text than the one that was annotated.',
                remedy=f"Check out {annotation.commit}.",
            )
        write(out / path.stem, text, annotation)
        rows.append(f"{path.stem}: {len(annotation.lines)} lines")
    return "\n".join(rows)


def read(path: Path) -> Annotation:
    """The annotation in a file."""
    found = Annotation()
    for row in path.read_text(encoding="utf-8").splitlines():
        kind, *values = row.split("\t")
        if kind == "book":
            found.repository, found.commit, found.sha256 = values
        elif kind == "page":
            found.page = values[0]
        elif kind == "passage":
            found.passages.append((int(values[0]), int(values[1])))
        elif kind == "narrator":
            found.narrator = values[0]
        elif kind == "person":
            name, gender, others = values
            found.people[name] = (gender, list(filter(None, others.split(";"))))
        else:
            start, end, speaker, how = values
            found.lines.append(Line(int(start), int(end), speaker, how))
    return found


def text_of(checkout: Path, page: str = "") -> str:
    """The text of a book of Standard Ebooks, or of one page: a paragraph a line, an empty line after each."""
    pages = [_parsed(checkout / _PAGES / page)] if page else _pages(checkout)
    parts = [part for page in pages for part in _paragraphs(page)]
    return "\n\n".join(parts) + "\n"


def _pages(checkout: Path) -> Iterator[etree._Element]:
    """The pages of the story, in order."""
    package = _parsed(checkout / _PAGES / "content.opf")
    places = {
        item.get("id"): item.get("href")
        for item in package.iterfind(".//opf:manifest/opf:item", _OPF)
    }
    for reference in package.iterfind(".//opf:spine/opf:itemref", _OPF):
        place = places[reference.get("idref")]
        if place is not None and not _FRONT.search(place):
            yield _parsed(checkout / _PAGES / place)


def _parsed(path: Path) -> etree._Element:
    return etree.fromstring(path.read_bytes())


def _paragraphs(page: etree._Element) -> Iterator[str]:
    headings = [f"{_XHTML}h{level}" for level in range(1, 5)]
    for element in page.iter(f"{_XHTML}p", f"{_XHTML}hr", *headings):
        if element.tag == f"{_XHTML}hr":
            yield _BREAK
            continue
        for link in element.iter(f"{_XHTML}a"):
            if "noteref" in (link.get(_EPUB_TYPE) or ""):
                link.text = ""
        for line_break in element.iter(f"{_XHTML}br"):
            line_break.tail = "\n" + (line_break.tail or "").lstrip()
        words = "".join(map(str, element.itertext()))
        words = re.sub(r"\s*\n\s*", " ", re.sub(r"[ \t]*\n[ \t]*", "\n", words).strip())
        words = re.sub(r"[ \t]+", " ", words)
        words = words.replace("\u2060", "").replace("\u200a", " ")
        if words:
            yield words


def write(folder: Path, text: str, annotation: Annotation) -> None:
    """A book as the other annotated books are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    quotations = list(_quotations(text, annotation.lines))
    rows = [json.dumps(row, ensure_ascii=False) for row in quotations]
    counts = Counter(row["speaker"] for row in quotations)
    meta = {
        "novel": folder.name,
        "person": 3 if annotation.narrator is None else 1,
        "narrator": annotation.narrator,
        "annotated": annotation.passages,
        "source": annotation.repository,
    }
    (folder / "text.txt.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    packed = gzip.compress("\n".join([*rows, ""]).encode(), mtime=0)
    (folder / "quotes.jsonl.gz").write_bytes(packed)
    _dump(folder / "characters.json", list(_characters(counts, annotation)))
    _dump(folder / "meta.json", meta)


def _dump(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")


def _quotations(text: str, lines: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """The lines as quotations: what somebody says in one paragraph, with or without tags in it, is one."""

    def place(line: Line) -> tuple[int, str]:
        return text.count("\n", 0, line.start), line.speaker

    for number, (_, group) in enumerate(groupby(lines, key=place), start=1):
        spans = list(group)
        yield {
            "id": f"Q{number}",
            "start": spans[0].start,
            "end": spans[-1].end,
            "spans": [[line.start, line.end] for line in spans],
            "text": " ".join(text[line.start : line.end] for line in spans),
            "speaker": spans[0].speaker,
            "type": min((line.kind for line in spans), key=_SUREST_FIRST.index),
        }


def _characters(
    counts: Mapping[str, int], annotation: Annotation
) -> Iterator[dict[str, Any]]:
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        gender, others = annotation.people.get(name, ("U", []))
        part = "intermediate" if count > _MINOR else "minor"
        yield {
            "name": name,
            "aliases": others,
            "gender": gender,
            "category": "major" if count > _MAJOR else part,
            "n_quotes": count,
        }
