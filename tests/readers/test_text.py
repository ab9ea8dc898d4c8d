"""Plain text: chapters are exact slices, and whatever is not read is listed."""

from pathlib import Path

import pytest
from audiobook.model import Book, MarkKind
from audiobook.readers import read_book
from audiobook.readers.plain.text import read_text
from hypothesis import given
from hypothesis import strategies as st

PROSE = "It rained all day, and nobody went out. " * 12


def titles(book: Book) -> list[str]:
    return [
        f"{chapter.part} / {chapter.title}" if chapter.part else chapter.title
        for chapter in book.chapters
    ]


def marked(book: Book, kind: MarkKind, chapter: int = 0) -> list[str]:
    found = book.chapters[chapter]
    return [found.text[mark.start : mark.end] for mark in found.marks if mark.kind is kind]


def assert_faithful(source: str, book: Book) -> None:
    """Exact slices in order; the words outside of them are those that are listed as skipped."""
    end = 0
    outside: list[str] = []
    for chapter in book.chapters:
        assert chapter.offset is not None
        assert source[chapter.offset : chapter.offset + len(chapter.text)] == chapter.text
        assert chapter.text == chapter.text.strip()
        assert chapter.offset >= end
        outside.append(source[end : chapter.offset])
        end = chapter.offset + len(chapter.text)
        for mark in chapter.marks:
            assert 0 <= mark.start < mark.end <= len(chapter.text)
    outside.append(source[end:])
    assert sum(len(piece.split()) for piece in outside) == sum(
        skipped.words for skipped in book.skipped
    )
    assert [chapter.number for chapter in book.chapters] == list(range(1, len(book.chapters) + 1))


