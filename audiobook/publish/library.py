"""A finished book in a library's folder: what a library server shows.

A server takes all sound in a folder for one book, so that only one format goes there: the first that holds the
book in one file, else the first with sound; with ``cover.jpg`` and ``metadata.json``. The book's own folder stays
as it is. What lies in the library is recorded like everything else that we write: a book that got another title
moves, and a file of somebody else's is never touched.
"""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from audiobook.publish.base import Edition, Output
from audiobook.publish.catalogues.sound_files import sounds_of, whole_of
from audiobook.publish.naming import library_folder
from audiobook.publish.publish import Press, outputs_of, put

_BESIDES = ("cover", "audiobookshelf")
_SLOT = "library"  # of all: what is not of the book as it is now, such as another format's files, gives way


def shelve(formats: Sequence[str], edition: Edition, press: Press) -> tuple[Path, ...]:
    """Copy a published book into the library that the settings name; nothing where they name none, or only some
    of its chapters were wanted.

    Raises :class:`~audiobook.errors.OutputError`, and :class:`~audiobook.errors.PublishError` where no format has
    sound.
    """
    library = edition.settings.library
    if library == Path() or edition.settings.chapters:
        return ()
    made = outputs_of(formats, replace(edition, folder=press.folder))
    whole = whole_of(made, edition)
    sounds = (whole,) if whole else sounds_of(made, "A library")
    folder = library_folder(edition)
    besides = outputs_of(_BESIDES, replace(edition, earlier=sounds))
    shelf = (*(_copy(output, press.folder) for output in sounds), *besides)
    placed = [replace(output, name=f"{folder}/{output.name}", slot=_SLOT) for output in shelf]
    put(placed, _shelf(library, press))
    return tuple(library / folder / output.name for output in shelf)


def _copy(output: Output, folder: Path) -> Output:
    return replace(output, write=partial(shutil.copyfile, folder / output.name))


def _shelf(library: Path, press: Press) -> Press:
    """The library as a place for finished files. They are made in it, for it may be another disk."""
    record = sha256(str(library.absolute()).encode()).hexdigest()[:16]
    book = sha256(str(press.folder).encode()).hexdigest()[:16]
    return Press(library, press.manifest.with_name(f"library-{record}.json"), library / f".audiobook-{book}")
