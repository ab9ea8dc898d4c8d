"""A finished book of ours -> its lines: what was said, and where it is heard."""

from collections.abc import Sequence
from pathlib import Path

from audiobook.checks.book_record import NoRecordError, Ours, is_ours, remembered
from audiobook.checks.files import File, files_of_book
from audiobook.errors import InputError
from audiobook.model import Cue
from audiobook.publish.timeline import starts_of

REMEDY = "Give the folder that make-audiobook wrote (story.audiobook), or a file in it."

Place = tuple[
    File, float, Cue
]  # a file, where the cue's track begins in it (ms), and the cue
LineNumber = tuple[int, int]  # of the chapter, and of the utterance in it


def opened_book(path: Path) -> Ours:
    """The book that a path is in. Raises :class:`InputError` where there is none."""
    folder = path
    if not path.is_dir():
        folder = path.absolute().parent
    if not path.exists():
        raise InputError(f'There is no file or folder "{path}".', remedy=REMEDY)
    if not is_ours(folder):
        raise InputError(f'"{path}" is not a finished book.', remedy=REMEDY)
    try:
        return remembered(folder)
    except NoRecordError as error:
        raise InputError(
            f"What was said in {path} is not known: {error}.",
            remedy="Make the book again.",
        ) from error


def heard_files(book: Ours, path: Path) -> list[File]:
    """The files of its first format with sound; or the one that was asked for.

    None where they hold lines as they were: where each begins is not known then. Raises
    :class:`~audiobook.errors.AudiobookError` where no chapter is finished.
    """
    files = _sound_files(book)
    if path.is_dir():
        return [file for file in files if file.kind == files[0].kind]
    return [file for file in files if file.path.name == path.name]


def places(files: Sequence[File]) -> dict[LineNumber, Place]:
    """Where each line is heard."""
    found = {}
    for file in files:
        assert file.output
        tracks = file.output.tracks
        for track, starts_ms in zip(tracks, starts_of(file.output), strict=True):
            for cue in track.cues:
                found[track.chapter, cue.utterance] = (file, starts_ms, cue)
    return found


def _sound_files(book: Ours) -> list[File]:
    files = []
    for file in files_of_book(book):
        if file.output and file.output.tracks and _is_as_lines_are_now(book, file):
            files.append(file)
    return files


def _is_as_lines_are_now(book: Ours, file: File) -> bool:
    """Whether a file was made of the chapters that we take it to be made of.

    Of a book that has lines in another take since, those chapters are not finished; the file of
    the whole book still holds them as they were.
    """
    if all(book.tracks):
        return True
    assert file.output
    record = book.entries.get(file.name)
    return record is not None and record.recipe == file.output.recipe