CASES = {
    "volumes": (
        (
            f"EMMA\n\nBy Jane Austen\n\n\nVOLUME I\n\n\nCHAPTER I\n\n{PROSE}\n\nCHAPTER II\n\n{PROSE}\n\n"
            f"VOLUME II\n\n\nCHAPTER I\n\n{PROSE}"
        ),
        ["Volume I / Chapter I", "Volume I / Chapter II", "Volume II / Chapter I"],
    ),
    "title on the next line": (
        f"CHAPTER I.\nDown the Rabbit-Hole\n\n\n{PROSE}\n\nCHAPTER II.\nThe Pool of Tears\n\n{PROSE}",
        ["Chapter I: Down the Rabbit-Hole", "Chapter II: The Pool of Tears"],
    ),
    "title in the next block": (
        f'1\n\nTHE HAMILTONS\n\n\n{PROSE}\n\n2\n\n"ALL THE WORLD\'S A STAGE"\n\n{PROSE}',
        ["1: The Hamiltons", '2: "All the World\'s a Stage"'],
    ),
    "title over several lines": (
        (
            f"Chapter VI: The Reverend Arthur Beebe, the Reverend Cuthbert Eager,\nMr. Emerson, and Miss Lavish "
            f"Drive Out\nin Carriages to See a View; Italians Drive Them.\n\n{PROSE}"
        ),
        [
            (
                "Chapter VI: The Reverend Arthur Beebe, the Reverend Cuthbert Eager, Mr. Emerson, and Miss Lavish "
                "Drive Out in Carriages to See a View; Italians Drive Them"
            )
        ],
    ),
    "numerals alone": (f"I\n\n{PROSE}\n\nII\n\n{PROSE}\n\nIII.\n\n{PROSE}", ["I", "II", "III"]),
    "numbered titles": (
        f"I. A SCANDAL IN BOHEMIA\n\n{PROSE}{PROSE}\n\nII. THE RED-HEADED LEAGUE\n\n{PROSE}{PROSE}",
        ["I: A Scandal in Bohemia", "II: The Red-Headed League"],
    ),
    "words for numbers": (
        (
            f"Prologue\n\n{PROSE}\n\nChapter Twenty-One\n\n{PROSE}\n\nCHAPTER THE TWENTY-SECOND\n\n{PROSE}\n\n"
            f"Epilogue: Home\n\n{PROSE}"
        ),
        ["Prologue", "Chapter Twenty-One", "Chapter the Twenty-Second", "Epilogue: Home"],
    ),
    "parts alone": (f"PART I\n\n{PROSE}\n\nPART II\n\n{PROSE}", ["Part I", "Part II"]),
    "parts of numerals": (
        f"Part One\n\n1\n\n{PROSE}\n\n2\n\n{PROSE}\n\nPart Two\n\n1\n\n{PROSE}\n\n2\n\n{PROSE}",
        ["Part One / 1", "Part One / 2", "Part Two / 1", "Part Two / 2"],
    ),
    "numerals inside chapters": (
        f"Chapter 1\n\n1\n\n{PROSE}\n\n2\n\n{PROSE}\n\nChapter 2\n\n{PROSE}",
        ["Chapter 1", "Chapter 2"],
    ),
    "contents, then chapters": (
        (
            f"THE STORM\n\nCONTENTS\n\nCHAPTER I. The Sea\nCHAPTER II. The Wind\nCHAPTER III. The Calm\n\n\n"
            f"CHAPTER I. The Sea\n\n{PROSE}\n\nCHAPTER II. The Wind\n\n{PROSE}\n\nCHAPTER III. The Calm\n\n{PROSE}"
        ),
        ["Chapter I: The Sea", "Chapter II: The Wind", "Chapter III: The Calm"],
    ),
    "contents in blocks, with parts": (
        (
            f"Contents\n\nPART ONE\n\nChapter 1\n\nChapter 2\n\nPART TWO\n\nChapter 3\n\n"
            f"PART ONE\n\nChapter 1\n\n{PROSE}\n\nChapter 2\n\n{PROSE}\n\nPART TWO\n\nChapter 3\n\n{PROSE}"
        ),
        ["Part One / Chapter 1", "Part One / Chapter 2", "Part Two / Chapter 3"],
    ),
    "no blank lines": (
        f"Chapter 1: The Start\n{PROSE}\n{PROSE}\nChapter 2: The End\n{PROSE}",
        ["Chapter 1: The Start", "Chapter 2: The End"],
    ),
    "carriage returns": (
        f"CHAPTER 1\r\r{PROSE}\r\rCHAPTER 2\r\r{PROSE}",
        ["Chapter 1", "Chapter 2"],
    ),
    "Windows newlines": (
        f"CHAPTER 1\r\n\r\n{PROSE}\r\n\r\nCHAPTER 2\r\n\r\n{PROSE}",
        ["Chapter 1", "Chapter 2"],
    ),
    "form feeds": (f"CHAPTER 1\n{PROSE}\n\fCHAPTER 2\n{PROSE}", ["Chapter 1", "Chapter 2"]),
    "prologue and unnumbered beginning": (
        f"{PROSE}\n\n2\n\n{PROSE}\n\n3\n\n{PROSE}",
        ["story", "2", "3"],
    ),
    "prologue before numerals": (
        f"Prologue\n\n{PROSE}\n\n1\n\n{PROSE}\n\n2\n\n{PROSE}\n\nEpilogue\n\n{PROSE}",
        ["Prologue", "1", "2", "Epilogue"],
    ),
    "prologue before parts": (
        f"Prologue\n\n{PROSE}\n\nPart One\n\n{PROSE}\n\nPart Two\n\n{PROSE}",
        ["Prologue", "Part One", "Part Two"],
    ),
    "a numeral at the very beginning": (f"I\n\n{PROSE}\n\n{PROSE}", ["I"]),
    "numerals in dashes": (f"— I —\n\n{PROSE}\n\n— II —\n\n{PROSE}", ["I", "II"]),
    "numbers in words": (
        f"ONE\n\n{PROSE}\n\nTWO\n\n{PROSE}\n\nTHREE\n\n{PROSE}",
        ["One", "Two", "Three"],
    ),
    "titles with full stops": (
        f"Chapter I. The Negro Sale.\n\n{PROSE}\n\nChapter II. Mr. Hyde, Esq.\n\n{PROSE}",
        ["Chapter I: The Negro Sale", "Chapter II: Mr. Hyde, Esq."],
    ),
    "title in single quotes": (
        f"CHAPTER I\n\n'HASTE TO THE WEDDING'\n\n\n{PROSE}",
        ["Chapter I: 'Haste to the Wedding'"],
    ),
    "a title that begins with I": (
        f"CHAPTER I.\nI GO TO STYLES\n\n\n{PROSE}",
        ["Chapter I: I Go to Styles"],
    ),
    "adventures": (
        f"ADVENTURE I. A SCANDAL\n\n{PROSE}\n\nI.\n\n{PROSE}\n\nII.\n\n{PROSE}",
        ["Adventure I: A Scandal"],
    ),
    "dedication": (
        f"THE MAN\n\nTo Edmund Clerihew Bentley\n\n{PROSE}\n\nCHAPTER I\n\n{PROSE}",
        ["To Edmund Clerihew Bentley", "Chapter I"],
    ),
}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_chapters(source: str, expected: list[str]) -> None:
    book = read_text(source, "story")
    assert titles(book) == expected
    assert_faithful(source, book)


