"""The standard streams, made to hold.

A stream that was closed leads nowhere; what an encoding cannot show is escaped; when a reader
goes away (``audiobook script x | head``) the rest is written to nobody, and a book that is being
made is made to its end.
"""

import argparse
import io
import json
import logging
import os
import sys
from typing import TextIO

from audiobook.errors import OutputError


def make_sturdy() -> None:
    """Take the place of this process's own standard streams; those of others (tests, other
    programs) stay.
    """
    _open_what_is_closed()
    if not sys.stdin:
        # Open for as long as we run.
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123
    sys.stdout = _sturdy(sys.stdout, sys.__stdout__)
    sys.stderr = _sturdy(sys.stderr, sys.__stderr__)


def in_utf8(stream: TextIO) -> None:
    """JSON is written in UTF-8, whatever a terminal would show."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8")


def write_json(record: object) -> None:
    """One line of JSON on standard output."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")


def heed_looks(options: argparse.Namespace) -> None:
    """Do as --no-color, --plain and --verbose say.

    The first two are told to every library, and to programs that we start, by the variables that
    stand for them.
    """
    if options.no_color:
        os.environ["NO_COLOR"] = "1"
    if options.plain:
        os.environ["TERM"] = "dumb"
    log = logging.getLogger("audiobook")
    log.handlers.clear()
    log.setLevel(logging.INFO if options.verbose else logging.WARNING)
    if options.verbose:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        log.addHandler(handler)


def plain() -> bool:
    """Whether nothing but text is wanted: no colour, no bars, no escape of any kind.

    Readers of screens and logs need that, and https://no-color.org asks for the first.
    """
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


class _Pipe(io.FileIO):
    """Once nobody reads it, or nothing more goes into it, what is written goes nowhere."""

    def write(self, data: "bytes | bytearray | memoryview", /) -> int:  # type: ignore[override]
        try:
            return super().write(data)
        except OSError as error:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            if isinstance(error, BrokenPipeError):
                return len(data)
            raise OutputError(
                f"Cannot write to standard output: {error.strerror}.",
                remedy="Redirect it elsewhere.",
            ) from error


def _sturdy(stream: TextIO | None, original: TextIO | None) -> TextIO:
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - for as long as we run
    raw = getattr(stream, "buffer", None)
    raw = getattr(raw, "raw", raw)
    if (
        stream is not original
        or not isinstance(stream, io.TextIOWrapper)
        or type(raw) is not io.FileIO
    ):
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(_Pipe(raw.fileno(), "w", closefd=False)),  # type: ignore[type-var]
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def _open_what_is_closed() -> None:
    """Else the next file that is opened would take its number, and others would write into it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free, which is this one.
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(nowhere, True)
