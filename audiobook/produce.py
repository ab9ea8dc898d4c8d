"""The pipeline: one short function per verb. The order of the calls is the documentation."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from audiobook.casting import (
    CastChoices,
    guidance,
    in_language,
    load_voices,
    read_castfile,
    speaks,
    unused,
    with_chosen,
    write_castfile,
)
from audiobook.casting import cast as cast_script
from audiobook.engines import ENGINES
from audiobook.errors import MissingPackageError, UsageError
from audiobook.events import Listener, Lost, Notice, StageFinished, StageStarted, ignore
from audiobook.executors import Pool
from audiobook.language import language_of
from audiobook.model import Book, Cast, Guidance, Loss, Script, Voice
from audiobook.offload import found_script
from audiobook.project import project_for, project_of, script_cache
from audiobook.project.run import BookRun, Flags, only, open_run
from audiobook.project.script_cache import (
    CachedScript,
    digests,
    guidance_key_of,
    source_key_of,
)
from audiobook.project.titlepage import covered, entitled, titled
from audiobook.project.versions import versions
from audiobook.publish.base import Edition
from audiobook.publish.library import shelve
from audiobook.publish.losses import report
from audiobook.publish.manifest import describe
from audiobook.publish.publish import publish, wants_words
from audiobook.readers import read_book
from audiobook.readers.shape import shape_of, shaped
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


@dataclass(frozen=True, slots=True)
class Made:
    """A finished run: what was read and cast, the tracks with their cues, the finished files.

    ``spoken`` distinct lines were spoken anew, ``kept`` were there already; ``elapsed_s`` is wall
    time. ``missing`` has a sentence for every line that could not be spoken, where that was
    allowed.
    """

    script: Script
    edition: Edition
    folder: Path
    files: tuple[Path, ...]
    spoken: int
    kept: int
    elapsed_s: float
    missing: tuple[str, ...] = ()

    @property
    def sound_ms(self) -> float:
        """Length of the book in milliseconds."""
        return sum(track.duration_ms for track in self.edition.tracks)


@dataclass(frozen=True, slots=True)
class ReadBook:
    """A book that was read: as the source has it, and with the title page that the user wants.

    ``source_key`` names all that it depends on; ``cached`` is the script that was found for it in
    an earlier run, if there is one.
    """

    original: Book
    book: Book
    source_key: str
    cached: CachedScript | None


def make(
    source: Path,
    out: Path | None,
    flags: Flags,
    tell: Listener = ignore,
    *,
    preview: bool = False,
) -> Made:
    """Make a book, or a preview. Raises :class:`~audiobook.errors.AudiobookError`."""
    started = time.monotonic()
    run = open_run(source, out, flags)
    with _workers(run) as pool:
        reading = reading_of(source, run, tell)
        chosen = run.chosen(reading.book)
        guide = run.guide(reading.book)
        with run.project.locked():
            script, cast = _direct(reading, run, tell)
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


def script(
    source: Path, out: Path | None, flags: Flags, tell: Listener = ignore
) -> tuple[Script, Settings]:
    """Who says what in ``source``, with what its cast file says, if it has one. Writes nothing."""
    run = open_run(source, out, flags)
    reading = reading_of(source, run, tell)
    choices = read_castfile(run.project.cast_file)
    found, _ = _attributed(reading, choices, run, tell)
    return found, run.settings


def cast(
    source: Path, out: Path | None, flags: Flags, tell: Listener = ignore
) -> tuple[Script, Cast, Path]:
    """Write or bring up to date the cast file of ``source`` without speaking."""
    run = open_run(source, out, flags)
    reading = reading_of(source, run, tell)
    with run.project.locked():
        found, roles = _direct(reading, run, tell)
    return found, roles, run.project.cast_file


def read(source: Path, flags: Flags) -> Book:
    """The book in ``source`` as wanted. Raises :class:`~audiobook.errors.AudiobookError`."""
    settings = load_settings(flags, book=project_for(source, None).settings_file)
    return titled(_shaped(source, settings), settings.metadata)


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
    offered: list[Voice] = []
    for name in ENGINES.names():
        # An engine whose packages are not installed offers none.
        with suppress(MissingPackageError), ENGINES.load(name)() as engine:
            offered += engine.voices()
    return tuple(offered)


def pack_for(
    book: Book,
    settings: Settings,
    choices: CastChoices,
    tell: Listener = ignore,
) -> tuple[Voice, ...]:
    """The voices to cast from, and those that the cast file chooses from other packs that ship.

    Where none speaks the book's language, they are those that their engines offer in it.
    """
    language = language_of(book)
    chosen = [choice.voice for choice in choices.speakers]
    found = with_chosen(load_voices(settings.voices), chosen)
    pack = tuple(voice.on_engine(settings.engine) for voice in found)
    with ExitStack() as stack:
        engines = {}
        for name in {voice.engine for voice in pack}:
            engines[name] = stack.enter_context(ENGINES.load(name)())

        def ask(voice: Voice, tag: str) -> Voice | None:
            return engines[voice.engine].in_language(voice, tag)

        speaking = in_language(pack, language, ask)
    if not speaks(speaking, language):
        tell(
            Notice(
                f'No voice speaks the language "{language}" of this book: '
                "it voices of another language read it."
            )
        )
    return speaking


def _shaped(source: Path, settings: Settings) -> Book:
    shape = shape_of(settings.include, settings.skip, settings.notes)
    return shaped(read_book(source), shape)


def reading_of(source: Path, run: BookRun, tell: Listener) -> ReadBook:
    """The book, from the script cache where nothing that shapes it has changed."""
    tell(StageStarted("read"))
    source_key = ""
    if run.attributor.repeatable:
        source_key = source_key_of(source, run.settings)
    cached = script_cache.load(run.project.script_file, source_key)
    original = cached.script.book if cached else _shaped(source, run.settings)
    book = titled(original, run.settings.metadata)
    for warning in book.warnings:
        tell(Notice(warning))
    for loss in book.losses:
        tell(Lost(str(loss)))
    tell(StageFinished("read"))
    return ReadBook(original, book, source_key, cached)


def _direct(reading: ReadBook, run: BookRun, tell: Listener) -> tuple[Script, Cast]:
    """Who says what, and who plays whom.

    The cast file is read before and brought up to date after.
    """
    choices = read_castfile(run.project.cast_file)
    pack = pack_for(reading.book, run.settings, choices, tell)
    found, known = _attributed(reading, choices, run, tell)
    speakers = frozenset(character.name for character in found.characters)
    for notice in unused(choices, speakers):
        tell(Notice(notice))
    roles = cast_script(found, pack, choices)
    write_castfile(run.project.cast_file, found, roles, choices)
    _keep(found, known, reading, run)
    return found, roles


def _attributed(
    reading: ReadBook, choices: CastChoices, run: BookRun, tell: Listener
) -> tuple[Script, Guidance]:
    tell(StageStarted("attribute"))
    known, notices = guidance(choices, reading.book)
    for notice in notices:
        tell(Notice(notice))
    cached = reading.cached
    if cached and cached.guidance_key == guidance_key_of(known):
        found = entitled(cached.script, run.settings.metadata)
    else:
        found = found_script(reading.book, known, run.attributor_name, run.executor)
    tell(StageFinished("attribute"))
    return found, known


def _keep(found: Script, known: Guidance, reading: ReadBook, run: BookRun) -> None:
    """Put a script into the cache, unless it came from there."""
    guidance_key = guidance_key_of(known)
    if reading.cached and reading.cached.guidance_key == guidance_key:
        return
    original = replace(found.book, metadata=reading.original.metadata)
    cached = CachedScript(
        reading.source_key, guidance_key, replace(found, book=original)
    )
    script_cache.save(run.project.script_file, cached)


@contextmanager
def _workers(run: BookRun) -> Iterator[Pool]:
    """Workers; the first opens the engine that is likely needed while the book is read."""
    settings = run.settings
    engine = settings.engine or ENGINES.default()
    with Pool(run.executor, settings.workers) as pool:
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
    if limit and prune(run.clips, limit) is None:
        tell(
            Notice(
                "Another run is using the spoken lines: none were removed, "
                "although they exceed the limit."
            )
        )