PROSE_CASES = {
    "chapter as a word": f"{PROSE}\n\nChapter two was found, and she glanced at it.\n\n{PROSE}",
    "part of": f"{PROSE}\n\nPart of her meaning was to conceal some favourite thoughts.\n\n{PROSE}",
    "I alone": f"{PROSE}\n\nI\n\n{PROSE}",
    "a number that does not count": f"{PROSE}\n\n1984\n\n{PROSE}\n\n17\n\n{PROSE}",
    "sentences that begin with I": f"{PROSE}\n\nI Am Legend\n\n{PROSE}{PROSE}\n\nI was there\n\n{PROSE}",
    "a list": f"{PROSE}\n\n1. Buy milk\n\n2. Buy bread\n\n3. Go home\n\n{PROSE}",
    "a speech about a chapter": f'{PROSE}\n\n"Chapter Ten," she said.\n\n{PROSE}',
    "a contents list of no book": "CONTENTS\n\nChapter 1\n\nChapter 2\n\nChapter 3",
}


@pytest.mark.parametrize("source", PROSE_CASES.values(), ids=PROSE_CASES)
def test_prose_is_one_chapter(source: str) -> None:
    book = read_text(source, "story")
    assert len(book.chapters) == 1
    assert book.chapters[0].text == source.strip()


def test_title_page() -> None:
    book = read_text(
        f"MANSFIELD PARK\n\n(1814)\n\nby\n\nJane Austen\n\nCHAPTER I\n\n{PROSE}", "file"
    )
    assert (book.metadata.title, book.metadata.authors) == ("Mansfield Park", ("Jane Austen",))
    assert [(skipped.title, skipped.words) for skipped in book.skipped] == [("Title page", 6)]


def test_title_of_a_short_story_is_read() -> None:
    book = read_text(f"The Smile.\n\n{PROSE}", "file")
    assert book.metadata.title == "The Smile"
    assert titles(book) == ["The Smile"]
    assert marked(book, MarkKind.HEADING) == ["The Smile."]


def test_untitled_story_is_named_after_its_file(tmp_path: Path) -> None:
    path = tmp_path / "the_long_night.txt"
    path.write_text(PROSE, encoding="utf-8")
    assert read_book(path).metadata.title == "the long night"


def test_licence_is_skipped() -> None:
    source = (
        "The Project Gutenberg eBook of Emma\n\nTitle: Emma\n\nAuthor: Jane Austen\n\n"
        "*** START OF THE PROJECT GUTENBERG EBOOK EMMA ***\n\n\nEMMA\n\nCHAPTER I\n\n"
        f"{PROSE}\n\n*** END OF THE PROJECT GUTENBERG EBOOK EMMA ***\n\nUpdated editions will replace ..."
    )
    book = read_text(source, "pg158")
    assert titles(book) == ["Chapter I"]
    assert (book.metadata.title, book.metadata.authors) == ("Emma", ("Jane Austen",))
    assert "Gutenberg" not in book.chapters[0].text
    assert [skipped.reason for skipped in book.skipped].count("Project Gutenberg licence") == 2
    assert_faithful(source, book)


