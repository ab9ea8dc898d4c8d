"""``M``: catalogues against the sound files that they list.

Servers and players show the times of a catalogue instead of the file's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from audiobook.checks.book_record import Ours
from audiobook.checks.files import File
from audiobook.checks.findings import Finding
from audiobook.checks.sound.sound_file import Looked
from audiobook.checks.tags.stated import UNREADABLE, Stated, is_catalogue, stated_in
from audiobook.publish.catalogues.cue import MOST_TRACKS
from audiobook.publish.timeline import timelines

MOST_MS = 50.0  # that a catalogue may be off


@dataclass(frozen=True, slots=True)
class _Sound:
    """A sound file as it is: where its chapter marks are, and how long it is heard."""

    name: str
    starts_ms: tuple[float, ...]
    length_ms: float


_Sounds = Mapping[str, _Sound]  # by name


def catalogue_findings(
    files: Sequence[File],
    looked: Sequence[Looked],
    book: Ours | None,
) -> Iterator[Finding]:
    """Return what catalogues among the files say that is not so."""
    sounds = {each.file.name: _sound(each) for each in looked if each.heard}
    whole = next(
        (file.name for file in files if file.output and file.output.starts), ""
    )
    for file in files:
        if is_catalogue(file.path):
            yield from _catalogue(file.path, file.name, sounds, sounds.get(whole))
    if book:
        yield from _labels(files, sounds, book)


def _sound(looked: Looked) -> _Sound:
    marks = looked.tags.marks if looked.tags else ()
    length = looked.heard.duration_ms if looked.heard else 0.0
    return _Sound(looked.file.name, tuple(mark.start_ms for mark in marks), length)


def _catalogue(
    path: Path,
    name: str,
    sounds: _Sounds,
    whole: _Sound | None,
) -> Iterator[Finding]:
    """``whole`` is our file of the whole book: the one that a catalogue without names is about."""
    try:
        stated = stated_in(path)
    except UNREADABLE:
        return  # it is somebody else's, or was changed since we made it, which is another finding
    folder = PurePosixPath(name).parent
    for one in stated:
        unnamed = whole or _nearest(one, folder, sounds)
        sound = sounds.get(str(folder / one.sound)) if one.sound else unnamed
        if sound:
            yield from _compared(name, one, sound)


def _nearest(stated: Stated, folder: PurePosixPath, sounds: _Sounds) -> _Sound | None:
    """The file below the folder whose chapters fit best; ``None`` where no file has chapters."""
    below = [
        each
        for each in sounds.values()
        if PurePosixPath(each.name).is_relative_to(folder)
    ]
    chaptered = [each for each in below if each.starts_ms]
    return min(
        chaptered,
        key=lambda each: _badness(stated.starts_ms, each.starts_ms),
        default=None,
    )


def _badness(
    stated_ms: Sequence[float], real_ms: Sequence[float]
) -> tuple[bool, float]:
    apart = (abs(one - two) for one, two in zip(stated_ms, real_ms, strict=False))
    return len(stated_ms) != len(real_ms), max(apart, default=0.0)


def _compared(name: str, stated: Stated, sound: _Sound) -> Iterator[Finding]:
    most_ms = MOST_MS + stated.rounded_ms
    if stated.starts_ms and sound.starts_ms:
        yield from _starts(name, stated.starts_ms, sound, most_ms)
    if (
        stated.length_ms is not None
        and abs(stated.length_ms - sound.length_ms) > most_ms
    ):
        told, heard = stated.length_ms / 1000, sound.length_ms / 1000
        yield Finding(
            "M025", f"{sound.name} is {heard:.2f} s long, not {told:.2f} s.", name
        )


def _starts(
    name: str,
    stated_ms: Sequence[float],
    sound: _Sound,
    most_ms: float,
) -> Iterator[Finding]:
    told, there = len(stated_ms), len(sound.starts_ms)
    cut_short = name.endswith(".cue") and told == MOST_TRACKS < there
    if told != there and not cut_short:
        yield Finding(
            "M025", f"It lists {told} chapters; {sound.name} has {there}.", name
        )
        return
    late_ms = [real - at for at, real in zip(stated_ms, sound.starts_ms, strict=False)]
    wrong = [number for number, off in enumerate(late_ms) if abs(off) > most_ms]
    if wrong:
        worst = max(wrong, key=lambda number: abs(late_ms[number]))
        side = "later" if late_ms[worst] > 0 else "earlier"
        what = (
            f"{len(wrong)} of {told} chapters begin elsewhere in {sound.name}: "
            f"number {worst + 1} begins {abs(late_ms[worst]) / 1000:.2f} s {side}."
        )
        yield Finding("M025", what, name, at_ms=sound.starts_ms[wrong[0]])


def _labels(files: Sequence[File], sounds: _Sounds, book: Ours) -> Iterator[Finding]:
    """Labels of ours: the first line of each chapter has one where it is heard."""
    by_slot = {
        file.output.slot: file for file in files if file.output and file.output.tracks
    }
    for file in files:
        kind, _, slot = file.output.slot.partition(" ") if file.output else ("", "", "")
        sound = by_slot.get(slot) if kind == "labels" else None
        if sound and sound.name in sounds:
            yield from _label_file(file, sound, sounds[sound.name], book)


def _label_file(file: File, sound: File, real: _Sound, book: Ours) -> Iterator[Finding]:
    try:
        lines = file.path.read_text("utf-8").splitlines()
        labels_ms = [1000 * float(line.partition("\t")[0]) for line in lines]
    except UNREADABLE:
        return
    first_lines_ms = _first_lines(sound, real, book)
    wrong = [at for at in first_lines_ms if not _near(at, labels_ms)]
    if wrong:
        what = f"{len(wrong)} of {len(first_lines_ms)} chapters begin elsewhere in {real.name}."
        yield Finding("M025", what, file.name, at_ms=wrong[0])


def _first_lines(sound: File, real: _Sound, book: Ours) -> list[float]:
    """Where the first line of each chapter is heard, by the file's own chapter marks."""
    tracks = sound.output.tracks if sound.output else ()
    starts_ms = real.starts_ms or (0.0,)
    if len(starts_ms) != len(tracks):
        return []  # that is a finding of the sound file's own
    heard = [
        [one for one in said if one.heard] for said in timelines(book.played, tracks)
    ]
    pairs = zip(starts_ms, heard, strict=True)
    return [start + said[0].start_ms for start, said in pairs if said]


def _near(at_ms: float, labels_ms: Sequence[float]) -> bool:
    return any(abs(at_ms - label) <= MOST_MS for label in labels_ms)
