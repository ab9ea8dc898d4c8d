"""Flags that set what stands in settings, and the groups of them. The standard library alone."""

import argparse
import errno
import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from audiobook.registry import Seam


def add_setting(
    parser: "argparse.ArgumentParser | argparse._ArgumentGroup",
    flag: str,
    **details: object,
) -> None:
    """A flag that overrides the setting of the same name; absent, the settings files and defaults
    speak.
    """
    parser.add_argument(flag, default=argparse.SUPPRESS, **details)  # type: ignore[arg-type]


def one_of(what: str, seam: Seam[Any]) -> str:
    """Help for the choice of an implementation."""
    return f"{what}: {', '.join(seam.table)} (default: {seam.default()})"


def names(text: str) -> tuple[str, ...]:
    """The items of a list with commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def formats(text: str) -> tuple[str, ...]:
    """The names of formats; at least one."""
    wanted = names(text)
    if not wanted:
        raise argparse.ArgumentTypeError("no format is named")
    return wanted


def path(text: str) -> Path:
    """A file or folder.

    An empty name is a slip of some script, and would be the current folder.
    """
    if not text:
        raise argparse.ArgumentTypeError("the file name is empty")
    try:
        os.lstat(text)
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) or error.errno == errno.ENAMETOOLONG:
            raise argparse.ArgumentTypeError(
                f'"{text[:40]}..." is too long for a name, or none'
            ) from None
    if Path(text) == Path():
        return _current_folder()
    return Path(text)


def _current_folder() -> Path:
    """The current folder, written out: ``Path()`` says in the settings that nothing is set."""
    try:
        return Path.cwd()
    except OSError:
        raise argparse.ArgumentTypeError(
            "the current folder no longer exists"
        ) from None


def packs(text: str) -> tuple[Path, ...]:
    """Voice packs: a list with commas, unless there is a file of that whole name."""
    whole = path(text)
    if whole.exists():
        return (whole,)
    return tuple(path(name) for name in names(text)) or (path(""),)


_METADATA: dict[str, tuple[str, str, str]] = {
    "--title": ("title", "TEXT", "the book's title"),
    "--subtitle": ("subtitle", "TEXT", "its subtitle"),
    "--author": ("authors", "NAME", "who wrote it; may be repeated"),
    "--narrator": (
        "narrators",
        "NAME",
        "who reads it, instead of the voices' names; may be repeated",
    ),
    "--series": ("series", "TEXT", "the series that it belongs to"),
    "--series-part": ("series_part", "N", "its number in the series"),
    "--year": ("year", "YEAR", "when it was published"),
    "--publisher": ("publisher", "NAME", "who published it"),
    "--description": ("description", "TEXT", "what it is about"),
    "--genre": ("genres", "NAME", "its genre; may be repeated"),
    "--language": ("language", "TAG", 'its language, such as "en-GB"'),
    "--isbn": ("isbn", "NUMBER", "its ISBN"),
    "--asin": ("asin", "NUMBER", "its number at Audible"),
    "--cover": ("cover", "FILE", "its cover: a picture of nearly any kind"),
}
_SEVERAL = {"authors", "narrators", "genres"}
_CHANNELS = {"1": 1, "mono": 1, "2": 2, "stereo": 2}
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")


def add_title_page(parser: argparse.ArgumentParser) -> None:
    """What the book is called, by whom, and its cover."""
    group = parser.add_argument_group(
        "the title page", 'these override the book\'s own; "-" for none'
    )
    for flag, (name, metavar, help_) in _METADATA.items():
        details: dict[str, object] = {}
        if name in _SEVERAL:
            details["action"] = "append"
        elif name == "cover":
            details["type"] = path
        add_setting(
            group, flag, dest=f"metadata.{name}", metavar=metavar, help=help_, **details
        )


def add_preview(parser: argparse.ArgumentParser) -> None:
    """Whether the whole book is made."""
    parser.add_argument(
        "--preview",
        action="store_true",
        default=False,
        help="make one file of a page of every chapter, with every speaker, to judge the "
        "cast by; the lines spoken for it are kept for the book",
    )


def add_encoding(parser: argparse.ArgumentParser) -> None:
    """How finished sound is encoded."""
    group = parser.add_argument_group(
        "how sound is encoded", "these override the profile"
    )
    add_setting(
        group,
        "--bitrate",
        dest="encoding.bitrate_kbps",
        type=kilobits,
        metavar="KBPS",
        help='of MP3, AAC and Opus, such as 128 or "128k"',
    )
    add_setting(
        group,
        "--sample-rate",
        dest="encoding.sample_rate",
        type=hertz,
        metavar="HZ",
        help='such as 44100 or "44.1k"; Opus takes the nearest that it has',
    )
    add_setting(
        group,
        "--channels",
        dest="encoding.channels",
        type=channels,
        metavar="N",
        help="1 or mono; 2 or stereo: characters are placed left and right of the narrator",
    )


def kilobits(text: str) -> int:
    """A bit rate: "128", "128k" or "128kbps" -> 128."""
    return _counted(
        text,
        ("kbps", "kb/s", "k"),
        1,
        "a bit rate in kilobits a second, such as 128 or 128k",
    )


def hertz(text: str) -> int:
    """A sample rate: "44100", "44.1k" or "44.1 kHz" -> 44100."""
    thousands = text.lower().removesuffix("hz").strip().endswith("k")
    wanted = "a sample rate in hertz, such as 44100 or 44.1k"
    return _counted(text, ("khz", "k", "hz"), 1000 if thousands else 1, wanted)


def channels(text: str) -> int:
    """A number of channels: "1", "mono", "2" or "stereo" -> 1 or 2."""
    try:
        return _CHANNELS[text.strip().lower()]
    except KeyError:
        raise argparse.ArgumentTypeError(
            f'"{text}" is not 1 (mono) or 2 (stereo)'
        ) from None


def _counted(text: str, units: tuple[str, ...], factor: int, wanted: str) -> int:
    bare = text.strip().lower()
    unit = next((unit for unit in units if bare.endswith(unit)), "")
    number = _NUMBER.fullmatch(bare.removesuffix(unit).strip())
    value = Decimal(number[0]) * factor if number else Decimal("0.5")
    if value != int(value):
        raise argparse.ArgumentTypeError(f'"{text}" is not {wanted}')
    return int(value)


def add_places(parser: argparse.ArgumentParser) -> None:
    """Where finished files go besides the book's folder."""
    group = parser.add_argument_group("where finished files go")
    add_setting(
        group,
        "--library",
        type=path,
        metavar="DIR",
        help="folder of a library server, to which the book is copied too",
    )
    add_setting(
        group,
        "--audiobookshelf",
        metavar="URL",
        help="address of an Audiobookshelf server that gets the book; its token is taken from "
        "AUDIOBOOKSHELF_TOKEN or the keyring",
    )
    add_setting(
        group,
        "--feed-url",
        dest="feed.url",
        metavar="URL",
        help="web address of the folder with the files, for rss",
    )