def test_heading_levels() -> None:
    book = read_text(
        f"PART ONE\n\nCHAPTER 1\n\n1\n\n{PROSE}\n\n2\n\n{PROSE}\n\nCHAPTER 2\n\n{PROSE}", "x"
    )
    first = [
        (mark.value, book.chapters[0].text[mark.start : mark.end])
        for mark in book.chapters[0].marks
    ]
    assert first == [("1", "PART ONE"), ("2", "CHAPTER 1"), ("3", "1"), ("3", "2")]


@pytest.mark.parametrize(
    "ornament",
    [
        "* * *",
        "***",
        "---",
        "#",
        "⁂",
        "* * * * *",
        "~*~",
        "oOo",
        "xxx",
        "=====",
        "-x-x-x-",
        ". . . .",
    ],
)
def test_scene_breaks(ornament: str) -> None:
    assert marked(read_text(f"{PROSE}\n\n{ornament}\n\n{PROSE}", "x"), MarkKind.BREAK) == [ornament]
    assert marked(read_text(f"{PROSE}\n{ornament}\n{PROSE}", "x"), MarkKind.BREAK) == [ornament]


@pytest.mark.parametrize("text", ["...", "?", "No!", "x", "I - I", "1984"])
def test_no_scene_breaks(text: str) -> None:
    assert marked(read_text(f"{PROSE}\n\n{text}\n\n{PROSE}", "x"), MarkKind.BREAK) == []


def test_emphasis_keeps_its_signs() -> None:
    book = read_text(
        "He _really did_ say *no*, snake_case_name and 2*3*4; _never\n\nmind_ that.", "x"
    )
    assert marked(book, MarkKind.EMPHASIS) == ["_really did_", "*no*"]


def test_nul_bytes_stay_in_place_and_are_reported() -> None:
    source = f"CHAPTER 1\n\nA\0B {PROSE}"
    book = read_text(source, "x")
    assert any("NUL" in warning for warning in book.warnings)
    assert_faithful(source, book)


LINES = st.sampled_from(
    [
        "CHAPTER I",
        "CHAPTER II",
        "Chapter 3: The Storm",
        "PART ONE",
        "VOLUME II",
        "I",
        "II",
        "III",
        "1",
        "2",
        "CONTENTS",
        "* * *",
        "---",
        "Prologue",
        "by Jane Austen",
        "THE TITLE",
        "_a_ b *c*",
        "A short line",
        "He went home, and it rained.",
        PROSE,
        "\x00",
        "\x0c",
        "",
    ]
)
NEWLINES = st.sampled_from(
    ["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\n\n\n", "\f", "\u2028", "\x85 \n"]
)


@given(st.lists(st.tuples(LINES, NEWLINES), min_size=1, max_size=25))
def test_nothing_is_lost(lines: list[tuple[str, str]]) -> None:
    source = "A story.\n\n" + "".join(line + newline for line, newline in lines)
    assert_faithful(source, read_text(source, "x"))


@given(st.text(min_size=1, max_size=300))
def test_any_text_is_read_whole(text: str) -> None:
    source = f"Letters {text}"
    assert_faithful(source, read_text(source, "x"))


@pytest.mark.slow
def test_enormous_line() -> None:
    source = "It was _a_ dark * night, " * 50_000
    book = read_text(source, "x")
    assert book.chapters[0].text == source.strip()
    assert len(marked(book, MarkKind.EMPHASIS)) == 50_000


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize(
    "line", ["_" * 100_000, "* " * 50_000, "-x" * 50_000, "a\n" * 100_000, "I\n\n" * 20_000]
)
def test_hostile_lines(line: str) -> None:
    source = f"Story. {line}\n\nThe end of it."
    assert_faithful(source, read_text(source, "x"))


