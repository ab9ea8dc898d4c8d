"""Every field in every kind of file, where docs/players.md says that it stands."""

import json
import re
import subprocess
from dataclasses import replace

import places
import pytest
from audiobook.model import Metadata
from audiobook.publish import Edition, OutputFolder, encodings_of, publish
from audiobook.publish.tags import (
    AI_VOICE,
    LABEL,
    MOST_GENRES,
    genres_of,
    narrators_of,
    printable,
    tags_of,
    texts_of,
    vorbis_comments,
)
from audiobook.publish.tags.credits import credited
from audiobook.publish.tags.tag_fields import PLACES
from hearing import cast, made, needs_ffmpeg, script
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

FORMATS = ("mp3", "m4b", "mp3-book", "m4a", "opus", "flac")
PLAYERS = places.DOCS / "players.md"
ABOUT = Metadata(
    title="The Storm",
    authors=("Jane Doe", "J. Röe"),
    language="en-GB",
    series="Weather",
    series_part="2",
    publisher="A House",
    year="1892",
    description="What it is about.\nIn two lines.",
    subtitle="A Novel",
    genres=("Fiction", "Satire"),
    isbn="9780000000002",
    asin="B002V5A12Y",
    narrators=("Ann Reader",),
)
EXPECTED = {
    "album": "The Storm",
    "subtitle": "A Novel",
    "authors": "Jane Doe; J. Röe",
    "narrators": "Ann Reader",
    "year": "1892",
    "genre": "Fiction; Satire",
    "publisher": "A House",
    "description": f"{ABOUT.description}\n\n{LABEL}",
    "narration": AI_VOICE,
    "series": "Weather",
    "part": "2",
    "language": "eng",
    "isbn": "9780000000002",
    "asin": "B002V5A12Y",
}


@pytest.fixture(scope="module")
def tracks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tracks")
    return made(folder, script("One.", "Two."), encodings=encodings_of(FORMATS)).tracks


def edition(tracks, about=ABOUT):
    played = script("One.", "Two.")
    return Edition(replace(played, book=replace(played.book, metadata=about)), cast(), tracks)


@pytest.fixture(scope="module")
def files(tmp_path_factory, tracks):
    folder = tmp_path_factory.mktemp("files")
    publish(
        FORMATS,
        edition(tracks),
        OutputFolder(folder / "out", folder / "manifest.json", folder / "parts"),
    )
    return folder / "out"


def in_id3(tag, name):
    kind, _, described = name.partition(":")
    (frame,) = tag.getall(name if described else kind)
    return str(frame.text[0] if isinstance(frame.text, list) else frame.text)


def in_mp4(tags, name):
    (value,) = tags[name.replace("----:", "----:com.apple.iTunes:")]
    return bytes(value).decode() if isinstance(value, bytes) else value


def test_every_field_is_where_the_table_says(files, tracks):
    tag, tags = (
        ID3(files / "02 - Chapter 2.mp3", translate=False),
        MP4(files / "The Storm.m4b").tags,
    )
    comments = vorbis_comments(tags_of(edition(tracks)), "Chapter 2", "2")
    for place in PLACES:
        expected = {**EXPECTED, "title": "Chapter 2", "number": "2"}[place.field]
        assert [in_id3(tag, name) for name in place.id3] == [expected] * len(place.id3)
        assert [comments[name] for name in place.vorbis] == [[expected]] * len(place.vorbis)
        of_book = "The Storm" if place.field == "title" else expected
        assert [in_mp4(tags, name) for name in place.mp4] == [of_book] * len(place.mp4)
    assert (tags["shwm"], tags["\xa9mvi"], tags["stik"]) == ([1], [2], [2])
    assert tag.getall("APIC")[0].type == 3


def test_a_number_that_is_not_whole_stays_a_text(tmp_path, tracks):
    what = edition(tracks, replace(ABOUT, series_part="2.5"))
    publish(
        ("m4b",),
        what,
        OutputFolder(tmp_path / "out", tmp_path / "manifest.json", tmp_path / "parts"),
    )
    tags = MP4(tmp_path / "out" / "The Storm.m4b").tags
    assert "\xa9mvi" not in tags
    assert in_mp4(tags, "----:SERIES-PART") == "2.5"


