"""Puts finished files into the user's folder.

A file whose recipe did not change stays untouched. New files are made whole beside the manifest
first; then the manifest says which are about to come; then they move into place. A file that we
did not make, or that was changed since we did, is never replaced or removed: it is an error that
says so.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.engines import SAMPLE_RATE
from audiobook.errors import OutputError, PublishError
from audiobook.events import (
    Event,
    Listener,
    StageAdvanced,
    StageFinished,
    StageStarted,
    ignore,
)
from audiobook.files import output_errors
from audiobook.files.stamp import seal, sha256
from audiobook.publish import manifest
from audiobook.publish.base import Edition, Output
from audiobook.publish.manifest import FileRecord, FileRecords
from audiobook.publish.naming import check_names
from audiobook.publish.table import PUBLISHERS
from audiobook.settings import Settings
from audiobook.sound.table import ENCODERS

STAGE = "publish"


class InTheWayError(OutputError):
    """A file of somebody else's is where one of ours belongs."""


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """A folder for finished files.

    ``manifest`` is the record of those that are ours; ``parts`` is a folder on the same disk in
    which they are made before they move into place.
    """

    folder: Path
    manifest: Path
    parts: Path


def publish(
    formats: Sequence[str],
    edition: Edition,
    target: OutputFolder,
    listener: Listener = ignore,
) -> tuple[Path, ...]:
    """Make every file of the formats, in order, and return them all.

    Raises :class:`OutputError` and :class:`PublishError`.
    """
    here = replace(
        edition, folder=target.folder, listener=_without_repetition(listener)
    )
    groups = _outputs_by_format(formats, here)
    outputs = [output for group in groups for output in group]
    _refuse_equal_names(outputs)
    listener(StageStarted(STAGE, len(outputs), "files"))
    for group in groups:
        put(group, target, lambda: listener(StageAdvanced(STAGE, 1)))
    listener(StageFinished(STAGE))
    return tuple(target.folder / output.name for output in outputs)


def outputs_of(formats: Sequence[str], edition: Edition) -> tuple[Output, ...]:
    """The files of the formats, in order; nothing is written.

    The files of ``edition.earlier`` are not among them. Raises :class:`PublishError`.
    """
    groups = _outputs_by_format(formats, edition)
    return tuple(output for group in groups for output in group)


def _outputs_by_format(
    formats: Sequence[str], edition: Edition
) -> list[tuple[Output, ...]]:
    """The files of each format; a format knows those of the formats before it."""
    groups = []
    earlier = edition.earlier
    for name in dict.fromkeys(formats):
        publisher = PUBLISHERS.load(name)()
        group = publisher.outputs(replace(edition, earlier=earlier))
        groups.append(group)
        earlier += group
    return groups


def _refuse_equal_names(outputs: Sequence[Output]) -> None:
    """Raise :class:`PublishError` where two names are equal to a file system that folds case."""
    counts = Counter(output.name.casefold() for output in outputs)
    for name, count in counts.items():
        if count > 1:
            raise PublishError(
                f'{count} files would be called "{name}".',
                remedy="Change a template under [names].",
            )


def _without_repetition(listener: Listener) -> Listener:
    """A listener that passes an event on once, though several formats notice the same."""
    passed_on: set[Event] = set()

    def listen(event: Event) -> None:
        if event not in passed_on:
            passed_on.add(event)
            listener(event)

    return listen


def check_formats(settings: Settings) -> None:
    """Check that the formats and names that are asked for can be made.

    Raises :class:`~audiobook.errors.UsageError`.
    """
    check_names(settings.names)
    asked = settings.encoding
    if not asked.sample_rate:
        # Until the cast is known: what comes with the program speaks so.
        asked = replace(asked, sample_rate=SAMPLE_RATE)
    for encoding in encodings_of(settings.formats):
        ENCODERS.load(encoding).check(asked)
    for name in settings.formats:
        PUBLISHERS.load(name)().check(settings)


def wants_words(formats: Sequence[str]) -> bool:
    """Whether one of the formats shows when each word is heard."""
    return any(PUBLISHERS.load(name).words for name in formats)


def encodings_of(formats: Sequence[str]) -> tuple[str, ...]:
    """The encodings that the formats need of every track, each once."""
    encodings: dict[str, None] = {}
    for name in formats:
        encodings.update(dict.fromkeys(PUBLISHERS.load(name).encodings))
    return tuple(encodings)


