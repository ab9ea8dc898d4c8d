"""The pipeline: one short function per verb. The order of the calls is the documentation."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from audiobook.casting import load_voices, read_castfile
from audiobook.directing import (
    attributed,
    direct,
    directed_now,
    read_source,
    shaped_book,
)
from audiobook.engines import ENGINES, offered
from audiobook.errors import UsageError
from audiobook.events import Listener, Notice, ignore
from audiobook.executors import Check, Pool
from audiobook.model import Book, Cast, Loss, Script, Voice
from audiobook.project import project_for, project_of
from audiobook.project.prospect import Prospect, foreseen
from audiobook.project.run import BookRun, Flags, only, open_run
from audiobook.project.script_cache import digests
from audiobook.project.titlepage import covered, titled
from audiobook.project.versions import versions
from audiobook.publish.base import Edition
from audiobook.publish.delivery import deliver
from audiobook.publish.library import shelve
from audiobook.publish.losses import report
from audiobook.publish.manifest import describe
from audiobook.publish.publish import publish, wants_words
from audiobook.render.assemble import finished_parts
from audiobook.render.assembling import length_of
from audiobook.render.cache import in_use, prune
from audiobook.render.plan import ChapterPlan
from audiobook.render.render import Rendered, announce, fingerprints, fit_memory, render
from audiobook.render.staging import Staged, previewed
from audiobook.render.store import ClipStore
from audiobook.render.takes import read_takes, with_takes
from audiobook.render.tasks import inspect_engine
from audiobook.render.words import WordTimes, time_words
from audiobook.settings import Settings
from audiobook.settings.load import load_settings
from audiobook.settings.selection import WHOLE, Share

_SHARES_WAIT_S = 3600  # while others that make shares of a book find out who speaks


@dataclass(frozen=True, slots=True)
class Made:
    """A finished run: what was read and cast, the tracks with their cues, the finished files.

    ``spoken`` distinct lines were spoken anew, ``kept`` were there already; ``elapsed_s`` is wall
    time. ``missing`` has a sentence for every line that could not be spoken, where that was
    allowed; ``undelivered`` says why the server that the settings name does not show the book.
    """

    script: Script
    edition: Edition
    folder: Path
    files: tuple[Path, ...]
    spoken: int
    kept: int
    elapsed_s: float
    missing: tuple[str, ...] = ()
    undelivered: str = ""

    @property
    def sound_ms(self) -> float:
        """Length of the book in milliseconds."""
        return sum(track.duration_ms for track in self.edition.tracks)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a run waits, and what ends it.

    It waits up to ``wait_s`` seconds for other runs of the book to end. ``check`` is called a few
    times a second while workers are busy: an error in it ends the run at once, as one in a
    listener does between two events.
    """

    wait_s: float = 0
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class SpokenShare:
    """A share of a book's chapters that is spoken; ``whole``: so are all the others."""

    book: Book
    rendered: Rendered
    whole: bool


def make(
    source: Path,
    out: Path | None,
    flags: Flags,
    tell: Listener = ignore,
    *,
    preview: bool = False,
    patience: Patience = Patience(),
) -> Made:
    """Make a book, or a preview.

    Raises :class:`~audiobook.errors.AudiobookError`.
    """
    started = time.monotonic()
    run = open_run(source, out, flags)
    with _workers(run, patience.check) as pool:
        reading = read_source(source, run, tell)
        chosen = run.chosen(reading.book)
        guide = run.guide(reading.book)
        with run.project.locked(patience.wait_s):
            script, cast = direct(reading, run, tell)
            staged = run.staged(script, cast, guide)
            if preview:
                run = run.for_preview()
                staged = previewed(staged)
            run = run.played_by(staged.cast)
            rendered = _render(only(staged.plans, chosen), run, pool, tell)
            edition = _edition(source, staged, rendered, run)
            files = publish(
                run.settings.formats, edition, run.project.output_folder, tell
            )
            if not preview:
                files += _recorded(edition, reading.book.losses, cast, rendered, run)
            _tidy(run, rendered, tell)
        undelivered = ""
        if not preview:
            undelivered = deliver(edition, run.project.output_folder, tell)
    made = _made(run, staged, edition, rendered, files, started)
    return replace(made, undelivered=undelivered)


