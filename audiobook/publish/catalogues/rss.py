"""A podcast feed, ``podcast.xml``: an episode for every sound file, in the order of the book.

RSS 2.0 (https://www.rssboard.org/rss-specification) with Apple's tags, as directories ask for them
(https://podcasters.apple.com/support/823-podcast-requirements). An episode keeps its identifier and its day
whatever its title becomes, so that a serial can grow: the days are those of its number, from the day that the
settings name.
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

NAME, COVER = "podcast.xml", "podcast.jpg"
VERSION = 1  # to be raised when the same book gives another feed
LONGEST = 4000  # bytes of a description; Apple's limit
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_ATOM = "http://www.w3.org/2005/Atom"
_YEARS = range(1970, 3000)  # what programs that count seconds can hold
_IN_ADDRESSES = "/:%@+$,;~!*'()[]"  # signs with a meaning there
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+")


@dataclass(frozen=True, slots=True)
class _Episode:
    output: Output
    number: int


class RssPublisher(Publisher):
    """The feed and its cover, which has to be square; the sound files are those of the first format before it."""

    def check(self, settings: Settings) -> None:
        """Raise :class:`UsageError` where it is not said where the files will lie, or when it began."""
        feed, parts = settings.feed, urlsplit(settings.feed.url)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
            raise UsageError(
                "A podcast feed has to know where its files will lie on the web.",
                remedy='Give the folder\'s address with --feed-url, such as "https://example.org/book/".',
            )
        if feed.email and not _EMAIL.fullmatch(feed.email):
            raise UsageError(f'"{feed.email}" is no e-mail address.', remedy="Correct email under [feed].")
        if _first_day(feed.start) is None:
            raise UsageError(f'"{feed.start}" is no day.', remedy='Write start under [feed] as "2024-12-31".')

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """Two files. Raises :class:`UsageError`, :class:`~audiobook.errors.PublishError`."""
        self.check(edition.settings)
        sounds, tags, feed = sounds_of(edition.earlier, "A podcast feed"), tags_of(edition), edition.settings.feed
        language = language_of(edition.book.metadata)
        what = [(output.recipe, output.name, output.title, _seconds(output)) for output in sounds]
        made = recipe(VERSION, tags, None, sounds=what, feed=repr(feed), language=language)
        episodes = [_Episode(output, number_of(edition, output.tracks[0])) for output in sounds]
        write = partial(_write, edition.folder, episodes, tags, feed, language)
        picture = picture_of(edition)
        cover = Output(COVER, "rss cover", recipe(VERSION, tags, picture), partial(_write_cover, picture))
        return (cover, Output(NAME, "rss", made, write))


def _write_cover(picture: Picture, path: Path) -> None:
    path.write_bytes(as_square(picture))


def _write(folder: Path, episodes: Sequence[_Episode], tags: Tags, feed: Feed, language: str, path: Path) -> None:
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"itunes": _ITUNES, "atom": _ATOM})
    channel = etree.SubElement(root, "channel")
    _channel(channel, tags, feed, language)
    for episode in episodes:
        size = (folder / episode.output.name).stat().st_size
        _item(etree.SubElement(channel, "item"), episode, size, tags, feed)
    path.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _channel(channel: etree._Element, tags: Tags, feed: Feed, language: str) -> None:
    _texts(
        channel,
        {
            "title": tags.album,
            "link": _address(feed, ""),
            "description": _short(tags.description or tags.subtitle or tags.album),
            "language": language or "und",
            "itunes:author": tags.written_by or tags.read_by,
            "itunes:type": "serial",
            "itunes:explicit": _yes(feed.explicit),
        },
    )
    link = {"href": _address(feed, NAME), "rel": "self", "type": "application/rss+xml"}
    etree.SubElement(channel, f"{{{_ATOM}}}link", link)
    etree.SubElement(channel, f"{{{_ITUNES}}}image", {"href": _address(feed, COVER)})
    parent = channel
    for category in feed.category.split(">"):
        parent = etree.SubElement(parent, f"{{{_ITUNES}}}category", {"text": category.strip()})
    if feed.email:
        owner = etree.SubElement(channel, f"{{{_ITUNES}}}owner")
        _texts(owner, {"itunes:name": tags.written_by or tags.album, "itunes:email": feed.email})


def _item(item: etree._Element, episode: _Episode, size: int, tags: Tags, feed: Feed) -> None:
    output, number = episode.output, episode.number
    enclosure = {"url": _address(feed, output.name), "length": str(size), "type": media_type_of(output)}
    _texts(item, {"title": output.title, "description": _short(f"{tags.album}: {output.title}")})
    etree.SubElement(item, "enclosure", enclosure)
    guid = etree.SubElement(item, "guid", {"isPermaLink": "false"})
    guid.text = uuid.uuid5(uuid.NAMESPACE_URL, f"{_address(feed, '')}#{output.slot}").urn
    _texts(
        item,
        {
            "pubDate": _day(feed, number),
            "itunes:duration": str(_seconds(output)),
            "itunes:episode": str(number) if number > 0 else "",
            "itunes:episodeType": "full",
            "itunes:explicit": _yes(feed.explicit),
        },
    )


def _seconds(output: Output) -> int:
    return max(1, round(length_of(output) / 1000))


def _texts(parent: etree._Element, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        if text:
            tag = name.replace("itunes:", f"{{{_ITUNES}}}")
            etree.SubElement(parent, tag).text = text


def _address(feed: Feed, name: str) -> str:
    return f"{quote(feed.url.rstrip('/'), _IN_ADDRESSES)}/{quote(name)}"


def _first_day(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day.year in _YEARS else None


def _day(feed: Feed, number: int) -> str:
    start = _first_day(feed.start) or datetime.min.replace(tzinfo=UTC)
    return format_datetime(start + timedelta(days=max(number, 1) - 1, hours=12 if number > 0 else 11))


def _yes(value: bool) -> str:  # noqa: FBT001
    return "true" if value else "false"


def _short(text: str) -> str:
    """Plain text as the HTML that a description is, of at most :data:`LONGEST` bytes, with no sign cut in two."""
    short = html.escape(text, quote=False).encode()[:LONGEST].decode(errors="ignore")
    return re.sub(r"&[a-z]*$", "", short)
