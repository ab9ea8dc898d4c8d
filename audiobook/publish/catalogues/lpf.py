"""A W3C Audiobook in one file: the Lightweight Packaging Format, https://www.w3.org/TR/lpf/.

A zip archive with ``publication.json`` at its root; sound and cover are stored as they are, for they are
compressed already and players seek in them. Its dates are those of no day, so that equal books are equal files.
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

_NO_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip archive can name
_FILE = 0o644 << 16  # permissions, where unzip looks for them

Texts = Sequence[tuple[str, bytes]]


class LpfPublisher(Publisher):
    """One file with the sound files of the first format before it."""

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file. Raises :class:`~audiobook.errors.PublishError` where there is no sound before it."""
        sounds = sounds_of(edition.earlier, "A packaged audiobook")
        texts, picture = manifest_files(edition, sounds), picture_of(edition)
        tags, what = tags_of(edition), [output.recipe for output in sounds]
        made = recipe(1, tags, picture, texts=[data.decode() for _, data in texts], sounds=what)
        write = partial(_write, edition.folder, sounds, texts, picture)
        return (Output(f"{book_name(edition)}.lpf", "lpf", made, write),)


def _write(folder: Path, sounds: Sequence[Output], texts: Texts, picture: Picture, path: Path) -> None:
    with zipfile.ZipFile(path, "w", allowZip64=True) as archive:
        for name, data in texts:
            archive.writestr(_entry(name, zipfile.ZIP_DEFLATED), data)
        archive.writestr(_entry(COVER, zipfile.ZIP_STORED), as_jpeg(picture))
        for output in sounds:
            size = (folder / output.name).stat().st_size
            entry = _entry(output.name, zipfile.ZIP_STORED)
            with (
                archive.open(entry, "w", force_zip64=size >= zipfile.ZIP64_LIMIT) as packed,
                (folder / output.name).open("rb") as sound,
            ):
                shutil.copyfileobj(sound, packed, 2**20)


def _entry(name: str, how: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_DAY)
    entry.compress_type, entry.external_attr, entry.create_system = how, _FILE, 3
    return entry
