"""The pipeline: one short function per verb. The order of the calls is the documentation."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from audiobook.attribute import ATTRIBUTORS
from audiobook.casting import (
    CastChoices,
    guidance,
    in_language,
    load_voices,
    read_castfile,
    speaks,
    unused,
    write_castfile,
)
from audiobook.casting import cast as cast_script
from audiobook.engines import ENGINES
from audiobook.errors import UsageError
from audiobook.events import Listener, Lost, Notice, StageFinished, StageStarted, ignore
from audiobook.executors import EXECUTORS, ExecutorFactory, Pool
from audiobook.language import language_of
from audiobook.model import Book, Cast, Guidance, Loss, Script, Voice
from audiobook.offload import found_script
from audiobook.project import Project, project_for, project_of
from audiobook.project.script_cache import KeptScript, digests
from audiobook.publish.base import Edition
from audiobook.publish.library import shelve
from audiobook.publish.losses import report
from audiobook.publish.manifest import describe
from audiobook.publish.publish import check_formats, encodings_of, publish, wants_words
from audiobook.readers import read_book
from audiobook.readers.shape import shape_of, shaped
from audiobook.render.assemble import TrackBuilder
from audiobook.render.cache import in_use, prune
from audiobook.render.plan import ChapterPlan
from audiobook.render.render import Rendered, fingerprints, render
from audiobook.render.staging import check, guide, staged
from audiobook.render.store import ClipStore
from audiobook.render.tasks import inspect_engine
from audiobook.render.tracks import TrackStore
from audiobook.render.words import WordTimes, time_words
from audiobook.settings import Settings
from audiobook.settings.load import load_settings, user_folder
from audiobook.settings.selection import selected
from audiobook.titlepage import cover_in, covered, titled
from audiobook.versions import versions

Flags = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Made:
    """A finished run: what was read and cast, the tracks with their cues, the files that a player opens.

    ``spoken`` distinct lines were spoken anew, ``kept`` were there already; ``elapsed_s`` is wall time.
    """

    script: Script
    edition: Edition
    folder: Path
    files: tuple[Path, ...]
    spoken: int
    kept: int
    elapsed_s: float
    missing: tuple[str, ...] = ()  # a sentence for every line that could not be spoken, where that was allowed

    @property
    def sound_ms(self) -> float:
        """Length of the book in milliseconds."""
        return sum(track.duration_ms for track in self.edition.tracks)


def make(source: Path, out: Path | None, flags: Flags, tell: Listener = ignore) -> Made:
    """Make the audiobook of ``source``. Raises :class:`~audiobook.errors.AudiobookError`."""
    started = time.monotonic()
    project, settings = _open(source, out, flags)
    with _pool(settings) as pool:
        kept = _kept(source, project, settings)
        book = _read(source, settings, kept, tell)
        chosen = selected(settings.chapters, tuple(chapter.number for chapter in book.chapters))
        known = guide(language_of(book), project.folder, user_folder())
        with project.locked():
            script, roles = _direct(book, project, settings, kept, tell)
            played = staged(script, roles, settings, known)
            plans = tuple(each for each in played.plans if each.number in chosen or not settings.chapters)
            rendered = _render(plans, project, settings, pool, tell)
            told = covered(played.script, settings.metadata.cover)
            words = WordTimes(project.tracks).of
            edition = Edition(told, played.cast, rendered.tracks, source, settings, words=words)
            files = publish(settings.formats, edition, project.output_folder, tell)
            files += shelve(settings.formats, edition, project.output_folder)
            report(book.losses, project.output_folder)
            describe(project.output_folder.manifest, _account(source, roles, rendered, settings, book.losses))
            _tidy(project, settings, rendered, tell)
    return Made(
        played.script,
        edition,
        folder=project.folder,
        files=files,
        spoken=rendered.spoken,
        kept=rendered.kept,
        elapsed_s=time.monotonic() - started,
        missing=rendered.missing,
    )


def script(source: Path, out: Path | None, flags: Flags, tell: Listener = ignore) -> tuple[Script, Settings]:
    """Who says what in ``source``, with what its cast file says, if it has one. Writes nothing."""
    project, settings = _open(source, out, flags)
    kept = _kept(source, project, settings)
    book = _read(source, settings, kept, tell)
    return _attributed(book, read_castfile(project.cast_file), settings, kept, tell)[0], settings


def cast(source: Path, out: Path | None, flags: Flags, tell: Listener = ignore) -> tuple[Script, Cast, Path]:
    """Write or bring up to date the cast file of ``source`` without speaking."""
    project, settings = _open(source, out, flags)
    kept = _kept(source, project, settings)
    book = _read(source, settings, kept, tell)
    with project.locked():
        return *_direct(book, project, settings, kept, tell), project.cast_file


def clip_store(source: Path | None, out: Path | None, flags: Flags) -> ClipStore:
    """Where the clips of a book are; without a book, those that several books share.

    Raises :class:`~audiobook.errors.UsageError` where there is neither, and
    :class:`~audiobook.errors.InputError` where there is no such book.
    """
    if source is not None:
        project_of(source, out)
        return _store(*_open(source, out, flags))
    settings = load_settings(flags)
    if settings.cache == Path():
        raise UsageError(
            "No folder of shared clips is set.", remedy='Name a book, or set cache = "FOLDER" in your settings.'
        )
    return ClipStore(settings.cache)


def voices(flags: Flags, *, installed: bool = False) -> tuple[Voice, ...]:
    """The voices of the packs, or those that the engines themselves offer."""
    if not installed:
        return load_voices(load_settings(flags).voices)
    found: list[Voice] = []
    for name in ENGINES.names():
        with ENGINES.load(name)() as engine:
            found += engine.voices()
    return tuple(found)


def _open(source: Path, out: Path | None, flags: Flags) -> tuple[Project, Settings]:
    """The folder and settings of a run; a wrong name is found here, before anything is made."""
    project = project_for(source, out)
    settings = load_settings(flags, book=project.settings_file)
    if settings.engine:
        ENGINES.load(settings.engine)
    encodings_of(settings.formats)
    check(settings)
    check_formats(settings)
    cover_in(settings.metadata.cover)
    EXECUTORS.load(settings.executor or EXECUTORS.default())
    ATTRIBUTORS.load(settings.attributor or ATTRIBUTORS.default())
    return project, settings


def _kept(source: Path, project: Project, settings: Settings) -> KeptScript:
    attributor = ATTRIBUTORS.load(settings.attributor or ATTRIBUTORS.default())
    return KeptScript(project.script_file, source, settings, repeatable=attributor.repeatable)


def read(source: Path, flags: Flags) -> Book:
    """The book in ``source`` as the user wants it. Raises :class:`~audiobook.errors.AudiobookError`."""
    settings = load_settings(flags, book=project_for(source, None).settings_file)
    return titled(_shaped(source, settings), settings.metadata)


def _shaped(source: Path, settings: Settings) -> Book:
    shape = shape_of(settings.include, settings.skip, settings.notes)
    return shaped(read_book(source), shape)


def _read(source: Path, settings: Settings, kept: KeptScript, tell: Listener) -> Book:
    tell(StageStarted("read"))
    book = kept.book() or kept.titled(_shaped(source, settings))
    for warning in book.warnings:
        tell(Notice(warning))
    for loss in book.losses:
        tell(Lost(str(loss)))
    tell(StageFinished("read"))
    return book


def _direct(
    book: Book, project: Project, settings: Settings, kept: KeptScript, tell: Listener
) -> tuple[Script, Cast]:
    """Who says what, and who plays whom; the cast file is read before and brought up to date after."""
    pack = pack_for(book, settings, tell)
    choices = read_castfile(project.cast_file)
    found, known = _attributed(book, choices, settings, kept, tell)
    for notice in unused(choices, frozenset(character.name for character in found.characters)):
        tell(Notice(notice))
    roles = cast_script(found, pack, choices)
    write_castfile(project.cast_file, found, roles, choices)
    kept.keep(found, known)
    return found, roles


def _attributed(
    book: Book, choices: CastChoices, settings: Settings, kept: KeptScript, tell: Listener
) -> tuple[Script, Guidance]:
    tell(StageStarted("attribute"))
    known, notices = guidance(choices, book)
    for notice in notices:
        tell(Notice(notice))
    found = kept.script(known)
    if found is None:
        found = found_script(book, known, settings.attributor or ATTRIBUTORS.default(), _factory(settings))
    tell(StageFinished("attribute"))
    return found, known


def pack_for(book: Book, settings: Settings, tell: Listener = ignore) -> tuple[Voice, ...]:
    """The voices to cast from, or what their engines offer in the book's language where none speaks it."""
    pack, language = _on_engine(load_voices(settings.voices), settings.engine), language_of(book)
    with ExitStack() as stack:
        engines = {name: stack.enter_context(ENGINES.load(name)()) for name in {voice.engine for voice in pack}}
        found = in_language(pack, language, lambda voice, tag: engines[voice.engine].in_language(voice, tag))
    if not speaks(found, language):
        tell(Notice(f'No voice speaks the language "{language}" of this book: it is read by those of another.'))
    return found


