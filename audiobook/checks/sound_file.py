"""One sound file: heard once from beginning to end, its tags read, both held against what is due.

A file of a book of ours is compared line by line with its clips, kept or spoken anew. Of any other
file only what is wrong whatever was asked for can be found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiobook.checks.book_record import Ours
from audiobook.checks.files import File
from audiobook.checks.findings import Finding
from audiobook.checks.script import shown
from audiobook.checks.sound import (
    LONG_SILENCE_MS,
    SHORT_MS,
    Comparing,
    Due,
    Expected,
    Measured,
    NoSoundError,
    Repeats,
    Verdict,
    hear,
    length_findings,
    opened,
    sound_findings,
)
from audiobook.checks.spoken_anew import SpokenAnew
from audiobook.checks.tags import (
    BROKEN,
    ChapterMark,
    Tagged,
    TagsError,
    file_findings,
    mark_findings,
    read_tags,
)
from audiobook.publish.timeline import length_of, starts_of
from audiobook.settings import Settings

_FRAME_MS = 60.0  # that an encoder may add to a file
_MARK_MS = 100.0  # how far a chapter mark may be from the beginning of its track


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What is known of a file: nothing is heard, or no tags read, where that was impossible."""

    file: File
    findings: tuple[Finding, ...]
    heard: Measured | None = None
    tags: Tagged | None = None
    lines: int = 0  # that were compared


def check_file(
    file: File, settings: Settings, book: Ours | None, clips: SpokenAnew | None
) -> CheckedFile:
    """Hear a file and read its tags; ``book`` is the book of ours that it belongs to.

    ``clips`` are that book's.
    """
    due = list(_due(file))
    try:
        with opened(file.path) as source:
            rate = source.rate
            marks = tuple(_marks(source.container))
        comparing = _comparing(due, clips, rate)
        # Against its clips, what is heard twice shows as sound that was added.
        repeats = Repeats(rate)
        heard = hear(file.path, [comparing or repeats])
    except (NoSoundError, OSError) as error:
        return CheckedFile(file, (_unheard(file, error),))
    if file.material:
        length = length_findings(file.name, heard, Expected())
        return CheckedFile(file, tuple(length), heard)
    findings = [*sound_findings(file.name, heard, _expected(file, settings, book))]
    findings += _repeated(file, repeats)
    compared = 0
    if book and clips and comparing:
        findings += _compared(file, book, comparing)
        findings += _uncompared(file, comparing, clips)
        compared = len(due) - comparing.without_clip
    try:
        tags = read_tags(file.path, marks)
    except TagsError as error:
        findings.append(Finding("M008", f"{str(error).rstrip('.')}.", file.name))
        return CheckedFile(file, tuple(findings), heard, None, compared)
    findings += _tag_findings(file, tags, heard)
    return CheckedFile(file, tuple(findings), heard, tags, compared)


def _comparing(
    due: Sequence[Due], clips: SpokenAnew | None, rate: int
) -> Comparing | None:
    """What compares the lines that are due; ``None`` where there is nothing to compare."""
    if clips is None or not due:
        return None
    sounds = clips.sounds([line.clip for line in due])
    return Comparing(rate, due, sounds, clips.rate)


def _unheard(file: File, error: Exception) -> Finding:
    reason = getattr(error, "strerror", None) or str(error)
    return Finding("A001", f"{reason.rstrip('.').capitalize()}.", file.name)


def _marks(container: object) -> Iterator[ChapterMark]:
    """The chapters that the decoder knows of; none where they make no sense."""
    try:
        for chapter in container.chapters():  # type: ignore[attr-defined]
            unit_ms = 1000 * chapter["time_base"]
            start_ms = float(chapter["start"] * unit_ms)
            end_ms = float(chapter["end"] * unit_ms)
            title = str(chapter["metadata"].get("title", "")).strip()
            yield ChapterMark(start_ms, end_ms, title)
    except BROKEN:
        return


