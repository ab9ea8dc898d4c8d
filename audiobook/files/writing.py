"""Writing so that a file is whole or absent, and saying plainly why a write failed."""

import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from audiobook.errors import OutputError

_FICLONE = 0x40049409  # of linux/fs.h
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


def duplicate(source: Path, target: Path) -> None:
    """A second file with the same content, where there is none yet.

    It takes no more room where the file system can have both share it; else it is a hard link,
    and a copy where that cannot be: on another disk, say. Raises ``OSError``.
    """
    if _clone(source, target):
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _clone(source: Path, target: Path) -> bool:
    """Share what is on the disk, as Btrfs and XFS can: a change of one file leaves the other."""
    if sys.platform != "linux":
        return False
    import fcntl  # noqa: PLC0415 - POSIX

    try:
        with source.open("rb") as old, target.open("xb") as new:
            fcntl.ioctl(new.fileno(), _FICLONE, old.fileno())
    except OSError:
        target.unlink(missing_ok=True)
        return False
    return True
