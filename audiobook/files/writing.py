"""Writing so that a file is whole or absent, and saying plainly why a write failed."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from audiobook.errors import OutputError

_REMEDIES = {
    errno.ENOSPC: "The disk is full: free some space and run the same command again; "
    "finished work is kept.",
    errno.EDQUOT: "Your disk quota is used up: free some space and run the same command again.",
    errno.EROFS: "The file system is read-only: choose another folder with --out.",
    errno.EACCES: "You may not write there: choose another folder with --out, or "
    "change its permissions.",
    errno.EPERM: "You may not write there: choose another folder with --out, or "
    "change its permissions.",
    errno.ENOTDIR: "A file stands where a folder is needed: move it, or choose "
    "another folder with --out.",
    errno.EEXIST: "A file stands where a folder is needed: move it, or choose another "
    "folder with --out.",
    errno.ENAMETOOLONG: "The name is too long for this file system: choose a shorter "
    "one with --out.",
}


@contextmanager
def output_errors(path: Path) -> Iterator[None]:
    """Turn an error of the system on the way to ``path`` into an :class:`OutputError`."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise OutputError(
            f"Cannot write {path}: {reason}.",
            remedy=_REMEDIES.get(error.errno or 0, "Choose another folder with --out."),
        ) from error
    except UnicodeEncodeError as error:
        raise OutputError(
            f"Cannot write {path}: file names are encoded as {error.encoding} here.",
            remedy="Run it in a UTF-8 locale, such as LC_ALL=C.UTF-8.",
        ) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside ``path`` that takes its place when the block ends well, else
    vanishes.

    Raises :class:`OutputError`.
    """
    with output_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name[:40]}.{secrets.token_hex(8)}.part")
        # The permissions of any new file: the system applies the umask. ``mkstemp`` gives those
        # of
        # a secret, and reading the umask means setting it for every thread.
        part.touch(mode=0o666, exist_ok=False)
        try:
            yield part
            part.replace(path)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file, whole or not at all. Raises :class:`OutputError`."""
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all. Raises :class:`OutputError`."""
    with replacing(path) as part:
        part.write_bytes(data)