def _on_engine(pack: tuple[Voice, ...], engine: str) -> tuple[Voice, ...]:
    """Every voice on one engine: one of another engine keeps its name and loses that one's options."""
    return tuple(
        voice if engine in ("", voice.engine) else replace(voice, engine=engine, options=(), gain_db=0.0)
        for voice in pack
    )


@contextmanager
def _pool(settings: Settings) -> Iterator[Pool]:
    """Workers; the first opens the engine that is likely to be needed while the book is being read."""
    with Pool(_factory(settings), settings.workers) as pool:
        pool.warm(inspect_engine, settings.engine or ENGINES.default(), (), settings.line_timeout_s)
        yield pool


def _factory(settings: Settings) -> ExecutorFactory:
    return EXECUTORS.load(settings.executor or EXECUTORS.default())()


def _store(project: Project, settings: Settings) -> ClipStore:
    return ClipStore(project.clips if settings.cache == Path() else settings.cache)


def _account(
    source: Path, roles: Cast, rendered: Rendered, settings: Settings, losses: tuple[Loss, ...]
) -> dict[str, object]:
    """What the files were made of and with, for the manifest."""
    played = {
        role.speaker: {"voice": asdict(role.voice), "delivery": asdict(role.delivery)} for role in roles.roles
    }
    told = {name: str(value) if isinstance(value, Path) else value for name, value in asdict(settings).items()}
    return {
        "inputs": digests(source),
        "versions": versions(),
        "engines": dict(rendered.engines),
        "settings": {**told, "voices": [str(path) for path in settings.voices]},
        "voices": played,
        "missing": list(rendered.missing),
        "losses": [asdict(loss) for loss in losses],
    }


