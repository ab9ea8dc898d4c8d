"""A podcast feed, ``podcast.xml``: an episode for every sound file, in the book's order.

RSS 2.0 (https://www.rssboard.org/rss-specification) with Apple's tags, as directories ask for
them (https://podcasters.apple.com/support/823-podcast-requirements). An episode keeps its
identifier and its day whatever its title becomes, so that a serial can grow: the days are
those of its number, from the day that the settings name.
"""

import html
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

from lxml import etree

from audiobook.errors import UsageError
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.catalogues.sound_files import media_type_of, sounds_of
from audiobook.publish.cover import Picture, as_square, picture_of
from audiobook.publish.naming import number_of
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import Tags, language_of, tags_of
from audiobook.publish.timeline import length_of
from audiobook.settings import Feed, Settings

NAME = "podcast.xml"
COVER = "podcast.jpg"

# To be raised when the same book gives another feed.
VERSION = 1

# Bytes of a description: Apple's limit.
LONGEST = 4000
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_ATOM = "http://www.w3.org/2005/Atom"

# What programs that count seconds can hold.
_YEARS = range(1970, 3000)

# Signs with a meaning in an address.
_IN_ADDRESSES = "/:%@+$,;~!*'()[]"
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+")


@dataclass(frozen=True, slots=True)
class _Episode:
    output: Output
    number: int


@dataclass(frozen=True, slots=True)
class _Show:
    """What the channel and its episodes say of the book."""

    tags: Tags
    feed: Feed
    language: str


class RssPublisher(Publisher):
    """The feed and its cover, which has to be square.

    The sound files are those of the first format before it.
    """

    def check(self, settings: Settings) -> None:
        """Raise :class:`UsageError` where the feed's settings are missing or wrong."""
        feed = settings.feed
        if not _is_folder_address(feed.url):
            raise UsageError(
                "A podcast feed needs the web address of its files.",
                remedy="Give the folder's address with --feed-url, "
                'such as "https://example.org/book/".',
            )
        if feed.email and not _EMAIL.fullmatch(feed.email):
            raise UsageError(
                f'"{feed.email}" is not an e-mail address.',
                remedy="Correct email under [feed].",
            )
        if _first_day(feed.start) is None:
            raise UsageError(
                f'"{feed.start}" is not a date.',
                remedy='Write start under [feed] as "2024-12-31".',
            )

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """Two files. Raises :class:`UsageError`, :class:`~audiobook.errors.PublishError`."""
        self.check(edition.settings)
        sounds = sounds_of(edition.earlier, "A podcast feed")
        return (_cover(edition), _feed(edition, sounds))


def _cover(edition: Edition) -> Output:
    picture = picture_of(edition)
    return Output(
        name=COVER,
        slot="rss cover",
        recipe=recipe(VERSION, tags_of(edition), picture),
        write=partial(_write_cover, picture),
    )


def _feed(edition: Edition, sounds: Sequence[Output]) -> Output:
    show = _Show(
        tags=tags_of(edition),
        feed=edition.settings.feed,
        language=language_of(edition.book.metadata),
    )
    episodes = []
    listed = []
    for output in sounds:
        number = number_of(edition, output.tracks[0])
        episodes.append(_Episode(output, number))
        listed.append((output.recipe, output.name, output.title, _seconds(output)))
    key = recipe(
        VERSION,
        show.tags,
        None,
        sounds=listed,
        feed=repr(show.feed),
        language=show.language,
    )
    return Output(
        name=NAME,
        slot="rss",
        recipe=key,
        write=partial(_write, edition.folder, episodes, show),
    )


