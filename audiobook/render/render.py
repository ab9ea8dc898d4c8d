"""Plans -> tracks: asks the engines who they are, speaks what is missing, assembles what is not
there yet.

A track is named by everything audible in it, a clip likewise: what is there and intact is not
made again, so that resuming, recasting and appending are all just running again.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field

from audiobook.engines import ENGINES
from audiobook.errors import EngineError, RenderError
from audiobook.events import Listener, Notice, Planned, ignore
from audiobook.executors import Pool
from audiobook.limits import free_memory_mb
from audiobook.model import Line, Track, Voice
from audiobook.render.assemble import TrackBuilder, finished_parts
from audiobook.render.assembling import Assembling, useful_workers
from audiobook.render.cost import cpu_s, workers_carried
from audiobook.render.plan import ChapterPlan
from audiobook.render.speak import Speaking, missing
from audiobook.render.store import ClipStore, Fingerprints, clip_key
from audiobook.render.tasks import Inspected, Job, inspect_engine
from audiobook.render.work import work

_LONG_S = 120  # of speaking: the user is told before


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a run made: a track for every plan, or for each of its parts.

    ``spoken`` distinct lines were spoken anew, ``kept`` were there already. ``missing`` holds a
    sentence for each line that could not be spoken, where that was allowed. ``engines`` are their
    fingerprints.
    """

    tracks: tuple[Track, ...]
    spoken: int
    kept: int
    missing: tuple[str, ...] = ()
    engines: Fingerprints = field(default_factory=dict)


def render(
    plans: Sequence[ChapterPlan],
    shop: TrackBuilder,
    pool: Pool,
    line_timeout_s: float,
    listener: Listener = ignore,
    *,
    allow_missing: bool = False,
) -> Rendered:
    """Make the track of every plan.

    Raises :class:`RenderError` naming every line that could not be spoken, after all the others
    were, unless ``allow_missing`` lets a beep stand for it;
    :class:`~audiobook.errors.OutputError`, and what :func:`fingerprints` raises.
    """
    there = [finished_parts(plan, shop) for plan in plans]
    stale = [plan for plan, tracks in zip(plans, there, strict=True) if tracks is None]
    lines = len(jobs_of(plans, shop.prints))
    new = missing(jobs_of(stale, shop.prints), shop.clips)
    workers = useful_workers(stale, shop.encodings)
    speaking_s, speakers = _speaking(new, pool)
    listener(Planned(len(plans), lines, len(new), workers, speaking_s, speakers))
    assembling = Assembling(stale, [job.key for job in new], shop, pool, listener)
    speaking = Speaking(
        new, shop.clips, pool, line_timeout_s, listener, assembling.settle
    )
    work(pool, assembling, speaking)
    if allow_missing:
        assembling.leave_out(speaking.failures)
    assembling.retry()
    work(pool, assembling)
    lacking = described(speaking.failures, stale, shop.prints)
    if lacking and not allow_missing:
        raise _not_spoken(lacking)
    made = iter(assembling.tracks())
    tracks: list[Track] = []
    for finished in there:
        tracks += next(made) if finished is None else finished
    spoken = len(new) - len(speaking.failures)
    return Rendered(tuple(tracks), spoken, lines - len(new), lacking, shop.prints)


def _speaking(new: Sequence[Job], pool: Pool) -> tuple[float, int]:
    """About how many seconds it takes to speak some lines, and how many workers do it.

    Nothing where that is a matter of seconds.
    """
    workers = min(pool.workers, len(new)) or 1
    seconds = sum(cpu_s(job.line) for job in new) / workers
    if seconds < _LONG_S:
        return 0, 0
    return round(seconds), workers


def fit_memory(
    plans: Iterable[ChapterPlan], pool: Pool, listener: Listener = ignore
) -> None:
    """Have no more workers than memory carries with the engines of the plans open in each."""
    engines = {line.voice.engine for plan in plans for line in plan.lines}
    carried = workers_carried(engines, free_memory_mb())
    if carried >= pool.workers:
        return
    listener(
        Notice(
            f"Memory is short: {carried} of {pool.workers} cores speak. "
            "Close other programs, or say how many with --workers."
        )
    )
    pool.limit(carried)


def fingerprints(
    plans: Iterable[ChapterPlan], pool: Pool, line_timeout_s: float
) -> Fingerprints:
    """The fingerprint of every engine in the plans, after showing it the voices that it will be
    asked for, and of every voice that has one of its own.

    Raises :class:`EngineError` naming every voice that its engine refuses.
    """
    voices: dict[
        str, dict[Voice, None]
    ] = {}  # engine -> its voices, each once, in order
    for plan in plans:
        for line in plan.lines:
            voices.setdefault(line.voice.engine, {})[line.voice] = None
    prints: dict[str | Voice, str] = {}
    refusals: list[str] = []
    for name, asked in voices.items():
        inspected = _inspect(name, tuple(asked), pool, line_timeout_s)
        prints[name] = inspected.fingerprint
        prints.update(inspected.of_voices)
        refusals += inspected.refusals
    if refusals:
        remedy = "Change these voices in the cast or voices file."
        raise EngineError(" ".join(refusals), remedy=remedy)
    return prints


def _inspect(
    name: str, voices: tuple[Voice, ...], pool: Pool, line_timeout_s: float
) -> Inspected:
    (inspected,) = pool.each(inspect_engine, [(name, voices, line_timeout_s)])
    try:
        return inspected.result()
    except BrokenExecutor as error:
        raise EngineError(
            f'The engine "{name}" crashed when it was opened.',
            remedy="Choose another with --engine.",
        ) from error


def jobs_of(plans: Iterable[ChapterPlan], prints: Fingerprints) -> tuple[Job, ...]:
    """The distinct lines of some chapters, in order."""
    jobs: dict[str, Job] = {}
    for plan in plans:
        for line in plan.lines:
            key = clip_key(line, prints)
            jobs.setdefault(key, Job(key, line))
    return tuple(jobs.values())


def described(
    failures: Mapping[str, str], plans: Iterable[ChapterPlan], prints: Fingerprints
) -> tuple[str, ...]:
    """A sentence for every line that could not be spoken, wherever it stands."""
    if not failures:
        return ()
    sentences = []
    for plan in plans:
        for line in plan.lines:
            failure = failures.get(clip_key(line, prints))
            if failure is not None:
                sentences.append(f"{named(plan, line)}: {failure}")
    return tuple(sentences)


def named(plan: ChapterPlan, line: Line) -> str:
    """A line as people are told of it: its chapter and its words."""
    return f'{plan.title}: "{line.plain}"'


def _not_spoken(lines: tuple[str, ...]) -> RenderError:
    number = "One line" if len(lines) == 1 else f"{len(lines)} lines"
    return RenderError(
        f"{number} could not be spoken.",
        lines=lines,
        remedy="Every other line is kept. Give these another voice or change their words and run "
        "again, or have a beep in their place with --allow-missing.",
    )


def announce(
    plans: Sequence[ChapterPlan],
    prints: Fingerprints,
    store: ClipStore,
    listener: Listener,
) -> None:
    """Tell what engines have to say of the lines without a clip: what they will cost."""
    for name in prints:
        if isinstance(name, Voice) or not ENGINES.load(name).announces:
            continue
        jobs = [job for job in jobs_of(plans, prints) if job.line.voice.engine == name]
        lines = [job.line for job in missing(jobs, store)]
        if lines:
            with ENGINES.load(name)() as engine:
                listener(Notice(engine.announcement(lines)))