def speak(
    source: Path,
    out: Path | None,
    flags: Flags,
    share: Share = WHOLE,
    tell: Listener = ignore,
) -> SpokenShare:
    """Make the tracks of a share of a book's chapters, beside others that make other shares.

    No file is published. Raises :class:`~audiobook.errors.AudiobookError`.
    """
    run = open_run(source, out, flags)
    with _workers(run) as pool:
        reading = read_source(source, run, tell)
        chosen = run.chosen(reading.book)
        guide = run.guide(reading.book)
        with run.project.shared():
            with run.project.locked(_SHARES_WAIT_S, alone=False):
                script, cast = direct(reading, run, tell)
            staged = run.staged(script, cast, guide)
            run = run.played_by(staged.cast)
            plans = only(staged.plans, chosen)
            rendered = _render(share.of(plans, length_of), run, pool, tell)
        # Other shares may speak with other engines, and this one with none at all.
        prints = fingerprints(plans, pool, run.settings.line_timeout_s)
    plans = with_takes(plans, read_takes(run.project.takes_file), prints)
    builder = run.builder(prints)
    whole = all(finished_parts(plan, builder) is not None for plan in plans)
    return SpokenShare(script.book, rendered, whole)


def prospect(
    source: Path, out: Path | None, flags: Flags, tell: Listener = ignore
) -> Prospect:
    """What :func:`make` would do. Nothing is written.

    Raises :class:`~audiobook.errors.AudiobookError`.
    """
    run = open_run(source, out, flags)
    with _workers(run) as pool:
        reading = read_source(source, run, tell)
        chosen = run.chosen(reading.book)
        directed = directed_now(reading, run, tell)
        guide = run.guide(reading.book)
        staged = run.staged(directed.script, directed.cast, guide)
        run = run.played_by(staged.cast)
        plans = only(staged.plans, chosen)
        prints = fingerprints(plans, pool, run.settings.line_timeout_s)
    plans = with_takes(plans, read_takes(run.project.takes_file), prints)
    return foreseen(source, replace(staged, plans=plans), run.builder(prints), run)


def script(
    source: Path, out: Path | None, flags: Flags, tell: Listener = ignore
) -> tuple[Script, Settings]:
    """Who says what in ``source``, with what its cast file says, if it has one. Writes nothing."""
    run = open_run(source, out, flags)
    reading = read_source(source, run, tell)
    choices = read_castfile(run.project.cast_file)
    found, _ = attributed(reading, choices, run, tell)
    return found, run.settings


def cast(
    source: Path, out: Path | None, flags: Flags, tell: Listener = ignore
) -> tuple[Script, Cast, Path]:
    """Write or bring up to date the cast file of ``source`` without speaking."""
    run = open_run(source, out, flags)
    reading = read_source(source, run, tell)
    with run.project.locked():
        found, roles = direct(reading, run, tell)
    return found, roles, run.project.cast_file


def read(source: Path, flags: Flags) -> Book:
    """The book in ``source`` as wanted. Raises :class:`~audiobook.errors.AudiobookError`."""
    settings = load_settings(flags, book=project_for(source, None).settings_file)
    return titled(shaped_book(source, settings), settings)


def clip_store(source: Path | None, out: Path | None, flags: Flags) -> ClipStore:
    """Where the clips of a book are; without a book, those that several books share.

    Raises :class:`~audiobook.errors.UsageError` where there is neither, and
    :class:`~audiobook.errors.InputError` where there is no such book.
    """
    if source is not None:
        project_of(source, out)
        return open_run(source, out, flags).clips
    settings = load_settings(flags)
    if settings.cache == Path():
        remedy = 'Name a book, or set cache = "FOLDER" in your settings.'
        raise UsageError("No folder of shared clips is set.", remedy=remedy)
    return ClipStore(settings.cache)


def voices(flags: Flags, *, installed: bool = False) -> tuple[Voice, ...]:
    """The voices of the packs, or those that the engines themselves offer."""
    if not installed:
        return load_voices(load_settings(flags).voices)
    return offered(load_voices(load_settings(flags).voices))


