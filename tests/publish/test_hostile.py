"""Books with hostile titles, covers and shapes: in every format, files that are valid and have sane names."""

import itertools
import json
import re
import unicodedata
import zipfile
from dataclasses import replace
from io import BytesIO

import mutagen
import pytest
from audiobook.model import Cover, Metadata
from audiobook.publish import PUBLISHERS, Edition, OutputFolder, encodings_of, publish
from audiobook.publish.library import shelve
from audiobook.settings import Feed, Settings
from audiobook.settings.load import load_settings
from hearing import cast, made, script
from lxml import etree
from PIL import Image

FORMATS = tuple(PUBLISHERS.table)
SOUND = {".mp3", ".m4b", ".m4a", ".opus", ".flac", ".wav"}
TITLES = {
    "300 characters": "The very long title of a book " * 10,
    "one word of 300": "x" * 300,
    "emoji alone": "🌟🎉👩‍👩‍👧",
    "slashes": "A/B\\C: ../../etc/passwd",
    "reserved": "CON",
    "reserved with suffix": "nul.txt",
    "reserved with number": "LPT1",
    "Hebrew": "שלום עולם",
    "Arabic with marks": "\u202bألف لَيْلَة\u202c",
    "Chinese": "紅樓夢" * 60,
    "Korean": "한글" * 100,
    "Vietnamese": "Truyện Kiều ệệệ" * 20,
    "controls": "a\0b\x07\x1b[31m\r\nc\u2028d\x85",
    "dots and spaces": " . . . ",
    "nothing": "",
    "a stray surrogate": "\ud800x",
    "markup": "<b>&amp;\"'</b> ]]> --> %s {0}",
    "a template": "{title} [x] {{y}}",
    "an address": "100% #1? a&b=c;d",
    "newlines": "\n\n\n",
    "quotes": "'\"'\"`$(id)`",
}


def bytes_of(image, kind):
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


DOT = Cover(bytes_of(Image.new("RGB", (1, 1)), "PNG"), "image/png")


@pytest.fixture(scope="module")
def tracks(tmp_path_factory):
    book = script("", "Word.", 'Emma | "Go on, then."\nshe said.')
    return made(tmp_path_factory.mktemp("tracks"), book, encodings=encodings_of(FORMATS)).tracks


def edition(tracks, title, **told):
    played = script("", "Word.", 'Emma | "Go on, then."\nshe said.')
    chapters = tuple(replace(chapter, title=title) for chapter in played.book.chapters)
    about = Metadata(
        title, (title,), "en", title, "1", title, "1999", title, subtitle=title, genres=(title,)
    )
    book = replace(played.book, metadata=about, chapters=chapters, cover=told.pop("cover", DOT))
    named = tuple(replace(track, title=title) for track in tracks)
    settings = Settings(feed=Feed("https://example.org/b/"), **told)
    return Edition(replace(played, book=book), cast(), named, settings=settings)


def press(folder):
    return OutputFolder(
        folder / "out", folder / "work" / "manifest.json", folder / "work" / "parts"
    )


