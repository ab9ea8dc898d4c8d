"""What each verb of the command line takes.

The standard library alone: ``--help`` answers at once.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from audiobook.attribute.table import ATTRIBUTORS
from audiobook.cli.arguments.about import ABOUT
from audiobook.cli.arguments.choosing import add_studio, add_voices
from audiobook.cli.arguments.groups import (
    add_cache,
    add_encoding,
    add_listening,
    add_looks,
    add_places,
    add_preview,
    add_setting,
    add_title_page,
    formats,
    names,
    one_of,
    packs,
    path,
)
from audiobook.cli.arguments.library import (
    add_cache_verb,
    add_many,
    add_series,
    add_sources,
)
from audiobook.engines import ENGINES
from audiobook.executors.table import EXECUTORS
from audiobook.publish.table import PUBLISHERS
from audiobook.settings import Settings
from audiobook.settings.profiles import PLAIN, PROFILES


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=path,
        metavar="FILE",
        help="the story: a file, a folder of chapters, or - for standard input",
    )
    _add_shape(parser)


def _add_shape(parser: argparse.ArgumentParser) -> None:
    """What of the story is read."""
    add_setting(
        parser,
        "--include",
        type=names,
        metavar="LIST",
        help='read what is left out: kinds such as "notes", or numbers such as '
        '"2,4-6" as "audiobook chapters" '
        "lists them",
    )
    add_setting(
        parser,
        "--skip",
        type=names,
        metavar="LIST",
        help='leave out chapters: numbers such as "3-7,9", or beginnings of titles',
    )
    add_setting(
        parser,
        "--notes",
        metavar="WHERE",
        help="footnotes and endnotes: skip, place or end (of the chapter)",
    )


def _add_book(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    _add_place(parser)


def _add_place(parser: argparse.ArgumentParser) -> None:
    """Where the book is kept, and who finds its speakers."""
    parser.add_argument(
        "--out",
        type=path,
        metavar="DIR",
        help="the book's folder (default: FILE's name + .audiobook)",
    )
    add_setting(
        parser,
        "--attributor",
        metavar="NAME",
        help=one_of("who decides which character says a line", ATTRIBUTORS),
    )
    _add_reporting(parser)


def _add_reporting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--json",
        action="store_true",
        default=False,
        help="print JSON, for other programs",
    )
    add_looks(parser)


def _add_voices(parser: argparse.ArgumentParser) -> None:
    add_setting(
        parser,
        "--voices",
        type=packs,
        action="extend",
        metavar="LIST",
        help='voice packs to cast from: "default", "natural", files, or folders of '
        "them; may be repeated",
    )


def add_make(parser: argparse.ArgumentParser) -> None:
    """What ``make-audiobook`` takes."""
    add_sources(parser)
    _add_shape(parser)
    _add_place(parser)
    _add_voices(parser)
    _add_what(parser)
    add_preview(parser)
    _add_how(parser)
    _add_work(parser)
    add_cache(parser)
    add_encoding(parser)
    add_title_page(parser)
    add_places(parser)
    add_many(parser)
    parser.add_argument(
        "-q",
        "--quiet",
        action="store_true",
        default=False,
        help="print errors only",
    )
    parser.set_defaults(verb="make")


def _add_what(parser: argparse.ArgumentParser) -> None:
    """What is made."""
    add_setting(
        parser,
        "--chapters",
        metavar="LIST",
        help='make these chapters only, such as "3-7,9"',
    )
    add_setting(
        parser,
        "--formats",
        type=formats,
        metavar="LIST",
        help=f"files to make, any of: {', '.join(PUBLISHERS.table)} (default: "
        f"{', '.join(Settings().formats)})",
    )
    add_setting(
        parser,
        "--profile",
        metavar="NAME",
        help=f"what the book is made for, one of: {', '.join(PROFILES)} (default: {PLAIN})",
    )


def _add_how(parser: argparse.ArgumentParser) -> None:
    """How it is spoken."""
    add_setting(
        parser,
        "--rate",
        type=float,
        metavar="FACTOR",
        help="speaking speed: 1.2 is a fifth faster (default: 1)",
    )
    add_setting(
        parser,
        "--pace",
        metavar="NAME",
        help='the pauses: "relaxed", "natural" or "brisk"',
    )
    add_setting(
        parser,
        "--parts",
        metavar="NAME",
        help='voices: "all", "two" (narrator, dialogue) or "one"',
    )
    add_setting(
        parser,
        "--engine",
        metavar="NAME",
        help=one_of("speak every voice with this engine", ENGINES),
    )


def _add_work(parser: argparse.ArgumentParser) -> None:
    """How the work is done."""
    add_setting(
        parser,
        "--executor",
        metavar="NAME",
        help=one_of("where the work is done", EXECUTORS),
    )
    add_setting(
        parser,
        "--workers",
        type=int,
        metavar="N",
        help="number of lines to speak at a time; 0 for one per core",
    )
    add_setting(
        parser,
        "--allow-missing",
        action="store_true",
        help="replace lines that cannot be spoken with a beep and continue",
    )


def _add_script(parser: argparse.ArgumentParser) -> None:
    _add_book(parser)
    parser.add_argument(
        "--why",
        action="store_true",
        default=False,
        help="add how sure each line is, and why",
    )
    parser.add_argument(
        "--unsure",
        dest="list_unsure",
        action="store_true",
        default=False,
        help="list the unsure lines, most words first, as corrections to paste into "
        "the cast file",
    )
    parser.add_argument(
        "--spoken",
        action="store_true",
        default=False,
        help="show what is spoken instead: pause, speaker, voice, delivery, words",
    )
    parser.add_argument(
        "--quotes",
        type=path,
        metavar="OUT",
        help="write quotations, offsets and speakers as JSON",
    )
    parser.set_defaults(verb="script")


def _add_cast(parser: argparse.ArgumentParser) -> None:
    _add_book(parser)
    _add_voices(parser)
    parser.set_defaults(verb="cast")


def _add_chapters(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    _add_reporting(parser)
    parser.set_defaults(verb="chapters")


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=path,
        metavar="PATH",
        help="a finished book's folder, any folder of sound files, or one sound file, "
        "whoever made it; or a "
        "story, or - for one from standard input: is every character of it read "
        "aloud, or why not?",
    )
    parser.add_argument(
        "--profile",
        metavar="NAME",
        default="",
        help=f"check against this profile, one of: {', '.join(PROFILES)} (default: the "
        "one it was made with)",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        default=False,
        help="exit with status 8 if there are only warnings",
    )
    _add_reporting(parser)
    parser.set_defaults(verb="check")


def _add_listen_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=path,
        metavar="PATH",
        help="the folder of a book that was made here, or a file in it",
    )
    add_listening(parser)
    parser.add_argument(
        "--strict",
        action="store_true",
        default=False,
        help="exit with status 8 if there are only warnings",
    )
    _add_reporting(parser)
    parser.set_defaults(verb="listen-check")


def _add_cache_verb(parser: argparse.ArgumentParser) -> None:
    add_cache_verb(parser)
    _add_reporting(parser)
    parser.set_defaults(verb="cache")


def _add_series(parser: argparse.ArgumentParser) -> None:
    add_series(parser)
    _add_reporting(parser)
    parser.set_defaults(verb="series")


def _add_words(parser: argparse.ArgumentParser) -> None:
    _add_book(parser)
    parser.add_argument(
        "--most", type=int, metavar="N", default=40, help="how many to list; 0: all"
    )
    parser.set_defaults(verb="words")


def _add_say(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="what to say")
    parser.add_argument(
        "--voice",
        metavar="NAME",
        default="",
        help="which voice says it (default: a narrator)",
    )
    parser.add_argument(
        "--book", type=path, metavar="FILE", help="say it as in this book's folder"
    )
    parser.add_argument(
        "-o",
        "--out",
        "--wav",
        dest="wav",
        type=path,
        metavar="OUT",
        default=Path("said.wav"),
        help="the WAV file to write, or - for standard output (default: said.wav)",
    )
    _add_voices(parser)
    _add_reporting(parser)
    parser.set_defaults(verb="say")


def _add_voices_verb(parser: argparse.ArgumentParser) -> None:
    _add_voices(parser)
    add_voices(parser)
    _add_reporting(parser)
    parser.set_defaults(verb="voices")


def _add_studio(parser: argparse.ArgumentParser) -> None:
    add_studio(parser)
    _add_voices(parser)
    _add_reporting(parser)
    parser.set_defaults(verb="studio")


VERBS: dict[str, tuple[Callable[[argparse.ArgumentParser], None], str]] = {
    "make": (add_make, "Make the audiobook of a story (the same as make-audiobook)."),
    "script": (_add_script, "Show who says what."),
    "cast": (
        _add_cast,
        "Write the cast file without speaking, and show who plays whom.",
    ),
    "voices": (_add_voices_verb, "List the voices to cast from, or install more."),
    "cache": (
        _add_cache_verb,
        "List, measure or remove cached spoken lines.",
    ),
    "series": (
        _add_series,
        "Show the casts of the volumes of a series, or merge them.",
    ),
    "chapters": (_add_chapters, "List the chapters of a story, and what is left out."),
    "check": (
        _add_check,
        "Find what is wrong with a finished book, with any sound file, or with a story.",
    ),
    "listen-check": (
        _add_listen_check,
        "Have a recogniser listen to the lines of a finished book.",
    ),
    "words": (_add_words, "List the names of a story that are probably said wrongly."),
    "say": (_add_say, "Speak a few words into a sound file."),
    **ABOUT,
    "studio": (_add_studio, "Open a page to hear, correct and recast a book."),
}
