"""Puts finished files into the user's folder.

A file whose recipe did not change stays untouched. New files are made whole beside the manifest first, then the
manifest says what is to come, then they move into place. A file that we did not make, or that was changed since
we did, is never replaced or removed: it is an error that says so.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.errors import OutputError, PublishError
from audiobook.events import Event, Listener, StageAdvanced, StageFinished, StageStarted, ignore
from audiobook.files import output_errors
from audiobook.files.stamp import seal, sha256
from audiobook.publish import manifest
from audiobook.publish.base import Edition, Output
from audiobook.publish.manifest import Entry
from audiobook.publish.naming import check_names
from audiobook.publish.table import PUBLISHERS
from audiobook.settings import Settings
from audiobook.sound.table import ENCODERS

STAGE = "publish"


@dataclass(frozen=True, slots=True)
class Press:
    """Where finished files go, where it is written down which are ours, and where they are made."""

    folder: Path
    manifest: Path
    parts: Path


def publish(
    formats: Sequence[str], edition: Edition, press: Press, listener: Listener = ignore
) -> tuple[Path, ...]:
    """Make every file of the formats, in order, and return them all.

    Raises :class:`OutputError` and :class:`PublishError`.
    """
    groups = _groups(formats, replace(edition, folder=press.folder, listener=_once(listener)))
    outputs = [output for group in groups for output in group]
    _refuse_equal_names(outputs)
    listener(StageStarted(STAGE, len(outputs), "files"))
    for group in groups:
        put(group, press, lambda: listener(StageAdvanced(STAGE, 1)))
    listener(StageFinished(STAGE))
    return tuple(press.folder / output.name for output in outputs)


def outputs_of(formats: Sequence[str], edition: Edition) -> tuple[Output, ...]:
    """The files of the formats, in order, behind those of ``edition.earlier``; nothing is written.

    Raises :class:`PublishError`.
    """
    return tuple(output for group in _groups(formats, edition) for output in group)


def _groups(formats: Sequence[str], edition: Edition) -> list[tuple[Output, ...]]:
    groups: list[tuple[Output, ...]] = []
    for name in dict.fromkeys(formats):
        made = (output for group in groups for output in group)
        later = replace(edition, earlier=(*edition.earlier, *made))
        groups.append(PUBLISHERS.load(name)().outputs(later))
    return groups


def _refuse_equal_names(outputs: Sequence[Output]) -> None:
    """Raise :class:`PublishError` where two files would have the same name to a file system that folds case."""
    for name, count in Counter(output.name.casefold() for output in outputs).items():
        if count > 1:
            raise PublishError(
                f'{count} files would be called "{name}".',
                remedy="Change a template under [names].",
            )


def _once(listener: Listener) -> Listener:
    """Formats notice the same things: each is told once."""
    told: set[Event] = set()

    def tell(event: Event) -> None:
        if event not in told:
            told.add(event)
            listener(event)

    return tell


def check_formats(settings: Settings) -> None:
    """Raise :class:`~audiobook.errors.UsageError` where the formats or names that are asked for cannot be made."""
    check_names(settings.names)
    for name in encodings_of(settings.formats):
        ENCODERS.load(name).check(settings.encoding)
    for name in settings.formats:
        PUBLISHERS.load(name)().check(settings)


def wants_words(formats: Sequence[str]) -> bool:
    """Whether one of the formats shows when each word is heard."""
    return any(PUBLISHERS.load(name).words for name in formats)


def encodings_of(formats: Sequence[str]) -> tuple[str, ...]:
    """The encodings that formats need of every track."""
    return tuple(dict.fromkeys(encoding for name in formats for encoding in PUBLISHERS.load(name).encodings))


def put(
    outputs: Sequence[Output],
    press: Press,
    advance: Callable[[], None] = lambda: None,
    slots: Iterable[str] = (),
) -> None:
    """Make the files of one format: all are made before the first of them moves into place. What we made before
    for these ``slots``, or for those of the outputs, and is not among the outputs now gives way.

    Raises :class:`OutputError` and :class:`PublishError`.
    """
    entries = manifest.load(press.manifest)
    with output_errors(press.folder):
        shutil.rmtree(press.parts, ignore_errors=True)
        press.parts.mkdir(parents=True)
        press.folder.mkdir(parents=True, exist_ok=True)
        try:
            coming = _make(outputs, entries, press, advance)
            stale = _superseded(outputs, {*slots, *(output.slot for output in outputs)}, entries, press.folder)
            manifest.save(press.manifest, {**entries, **coming})
            for name in coming:
                (press.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (press.parts / name).replace(press.folder / name)
            for name in stale:
                _remove(press.folder / name, press.folder)
            if stale:
                kept = {name: entry for name, entry in {**entries, **coming}.items() if name not in stale}
                manifest.save(press.manifest, kept)
        finally:
            shutil.rmtree(press.parts, ignore_errors=True)


def _make(
    outputs: Sequence[Output], entries: manifest.Entries, press: Press, advance: Callable[[], None]
) -> dict[str, Entry]:
    """Write what is not there yet into ``press.parts``; what is to be known of it."""
    coming = {}
    for output in outputs:
        target, known = press.folder / output.name, entries.get(output.name)
        if known is None or not known.current(target, output.recipe):
            part = press.parts / output.name
            part.parent.mkdir(parents=True, exist_ok=True)
            output.write(part)
            new = seal(part)
            _stop_before_a_users_file(target, known, new.sha256)
            before = sha256(target) if target.exists() else ""
            coming[output.name] = Entry(output.slot, output.recipe, new, before)
        advance()
    return coming


def _stop_before_a_users_file(target: Path, known: Entry | None, new: str) -> None:
    if not (target.exists() or target.is_symlink()):
        return
    if target.is_file() and not target.is_symlink():
        if known is not None and known.ours(target):
            return
        if sha256(target) == new:  # ours after all: the manifest was lost
            return
    raise OutputError(
        f"{target} is in the way: it was not made by this program, or was changed since.",
        remedy="Move, rename or delete it, or choose another folder with --out.",
    )


def _remove(path: Path, root: Path) -> None:
    """Remove a file of ours, and folders that this leaves empty."""
    path.unlink(missing_ok=True)
    for folder in path.relative_to(root).parents:
        if folder == Path() or any((root / folder).iterdir()):
            return
        (root / folder).rmdir()


def _superseded(outputs: Sequence[Output], slots: set[str], entries: manifest.Entries, folder: Path) -> set[str]:
    """Our own untouched files of the same slots under other names: a chapter got another title, or other parts.

    The files of a chapter's later parts have its slot with "." and their number.
    """
    names = {output.name for output in outputs}
    return {
        name
        for name, entry in entries.items()
        if name not in names
        and slots.intersection((entry.slot, entry.slot.rpartition(".")[0]))
        and entry.seal.holds(folder / name)
    }
