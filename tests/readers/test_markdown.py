"""Front matter in Markdown is read as YAML or TOML; whatever is in it, the text below it is read."""

from dataclasses import asdict

import pytest
from audiobook.checks.ledger import ledger_of
from audiobook.model import Book
from audiobook.readers.markup.markdown import read_markdown

TEXT = "Rain fell on the roof.\n"


def book(front: str, rule: str = "---") -> Book:
    read = read_markdown(f"{rule}\n{front}\n{rule}\n\n{TEXT}", "file", "book.md")
    assert [chapter.text for chapter in read.chapters] == [TEXT.strip()]
    return read


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ('genre: ["Fantasy", "Horror"]', {"genres": ("Fantasy", "Horror")}),
        ("genres:\n  - Science, hard\n  - 'Horror'", {"genres": ("Science, hard", "Horror")}),
        ("genre: Fantasy, Horror; Crime", {"genres": ("Fantasy", "Horror", "Crime")}),
        ("title: 'It''s Over' # no more", {"title": "It's Over"}),
        (r'title: "A \"Quoted\" Back\\slash"', {"title": r'A "Quoted" Back\slash'}),
        (r'title: "Caf\u00e9 \0\uD800!"', {"title": "Café !"}),
        (
            "title: >\n  A Long\n  Title\nauthor: Ann",
            {"title": "A Long Title", "authors": ("Ann",)},
        ),
        ("title: A Long\n  Title", {"title": "A Long Title"}),
        ("description: |\n  One line.\n  Another.", {"description": "One line.\nAnother."}),
        ("title: No\ndate: 2019-03-04", {"title": "No", "year": "2019"}),
        ("title: 1984", {"title": "1984"}),
        ("title: 007", {"title": "007"}),
        ("title: null\nauthor: ~", {"title": "file", "authors": ()}),
        ('title: "null"', {"title": "null"}),
        ("title:", {"title": "file"}),
        ("title: {a: {b: c}}\nauthor: [[Ann]]", {"title": "file", "authors": ()}),
        ("title: [The Storm]", {"title": "The Storm"}),
        ("author: Ann and Bob; Cid", {"authors": ("Ann", "Bob", "Cid")}),
        ("authors: [Smith and Sons, Ann]", {"authors": ("Smith and Sons", "Ann")}),
        ("author:\n- name: Ann\n  email: a@b.c\n- Bob", {"authors": ("Ann", "Bob")}),
        ("creator:\n- role: author\n  text: Ann", {"authors": ("Ann",)}),
        ("Title: The Storm\n? [odd, key]\n: odd", {"title": "The Storm"}),
        ("# made by hand\n\ntitle: The Storm", {"title": "The Storm"}),
        ("title: !!python/object/apply:os.system [echo]", {"title": "echo"}),
        ("title: !odd The Storm", {"title": "The Storm"}),
        ("isbn: 9783161484100\nseries-part: 01", {"isbn": "9783161484100", "series_part": "01"}),
        ("lang: no", {"language": "no"}),
    ],
)
def test_yaml(front: str, expected: dict[str, object]) -> None:
    read = book(front)
    said = asdict(read.metadata)
    assert {key: said[key] for key in expected} == expected
    assert read.warnings == ()


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("title: The Storm: A Novel", 2),
        ("title: The Storm\nauthor: [Ann, Bob", 3),
        ("title: The Storm\nauthor: Ann\n\tdate: 2019", 4),
        ('title: "The Storm', 2),
        ("title: The Storm\nauthor: *ann", 3),
        ("title: The Storm\nauthor: Ann\x07", 3),
        ("title: " + "[" * 5000, 2),
    ],
)
def test_broken_yaml_is_a_notice_that_names_the_line(front: str, line: int) -> None:
    read = book(front)
    (warning,) = read.warnings
    assert warning.startswith(f'"book.md", line {line}: The front matter is not valid YAML: ')
    assert read.metadata.title == "file"


def test_aliases_do_not_multiply() -> None:
    laughs = ['a: &a ["ha", "ha", "ha", "ha", "ha", "ha", "ha", "ha", "ha"]']
    laughs += [
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    read = book("title: The Storm\n" + "\n".join(laughs) + "\nauthor: *i\ngenre: *a")
    assert read.metadata.authors == ()
    assert read.metadata.genres == ("ha",) * 9
    many = book("x: &x " + "ha" * 4000 + "\nauthor: [" + ", ".join(["*x"] * 2000) + "]")
    assert len(many.metadata.authors) <= 100


def test_a_block_that_holds_itself() -> None:
    assert book("title: &t [*t, The Storm]").metadata.title == "The Storm"


def test_toml() -> None:
    read = book(
        'title = "The \\"Storm\\""\nauthors = ["Ann", "Bob"]\ndate = 2019-03-04\nvolume = 2\n[x]\ny = 1',
        "+++",
    )
    assert read.metadata.title == 'The "Storm"'
    assert read.metadata.authors == ("Ann", "Bob")
    assert (read.metadata.year, read.metadata.series_part) == ("2019", "2")
    broken = book('title = "The Storm"\nauthor = Ann', "+++")
    (warning,) = broken.warnings
    assert warning.startswith('"book.md", line 3: The front matter is not valid TOML: ')


@pytest.mark.parametrize(
    "text",
    [
        "---\nRain fell. [Anna](a.html): it was late.\n---\n\nThe end came.\n",
        "---\n[Anna](a.html) slept.\n---\n\nThe end came.\n",
        "---\n\n---\n\nRain fell.\n",
        "---\ntitle: never closed\n\nRain fell.\n",
    ],
)
def test_text_between_rules_is_read(text: str) -> None:
    read = read_markdown(text, "file", "book.md")
    assert read.warnings == ()
    assert not [one for one in read.unread if one.reason == "metadata"]


def test_lines_may_end_as_on_windows() -> None:
    read = read_markdown("---\r\ntitle: A\r\n  Storm\r\n...\r\nRain fell.\r\n", "file", "book.md")
    assert read.metadata.title == "A Storm"
    assert read.chapters[0].text == "Rain fell."


@pytest.mark.parametrize("mark", ["[TOC]", "[[_TOC_]]", "[[toc]]", "{:toc}"])
def test_the_place_of_the_contents_is_not_read(mark: str) -> None:
    source = f"{mark}\n\n# The Storm\n\nRain fell.\n\n# The Sun\n\nIt shone [TOC].\n"
    read = read_markdown(source, "file", "book.md")
    assert [chapter.text for chapter in read.chapters] == [
        "The Storm\n\nRain fell.",
        "The Sun\n\nIt shone [TOC].",
    ]
    assert ledger_of(read).unexplained == 0
    assert "table of contents" in [one.reason for one in read.unread]
