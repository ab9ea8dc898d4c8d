"""What a file that we wrote is like, so that a change by anybody else is noticed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Seal:
    """Size in bytes, time of the last change in nanoseconds, SHA-256 in hexadecimal."""

    size: int
    changed_ns: int
    sha256: str

    def holds(self, path: Path) -> bool:
        """Whether a file is as it was sealed.

        Same size and time of change are trusted; else the hash decides.
        """
        try:
            status = path.stat()
            if status.st_size != self.size:
                return False
            return status.st_mtime_ns == self.changed_ns or sha256(path) == self.sha256
        except OSError:
            return False


def seal(path: Path) -> Seal:
    """The seal of a file. Raises ``OSError``."""
    status = path.stat()
    return Seal(status.st_size, status.st_mtime_ns, sha256(path))


def sha256(path: Path) -> str:
    """The hash of a file's content. Raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
