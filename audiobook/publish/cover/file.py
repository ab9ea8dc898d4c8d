"""``cover.jpg`` beside the files, where library servers and file managers look for it."""

from functools import partial
from hashlib import sha256
from pathlib import Path

from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.cover.cover import Picture, as_jpeg, picture_of

NAME = "cover.jpg"
SLOT = "cover"


class CoverPublisher(Publisher):
    """The cover as a JPEG."""

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file; none where an earlier format made it already."""
        return with_cover(edition)


def with_cover(edition: Edition) -> tuple[Output, ...]:
    """The cover, where no earlier format makes it.

    Formats that point at it add it to their own files.
    """
    if any(output.slot == SLOT for output in edition.earlier):
        return ()
    picture = picture_of(edition)
    output = Output(
        name=NAME,
        slot=SLOT,
        recipe=sha256(picture.key.encode()).hexdigest(),
        write=partial(_write, picture),
    )
    return (output,)


def _write(picture: Picture, path: Path) -> None:
    path.write_bytes(as_jpeg(picture))
