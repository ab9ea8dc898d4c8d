"""Before speaking: which names are probably said wrongly, how a few words sound, how every line would be said."""

from collections.abc import Mapping
from pathlib import Path

from audiobook import produce
from audiobook.attribute.lexicon import words as names
from audiobook.casting import cast, load_voices, read_castfile
from audiobook.engines import ENGINES
from audiobook.errors import UnknownNameError
from audiobook.events import Listener, ignore
from audiobook.language import language_of
from audiobook.model import NARRATOR, Line, Sound, Voice
from audiobook.project import project_for, project_of
from audiobook.registry import nearest
from audiobook.render.staging import Staged, guide, staged
from audiobook.segment import segment
from audiobook.settings.load import load_settings, user_folder
from audiobook.speech import Suspect, primary, spoken, suspects, tables

Flags = Mapping[str, object]


def words(source: Path, out: Path | None, flags: Flags) -> tuple[Suspect, ...]:
    """The names of ``source`` that are probably said wrongly, frequent ones first. Writes nothing.

    Raises :class:`~audiobook.errors.AudiobookError` where book or lexicon cannot be read.
    """
    book = produce.read(source, flags)
    language = language_of(book)
    lexicon = guide(language, project_for(source, out).folder, user_folder()).lexicon
    known = _familiar() | tables(primary(language)).listed("familiar")
    return suspects(segment(book), lexicon, known)


def rehearsal(source: Path, out: Path | None, flags: Flags, tell: Listener = ignore) -> Staged:
    """How every line of ``source`` would be said, by which voice, after which pause. Writes nothing.

    Raises :class:`~audiobook.errors.AudiobookError`.
    """
    script, settings = produce.script(source, out, flags, tell)
    project = project_for(source, out)
    roles = cast(script, produce.pack_for(script.book, settings), read_castfile(project.cast_file))
    return staged(script, roles, settings, guide(language_of(script.book), project.folder, user_folder()))


def _familiar() -> frozenset[str]:
    """Given names that an English voice knows. It stumbles over those that end like Kakashi, and not over all."""
    return frozenset(name for name in names("female") | names("male") if name[-1] not in "aiou")


def say(text: str, voice: str, source: Path | None, flags: Flags) -> Sound:
    """``text`` as a voice says it (without a name: the first narrator), with the pronunciations of the user and,
    where ``source`` is given, of its folder. Raises :class:`~audiobook.errors.UsageError` for an unknown voice.
    """
    chosen = _voice(voice, load_voices(load_settings(flags).voices))
    folders = [project_of(source, None).folder] if source else []
    known = guide(chosen.language, *folders, user_folder())
    sayings = known.lexicon.for_line(NARRATOR, known.language)
    with ENGINES.load(chosen.engine)() as engine:
        return engine.speak(Line(spoken(text, known.language, sayings=sayings), chosen))


def _voice(name: str, pack: tuple[Voice, ...]) -> Voice:
    found = {voice.name: voice for voice in pack}
    if not name:
        name = next((voice.name for voice in pack if voice.suits == "narrator"), next(iter(found), ""))
    if name not in found:
        raise UnknownNameError(f'There is no voice "{name}".', remedy=nearest(name, found))
    return found[name]