def assert_sane(path, root):
    for piece in path.relative_to(root).parts:
        assert not set(piece) & set('<>:"\\|?*')
        assert all(unicodedata.category(character)[0] != "C" for character in piece)
        assert piece == piece.strip(" ").rstrip(".")
        assert not re.match(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", piece, re.IGNORECASE)
        assert len(piece.encode()) <= 255
        assert len(unicodedata.normalize("NFD", piece).encode("utf-16-le")) // 2 <= 255


def assert_valid(path):
    if path.suffix in SOUND:
        assert mutagen.File(path).info.length > 0
    elif path.suffix == ".json":
        json.loads(path.read_text("utf-8"))
    elif path.suffix == ".xml":
        etree.parse(path)
    elif path.suffix in {".lpf", ".epub", ".zip"}:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
    elif path.suffix == ".jpg":
        Image.open(path).load()
    else:
        path.read_text("utf-8")


@pytest.mark.quick_cases(3)
@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_whatever_the_title_files_are_valid(tmp_path, tracks, title):
    what = edition(tracks, title)
    files = publish(FORMATS, what, press(tmp_path))
    assert len({str(path).casefold() for path in files}) == len(files)
    for path in files:
        assert_sane(path, tmp_path / "out")
        assert_valid(path)
    on_disk = {path for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert on_disk == set(files)
    before = {path: path.stat().st_mtime_ns for path in files}
    publish(FORMATS, what, press(tmp_path))
    assert {path: path.stat().st_mtime_ns for path in files} == before


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_whatever_the_title_a_library_has_sane_folders(tmp_path, tracks, title):
    what = edition(tracks, title, library=tmp_path / "library")
    publish(("mp3",), what, press(tmp_path))
    files = shelve(("mp3",), what, press(tmp_path))
    assert len(files) == len(tracks) + 2
    for path in files:
        assert_sane(path, tmp_path / "library")
        assert path.is_file()
        assert len(str(path.relative_to(tmp_path / "library"))) + len("D:\\") < 260


def test_equal_titles_still_make_files_that_differ(tmp_path, tracks):
    files = publish(("mp3",), edition(tracks, "The Same"), press(tmp_path))
    assert [path.name for path in files] == [f"0{n} - The Same.mp3" for n in (1, 2, 3)]


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"<svg/>", DOT.data[:-20]], ids=["empty", "text", "drawing", "cut"]
)
def test_whatever_the_cover_every_file_has_one(tmp_path, tracks, data):
    formats = tuple(name for name in FORMATS if name not in {"vtt", "srt", "ass", "lrc"})
    files = publish(
        formats, edition(tracks, "The Storm", cover=Cover(data, "image/jpeg")), press(tmp_path)
    )
    for path in files:
        assert_valid(path)
    with zipfile.ZipFile(next(path for path in files if path.suffix == ".lpf")) as package:
        Image.open(BytesIO(package.read("cover.jpg"))).load()


MANY = 2000


@pytest.mark.slow
def test_two_thousand_chapters(tmp_path, tracks):
    what = edition(tracks, "The Storm")
    chapters = tuple(
        replace(what.book.chapters[1], number=n, title=f"Chapter {n}") for n in range(1, MANY + 1)
    )
    many = tuple(replace(tracks[1], chapter=n, title=f"Chapter {n}") for n in range(1, MANY + 1))
    played = replace(
        what.script,
        book=replace(what.book, chapters=chapters),
        utterances=(what.script.utterances[1],) * MANY,
    )
    what = replace(what, script=played, tracks=many)
    files = publish(("mp3", "m4b", "m3u8", "audiobookshelf", "w3c", "rss"), what, press(tmp_path))
    names = [path.name for path in files if path.suffix == ".mp3"]
    assert names == sorted(names)
    assert (names[0], names[-1]) == ("0001 - Chapter 1.mp3", "2000 - Chapter 2000.mp3")
    book = next(path for path in files if path.suffix == ".m4b")
    length = mutagen.File(book).info.length
    assert length == pytest.approx(MANY * tracks[1].duration_ms / 1000, rel=0.1)
    record = json.loads(next(path for path in files if path.name == "metadata.json").read_text())
    assert len(record["chapters"]) == MANY
    feed = etree.parse(next(path for path in files if path.suffix == ".xml"))
    assert len(feed.findall("channel/item")) == MANY
    playlist = (
        next(path for path in files if path.suffix == ".m3u8").read_text("utf-8").splitlines()
    )
    assert [line for line in playlist if not line.startswith("#")] == names


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_a_chapter_without_a_word(tmp_path, tracks, name):
    formats = dict.fromkeys(("mp3", name))
    files = publish(tuple(formats), edition(tracks[:1], "Silence"), press(tmp_path))
    for path in files:
        assert_valid(path)


def test_hostile_titles_come_through_settings_as_well(tmp_path):
    path = tmp_path / "settings.toml"
    for title in itertools.islice(TITLES.values(), 3, None):
        if not any(map(str.isprintable, title)) or "\ud800" in title or "\0" in title:
            continue
        path.write_text(f"[metadata]\ntitle = {json.dumps(title)}\n", encoding="utf-8")
        assert load_settings(book=path, user=tmp_path / "none").metadata.title == title
