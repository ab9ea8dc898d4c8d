"""Plans -> tracks: asks the engines who they are, speaks what is missing, assembles what is not there yet.

A track is named by everything audible in it, a clip likewise: what is there and intact is not made again, so
that resuming, recasting and appending are all just running again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, as_completed
from dataclasses import dataclass, field, replace

from audiobook.errors import AudiobookError, EngineError, RenderError
from audiobook.events import Listener, Planned, StageAdvanced, StageFinished, StageStarted, ignore
from audiobook.executors import Pool
from audiobook.model import Track, Voice
from audiobook.render.assemble import Workshop, assemble, finished
from audiobook.render.plan import ChapterPlan
from audiobook.render.speak import missing, speak
from audiobook.render.store import Fingerprints, clip_key
from audiobook.render.tasks import Inspected, Job, inspect_engine

STAGE = "assemble"
_CHAPTERS_PER_WORKER = 4  # from here on chapters alone keep every core busy
_ATTEMPTS = 3  # at chapters whose worker was ended from outside

_Task = tuple[int, tuple[str, ...]]  # index of a chapter, the encodings that are made in one pass


@dataclass(frozen=True, slots=True)
class Rendered:
    """A track for every plan, how many distinct lines were spoken anew and how many were not, and what is missing:
    a sentence for each line that could not be spoken, where that was allowed. ``engines`` are their fingerprints.
    """

    tracks: tuple[Track, ...]
    spoken: int
    kept: int
    missing: tuple[str, ...] = ()
    engines: Fingerprints = field(default_factory=dict)


def render(
    plans: Sequence[ChapterPlan],
    shop: Workshop,
    pool: Pool,
    line_timeout_s: float,
    listener: Listener = ignore,
    *,
    allow_missing: bool = False,
) -> Rendered:
    """Make the track of every plan.

    Raises :class:`RenderError` naming every line that could not be spoken, after all the others were, unless
    ``allow_missing`` lets a beep stand for it; :class:`~audiobook.errors.OutputError`, and what
    :func:`fingerprints` raises.
    """
    there = [finished(plan, shop) for plan in plans]
    stale = [plan for plan, track in zip(plans, there, strict=True) if track is None]
    every, jobs = jobs_of(plans, shop.prints), jobs_of(stale, shop.prints)
    new = missing(jobs, shop.clips)
    listener(Planned(len(plans), len(every), len(new)))
    failures = speak(new, shop.clips, pool, line_timeout_s, listener)
    lacking = described(failures, stale, shop.prints)
    if lacking and not allow_missing:
        raise _not_spoken(lacking)
    made = iter(_assemble([with_gaps(plan, failures, shop.prints) for plan in stale], shop, pool, listener))
    tracks = tuple(next(made) if track is None else track for track in there)
    return Rendered(tracks, len(new) - len(failures), len(every) - len(new), lacking, shop.prints)


def _assemble(plans: Sequence[ChapterPlan], shop: Workshop, pool: Pool, listener: Listener) -> list[Track]:
    """Make tracks, the longest first, so that no core waits for the last one."""
    if not plans:
        return []
    listener(StageStarted(STAGE, len(plans), "chapters"))
    batches = _batches(shop.encodings, len(plans), pool.workers)
    by_length = sorted(range(len(plans)), key=lambda index: -sum(len(line.words) for line in plans[index].lines))
    todo = {(index, batch): plans[index] for index in by_length for batch in batches}
    done: dict[_Task, Track] = {}
    for _ in range(_ATTEMPTS):
        for task, track in _assembled({task: todo[task] for task in todo if task not in done}, shop, pool):
            done[task] = track
            listener(StageAdvanced(STAGE, 1 / len(batches), track.duration_ms / len(batches)))
    if len(done) < len(todo):
        raise AudiobookError(
            "The worker processes were ended while they assembled chapters.",
            remedy="Is there enough memory? Run again, with fewer workers.",
        )
    listener(StageFinished(STAGE))
    return [_merged([done[index, batch] for batch in batches]) for index in range(len(plans))]


def _batches(encodings: tuple[str, ...], chapters: int, workers: int) -> tuple[tuple[str, ...], ...]:
    """Which encodings are made in one pass: all, unless there are too few chapters to keep every core busy."""
    if chapters >= _CHAPTERS_PER_WORKER * workers or not encodings:
        return (encodings,)
    return tuple((encoding,) for encoding in encodings)


def _assembled(plans: Mapping[_Task, ChapterPlan], shop: Workshop, pool: Pool) -> Iterator[tuple[_Task, Track]]:
    """The tracks that could be made before a worker died, if one did. Raises what the task raised."""
    try:
        flying = {pool.submit(assemble, plan, shop, task[1]): task for task, plan in plans.items()}
        for future in as_completed(flying):
            yield flying[future], future.result()
    except BrokenExecutor:
        pool.stop()


def _merged(tracks: Sequence[Track]) -> Track:
    return replace(tracks[0], files=tuple(file for track in tracks for file in track.files))


def fingerprints(plans: Iterable[ChapterPlan], pool: Pool, line_timeout_s: float) -> Fingerprints:
    """The fingerprint of every engine in the plans, after showing it the voices that it will be asked for.

    Raises :class:`EngineError` naming every voice that its engine refuses.
    """
    voices: dict[str, dict[Voice, None]] = {}
    for line in (line for plan in plans for line in plan.lines):
        voices.setdefault(line.voice.engine, {})[line.voice] = None
    found = {name: _inspect(name, tuple(asked), pool, line_timeout_s) for name, asked in voices.items()}
    refusals = [f'Voice "{voice}": {reason}' for engine in found.values() for voice, reason in engine.refusals]
    if refusals:
        raise EngineError(" ".join(refusals), remedy="Change these voices in the cast or voices file.")
    return {name: engine.fingerprint for name, engine in found.items()}


def _inspect(name: str, voices: tuple[Voice, ...], pool: Pool, line_timeout_s: float) -> Inspected:
    try:
        return pool.submit(inspect_engine, name, voices, line_timeout_s).result()
    except BrokenExecutor as error:
        pool.stop()
        raise EngineError(
            f'The engine "{name}" crashed when it was opened.', remedy="Choose another with --engine."
        ) from error


def jobs_of(plans: Iterable[ChapterPlan], prints: Fingerprints) -> tuple[Job, ...]:
    """The distinct lines of some chapters, in order."""
    lines = (line for plan in plans for line in plan.lines)
    jobs: dict[str, Job] = {}
    for line in lines:
        key = clip_key(line, prints)
        jobs.setdefault(key, Job(key, line))
    return tuple(jobs.values())


def with_gaps(plan: ChapterPlan, failures: Collection[str], prints: Fingerprints) -> ChapterPlan:
    """The plan with a beep for every line whose clip could not be made."""
    items = tuple(
        replace(item, line=None, missing=True) if item.line and clip_key(item.line, prints) in failures else item
        for item in plan.items
    )
    return replace(plan, items=items)


def described(failures: Mapping[str, str], plans: Iterable[ChapterPlan], prints: Fingerprints) -> tuple[str, ...]:
    """A sentence for every line that could not be spoken, wherever it stands."""
    if not failures:
        return ()
    return tuple(
        f'{plan.title}: "{line.words}": {failures[key]}'
        for plan in plans
        for line in plan.lines
        if (key := clip_key(line, prints)) in failures
    )


def _not_spoken(lines: tuple[str, ...]) -> RenderError:
    number = "One line" if len(lines) == 1 else f"{len(lines)} lines"
    return RenderError(
        f"{number} could not be spoken.",
        lines=lines,
        remedy="Every other line is kept. Give these another voice or change their words and run again, or have "
        "a beep in their place with --allow-missing.",
    )
