"""Names from templates, and a library's folders."""

import re
import unicodedata
from dataclasses import replace

import pytest
from audiobook.errors import UsageError
from audiobook.model import Metadata, Track
from audiobook.publish import Edition
from audiobook.publish.naming import (
    LONGEST_FOLDERS,
    book_name,
    chapter_name,
    check_names,
    library_folder,
)
from audiobook.settings import Names, Settings
from hearing import cast, script
from hypothesis import given, settings
from hypothesis import strategies as st

ABOUT = Metadata(
    "The Storm: A/B", ("Ann Author",), "en", "Weather", "2", year="1999", narrators=("Emma",)
)
TRACK = Track(3, "Rain / Hail", "key", 22050, 22050, ())


def edition(about=ABOUT, chapters=12, **names):
    played = script(*["One."] * chapters)
    book = replace(played.book, metadata=about)
    return Edition(
        replace(played, book=book), cast(), (TRACK,), settings=Settings(names=Names(**names))
    )


def test_by_default_chapters_are_numbered_and_the_book_has_its_title():
    assert chapter_name(edition(), TRACK) == "03 - Rain Hail"
    assert chapter_name(edition(chapters=1200), TRACK) == "0003 - Rain Hail"
    assert book_name(edition()) == "The Storm A B"


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{author} - {title}", "Ann Author - The Storm A B"),
        ("{title}[, {subtitle}]", "The Storm A B"),
        ("[{series} {part} - ]{title}", "Weather 2 - The Storm A B"),
        ("{author}/{title}", "Ann Author/The Storm A B"),
        ("/../{title}/.", "The Storm A B"),
        ("{title}: {year}?", "The Storm A B 1999"),
        ("{subtitle}", "Audiobook"),
        ("con", "_con"),
        ("", "Audiobook"),
    ],
)
def test_a_template_shapes_the_name(template, name):
    assert book_name(edition(book=template)) == name


def test_a_chapter_may_lie_in_a_folder():
    assert (
        chapter_name(edition(chapter="{title}/{n} {chapter}"), TRACK)
        == "The Storm A B/03 Rain Hail"
    )
    silent = replace(TRACK, title="🌟")
    assert chapter_name(edition(chapter="{n}[. {chapter}]"), silent) == "03. Chapter 3"


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (Names(book="{titel}"), '"{titel}"'),
        (Names(book="{n}"), '"{n}"'),
        (Names(library="{chapter}"), '"{chapter}"'),
        (Names(chapter="{n} {autor}"), '"{autor}"'),
        (Names(chapter="{chapter}"), "same title"),
    ],
)
def test_a_wrong_template_is_an_error_with_a_remedy(names, says):
    with pytest.raises(UsageError, match=re.escape(says)) as raised:
        check_names(names)
    assert raised.value.remedy
    check_names(Names())


def test_a_library_is_laid_out_by_author_series_and_title():
    assert library_folder(edition()) == "Ann Author/Weather/Vol 2 - 1999 - The Storm A B {Emma}"
    alone = replace(ABOUT, series="", series_part="", year="", authors=())
    assert library_folder(edition(alone)) == "The Storm A B {Emma}"


def taken_apart(path):
    """As Audiobookshelf reads folders: author, series, then volume, year, title, and the narrator in braces."""
    *above, folder = path.split("/")
    narrator = re.search(r" \{(.*)\}$", folder)
    folder = folder[: narrator.start()] if narrator else folder
    volume = re.search(r"^Vol (\S+) - ", folder) if len(above) > 1 else None
    folder = folder[volume.end() :] if volume else folder
    year = re.search(r"^(\d{4}) - ", folder)
    return {
        "author": above[0] if above else "",
        "series": above[1] if len(above) > 1 else "",
        "part": volume[1] if volume else "",
        "year": year[1] if year else "",
        "title": folder[year.end() :] if year else folder,
        "narrator": narrator[1] if narrator else "",
    }


@pytest.mark.parametrize("series", ["Weather", ""])
def test_the_folders_are_those_that_the_server_takes_apart(series):
    about = replace(ABOUT, series=series, series_part="2" if series else "")
    assert taken_apart(library_folder(edition(about))) == {
        "author": "Ann Author",
        "series": series,
        "part": "2" if series else "",
        "year": "1999",
        "title": "The Storm A B",
        "narrator": "Emma",
    }


TEXTS = st.text(max_size=350)


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_whatever_the_book_is_called_paths_fit_every_system(title, author, series, chapter):
    about = Metadata(
        title, (author,) * 3, series=series, series_part=chapter, year="2001", narrators=(author,)
    )
    what = edition(about)
    folder = library_folder(what)
    name = f"{chapter_name(what, replace(TRACK, title=chapter))}.opus"
    assert len("D:\\") + len(folder) + 1 + len(name) < 260
    for piece in (*folder.split("/"), *name.split("/"), f"{book_name(what)}.opus"):
        assert 0 < len(piece.encode()) <= 255
        assert len(unicodedata.normalize("NFD", piece).encode("utf-16-le")) // 2 <= 255
        assert piece == piece.strip(" ").rstrip(".")
        assert not set(piece) & set('<>:"\\|?*')
        assert not re.match(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", piece, re.IGNORECASE)


def test_a_long_title_leaves_room_for_what_stands_beside_it():
    about = replace(ABOUT, title="storm " * 60, authors=("Author " * 30,), series="Series " * 40)
    folder = library_folder(edition(about))
    assert len(folder) <= LONGEST_FOLDERS
    assert [len(taken_apart(folder)[name]) > 5 for name in ("author", "series", "title")] == [
        True
    ] * 3
    assert taken_apart(folder)["narrator"] == "Emma"
