"""Reading the files that a user names: a device has no end, a pipe can be read only once, and
both may block.
"""

import errno
import stat
from pathlib import Path

from audiobook.errors import InputError

_ADDRESSES = ("http:", "https:", "ftp:")
_KINDS = (
    (stat.S_ISDIR, "it is a folder, not a file"),
    (stat.S_ISFIFO, "it is a pipe, not a file"),
    (stat.S_ISCHR, "it is a device, not a file"),
    (stat.S_ISBLK, "it is a device, not a file"),
    (stat.S_ISSOCK, "it is a socket, not a file"),
)


def no_such_file(path: Path) -> InputError:
    """What to raise for a file or folder that is not there."""
    remedy = "Check the name and the folder."
    if path.parts and path.parts[0].lower() in _ADDRESSES:
        remedy = "Nothing is fetched: save the page in a browser, and give its file."
    return InputError(f'There is no file "{path}".', remedy=remedy)


def require_file(path: Path) -> None:
    """Raise ``OSError``, with the reason in ``strerror``, for a path that is not a regular file."""
    mode = path.stat().st_mode
    for is_kind, reason in _KINDS:
        if is_kind(mode):
            raise OSError(errno.EINVAL, reason, str(path))


def contents(path: Path, limit: int) -> bytes:
    """The bytes of a regular file.

    Raises ``OSError`` as above, and for more than ``limit`` bytes.
    """
    require_file(path)
    size = path.stat().st_size
    if size <= limit:
        with path.open("rb") as file:
            data = file.read(size + 1)
            # It grows, or is one of the system's, which have no size.
            if len(data) > size:
                data += file.read(limit + 1 - len(data))
        if len(data) <= limit:
            return data
        size = len(data)
    raise OSError(errno.EFBIG, f"it is larger than {limit // 2**20:,} MB", str(path))