def _is_folder_address(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return False
    # The names of files are put behind it.
    return not parts.query and not parts.fragment


def _write_cover(picture: Picture, path: Path) -> None:
    path.write_bytes(as_square(picture))


def _write(
    folder: Path,
    episodes: Sequence[_Episode],
    show: _Show,
    path: Path,
) -> None:
    names = {"itunes": _ITUNES, "atom": _ATOM}
    root = etree.Element("rss", {"version": "2.0"}, nsmap=names)
    channel = etree.SubElement(root, "channel")
    _describe_channel(channel, show)
    for episode in episodes:
        size = (folder / episode.output.name).stat().st_size
        item = etree.SubElement(channel, "item")
        _describe_item(item, episode, size, show)
    data = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
    path.write_bytes(data)


def _describe_channel(channel: etree._Element, show: _Show) -> None:
    tags = show.tags
    feed = show.feed
    texts = {
        "title": tags.album,
        "link": _address(feed, ""),
        "description": _short(tags.description or tags.subtitle or tags.album),
        "language": show.language or "und",
        "itunes:author": tags.written_by or tags.read_by,
        "itunes:type": "serial",
        "itunes:explicit": _yes(feed.explicit),
    }
    _add_texts(channel, texts)

    link = {
        "href": _address(feed, NAME),
        "rel": "self",
        "type": "application/rss+xml",
    }
    etree.SubElement(channel, f"{{{_ATOM}}}link", link)
    etree.SubElement(channel, _itunes("image"), {"href": _address(feed, COVER)})
    _add_category(channel, feed.category)
    if feed.email:
        owner = etree.SubElement(channel, _itunes("owner"))
        name = tags.written_by or tags.album
        _add_texts(owner, {"itunes:name": name, "itunes:email": feed.email})


def _add_category(channel: etree._Element, category: str) -> None:
    """A category, and the one within it: "Arts > Books"."""
    parent = channel
    for name in category.split(">"):
        attributes = {"text": name.strip()}
        parent = etree.SubElement(parent, _itunes("category"), attributes)


def _describe_item(
    item: etree._Element,
    episode: _Episode,
    size: int,
    show: _Show,
) -> None:
    output = episode.output
    feed = show.feed
    description = _short(f"{show.tags.album}: {output.title}")
    _add_texts(item, {"title": output.title, "description": description})

    enclosure = {
        "url": _address(feed, output.name),
        "length": str(size),
        "type": media_type_of(output),
    }
    etree.SubElement(item, "enclosure", enclosure)
    guid = etree.SubElement(item, "guid", {"isPermaLink": "false"})
    guid.text = _identifier(feed, output)

    # Apple asks for numbers from 1: the credits before the first chapter have none.
    number = ""
    if episode.number > 0:
        number = str(episode.number)
    texts = {
        "pubDate": _day(feed, episode.number),
        "itunes:duration": str(_seconds(output)),
        "itunes:episode": number,
        "itunes:episodeType": "full",
        "itunes:explicit": _yes(feed.explicit),
    }
    _add_texts(item, texts)


def _identifier(feed: Feed, output: Output) -> str:
    """By its slot, which stays when its title changes."""
    address = _address(feed, "")
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{address}#{output.slot}").urn


def _seconds(output: Output) -> int:
    return max(1, round(length_of(output) / 1000))


def _add_texts(parent: etree._Element, texts: Mapping[str, str]) -> None:
    """Add an element for every text that is not empty."""
    for name, text in texts.items():
        if text:
            tag = name.replace("itunes:", _itunes(""))
            etree.SubElement(parent, tag).text = text


def _itunes(name: str) -> str:
    return f"{{{_ITUNES}}}{name}"


def _address(feed: Feed, name: str) -> str:
    folder = quote(feed.url.rstrip("/"), _IN_ADDRESSES)
    return f"{folder}/{quote(name)}"


def _first_day(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    if day.year not in _YEARS:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _day(feed: Feed, number: int) -> str:
    """The day of an episode, by its number."""
    start = _first_day(feed.start) or datetime.min.replace(tzinfo=UTC)
    days = max(number, 1) - 1
    # What comes before the first chapter is published an hour before it.
    hour = 12 if number > 0 else 11
    return format_datetime(start + timedelta(days=days, hours=hour))


def _yes(value: bool) -> str:  # noqa: FBT001
    return "true" if value else "false"


def _short(text: str) -> str:
    """Plain text as the HTML that a description is, of at most :data:`LONGEST` bytes.

    No sign is cut in two, nor an entity.
    """
    data = html.escape(text, quote=False).encode()
    short = data[:LONGEST].decode(errors="ignore")
    return re.sub(r"&[a-z]*$", "", short)
