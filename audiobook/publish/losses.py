"""The file that says what of the source is not in the book; there is none where nothing is lost."""

from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from audiobook.files import write_bytes
from audiobook.model import Loss
from audiobook.publish.base import Output
from audiobook.publish.publish import OutputFolder, put

LOSSES = "NOT IN THIS BOOK.txt"
_SLOT = "losses"
_HEAD = "Not all of the source is in this audiobook:"
_FOOT = "Get a whole copy of the source, and make the book again: only what is new is spoken."


def report(losses: Sequence[Loss], target: OutputFolder) -> None:
    """Write the file, or remove that of an earlier run.

    Raises :class:`~audiobook.errors.OutputError`.
    """
    outputs: list[Output] = []
    if losses:
        outputs.append(_output(losses))
    elif not (target.folder / LOSSES).exists():
        return
    put(outputs, target, slots=(_SLOT,))


def _output(losses: Sequence[Loss]) -> Output:
    """The file as one of the book's: an equal list is not written again."""
    lines = [_HEAD, ""]
    for loss in losses:
        lines.append(f"- {loss}")
    lines += ["", _FOOT, ""]
    # A loss may name a file, and a file's name need not be text.
    data = "\n".join(lines).encode(errors="replace")
    return Output(LOSSES, _SLOT, sha256(data).hexdigest(), partial(_write, data))


def _write(data: bytes, path: Path) -> None:
    write_bytes(path, data)
