"""A W3C Audiobook in one file: the Lightweight Packaging Format.

See https://www.w3.org/TR/lpf/. It is a zip archive with ``publication.json`` at its root;
sound and cover are stored as they are, for they are compressed already and players seek in
them. All its dates are the same, so that equal books are equal files.
"""

import shutil
import zipfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.catalogues.sound_files import sounds_of
from audiobook.publish.catalogues.w3c import manifest_files
from audiobook.publish.cover import Picture, as_jpeg, picture_of
from audiobook.publish.cover.file import NAME as COVER
from audiobook.publish.naming import book_name
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import tags_of

# To be raised when the same book gives another package.
VERSION = 1

# The first day that a zip archive can name.
_NO_DAY = (1980, 1, 1, 0, 0, 0)

# The system whose permissions an entry has.
_UNIX = 3

# Where unzip looks for them.
_PERMISSIONS = 0o644 << 16
_COPIED_AT_ONCE = 2**20  # bytes

Texts = Sequence[tuple[str, bytes]]


class LpfPublisher(Publisher):
    """One file with the sound files of the first format before it."""

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file.

        Raises :class:`~audiobook.errors.PublishError` where there is no sound before it.
        """
        sounds = sounds_of(edition.earlier, "A packaged audiobook")
        texts = manifest_files(edition, sounds)
        picture = picture_of(edition)
        key = recipe(
            VERSION,
            tags_of(edition),
            picture,
            texts=[data.decode() for _, data in texts],
            sounds=[output.recipe for output in sounds],
        )
        output = Output(
            name=f"{book_name(edition)}.lpf",
            slot="lpf",
            recipe=key,
            write=partial(_write, edition.folder, sounds, texts, picture),
        )
        return (output,)


def _write(
    folder: Path,
    sounds: Sequence[Output],
    texts: Texts,
    picture: Picture,
    path: Path,
) -> None:
    with zipfile.ZipFile(path, "w", allowZip64=True) as archive:
        for name, data in texts:
            archive.writestr(_entry(name, zipfile.ZIP_DEFLATED), data)
        archive.writestr(_entry(COVER, zipfile.ZIP_STORED), as_jpeg(picture))
        for output in sounds:
            _store(folder / output.name, output.name, archive)


def _store(
    path: Path,
    name: str,
    archive: zipfile.ZipFile,
) -> None:
    """Put a sound file into an archive, a piece at a time."""
    entry = _entry(name, zipfile.ZIP_STORED)
    is_large = path.stat().st_size >= zipfile.ZIP64_LIMIT
    with (
        archive.open(entry, "w", force_zip64=is_large) as packed,
        path.open("rb") as sound,
    ):
        shutil.copyfileobj(sound, packed, _COPIED_AT_ONCE)


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_DAY)
    entry.compress_type = compression
    entry.external_attr = _PERMISSIONS
    entry.create_system = _UNIX
    return entry
