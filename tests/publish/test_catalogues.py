"""Catalogues of a book, read as their readers read them and held against the rules of their specifications."""

import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import av
import feedparser
import hearing
import jsonschema
import pytest
from audiobook.errors import PublishError, UsageError
from audiobook.model import Cover, Metadata
from audiobook.publish import Edition, OutputFolder, encodings_of, publish
from audiobook.publish.publish import check_formats
from audiobook.publish.tags import LABEL
from audiobook.settings import Feed, Settings
from hearing import cast, made, marks_of, script, starts_in
from lxml import etree, html
from PIL import Image

ABOUT = replace(
    hearing.ABOUT,
    description="What it is <about> & more.",
    subtitle="A Novel",
    genres=("Fiction", "Weather -- England -- Nineteenth century -- Fiction"),
    isbn="9780000000002",
)
CHAPTERS = ("One.", "Two, which is rather longer.", "Three.")
FEED = Feed("https://example.org/my books/", "me@example.org", start="2024-02-28")


@pytest.fixture(scope="module")
def tracks(tmp_path_factory):
    found = made(tmp_path_factory.mktemp("tracks"), script(*CHAPTERS)).tracks
    return (replace(found[0], title="The #1 & <only>"), *found[1:])


def edition(tracks, about=ABOUT, feed=FEED, cover=None):
    played = script(*CHAPTERS)
    book = replace(played.book, metadata=about, cover=cover)
    return Edition(replace(played, book=book), cast(), tracks, settings=Settings(feed=feed))


def published(folder, formats, what):
    publish(formats, what, OutputFolder(folder / "out", folder / "manifest.json", folder / "parts"))
    return folder / "out"


# Publication Manifest, https://www.w3.org/TR/pub-manifest/, and its profile https://www.w3.org/TR/audiobooks/.
DURATION = {"type": "string", "pattern": r"^P(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)$"}
LANGUAGE = {"type": "string", "pattern": r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"}
LINK = {
    "type": "object",
    "required": ["url", "encodingFormat"],
    "properties": {
        "type": {"const": "LinkedResource"},
        "url": {"type": "string", "pattern": r"^[A-Za-z0-9%/._~()'!*+,;=@:#&-]+$"},
        "encodingFormat": {"type": "string", "pattern": r"^\w+/[\w.+-]+$"},
        "name": {"type": "string", "minLength": 1},
        "rel": {"type": "string"},
        "duration": DURATION,
    },
}
PEOPLE = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "minLength": 1},
            "type": {"enum": ["Person", "Organization"]},
        },
    },
}
MANIFEST = {
    "type": "object",
    "required": ["@context", "conformsTo", "name", "readingOrder"],
    "properties": {
        "@context": {
            "type": "array",
            "prefixItems": [
                {"const": "https://schema.org"},
                {"const": "https://www.w3.org/ns/pub-context"},
            ],
            "items": {
                "type": "object",
                "properties": {"language": LANGUAGE},
                "required": ["language"],
            },
            "uniqueItems": True,
        },
        "conformsTo": {"const": "https://www.w3.org/TR/audiobooks/"},
        "type": {"const": "Audiobook"},
        "id": {"type": "string", "pattern": "^urn:(isbn|uuid):"},
        "name": {"type": "string", "minLength": 1},
        "author": PEOPLE,
        "readBy": PEOPLE,
        "publisher": PEOPLE,
        "inLanguage": LANGUAGE,
        "datePublished": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
        "duration": DURATION,
        "abridged": {"type": "boolean"},
        "accessMode": {"type": "array", "items": {"type": "string"}},
        "readingProgression": {"enum": ["ltr", "rtl"]},
        "readingOrder": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {
                "allOf": [
                    LINK,
                    {
                        "required": ["duration"],
                        "properties": {"encodingFormat": {"pattern": "^audio/"}},
                    },
                ]
            },
        },
        "resources": {"type": "array", "uniqueItems": True, "items": LINK},
    },
}
# What the recommendation asks for besides; the address and the day of the last change are not to be had.
RECOMMENDED = {
    *(
        "abridged",
        "accessMode",
        "accessModeSufficient",
        "accessibilityFeature",
        "accessibilityHazard",
    ),
    *("accessibilitySummary", "author", "datePublished", "id", "inLanguage", "name", "readBy"),
    *("readingProgression", "resources"),
}


def valid_manifest(text):
    record = json.loads(text)
    jsonschema.validate(record, MANIFEST, cls=jsonschema.Draft202012Validator)
    relations = {link["rel"] for link in record["resources"]}
    assert relations == {"cover", "contents"}
    total = sum(round(1000 * float(link["duration"][2:-1])) for link in record["readingOrder"])
    assert round(1000 * float(record["duration"][2:-1])) == total
    return record


