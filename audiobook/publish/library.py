"""A finished book in a library's folder: what a library server shows.

A server takes all sound in a folder for one book, so that only one format goes there: the first
that holds the book in one file, else the first with sound; with ``cover.jpg`` and
``metadata.json``. The book's own folder stays as it is. Files in the library are recorded like
everything else that we write: a book that got another title moves, and other people's files are
never touched. Where the system can have a file in two places without a second copy of it, it does.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from audiobook.files import duplicate
from audiobook.files.users import one_at_a_time
from audiobook.publish.base import Edition, Output
from audiobook.publish.catalogues.sound_files import sounds_of, whole_of
from audiobook.publish.naming import library_folder
from audiobook.publish.publish import (
    InTheWayError,
    OutputFolder,
    outputs_of,
    put,
)

_BESIDES = ("cover", "audiobookshelf")
# All files of a book have the same slot: whatever an earlier run put there and this one does not
# make, such as the files of another format, gives way.
_SLOT = "library"


def shelve(
    formats: Sequence[str], edition: Edition, published: OutputFolder
) -> tuple[Path, ...]:
    """Copy a published book into the library that the settings name, and return its files.

    Nothing is copied where they name none, or where only some chapters were wanted. Raises
    :class:`~audiobook.errors.OutputError`, and :class:`~audiobook.errors.PublishError` where no
    format has sound.
    """
    library = edition.settings.library
    if library == Path() or edition.settings.chapters:
        return ()
    outputs = library_files(formats, edition, published.folder)
    folder = library_folder(edition)
    placed = []
    for output in outputs:
        name = f"{folder}/{output.name}"
        placed.append(replace(output, name=name, slot=_SLOT))
    # Two books of one name, made at a time, would not see each other's files.
    try:
        with one_at_a_time(f"library {library.absolute()}"):
            put(placed, _output_folder(library, published))
    except InTheWayError as error:
        raise InTheWayError(
            f'The library has a book in "{folder}" already. {error.message}',
            remedy="If that is another book, give one of the two another --title. Else move, "
            "rename or delete the file.",
        ) from error
    return tuple(library / output.name for output in placed)


def library_files(
    formats: Sequence[str], edition: Edition, published: Path
) -> tuple[Output, ...]:
    """The files of the library, under the names that they have in the book's own folder.

    Raises :class:`~audiobook.errors.PublishError` where no format has sound.
    """
    made = outputs_of(formats, replace(edition, folder=published))
    whole = whole_of(made, edition)
    sounds = (whole,) if whole else sounds_of(made, "A library")
    copies = []
    for output in sounds:
        write = partial(duplicate, published / output.name)
        copies.append(replace(output, write=write))
    besides = outputs_of(_BESIDES, replace(edition, earlier=sounds))
    return (*copies, *besides)


def _output_folder(library: Path, published: OutputFolder) -> OutputFolder:
    """The library as a folder for finished files.

    They are made inside it, as it may be on another disk. Names from hashes keep several
    libraries of one book apart, and several books in one library.
    """
    library_key = sha256(str(library.absolute()).encode()).hexdigest()[:16]
    book_key = sha256(str(published.folder).encode()).hexdigest()[:16]
    return OutputFolder(
        folder=library,
        manifest=published.manifest.with_name(f"library-{library_key}.json"),
        parts=library / f".audiobook-{book_key}",
    )
