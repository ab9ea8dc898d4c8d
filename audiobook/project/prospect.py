"""What a run would do, without doing it: what there is to speak, and which files come of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.errors import PublishError
from audiobook.model import Track
from audiobook.project.run import BookRun
from audiobook.publish.base import Edition
from audiobook.publish.publish import outputs_of
from audiobook.render.assemble import TrackBuilder, finished_parts
from audiobook.render.cost import cpu_s, sound_s
from audiobook.render.plan import ChapterPlan
from audiobook.render.render import jobs_of
from audiobook.render.speak import missing
from audiobook.render.staging import Staged


@dataclass(frozen=True, slots=True)
class Prospect:
    """What there is to do for a book.

    Of ``chapters``, ``new_chapters`` have to be made; of ``lines`` distinct lines, ``new_lines``
    have to be spoken. ``sound_ms`` is about how long the book is, ``cpu_s`` about how many CPU
    seconds speaking takes. ``files`` are its files, whether they are there or not.
    """

    title: str
    chapters: int
    new_chapters: int
    lines: int
    new_lines: int
    sound_ms: float
    cpu_s: float
    files: tuple[Path, ...]
    losses: tuple[str, ...] = ()


def foreseen(
    source: Path, staged: Staged, builder: TrackBuilder, run: BookRun
) -> Prospect:
    """What there is to do for the chapters of ``staged.plans``."""
    plans = staged.plans
    there = [finished_parts(plan, builder) for plan in plans]
    stale = [plan for plan, tracks in zip(plans, there, strict=True) if tracks is None]
    lines = jobs_of(plans, builder.prints)
    new = missing(jobs_of(stale, builder.prints), builder.clips)
    tracks: list[Track] = []
    for plan, made in zip(plans, there, strict=True):
        tracks += made or [_to_come(plan, builder)]
    book = staged.script.book
    return Prospect(
        book.metadata.title,
        len(plans),
        len(stale),
        len(lines),
        len(new),
        sum(track.duration_ms for track in tracks),
        sum(cpu_s(job.line) for job in new),
        _files(source, staged, tracks, run),
        tuple(map(str, book.losses)),
    )


def _to_come(plan: ChapterPlan, builder: TrackBuilder) -> Track:
    """About what a chapter that is not made yet will be."""
    pauses_s = (plan.end_ms + sum(item.pause_ms for item in plan.items)) / 1000
    seconds = pauses_s + sum(sound_s(line) for line in plan.lines)
    key = builder.key(plan)
    files = [(name, builder.tracks.file(key, name)) for name in builder.encodings]
    frames = round(seconds * builder.rate)
    return Track(plan.number, plan.title, key, builder.rate, frames, (), tuple(files))


def _files(
    source: Path, staged: Staged, tracks: Sequence[Track], run: BookRun
) -> tuple[Path, ...]:
    """The files of the formats that can be named before their sound is there."""
    folder = run.project.folder
    files: list[Path] = []
    edition = Edition(
        staged.script,
        staged.cast,
        tuple(tracks),
        source,
        run.settings,
        folder=folder,
    )
    for name in dict.fromkeys(run.settings.formats):
        try:
            outputs = outputs_of([name], edition)
        except (OSError, PublishError):
            continue
        files += [folder / output.name for output in outputs]
        edition = replace(edition, earlier=(*edition.earlier, *outputs))
    return tuple(files)