def add_cache(parser: argparse.ArgumentParser) -> None:
    """Where spoken lines are kept."""
    add_setting(
        parser,
        "--cache",
        type=path,
        metavar="DIR",
        help="folder of spoken lines that several books share",
    )


def add_listening(parser: argparse.ArgumentParser) -> None:
    """Which recogniser listens to what, and what is done about it."""
    parser.add_argument(
        "--sample",
        type=int,
        metavar="N",
        default=0,
        help="listen to N lines that are spread evenly (default: to every line)",
    )
    parser.add_argument(
        "--recogniser",
        metavar="NAME",
        default="auto",
        help="a recogniser that docs/checks.md lists, or auto for the first that is installed and "
        "knows the language (default: auto)",
    )
    parser.add_argument(
        "--respeak",
        action="store_true",
        default=False,
        help="speak bad lines again, and use the take that is understood best",
    )


def add_looks(parser: argparse.ArgumentParser) -> None:
    """How much is told, and how it looks."""
    for flags, help_ in (
        (
            ("-v", "--verbose"),
            "tell which settings count, and how long each step takes",
        ),
        (("--no-color",), "print without colour or style; NO_COLOR=1 does the same"),
        (
            ("--plain",),
            "print plain lines, for screen readers and logs; TERM=dumb does the same",
        ),
        (("--debug",), argparse.SUPPRESS),
    ):
        parser.add_argument(*flags, action="store_true", default=False, help=help_)