def _tidy(project: Project, settings: Settings, rendered: Rendered, tell: Listener) -> None:
    """Chapters as they were before the last change go, once the whole book is made; their lines are kept, so that
    changing back speaks nothing. Spoken lines go where there are more than the limit.
    """
    if not settings.chapters:
        TrackStore(project.tracks).prune({track.key for track in rendered.tracks})
    limit, store = settings.cache_limit_mb * 1_000_000, _store(project, settings)
    if limit and prune(store, limit) is None:
        tell(Notice("Another run uses the spoken lines: none were removed, though there are more than the limit."))


def _render(
    plans: tuple[ChapterPlan, ...], project: Project, settings: Settings, pool: Pool, tell: Listener
) -> Rendered:
    """Speak and assemble what is not there yet."""
    encodings = encodings_of(settings.formats)
    prints = fingerprints(plans, pool, settings.line_timeout_s)
    store, tracks = _store(project, settings), TrackStore(project.tracks)
    shop = TrackBuilder(store, tracks, settings.encoding, encodings, prints, settings.mastering)
    with in_use(store):
        made = render(plans, shop, pool, settings.line_timeout_s, tell, allow_missing=settings.allow_missing)
        if wants_words(settings.formats):
            time_words(plans, made.tracks, shop, pool, settings.line_timeout_s, tell)
    for line in made.missing:
        tell(Notice(f"A beep stands for a line that could not be spoken: {line}"))
    return made
