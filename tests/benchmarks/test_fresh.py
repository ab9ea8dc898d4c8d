"""Books annotated afterwards: made anew from a checkout, or refused where the text is another."""

import gzip
import hashlib
import json

import pytest
from audiobook.errors import InputError
from benchmarks.attribution import fresh

PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf"><manifest>
<item id="title" href="text/titlepage.xhtml"/><item id="one" href="text/chapter-1.xhtml"/></manifest>
<spine><itemref idref="title"/><itemref idref="one"/></spine></package>"""
PAGE = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<h2>I</h2>
<p>“Go<a epub:type="noteref" href="#n">1</a>,” said
 Ann. “Now.”</p>
<hr/>
<p>“A line<br/>
and another,” said Tom.</p></body></html>"""
TEXT = "I\n\n“Go,” said Ann. “Now.”\n\n* * *\n\n“A line and another,” said Tom.\n"
ANNOTATED = """book\tsomebody/the-book\tabc123\t{sha}
passage\t3\t64
person\tAnn\tF\tthe girl;Annie
person\tTom\tM\t
line\t4\t7\tAnn\tImplicit
line\t20\t24\tAnn\tExplicit
line\t35\t54\tTom\tExplicit
"""


@pytest.fixture
def annotated(tmp_path):
    """A folder of checkouts with one book, which is annotated."""
    pages = tmp_path / "checkouts" / "the-book" / "src" / "epub" / "text"
    pages.mkdir(parents=True)
    (pages.parent / "content.opf").write_text(PACKAGE, encoding="utf-8")
    (pages / "chapter-1.xhtml").write_text(PAGE, encoding="utf-8")
    folder = tmp_path / "fresh"
    folder.mkdir()
    sha = hashlib.sha256(TEXT.encode()).hexdigest()
    (folder / "Book.tsv").write_text(ANNOTATED.format(sha=sha), encoding="utf-8")
    return tmp_path / "checkouts"


def test_a_book_is_made_as_it_was_annotated(annotated, tmp_path):
    assert fresh.command(annotated, tmp_path / "out", [tmp_path / "fresh"]) == "Book: 3 lines"
    book = tmp_path / "out" / "Book"
    assert gzip.decompress((book / "text.txt.gz").read_bytes()).decode() == TEXT
    rows = gzip.decompress((book / "quotes.jsonl.gz").read_bytes()).decode().splitlines()
    said = [(row["speaker"], row["text"], row["type"]) for row in map(json.loads, rows)]
    assert said == [("Ann", "Go, Now.", "Explicit"), ("Tom", "A line and another,", "Explicit")]
    people = json.loads((book / "characters.json").read_text(encoding="utf-8"))
    assert [(p["name"], p["gender"], p["aliases"]) for p in people] == [
        ("Ann", "F", ["the girl", "Annie"]),
        ("Tom", "M", []),
    ]
    meta = json.loads((book / "meta.json").read_text(encoding="utf-8"))
    assert (meta["annotated"], meta["narrator"]) == ([[3, 64]], None)


def test_a_story_is_one_page_of_a_collection(annotated, tmp_path):
    pages = annotated / "the-book" / "src" / "epub" / "text"
    (pages / "other.xhtml").write_text(PAGE.replace("Ann", "Eve"), encoding="utf-8")
    sha = hashlib.sha256(TEXT.replace("Ann", "Eve").encode()).hexdigest()
    story = ANNOTATED.replace("Ann", "Eve").format(sha=sha)
    (tmp_path / "fresh" / "Book.tsv").write_text(
        story.replace("passage", "page\ttext/other.xhtml\npassage"), encoding="utf-8"
    )
    fresh.command(annotated, tmp_path / "out", [tmp_path / "fresh"])
    text = gzip.decompress((tmp_path / "out" / "Book" / "text.txt.gz").read_bytes()).decode()
    assert text == TEXT.replace("Ann", "Eve")


def test_another_text_is_refused(annotated, tmp_path):
    page = annotated / "the-book" / "src" / "epub" / "text" / "chapter-1.xhtml"
    page.write_text(PAGE.replace("Tom", "Tim"), encoding="utf-8")
    with pytest.raises(InputError, match="another text"):
        fresh.command(annotated, tmp_path / "out", [tmp_path / "fresh"])


def test_a_book_without_a_checkout_is_named(annotated, tmp_path):
    (annotated / "the-book").rename(annotated / "other")
    assert "no checkout of somebody/the-book" in fresh.command(
        annotated, tmp_path / "out", [tmp_path / "fresh"]
    )


@pytest.mark.parametrize(
    ("annotated", "more_than"), [(fresh.BOOKS, 100), (fresh.STORIES, 100), (*fresh.ASIDE, 3)]
)
def test_every_annotation_can_be_read(annotated, more_than):
    paths = sorted(annotated.glob("*.tsv"))
    assert len(paths) > more_than
    for path in paths:
        found = fresh.read(path)
        assert len(found.sha256) == 64
        assert bool(found.page) == (annotated == fresh.STORIES)
        assert len(found.passages) in ((1,) if found.page else (2, 3, 4, 5, 6))
        places = [place for passage in found.passages for place in passage]
        assert places == sorted(places), "passages overlap"
        named = {line.speaker for line in found.lines}
        assert named <= {*found.people, "_group"}
        for line in found.lines:
            assert any(start <= line.start < line.end <= end for start, end in found.passages)


def test_nothing_kept_aside_is_taught():
    def texts(folders):
        return {fresh.read(path).sha256 for folder in folders for path in folder.glob("*.tsv")}

    assert texts(fresh.ASIDE)
    assert not texts(fresh.ASIDE) & texts(fresh.TAUGHT)
