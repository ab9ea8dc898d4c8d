"""What ``make-audiobook`` takes for more than one book. The standard library alone."""

import argparse

from audiobook.cli.arguments.groups import add_cache, add_setting, path

CACHE_ACTIONS = ("list", "size", "prune", "clear")


def add_sources(parser: argparse.ArgumentParser) -> None:
    """The stories."""
    parser.add_argument(
        "files",
        type=path,
        metavar="FILE",
        nargs="*",
        help="the stories: files, folders of books, folders of chapters, or - for standard "
        "input",
    )


def add_series(parser: argparse.ArgumentParser) -> None:
    """What ``audiobook series`` takes."""
    parser.add_argument(
        "file",
        type=path,
        metavar="DIR",
        help="the folder in which the volumes were made",
    )
    parser.add_argument(
        "--merge",
        type=path,
        metavar="OUT",
        help="write one cast file of all, to be named as cast_from in settings",
    )


def add_cache_verb(parser: argparse.ArgumentParser) -> None:
    """What ``audiobook cache`` takes."""
    parser.add_argument(
        "action",
        choices=CACHE_ACTIONS,
        help="what to do with the cached spoken lines",
    )
    parser.add_argument(
        "file",
        type=path,
        metavar="FILE",
        nargs="?",
        help="the story, or the folder of books, whose lines to use (default: the shared ones)",
    )
    parser.add_argument(
        "--out",
        type=path,
        metavar="DIR",
        help="the book's folder (default: FILE's name + .audiobook)",
    )
    add_cache(parser)
    add_setting(
        parser,
        "--limit",
        dest="cache_limit_mb",
        type=int,
        metavar="MB",
        help="for prune: remove the oldest lines until this many megabytes are left",
    )


def add_many(parser: argparse.ArgumentParser) -> None:
    """How several books are made."""
    group = parser.add_argument_group("several books, and several machines")
    group.add_argument(
        "--each",
        action="store_true",
        default=False,
        help="every file in a folder is a book of its own (default: a folder without EPUB, "
        "FB2, MOBI or PDF files is one book of chapters)",
    )
    group.add_argument(
        "--at-once",
        type=int,
        metavar="N",
        default=0,
        help="books to make at a time; 0 for as many as cores and memory carry (default: 0)",
    )
    group.add_argument(
        "--shard",
        metavar="I/N",
        default="",
        help="do one of N shares of the work, numbered from 1: of the books, or of the "
        "chapters of a single book",
    )
    group.add_argument(
        "--watch",
        type=path,
        metavar="DIR",
        help="make every book that lands in this folder, until Ctrl-C",
    )
    group.add_argument(
        "--dry-run",
        action="store_true",
        default=False,
        help="show what would be made, spoken and written, and write nothing",
    )
    _add_cluster(group)


def _add_cluster(group: "argparse._ArgumentGroup") -> None:
    """Workers on other machines."""
    group.add_argument(
        "--cluster",
        metavar="ADDRESS",
        default="",
        help='make the books on the workers of a Dask scheduler, such as "tcp://host:8786"; '
        '"local:4" starts four workers here, "local:1-4" as many as there is work for',
    )
    group.add_argument(
        "--to",
        metavar="URL",
        default="",
        help="with --cluster: folder of the finished books, a path or a URL such as "
        '"s3://bucket/books" (default: beside each story, on a disk that all machines share)',
    )
    group.add_argument(
        "--needs",
        metavar="LIST",
        default="",
        help='with --cluster: what a worker must have for a book, such as "GPU=1,MEMORY=4e9"',
    )