NOVELS = {
    "Emma": (55, "Volume I / Chapter I", "Volume III / Chapter XIX"),
    "TheGambler": (17, "I", "XVII"),
    "TheSportOfTheGods": (18, "I: The Hamiltons", "XVIII: What Berry Found"),
    "PrideAndPrejudice": (61, "Chapter I", "Vol. III / Chapter XIX"),
    "DaisyMiller": (2, "Part I", "Part II"),
    "ARoomWithAView": (
        20,
        "Part One / Chapter I: The Bertolini",
        "Part Two / Chapter XX: The End of the Middle Ages",
    ),
    "ThePictureOfDorianGray": (21, "The Preface", "Chapter XX"),
    "APassageToIndia": (37, "Part I: Mosque / Chapter I", "Part III: Temple / Chapter XXXVII"),
}


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize("name", NOVELS)
def test_novels(shared: Path, name: str) -> None:
    import gzip

    packed = shared / "attribution" / "novels" / name / "text.txt.gz"
    source = gzip.decompress(packed.read_bytes()).decode("utf-8")
    book = read_text(source, name)
    assert (len(book.chapters), titles(book)[0], titles(book)[-1]) == NOVELS[name]
    assert_faithful(source, book)


def test_stories(shared: Path) -> None:
    books = [read_book(path) for path in sorted((shared / "stories").glob("*.txt"))]
    assert [len(book.chapters) for book in books] == [1, 1]
    assert books[0].metadata.title == "The Smile"
    assert not any(book.skipped for book in books)


def silenced(book: Book, chapter: int = 0) -> list[tuple[str, str]]:
    found = book.chapters[chapter]
    return [
        (found.text[m.start : m.end], m.value) for m in found.marks if m.kind is MarkKind.SILENT
    ]


SILENT = {
    "picture": ("[Illustration: A VICARAGE HOUSE.]", "picture"),
    "picture without words": ("[Illustration]", "picture"),
    "picture over lines": ("[Illustration: A house\n\nby a river]", "picture"),
    "footnote": ("[Footnote 1: So he said.]", "note"),
    "note": ("[1] So he said.", "note"),
    "page mark": ("[Pg 12]", "page number"),
}


@pytest.mark.parametrize(("text", "reason"), SILENT.values(), ids=SILENT)
def test_marked_as_not_read(text: str, reason: str) -> None:
    source = f"{PROSE}\n\n{text}\n\n{PROSE}"
    book = read_text(source, "x")
    assert silenced(book) == [(text, reason)]
    assert_faithful(source, book)


def test_note_markers_are_not_read() -> None:
    assert silenced(read_text(f"He left.[12] She[*] stayed, array[i] [sic]. {PROSE}", "x")) == [
        ("[12]", "note marker"),
        ("[*]", "note marker"),
    ]


def test_page_numbers_are_no_chapters() -> None:
    pages = "\n\n".join(
        f"{PROSE} and then the\n\n{number}\n\nwind turned. {PROSE}" for number in range(1, 9)
    )
    book = read_text(pages, "x")
    assert len(book.chapters) == 1
    assert silenced(book) == [(str(number), "page number") for number in range(1, 9)]


def test_title_page_between_volumes() -> None:
    source = (
        f"VOL. I.\n\nCHAPTER I.\n\n{PROSE}\n\nEND OF VOL. I.\n\nTHE STORM:\n\nA Novel.\n\nVOL. II.\n\nLondon:\n"
        f"Printed for T. Egerton.\n1813.\n\nCHAPTER I.\n\n{PROSE}"
    )
    book = read_text(source, "x")
    assert titles(book) == ["Vol. I / Chapter I", "Vol. II / Chapter I"]
    assert [text for text, _ in silenced(book)] == ["END OF VOL. I.", "THE STORM:", "A Novel."]
    assert silenced(book, 1) == [("London:\nPrinted for T. Egerton.\n1813.", "title page")]
    assert_faithful(source, book)


