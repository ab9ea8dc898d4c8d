"""Flags that set what stands in settings, and the groups of them. The standard library alone."""

import argparse
from pathlib import Path


def add_setting(parser: "argparse.ArgumentParser | argparse._ArgumentGroup", flag: str, **details: object) -> None:
    """A flag that overrides the setting of the same name; absent, the settings files and defaults speak."""
    parser.add_argument(flag, default=argparse.SUPPRESS, **details)  # type: ignore[arg-type]


_METADATA: dict[str, tuple[str, str, str]] = {
    "--title": ("title", "TEXT", "the book's title"),
    "--subtitle": ("subtitle", "TEXT", "its subtitle"),
    "--author": ("authors", "NAME", "who wrote it; may be given again"),
    "--narrator": ("narrators", "NAME", "who reads it, instead of the voices' names; may be given again"),
    "--series": ("series", "TEXT", "the series that it belongs to"),
    "--series-part": ("series_part", "N", "its number in the series"),
    "--year": ("year", "YEAR", "when it was published"),
    "--publisher": ("publisher", "NAME", "who published it"),
    "--description": ("description", "TEXT", "what it is about"),
    "--genre": ("genres", "NAME", "its genre; may be given again"),
    "--language": ("language", "TAG", 'its language, such as "en-GB"'),
    "--isbn": ("isbn", "NUMBER", "its ISBN"),
    "--asin": ("asin", "NUMBER", "its number at Audible"),
    "--cover": ("cover", "FILE", "its cover: a picture of nearly any kind"),
}
_SEVERAL = {"authors", "narrators", "genres"}


def add_title_page(parser: argparse.ArgumentParser) -> None:
    """What the book is called, by whom, and its cover."""
    group = parser.add_argument_group("the title page", 'instead of what the book says; "-" for nothing')
    for flag, (name, metavar, help_) in _METADATA.items():
        details = {"action": "append"} if name in _SEVERAL else {"type": Path} if name == "cover" else {}
        add_setting(group, flag, dest=f"metadata.{name}", metavar=metavar, help=help_, **details)


def add_places(parser: argparse.ArgumentParser) -> None:
    """Where finished files go besides the book's folder."""
    group = parser.add_argument_group("where finished files go")
    add_setting(
        group,
        "--library",
        type=Path,
        metavar="DIR",
        help="a library server's folder, to put the book into as well",
    )
    add_setting(
        group,
        "--feed-url",
        dest="feed.url",
        metavar="URL",
        help="where the files will lie on the web, for rss",
    )
