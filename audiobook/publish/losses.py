"""A file in the finished book's folder that says what of its source is not in it; none where nothing is lost."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from audiobook.files import write_bytes
from audiobook.model import Loss
from audiobook.publish.base import Output
from audiobook.publish.publish import Press, put

LOSSES = "NOT IN THIS BOOK.txt"
_SLOT = "losses"
_HEAD = "Not all of the source is in this audiobook:"
_FOOT = "Get a whole copy of the source, and make the book again: only what is new is spoken."


def report(losses: Sequence[Loss], press: Press) -> None:
    """Write the file, or remove that of an earlier run. Raises :class:`~audiobook.errors.OutputError`."""
    if not losses and not (press.folder / LOSSES).exists():
        return
    told = "\n".join([_HEAD, "", *(f"- {loss}" for loss in losses), "", _FOOT, ""])
    data = told.encode(errors="replace")  # a file's name need not be text

    def write(path: Path) -> None:
        write_bytes(path, data)

    output = Output(LOSSES, _SLOT, sha256(data).hexdigest(), write)
    put([output] if losses else [], press, slots=(_SLOT,))