def test_every_place_belongs_to_a_field_and_no_tag_is_written_twice():
    known = set(EXPECTED) | {"title", "number"}
    assert [place.field for place in PLACES] == sorted(
        known, key=[place.field for place in PLACES].index
    )
    for kind in ("id3", "mp4", "vorbis"):
        names = [name for place in PLACES for name in getattr(place, kind)]
        assert len(names) == len(set(names))


def probed(path):
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", str(path)]
    shown = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    (sound,) = [stream for stream in shown["streams"] if stream["codec_type"] == "audio"]
    tags = (
        shown["format"].get("tags") or sound["tags"]
    )  # as the server does: Opus has them with its stream
    return {name.lower(): value for name, value in tags.items()}


# What Audiobookshelf asks FFmpeg's tags for, in its order of preference.
SERVER = {
    "album": ("album", "talb"),
    "subtitle": ("subtitle", "tit3"),
    "authors": ("artist", "tpe1"),
    "narrators": ("composer", "tcom"),
    "year": ("date", "tyer"),
    "genre": ("genre", "tcon"),
    "publisher": ("publisher", "tpub"),
    "description": ("description", "desc", "comment", "comm"),
    "series": ("series", "show", "mvnm"),
    "part": ("series-part", "episode_id", "mvin", "part"),
    "language": ("language", "lang"),
    "isbn": ("isbn",),
    "asin": ("asin",),
    "narration": ("narration",),  # it takes no notice of this one
}


@needs_ffmpeg
@pytest.mark.parametrize(
    "name",
    [
        "The Storm.m4b",
        "The Storm.mp3",
        *(f"01 - Chapter 1.{kind}" for kind in ("mp3", "m4a", "opus", "flac")),
    ],
)
def test_the_servers_prober_finds_everything(files, name):
    tags = probed(files / name)
    assert {
        field: next(tags[key] for key in keys if tags.get(key)) for field, keys in SERVER.items()
    } == EXPECTED
    assert tags["title"] == ("The Storm" if name.startswith("The") else "Chapter 1")
    assert tags.get("track") == (None if name.startswith("The") else "1")


def server_names(text):
    """The people that Audiobookshelf reads from one tag: ``server/utils/parsers/parseNameString.js``.

    Titles, suffixes and nicknames, which it leaves out of a name, aside.
    """
    mark = next((mark for mark in ("&", " and ", ";") if mark in text), ",")
    pieces = [piece.strip() for part in text.split(mark) for piece in part.split(",")]
    if len(pieces) > 1 and "," in text and " " not in pieces[0]:
        return [f"{first} {last}" for last, first in zip(pieces[::2], pieces[1::2], strict=False)]
    return pieces


def jellyfin_names(text):
    """Those that Jellyfin and Emby read: ``ProbeResultNormalizer.cs``."""
    return [name.strip() for name in re.split(r"[/|;\\]", text)]


def test_names_joined_by_commas_are_not_read_back():
    assert server_names("Clara, Full Cast") == ["Full Cast Clara"]
    assert server_names("Colette, Willy") == ["Willy Colette"]
    assert jellyfin_names("Colette, Willy") == ["Colette, Willy"]


@pytest.mark.parametrize(
    ("people", "read"),
    [
        (("Clara", "Full Cast"), ["Clara", "Full Cast"]),
        (("Colette", "Willy"), ["Colette", "Willy"]),
        (("Jane Doe", "J. Röe"), ["Jane Doe", "J. Röe"]),
        (("Homer", "Ann Bee", "Virgil"), ["Homer", "Ann Bee", "Virgil"]),
        (("Smith, John", "Willy"), ["John Smith", "Willy"]),
        (("King, Jr.", "Ann Bee, PhD"), ["King Jr.", "Ann Bee PhD"]),
        (("Willy", "Willy"), ["Willy"]),
        (("Homer",), ["Homer"]),
    ],
)
def test_servers_read_the_people_that_were_written(people, read):
    assert server_names(credited(people)) == read
    assert jellyfin_names(credited(people)) == read