def put(
    outputs: Sequence[Output],
    target: OutputFolder,
    advance: Callable[[], None] = lambda: None,
    slots: Iterable[str] = (),
) -> None:
    """Make the files of one format: all are made before the first of them moves into place.

    What we made before for the slots of the outputs, or for these ``slots``, and is not among the
    outputs now gives way. Raises :class:`OutputError` and :class:`PublishError`.
    """
    records = manifest.load(target.manifest)
    all_slots = {*slots, *(output.slot for output in outputs)}
    with output_errors(target.folder):
        shutil.rmtree(target.parts, ignore_errors=True)
        target.parts.mkdir(parents=True)
        target.folder.mkdir(parents=True, exist_ok=True)
        # All or nothing: where one file fails, the folder keeps the earlier files of this format.
        try:
            coming = _make(outputs, records, target, advance)
            stale = _superseded(outputs, all_slots, records, target.folder)
            _move_into_place(coming, stale, records, target)
        finally:
            shutil.rmtree(target.parts, ignore_errors=True)


def _make(
    outputs: Sequence[Output],
    records: FileRecords,
    target: OutputFolder,
    advance: Callable[[], None],
) -> dict[str, FileRecord]:
    """Write what is not there yet into ``target.parts``; return its records.

    Raises :class:`OutputError` for a file of somebody else's in the place of one of ours.
    """
    coming = {}
    for output in outputs:
        path = target.folder / output.name
        record = records.get(output.name)
        if record is None or not record.current(path, output.recipe):
            part = target.parts / output.name
            part.parent.mkdir(parents=True, exist_ok=True)
            output.write(part)
            new = seal(part)
            # The user may have put a file there while ours was made.
            _stop_before_a_users_file(path, record, new.sha256)
            before = ""
            if path.exists():
                before = sha256(path)
            coming[output.name] = FileRecord(output.slot, output.recipe, new, before)
        advance()
    return coming


def _stop_before_a_users_file(path: Path, record: FileRecord | None, new: str) -> None:
    """Raise :class:`InTheWayError` where a file is not ours. ``new``: the hash of ours."""
    there = path.exists() or path.is_symlink()
    if not there or _is_ours(path, record, new):
        return
    raise InTheWayError(
        f"{path} is in the way: it was not made by this program, or was changed since.",
        remedy="Move, rename or delete it, or choose another folder with --out.",
    )


def _is_ours(path: Path, record: FileRecord | None, new: str) -> bool:
    """Whether we wrote what is at a path; a link is always somebody else's."""
    if path.is_symlink() or not path.is_file():
        return False
    if record is not None and record.ours(path):
        return True
    # An equal file is ours after all: the manifest was lost.
    return sha256(path) == new


def _superseded(
    outputs: Sequence[Output], slots: set[str], records: FileRecords, folder: Path
) -> set[str]:
    """Our own untouched files of the same slots under other names.

    A chapter got another title, say, or is made in fewer parts.
    """
    stale = set(records).difference(output.name for output in outputs)
    for name in list(stale):
        record = records[name]
        # The files of a chapter's later parts have its slot with "." and their number.
        whole, _, _ = record.slot.rpartition(".")
        supersedes = record.slot in slots or whole in slots
        if not supersedes or not record.seal.holds(folder / name):
            stale.remove(name)
    return stale


def _move_into_place(
    coming: FileRecords, stale: set[str], records: FileRecords, target: OutputFolder
) -> None:
    """Move the files that were made into the user's folder, and remove the stale ones."""
    # The record goes first: an interruption must not leave a file that nobody knows to be ours.
    merged = {**records, **coming}
    manifest.save(target.manifest, merged)
    for name in coming:
        path = target.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (target.parts / name).replace(path)
    for name in stale:
        _remove(target.folder / name, target.folder)
        del merged[name]
    if stale:
        manifest.save(target.manifest, merged)


def _remove(path: Path, root: Path) -> None:
    """Remove a file of ours, and the folders that this leaves empty."""
    path.unlink(missing_ok=True)
    for folder in path.relative_to(root).parents:
        if folder == Path() or any((root / folder).iterdir()):
            return
        (root / folder).rmdir()
