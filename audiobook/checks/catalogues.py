"""``M``: catalogues against the sound files that they list.

Servers and players show the times of a catalogue instead of the file's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from audiobook.checks.book_record import Ours
from audiobook.checks.files import File
from audiobook.checks.findings import Finding
from audiobook.checks.sound_file import CheckedFile
from audiobook.checks.tags import UNREADABLE, Stated, is_catalogue, stated_in
from audiobook.model import Track
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
    checked: Sequence[CheckedFile],
    book: Ours | None,
) -> Iterator[Finding]:
    """Return what catalogues among the files say that is not so."""
    sounds = {}
    for sound in _sounds(checked):
        sounds[sound.name] = sound
    whole = sounds.get(_whole_book(files))
    for file in files:
        if is_catalogue(file.path):
            yield from _catalogue(file, sounds, whole)
    if book:
        yield from _labels(files, sounds, book)


def _sounds(checked: Sequence[CheckedFile]) -> Iterator[_Sound]:
    for each in checked:
        if not each.heard:
            continue
        starts_ms: tuple[float, ...] = ()
        if each.tags:
            starts_ms = tuple(mark.start_ms for mark in each.tags.marks)
        yield _Sound(each.file.name, starts_ms, each.heard.duration_ms)


def _whole_book(files: Sequence[File]) -> str:
    """The name of our file of the whole book; empty where there is none."""
    for file in files:
        if file.output and file.output.starts:
            return file.name
    return ""


def _catalogue(file: File, sounds: _Sounds, whole: _Sound | None) -> Iterator[Finding]:
    """A catalogue that names no file is about ``whole``, our file of the whole book."""
    try:
        stated = stated_in(file.path)
    except UNREADABLE:
        # It is somebody else's, or was changed since we made it, which is another finding.
        return
    folder = PurePosixPath(file.name).parent
    for each in stated:
        if each.sound:
            sound = sounds.get(str(folder / each.sound))
        else:
            sound = whole or _nearest(each, folder, sounds)
        if sound:
            yield from _compared(file.name, each, sound)


def _nearest(stated: Stated, folder: PurePosixPath, sounds: _Sounds) -> _Sound | None:
    """The file below the folder whose chapters fit best; ``None`` where none has chapters."""
    best = None
    least: tuple[bool, float] = (True, float("inf"))
    for sound in sounds.values():
        below = PurePosixPath(sound.name).is_relative_to(folder)
        if not below or not sound.starts_ms:
            continue
        badness = _badness(stated.starts_ms, sound.starts_ms)
        if best is None or badness < least:
            best = sound
            least = badness
    return best


def _badness(
    stated_ms: Sequence[float], real_ms: Sequence[float]
) -> tuple[bool, float]:
    """How ill two lists of chapters fit: another number of them is worse than any time."""
    furthest = 0.0
    for stated, real in zip(stated_ms, real_ms, strict=False):
        furthest = max(furthest, abs(stated - real))
    return len(stated_ms) != len(real_ms), furthest


def _compared(name: str, stated: Stated, sound: _Sound) -> Iterator[Finding]:
    most_ms = MOST_MS + stated.rounded_ms
    if stated.starts_ms and sound.starts_ms:
        yield from _starts(name, stated.starts_ms, sound, most_ms)
    if stated.length_ms is None:
        return
    if abs(stated.length_ms - sound.length_ms) > most_ms:
        stated_s = stated.length_ms / 1000
        heard_s = sound.length_ms / 1000
        what = f"{sound.name} is {heard_s:.2f} s long, not {stated_s:.2f} s."
        yield Finding("M025", what, name)


def _starts(
    name: str,
    stated_ms: Sequence[float],
    sound: _Sound,
    most_ms: float,
) -> Iterator[Finding]:
    count = len(stated_ms)
    real_count = len(sound.starts_ms)
    # A cue sheet cannot hold more tracks than a compact disc.
    cut_short = name.endswith(".cue") and count == MOST_TRACKS < real_count
    if count != real_count and not cut_short:
        what = f"It lists {count} chapters; {sound.name} has {real_count}."
        yield Finding("M025", what, name)
        return
    wrong = []
    for index, stated in enumerate(stated_ms):
        late_ms = sound.starts_ms[index] - stated
        if abs(late_ms) > most_ms:
            wrong.append((index, late_ms))
    if not wrong:
        return
    worst, late_ms = max(wrong, key=lambda place: abs(place[1]))
    side = "later" if late_ms > 0 else "earlier"
    what = (
        f"{len(wrong)} of {count} chapters begin elsewhere in {sound.name}: "
        f"number {worst + 1} begins {abs(late_ms) / 1000:.2f} s {side}."
    )
    first_wrong = wrong[0][0]
    yield Finding("M025", what, name, at_ms=sound.starts_ms[first_wrong])


def _labels(files: Sequence[File], sounds: _Sounds, book: Ours) -> Iterator[Finding]:
    """Labels of ours: the first line of each chapter has one where it is heard."""
    by_slot = {}
    for file in files:
        if file.output and file.output.tracks:
            by_slot[file.output.slot] = file
    for file in files:
        if file.output is None:
            continue
        kind, _, slot = file.output.slot.partition(" ")
        sound = by_slot.get(slot)
        if kind == "labels" and sound and sound.name in sounds:
            yield from _label_file(file, sound, sounds[sound.name], book)


def _label_file(file: File, sound: File, real: _Sound, book: Ours) -> Iterator[Finding]:
    labels_ms = []
    try:
        for line in file.path.read_text("utf-8").splitlines():
            seconds, _, _ = line.partition("\t")
            labels_ms.append(1000 * float(seconds))
    except UNREADABLE:
        return
    first_lines_ms = _first_lines(sound, real, book)
    wrong = []
    for at_ms in first_lines_ms:
        if not _near(at_ms, labels_ms):
            wrong.append(at_ms)
    if wrong:
        what = (
            f"{len(wrong)} of {len(first_lines_ms)} chapters begin elsewhere "
            f"in {real.name}."
        )
        yield Finding("M025", what, file.name, at_ms=wrong[0])


def _first_lines(sound: File, real: _Sound, book: Ours) -> list[float]:
    """Where the first line of each chapter is heard, by the file's own chapter marks."""
    tracks: tuple[Track, ...] = ()
    if sound.output:
        tracks = sound.output.tracks
    starts_ms = real.starts_ms or (0.0,)
    if len(starts_ms) != len(tracks):
        return []  # that is a finding of the sound file's own
    first_lines_ms = []
    for start_ms, cues in zip(starts_ms, timelines(book.played, tracks), strict=True):
        first = next((cue for cue in cues if cue.heard), None)
        if first:
            first_lines_ms.append(start_ms + first.start_ms)
    return first_lines_ms


def _near(at_ms: float, labels_ms: Sequence[float]) -> bool:
    return any(abs(at_ms - label) <= MOST_MS for label in labels_ms)