def test_part_with_a_title_only() -> None:
    source = (
        f"BOOK THE FIRST\n_SOWING_\n\nCHAPTER I\n\n{PROSE}\n\nCHAPTER II\n\n{PROSE}\n\n* * * * *\n\n"
        f"END OF THE FIRST BOOK\n\n_REAPING_\n\nCHAPTER I\nEFFECTS\n\n{PROSE}"
    )
    book = read_text(source, "x")
    assert titles(book) == [
        "Book the First: Sowing / Chapter I",
        "Book the First: Sowing / Chapter II",
        "Reaping / Chapter I: Effects",
    ]


SPOKEN = "“Will you go?” asked Martha.\n\n“I will,” said Tom.\n\nThe rain went on.\n\n"


@pytest.mark.parametrize(
    "opening",
    [
        SPOKEN * 8,
        SPOKEN,
        "Nobody saw him go.\n\n" * 20,
        "MARTHA: Will you go anyway?\nTOM: I will. Go home.\nMARTHA: Take this.\nTOM: So I shall.\n\n",
        "雨下了一整天。\n\n“你去吗？”她问。\n\n“我去。”他说。\n\n" * 8,
    ],
)
def test_a_beginning_of_short_paragraphs_without_a_heading_is_read(opening: str) -> None:
    source = f"The Mill\n\nby Jane Roe\n\n{opening}Chapter 2\n\n{PROSE}\n"
    book = read_text(source, "mill")
    assert_faithful(source, book)
    assert titles(book) == ["The Mill", "Chapter 2"]
    assert book.chapters[0].text == opening.strip()
    assert [piece.chapter.text for piece in book.skipped if piece.chapter] == [
        "The Mill\n\nby Jane Roe"
    ]


@pytest.mark.parametrize(
    "motto",
    [
        "“All rain is one rain.”\n— An old song",
        "First published in 1905.\n\nAll rights reserved.",
        "A story of the flood.",
    ],
)
def test_a_motto_is_part_of_the_title_page(motto: str) -> None:
    source = f"The Mill\n\n{motto}\n\nby Jane Roe\n\nChapter 1\n\n{PROSE}\n"
    book = read_text(source, "mill")
    assert titles(book) == ["Chapter 1"]
    assert len(book.skipped) == 1


def test_names_in_capitals_are_chapters_where_there_are_no_others() -> None:
    body = f"It began.\n\n{PROSE}\n\nKEEP OUT\n\n{PROSE}"
    names = ("THE FLOOD", "A LANTERN IN THE DARK", "WHO GOES THERE?")
    source = "THE MILL\n\nby Jane Roe\n\n\n" + "\n\n\n".join(f"{name}\n\n{body}" for name in names)
    source += "\n\n\nTHE END\n"
    book = read_text(source, "mill")
    assert_faithful(source, book)
    assert titles(book) == ["The Flood", "A Lantern in the Dark", "Who Goes There?"]
    assert marked(book, MarkKind.HEADING) == ["THE FLOOD"]
    assert book.chapters[2].text.endswith("THE END")
    assert book.metadata.title == "The Mill"


@pytest.mark.parametrize(
    "source",
    [
        f"THE MILL\n\n\nTHE FLOOD\n\n{PROSE}",
        f"It began.\n\nKEEP OUT\n\n{PROSE}\n\nKEEP OUT\n\n{PROSE}",
        f"It began.\n\n\n“STOP”\n\n{PROSE}\n\n\nSTOP!\n\n{PROSE}\n\n\nSTOP,\n\n{PROSE}",
        f"Chapter 1\n\n{PROSE}\n\n\nKEEP OUT\n\n{PROSE}\n\n\nKEEP OUT\n\n{PROSE}",
    ],
)
def test_other_lines_in_capitals_are_no_chapters(source: str) -> None:
    assert len(read_text(source, "mill").chapters) == 1
