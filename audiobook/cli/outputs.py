"""Files that a verb writes where the user says: nothing that is there already is replaced."""

from pathlib import Path

from audiobook.errors import UsageError
from audiobook.files import write_bytes


def check_free(
    out: Path,
    flag: str,
) -> None:
    """Raise :class:`UsageError` where something has that name; ``flag`` gives another one."""
    remedy = f"Give {flag} another name."
    if out.is_file() or out.is_symlink():
        raise UsageError(f'"{out}" exists already.', remedy=remedy)
    if out.exists():
        raise UsageError(f'"{out}" is not a file.', remedy=remedy)


def write_new(
    out: Path,
    data: bytes,
    flag: str,
) -> None:
    """Write a file, whole or not at all, where there is none.

    A verb asks :func:`check_free` before it begins; the user may have put a file there since.
    Raises :class:`~audiobook.errors.AudiobookError`.
    """
    check_free(out, flag)
    write_bytes(out, data)
