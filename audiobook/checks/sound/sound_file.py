"""One sound file: heard once from beginning to end, its tags read, and both held against what it
should be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiobook.checks.book_record import Ours
from audiobook.checks.files import File
from audiobook.checks.findings import Finding
from audiobook.checks.script import shown
from audiobook.checks.sound.comparing import Comparing, Due, Verdict
from audiobook.checks.sound.decoding import NoSoundError, opened
from audiobook.checks.sound.hearing import Heard, hear
from audiobook.checks.sound.repeats import Repeats
from audiobook.checks.sound.sound import (
    LONG_SILENCE_MS,
    SHORT_MS,
    Wanted,
    sound_findings,
    whole,
)
from audiobook.checks.tags import file_findings, mark_findings
from audiobook.checks.tags.tagged import BROKEN, Mark, Tagged, TagsError, read_tags
from audiobook.engines.base import SAMPLE_RATE
from audiobook.publish.timeline import length_of, starts_of
from audiobook.settings import Settings

_FRAME_MS = 60.0  # that an encoder may add to a file
_MARK_MS = 100.0  # how far a chapter mark may be from the beginning of its track


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of a file: nothing is heard, or no tags read, where that was impossible."""

    file: File
    findings: tuple[Finding, ...]
    heard: Heard | None = None
    tags: Tagged | None = None
    lines: int = 0


def look(file: File, settings: Settings, book: Ours | None) -> Looked:
    """Hear a file and read its tags."""
    findings: list[Finding] = []
    due = _due(file) if book else []
    comparing: Comparing | None = None
    try:
        with opened(file.path) as source:
            rate, marks = source.rate, tuple(_marks(source.container))
        if book and due:
            comparing = Comparing(rate, due, book.shop.clips, SAMPLE_RATE)
        repeats = Repeats(rate)
        heard = hear(file.path, [comparing or repeats])
    except (NoSoundError, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Looked(
            file, (Finding("A001", f"{reason.rstrip('.').capitalize()}.", file.name),)
        )
    if file.material:
        return Looked(file, tuple(whole(file.name, heard, Wanted())), heard)
    findings += sound_findings(file.name, heard, _wanted(file, settings, book))
    findings += [
        Finding("A013", "It is heard again here.", file.name, at_ms=at)
        for at in repeats.places
    ]
    if book and comparing:
        findings += _compared(file, book, comparing)
    tags, of_tags = _tags(file, marks, heard)
    return Looked(file, (*findings, *of_tags), heard, tags, len(due))


def _marks(container: object) -> Iterator[Mark]:
    """The chapters that the decoder knows of; none where they make no sense."""
    try:
        for each in container.chapters():  # type: ignore[attr-defined]
            unit = 1000 * each["time_base"]
            title = str(each["metadata"].get("title", "")).strip()
            yield Mark(float(each["start"] * unit), float(each["end"] * unit), title)
    except BROKEN:
        return


def _due(file: File) -> list[Due]:
    """Every line that should be heard in a file of ours, in order."""
    if file.output is None or not file.output.tracks:
        return []
    starts = starts_of(file.output)
    return [
        Due(start_ms + cue.start_ms, cue.clip, track.chapter, cue.utterance)
        for track, start_ms in zip(file.output.tracks, starts, strict=True)
        for cue in track.cues
        if cue.clip
    ]


def _wanted(file: File, settings: Settings, book: Ours | None) -> Wanted:
    if book is None or file.output is None or not file.output.tracks:
        return Wanted(mastering=settings.mastering)
    chapters = {track.chapter for track in file.output.tracks}
    plans = [plan for plan in book.plans if plan.number in chapters]
    pauses = [item.pause_ms for plan in plans for item in plan.items]
    ends = [plan.end_ms for plan in plans]
    return Wanted(
        duration_ms=length_of(file.output),
        slack_ms=SHORT_MS + _FRAME_MS,
        silence_ms=max(pauses, default=0) + max(ends, default=0),
        ends_ms=max([LONG_SILENCE_MS, *pauses, *ends]),
        mastering=settings.mastering,
    )


def _compared(file: File, book: Ours, comparing: Comparing) -> Iterator[Finding]:
    """What came of the lines."""
    verdicts = comparing.results()
    if comparing.without_clip:
        yield Finding(
            "A017",
            f"{comparing.without_clip:,} of {len(comparing.due):,} lines.",
            file.name,
        )
    lost = [each for each in verdicts if each.lost]
    if len(lost) > 1 and 2 * len(lost) > len(verdicts):
        yield Finding(
            "A016",
            f"{len(lost):,} of its {len(verdicts):,} lines are not heard in it.",
            file.name,
        )
        return
    yield from _verdicts(file, book, verdicts)


def _verdicts(file: File, book: Ours, verdicts: Sequence[Verdict]) -> Iterator[Finding]:
    for each in verdicts:
        code, what = "A011", "It is not heard here."
        if each.odd:
            what = "A part of it is far softer or louder than it was spoken."
        elif each.shift_ms:
            seconds = abs(each.shift_ms) / 1000
            code, what = (
                "A012",
                f"{seconds:.2f} s of sound are "
                f"{'added' if each.shift_ms > 0 else 'missing'} before this.",
            )
        elif not each.lost:
            continue
        line = shown(book.played, each.due.chapter, each.due.utterance)
        yield Finding(code, what, file.name, each.due.chapter, each.due.at_ms, line)


def _tags(
    file: File, marks: Sequence[Mark], heard: Heard
) -> tuple[Tagged | None, list[Finding]]:
    try:
        tags = read_tags(file.path, marks)
    except TagsError as error:
        return None, [Finding("M008", f"{str(error).rstrip('.')}.", file.name)]
    alone = file.output is None or len(file.output.tracks) != 1
    found = [*file_findings(file.name, tags, heard.duration_ms, one_file=alone)]
    found += mark_findings(file.name, tags.marks, heard.duration_ms, heard.silences)
    return tags, [*found, *_misplaced(file, tags.marks)]


def _misplaced(file: File, marks: Sequence[Mark]) -> Iterator[Finding]:
    """Tracks of ours that no chapter mark points at."""
    if file.output is None or len(file.output.tracks) < 2:
        return
    places = [mark.start_ms for mark in marks]
    for track, start_ms in zip(file.output.tracks, starts_of(file.output), strict=True):
        nearest_ms = min((abs(place - start_ms) for place in places), default=None)
        if nearest_ms is None or nearest_ms > _MARK_MS:
            what = f'No mark is where "{track.title}" begins.'
            yield Finding("M018", what, file.name, track.chapter, start_ms)