def contents(text):
    page = html.fromstring(text)
    (nav,) = page.xpath('//nav[@role="doc-toc"]')
    return [(link.text, link.get("href")) for link in nav.xpath("./ol/li/a")]


def test_a_w3c_audiobook_lists_files_that_are_there(tmp_path, tracks):
    folder = published(tmp_path, ("mp3", "w3c"), edition(tracks))
    record = valid_manifest((folder / "publication.json").read_text("utf-8"))
    assert set(record) >= RECOMMENDED
    assert (record["name"], record["id"]) == (ABOUT.title, "urn:isbn:9780000000002")
    assert [person["name"] for person in record["author"]] == ["Jane Doe", "J. Röe"]
    assert [link["name"] for link in record["readingOrder"]] == [
        "The #1 & <only>",
        "Chapter 2",
        "Chapter 3",
    ]
    for link in (*record["readingOrder"], *record["resources"]):
        assert (folder / unquote(link["url"])).is_file()
    for link, track in zip(record["readingOrder"], tracks, strict=True):
        assert float(link["duration"][2:-1]) == pytest.approx(track.duration_ms / 1000, abs=0.0006)
    listed = contents((folder / "contents.html").read_bytes())
    assert listed[0] == ("The #1 & <only>", record["readingOrder"][0]["url"])
    assert [href for _, href in listed] == [link["url"] for link in record["readingOrder"]]


def test_chapters_of_one_file_are_stretches_of_it(tmp_path, tracks):
    folder = published(tmp_path, ("m4b", "w3c"), edition(tracks))
    record = valid_manifest((folder / "publication.json").read_text("utf-8"))
    assert [link["encodingFormat"] for link in record["readingOrder"]] == ["audio/mp4"]
    found = [
        re.fullmatch(r"(.*)#t=([\d.]+),([\d.]+)", href)
        for _, href in contents((folder / "contents.html").read_bytes())
    ]
    assert {match[1] for match in found} == {record["readingOrder"][0]["url"]}
    times = [(float(match[2]), float(match[3])) for match in found]
    assert times[0][0] == 0
    assert all(here[1] == following[0] for here, following in pairwise(times))
    assert times[-1][1] == pytest.approx(float(record["duration"][2:-1]), abs=0.1 * len(times))
    for (start, end), track in zip(times, tracks, strict=True):
        assert end - start == pytest.approx(track.duration_ms / 1000, abs=0.1)  # whole frames


def test_a_package_holds_everything_and_its_sound_as_it_is(tmp_path, tracks):
    what = edition(tracks)
    folder = published(tmp_path, ("mp3", "lpf"), what)
    with zipfile.ZipFile(folder / "Either Or é.lpf") as package:
        assert package.testzip() is None
        record = valid_manifest(package.read("publication.json"))
        for link in record["readingOrder"]:
            entry = package.getinfo(unquote(link["url"]))
            assert entry.compress_type == zipfile.ZIP_STORED
            assert package.read(entry) == (folder / entry.filename).read_bytes()
        named = {unquote(link["url"]) for link in (*record["readingOrder"], *record["resources"])}
        assert set(package.namelist()) == {"publication.json", *named}
        assert all(len(PurePosixPath(name).parts) == 1 for name in ("publication.json",))
    again = published(tmp_path / "again", ("mp3", "lpf"), what)
    assert (again / "Either Or é.lpf").read_bytes() == (folder / "Either Or é.lpf").read_bytes()


def test_a_book_without_a_word_about_it_is_still_a_valid_audiobook(tmp_path, tracks):
    folder = published(tmp_path, ("mp3", "w3c"), edition(tracks, Metadata("")))
    record = valid_manifest((folder / "publication.json").read_text("utf-8"))
    assert record["name"] == "Untitled"
    assert record["id"].startswith("urn:uuid:")
    assert "author" not in record


@pytest.mark.parametrize(
    ("said", "tag"),
    [("en_US", "en-US"), ("English, mostly", ""), ("", ""), ("zh-Hant-TW", "zh-Hant-TW")],
)
def test_only_what_is_a_language_is_named_as_one(tmp_path, tracks, said, tag):
    folder = published(
        tmp_path, ("mp3", "w3c", "audiobookshelf"), edition(tracks, replace(ABOUT, language=said))
    )
    record = valid_manifest((folder / "publication.json").read_text("utf-8"))
    assert record.get("inLanguage", "") == tag
    assert json.loads((folder / "metadata.json").read_text("utf-8"))["language"] == (tag or None)