def _made(
    run: BookRun,
    staged: Staged,
    edition: Edition,
    rendered: Rendered,
    files: tuple[Path, ...],
    started: float,
) -> Made:
    return Made(
        staged.script,
        edition,
        folder=run.project.folder,
        files=files,
        spoken=rendered.spoken,
        kept=rendered.kept,
        elapsed_s=time.monotonic() - started,
        missing=rendered.missing,
    )


@contextmanager
def _workers(run: BookRun, check: Check | None = None) -> Iterator[Pool]:
    """Workers; the first opens the engine that is likely needed while the book is read."""
    settings = run.settings
    engine = settings.engine or ENGINES.default()
    with Pool(run.executor, settings.workers, check) as pool:
        pool.warm(inspect_engine, engine, (), settings.line_timeout_s)
        yield pool


def _render(
    plans: tuple[ChapterPlan, ...], run: BookRun, pool: Pool, tell: Listener
) -> Rendered:
    """Speak and assemble what is not there yet."""
    settings = run.settings
    timeout_s = settings.line_timeout_s
    if not settings.workers:
        fit_memory(plans, pool, tell)
    prints = fingerprints(plans, pool, timeout_s)
    plans = with_takes(plans, read_takes(run.project.takes_file), prints)
    announce(plans, prints, run.clips, tell)
    builder = run.builder(prints)
    with in_use(run.clips):
        rendered = render(
            plans, builder, pool, timeout_s, tell, allow_missing=settings.allow_missing
        )
        if wants_words(settings.formats):
            time_words(plans, rendered.tracks, builder, pool, timeout_s, tell)
    for line in rendered.missing:
        tell(Notice(f"A beep stands for a line that could not be spoken: {line}"))
    return rendered


def _edition(source: Path, staged: Staged, rendered: Rendered, run: BookRun) -> Edition:
    """The finished book, for the formats."""
    return Edition(
        covered(staged.script, run.settings.metadata.cover),
        staged.cast,
        rendered.tracks,
        source,
        run.settings,
        words=WordTimes(run.project.tracks).of,
    )


def _recorded(
    edition: Edition,
    losses: tuple[Loss, ...],
    roles: Cast,
    rendered: Rendered,
    run: BookRun,
) -> tuple[Path, ...]:
    """Put the book on the library's shelf and write down what it was made of; what is there now."""
    target = run.project.output_folder
    shelved = shelve(run.settings.formats, edition, target)
    report(losses, target)
    assert edition.source is not None
    describe(target.manifest, _account(edition.source, roles, rendered, run, losses))
    return shelved


def _account(
    source: Path,
    roles: Cast,
    rendered: Rendered,
    run: BookRun,
    losses: tuple[Loss, ...],
) -> dict[str, object]:
    """What the files were made of and with, for the manifest."""
    settings = run.settings
    played = {}
    for role in roles.roles:
        played[role.speaker] = {
            "voice": asdict(role.voice),
            "delivery": asdict(role.delivery),
        }
    stated = {}
    for name, value in asdict(settings).items():
        stated[name] = str(value) if isinstance(value, Path) else value
    stated["voices"] = [str(path) for path in settings.voices]
    stated["cast_from"] = [str(path) for path in settings.cast_from]
    return {
        "inputs": digests(source),
        "versions": versions(),
        "engines": dict(rendered.engines),
        "settings": stated,
        "rate": run.rate,
        "voices": played,
        "missing": list(rendered.missing),
        "losses": [asdict(loss) for loss in losses],
    }


def _tidy(run: BookRun, rendered: Rendered, tell: Listener) -> None:
    """Delete superseded chapter files; clips stay, so undoing a change is free.

    Clips are removed where there are more than the limit. Called once the whole book is made.
    """
    if not run.settings.chapters:
        run.tracks.prune({track.key for track in rendered.tracks})
    limit = run.settings.cache_limit_mb * 1_000_000
    if any(track.part for track in rendered.tracks):
        limit = 0  # where a chapter is cut is told by the lengths of its clips
    if limit and prune(run.clips, limit) is None:
        tell(
            Notice(
                "Another run is using the spoken lines: none were removed, "
                "although they exceed the limit."
            )
        )