@pytest.mark.parametrize(
    ("people", "read"),
    [
        (("Jacob and Wilhelm Grimm", "Homer"), ["Jacob and Wilhelm Grimm", "Homer"]),
        (("Homer", "Smith & Sons"), ["Homer", "Smith and Sons"]),
        (("Lane, Smith and Co", "Willy"), ["Lane Smith and Co", "Willy"]),
    ],
)
def test_a_name_with_an_and_in_it_stays_whole(people, read):
    assert server_names(credited(people)) == read


@pytest.mark.slow
@needs_ffmpeg
def test_the_server_reads_the_people_from_every_kind_of_file(tmp_path, tracks):
    what = edition(
        tracks, replace(ABOUT, authors=("Colette", "Willy"), narrators=("Clara", "Full Cast"))
    )
    press = OutputFolder(tmp_path / "out", tmp_path / "manifest.json", tmp_path / "parts")
    for path in publish(FORMATS, what, press):
        tags = probed(path)
        assert server_names(tags["artist"]) == ["Colette", "Willy"]
        assert server_names(tags["composer"]) == ["Clara", "Full Cast"]


def server_genres(text):
    """The genres that Audiobookshelf reads from a tag: ``AudioFileScanner.js``."""
    mark = next((mark for mark in ("/", ";") if mark in text), None)
    return [genre.strip() for genre in text.split(mark)] if mark else [text]


def test_genres_with_a_slash_are_read_back(tracks):
    about = replace(ABOUT, genres=("Fantasy", "FICTION / Thrillers", "Sci-Fi/Space", "Fantasy"))
    expected = ["Fantasy", "FICTION", "Thrillers", "Sci-Fi", "Space"]
    assert list(genres_of(about)) == expected
    assert server_genres(tags_of(edition(tracks, about)).genre) == expected


def test_a_title_page_that_says_nothing_leaves_no_empty_tags(tracks):
    texts = texts_of(tags_of(edition(tracks, Metadata(""))), "One", "1")
    assert {name for name, text in texts.items() if text} == {
        "album",
        "narrators",
        "narration",
        "description",  # the label alone
        "genre",
        "title",
        "number",
    }
    assert all(
        value
        for values in vorbis_comments(tags_of(edition(tracks, Metadata(""))), "One").values()
        for value in values
    )


def test_narrators_are_the_voices_unless_the_user_names_some(tracks):
    assert narrators_of(edition(tracks)) == ("Ann Reader",)
    assert narrators_of(edition(tracks, replace(ABOUT, narrators=()))) == ("Narrator", "Full Cast")


def test_genres_are_names_of_shelves():
    headings = (
        "Private investigators -- England -- London -- Fiction",
        "A;B",
        " C \n D ",
        "",
        *"EFGH",
    )
    found = genres_of(replace(ABOUT, genres=headings))
    assert found[:2] == ("A,B", "C D")
    assert len(found) == MOST_GENRES


def test_what_tags_cannot_hold_is_left_out():
    assert printable("a\0b\x07c\ud800d\x85\ufffe\r\ne\tf") == "abc?d\ne\tf"


def test_the_table_in_the_docs_is_this_one(request):
    head = (
        "| What | MP3 (ID3) | M4B, M4A (MP4) | Opus, FLAC (Vorbis comments) |\n|---|---|---|---|\n"
    )
    rows = [
        f"| {place.means} | {' '.join(f'`{n}`' for n in place.id3)} | {' '.join(f'`{n}`' for n in place.mp4)} | "
        f"{' '.join(f'`{n}`' for n in place.vorbis)} |\n"
        for place in PLACES
    ]
    table = head + "".join(rows)
    text = PLAYERS.read_text("utf-8")
    old = re.search(r"\| What \| MP3.*?\n\n", text, re.DOTALL)[0]
    if request.config.getoption("--renew-cases"):
        PLAYERS.write_text(text.replace(old, table + "\n"), encoding="utf-8")
        text = PLAYERS.read_text("utf-8")
    assert table in text


def test_every_check_that_the_docs_name_is_a_test():
    tests = "\n".join(path.read_text("utf-8") for path in places.TESTS.rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", PLAYERS.read_text("utf-8"))
    assert named
    assert [name for name in named if f"def {name}(" not in tests] == []