# RSS 2.0, https://www.rssboard.org/rss-specification; Apple's podcast requirements.
CHANNEL = {
    "title",
    "link",
    "description",
    "language",
    "itunes:image",
    "itunes:category",
    "itunes:explicit",
}
ITEM = {"title", "enclosure", "guid", "pubDate", "itunes:duration"}
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


def tags_of(element):
    return {str(child.tag).replace(ITUNES, "itunes:") for child in element}


def test_a_feed_is_what_directories_ask_for(tmp_path, tracks):
    folder = published(tmp_path, ("mp3", "rss"), edition(tracks))
    (channel,) = etree.parse(folder / "podcast.xml").getroot()
    assert tags_of(channel) >= CHANNEL
    assert all(tags_of(item) >= ITEM for item in channel.iter("item"))
    feed = feedparser.parse((folder / "podcast.xml").read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    assert (feed.feed.title, feed.feed.author, feed.feed.language) == (
        ABOUT.title,
        "Jane Doe, J. Röe",
        "en-GB",
    )
    assert unescape(feed.feed.subtitle) == f"{ABOUT.description}\n\n{LABEL}"
    assert [tag.term for tag in feed.feed.tags] == ["Arts", "Books"]
    assert feed.feed.image.href == "https://example.org/my%20books/podcast.jpg"
    with Image.open(folder / "podcast.jpg") as image:
        assert (image.format, image.mode, image.width) == ("JPEG", "RGB", image.height)
        assert 1400 <= image.width <= 3000
    assert [entry.title for entry in feed.entries] == ["The #1 & <only>", "Chapter 2", "Chapter 3"]


def test_an_episode_names_its_file_to_the_byte(tmp_path, tracks):
    folder = published(tmp_path, ("mp3", "rss"), edition(tracks))
    feed = feedparser.parse((folder / "podcast.xml").read_bytes())
    days = [parsedate_to_datetime(entry.published) for entry in feed.entries]
    assert [day.isoformat()[:10] for day in days] == ["2024-02-28", "2024-02-29", "2024-03-01"]
    assert days[1] - days[0] == timedelta(days=1)
    for entry, track in zip(feed.entries, tracks, strict=True):
        (sound,) = entry.enclosures
        name = unquote(PurePosixPath(urlsplit(sound.href).path).name)
        assert sound.href.startswith("https://example.org/my%20books/")
        assert (int(sound.length), sound.type) == ((folder / name).stat().st_size, "audio/mpeg")
        assert int(entry.itunes_duration) == max(1, round(track.duration_ms / 1000))
        assert int(entry.itunes_episode) == track.chapter
    assert len({entry.id for entry in feed.entries}) == 3


def test_an_episode_stays_the_same_when_its_title_changes_and_the_serial_grows(tmp_path, tracks):
    first = published(tmp_path / "one", ("mp3", "rss"), edition(tracks[:2]))
    renamed = (replace(tracks[0], title="Another"), *tracks[1:])
    second = published(tmp_path / "two", ("mp3", "rss"), edition(renamed))
    before, after = (
        feedparser.parse((folder / "podcast.xml").read_bytes()).entries
        for folder in (first, second)
    )
    assert [(e.id, e.published) for e in before] == [(e.id, e.published) for e in after[:2]]
    assert after[0].title == "Another"


@pytest.mark.parametrize(
    ("feed", "says"),
    [
        (Feed(), "needs the web address"),
        (Feed("example.org/book"), "needs the web address"),
        (Feed("ftp://example.org/"), "needs the web address"),
        (Feed("https://example.org/?a=b"), "needs the web address"),
        (replace(FEED, email="me"), "not an e-mail"),
        (replace(FEED, start="tomorrow"), "not a date"),
        (replace(FEED, start="0001-01-01"), "not a date"),
        (replace(FEED, start="9999-12-31"), "not a date"),
    ],
)
def test_a_feed_that_cannot_be_made_is_refused_before_any_work(feed, says):
    with pytest.raises(UsageError, match=says) as raised:
        check_formats(Settings(formats=("mp3", "rss"), feed=feed))
    assert raised.value.remedy
    check_formats(Settings(formats=("mp3",), feed=feed))


def test_the_server_reads_its_own_file(tmp_path, tracks):
    folder = published(tmp_path, ("audiobookshelf",), edition(tracks))
    record = json.loads((folder / "metadata.json").read_text("utf-8"))
    assert (record["title"], record["subtitle"], record["authors"]) == (
        ABOUT.title,
        "A Novel",
        list(ABOUT.authors),
    )
    assert (record["series"], record["publishedYear"]) == (["The Set #2"], "1892")
    assert (record["narrators"], record["genres"]) == (["Narrator", "Full Cast"], ["Fiction"])
    assert record["isbn"] == ABOUT.isbn
    assert record["abridged"] is False
    assert "chapters" not in record
    part = json.loads(
        (
            published(tmp_path / "part", ("audiobookshelf",), edition(tracks[1:])) / "metadata.json"
        ).read_text()
    )
    assert part["abridged"] is True


WHOLE = ("m4b", "mp3-book", "opus-book", "flac-book")


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Tracks in every encoding."""
    folder = tmp_path_factory.mktemp("many")
    return made(folder, script(*CHAPTERS), encodings=encodings_of(WHOLE)).tracks


@pytest.mark.parametrize("name", WHOLE)
def test_catalogues_state_the_times_of_the_file_beside_them(tmp_path, many, name):
    formats = (name, "audiobookshelf", "w3c", "cue", "rss")
    folder = published(tmp_path, formats, edition(many))
    (sound,) = folder.glob("Either Or é.[!c]*")
    real = marks_of(sound)
    length = heard_seconds(sound)
    record = json.loads((folder / "metadata.json").read_text("utf-8"))
    assert starts_in(record) == pytest.approx(real, abs=0.001)
    chapters = record["chapters"]
    assert [chapter["id"] for chapter in chapters] == [0, 1, 2]
    assert all(here["end"] == following["start"] for here, following in pairwise(chapters))
    assert chapters[-1]["end"] == pytest.approx(length, abs=0.05)
    listed = contents((folder / "contents.html").read_bytes())
    assert [float(re.search(r"#t=([\d.]+)", href)[1]) for _, href in listed] == pytest.approx(
        real, abs=0.001
    )
    manifest = valid_manifest((folder / "publication.json").read_text("utf-8"))
    assert float(manifest["duration"][2:-1]) == pytest.approx(length, abs=0.05)
    indices = re.findall(
        r"INDEX 01 (\d+):(\d+):(\d+)", (folder / "Either Or é.cue").read_text("utf-8")
    )
    assert [60 * int(m) + int(s) + int(f) / 75 for m, s, f in indices] == pytest.approx(
        real, abs=0.014
    )
    (episode,) = feedparser.parse((folder / "podcast.xml").read_bytes()).entries
    assert int(episode.itunes_duration) == pytest.approx(length, abs=0.6)


def heard_seconds(path):
    with av.open(str(path)) as file:
        rate = file.streams.audio[0].rate
        return sum(frame.samples for frame in file.decode(audio=0)) / rate


def test_beside_files_of_several_kinds_the_servers_chapters_are_those_of_the_whole_book(
    tmp_path, many
):
    folder = published(tmp_path, ("mp3", "m4b", "audiobookshelf"), edition(many))
    record = json.loads((folder / "metadata.json").read_text("utf-8"))
    assert starts_in(record) == pytest.approx(marks_of(folder / "Either Or é.m4b"), abs=0.001)


@pytest.mark.parametrize(
    ("part", "series"),
    [
        ("2", "The Set #2"),
        ("2.5", "The Set #2.5"),
        ("Book 2", "The Set #2"),
        ("", "The Set"),
        ("two", "The Set"),
    ],
)
def test_the_server_reads_the_number_in_the_series(tmp_path, tracks, part, series):
    about = replace(ABOUT, series_part=part)
    folder = published(tmp_path, ("audiobookshelf",), edition(tracks, about))
    assert json.loads((folder / "metadata.json").read_text("utf-8"))["series"] == [series]


def test_the_server_shows_a_description_as_html(tmp_path, tracks):
    folder = published(tmp_path, ("audiobookshelf",), edition(tracks))
    described = json.loads((folder / "metadata.json").read_text("utf-8"))["description"]
    assert described == f"What it is &lt;about&gt; &amp; more.\n\n{LABEL}"


@pytest.mark.parametrize("name", ["w3c", "lpf", "rss"])
def test_a_catalogue_of_nothing_is_an_error_with_a_remedy(tmp_path, tracks, name):
    with pytest.raises(PublishError, match="needs sound") as raised:
        published(tmp_path, (name,), edition(tracks))
    assert "--formats" in raised.value.remedy


def test_the_cover_is_made_once_for_all_who_want_it(tmp_path, tracks):
    folder = published(
        tmp_path, ("mp3", "w3c", "cover", "rss"), edition(tracks, cover=Cover(b"no picture", ""))
    )
    assert (folder / "cover.jpg").read_bytes()[:2] == b"\xff\xd8"
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    published(
        tmp_path, ("mp3", "w3c", "cover", "rss"), edition(tracks, cover=Cover(b"no picture", ""))
    )
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
