"""Source -> book -> who says what, and who plays whom, with what is kept of it from run to run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.casting import (
    CastChoices,
    Volume,
    guidance,
    read_castfile,
    unused,
    with_names,
    with_voices,
    write_castfile,
)
from audiobook.casting import cast as cast_script
from audiobook.events import Listener, Lost, Notice, StageFinished, StageStarted
from audiobook.model import Book, Cast, Guidance, Script, Voice
from audiobook.offload import found_script
from audiobook.project import script_cache
from audiobook.project.pack import pack_for
from audiobook.project.run import BookRun
from audiobook.project.script_cache import (
    CachedScript,
    guidance_key_of,
    source_key_of,
)
from audiobook.project.series import casting_alone, note_volume, volumes_of
from audiobook.project.titlepage import entitled, titled, unknown_titles
from audiobook.readers import read_book
from audiobook.readers.shape import shape_of, shaped
from audiobook.settings import Settings


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


@dataclass(frozen=True, slots=True)
class Directed:
    """Who says what and who plays whom, by what the cast file says."""

    script: Script
    cast: Cast
    choices: CastChoices
    known: Guidance


@dataclass(frozen=True, slots=True)
class CastingTerms:
    """What casting has to keep to, before anybody knows who speaks.

    ``named`` is what the cast file says, with the names that other ``volumes`` of a series have
    joined; the voices are those of ``pack``.
    """

    named: CastChoices
    volumes: Sequence[Volume]
    pack: tuple[Voice, ...]

    def cast(self, script: Script) -> Cast:
        """Who plays whom in a script."""
        names = {voice.name for voice in self.pack}
        voiced = with_voices(self.named, self.volumes, script, names)
        return cast_script(script, self.pack, voiced)


def shaped_book(source: Path, settings: Settings) -> Book:
    """The book in a source, with the chapters that are wanted."""
    shape = shape_of(settings.include, settings.skip, settings.notes)
    return shaped(read_book(source), shape)


def read_source(source: Path, run: BookRun, tell: Listener) -> ReadBook:
    """The book, from the script cache where nothing that shapes it has changed."""
    tell(StageStarted("read"))
    source_key = ""
    if run.attributor.repeatable:
        source_key = source_key_of(source, run.settings)
    cached = script_cache.load(run.project.script_file, source_key)
    original = cached.script.book if cached else shaped_book(source, run.settings)
    book = titled(original, run.settings)
    for warning in book.warnings:
        tell(Notice(warning))
    for notice in unknown_titles(original, run.settings.titles):
        tell(Notice(notice))
    for loss in book.losses:
        tell(Lost(str(loss)))
    tell(StageFinished("read"))
    return ReadBook(original, book, source_key, cached)


def direct(reading: ReadBook, run: BookRun, tell: Listener) -> tuple[Script, Cast]:
    """Who says what, and who plays whom.

    The cast file is read before and brought up to date after.
    """
    with casting_alone(reading.book.metadata):
        directed = directed_now(reading, run, tell)
        found = directed.script
        speakers = frozenset(character.name for character in found.characters)
        for notice in unused(directed.choices, speakers):
            tell(Notice(notice))
        write_castfile(run.project.cast_file, found, directed.cast, directed.choices)
        note_volume(run.project, found)
    _keep(found, directed.known, reading, run)
    return found, directed.cast


def directed_now(reading: ReadBook, run: BookRun, tell: Listener) -> Directed:
    """The same; nothing is written."""
    choices = read_castfile(run.project.cast_file)
    terms = terms_of(reading.book, choices, run, tell)
    found, known = attributed(reading, terms.named, run, tell)
    return Directed(found, terms.cast(found), choices, known)


def terms_of(
    book: Book, choices: CastChoices, run: BookRun, tell: Listener
) -> CastingTerms:
    """What a cast file and the other volumes of a series ask for in a book."""
    volumes = volumes_of(run.project, book.metadata, run.settings, tell)
    chosen = [*choices.voices]
    for volume in volumes:
        chosen += volume.choices.voices
    pack = pack_for(book, run.settings, chosen, tell)
    return CastingTerms(with_names(choices, volumes, book), volumes, pack)


def attributed(
    reading: ReadBook, choices: CastChoices, run: BookRun, tell: Listener
) -> tuple[Script, Guidance]:
    """Who says what, by what the cast file says, which comes with it."""
    tell(StageStarted("attribute"))
    known, notices = guidance(choices, reading.book)
    for notice in notices:
        tell(Notice(notice))
    cached = reading.cached
    if cached and cached.guidance_key == guidance_key_of(known):
        found = entitled(cached.script, run.settings)
    else:
        found = found_script(reading.book, known, run.attributor_name, run.executor)
    tell(StageFinished("attribute"))
    return found, known


def _keep(found: Script, known: Guidance, reading: ReadBook, run: BookRun) -> None:
    """Put a script into the cache, unless it came from there."""
    guidance_key = guidance_key_of(known)
    if reading.cached and reading.cached.guidance_key == guidance_key:
        return
    own = replace(found, book=reading.original)
    cached = CachedScript(reading.source_key, guidance_key, own)
    script_cache.save(run.project.script_file, cached)