def _due(file: File) -> Iterator[Due]:
    """Every line that should be heard in a file of ours, in order."""
    if file.output is None or not file.output.tracks:
        return
    tracks = file.output.tracks
    for track, start_ms in zip(tracks, starts_of(file.output), strict=True):
        for cue in track.cues:
            if cue.clip:
                at_ms = start_ms + cue.start_ms
                yield Due(at_ms, cue.clip, track.chapter, cue.utterance)


def _expected(file: File, settings: Settings, book: Ours | None) -> Expected:
    """What the plans of a file's chapters say of its length and its pauses."""
    if book is None or file.output is None or not file.output.tracks:
        return Expected(mastering=settings.mastering)
    chapters = {track.chapter for track in file.output.tracks}
    pauses_ms = [0]
    ends_ms = [0]
    for plan in book.plans:
        if plan.number in chapters:
            pauses_ms += [item.pause_ms for item in plan.items]
            ends_ms.append(plan.end_ms)
    return Expected(
        duration_ms=length_of(file.output),
        slack_ms=SHORT_MS + _FRAME_MS,
        # Between two chapters the end of one meets the first pause of the next.
        silence_ms=max(pauses_ms) + max(ends_ms),
        ends_ms=max([LONG_SILENCE_MS, *pauses_ms, *ends_ms]),
        mastering=settings.mastering,
    )


def _repeated(file: File, repeats: Repeats) -> Iterator[Finding]:
    """What is heard twice."""
    for at_ms in repeats.places:
        yield Finding("A013", "It is heard again here.", file.name, at_ms=at_ms)


def _compared(file: File, book: Ours, comparing: Comparing) -> Iterator[Finding]:
    """What came of the lines."""
    verdicts = comparing.results()
    count = len(verdicts)
    lost = sum(verdict.lost for verdict in verdicts)
    if lost > 1 and 2 * lost > count:
        # One finding says more than hundreds: it is the sound of something else.
        what = f"{lost:,} of its {count:,} lines are not heard in it."
        yield Finding("A016", what, file.name)
        return
    for verdict in verdicts:
        code, what = _fault(verdict)
        if code:
            due = verdict.due
            line = shown(book.played, due.chapter, due.utterance)
            yield Finding(code, what, file.name, due.chapter, due.at_ms, line)


def _uncompared(
    file: File, comparing: Comparing, clips: SpokenAnew
) -> Iterator[Finding]:
    """Lines without a clip, and why they have none."""
    if comparing.without_clip:
        what = clips.lacking(comparing.without_clip, len(comparing.due))
        yield Finding("A017", what, file.name)


def _fault(verdict: Verdict) -> tuple[str, str]:
    """A code and a sentence; both empty where the line is as it should be."""
    if verdict.odd:
        return "A011", "A part of it is far softer or louder than it was spoken."
    if verdict.shift_ms:
        change = "added" if verdict.shift_ms > 0 else "missing"
        seconds = abs(verdict.shift_ms) / 1000
        return "A012", f"{seconds:.2f} s of sound are {change} before this."
    if verdict.lost:
        return "A011", "It is not heard here."
    return "", ""


def _tag_findings(file: File, tags: Tagged, heard: Measured) -> Iterator[Finding]:
    whole_book = file.output is None or len(file.output.tracks) != 1
    duration_ms = heard.duration_ms
    yield from file_findings(file.name, tags, duration_ms, one_file=whole_book)
    yield from mark_findings(file.name, tags.marks, duration_ms, heard.silences)
    yield from _misplaced(file, tags.marks)


def _misplaced(file: File, marks: Sequence[ChapterMark]) -> Iterator[Finding]:
    """Tracks of ours that no chapter mark points at."""
    if file.output is None or len(file.output.tracks) < 2:
        return
    tracks = file.output.tracks
    for track, start_ms in zip(tracks, starts_of(file.output), strict=True):
        marked = any(abs(mark.start_ms - start_ms) <= _MARK_MS for mark in marks)
        if not marked:
            what = f'No mark is where "{track.title}" begins.'
            yield Finding("M018", what, file.name, track.chapter, start_ms)
