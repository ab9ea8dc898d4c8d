"""Before speaking: which names are probably said wrongly, and how lines would be said."""

from pathlib import Path

from audiobook import produce
from audiobook.attribute.lexicon import words as names
from audiobook.casting import cast, load_voices, read_castfile, with_chosen
from audiobook.engines import ENGINES
from audiobook.errors import UnknownNameError
from audiobook.events import Listener, ignore
from audiobook.language import language_of
from audiobook.model import NARRATOR, Line, Sound, Voice
from audiobook.project import project_for, project_of, speech_files
from audiobook.project.pack import pack_for
from audiobook.project.run import BookRun, Flags
from audiobook.registry import nearest
from audiobook.render.staging import Staged, guide
from audiobook.segment import segment
from audiobook.settings.load import load_settings, user_folder
from audiobook.speech import Suspect, primary, spoken, suspects, tables


def words(source: Path, out: Path | None, flags: Flags) -> tuple[Suspect, ...]:
    """The names of ``source`` that are probably said wrongly, frequent ones first.

    Writes nothing.

    Raises :class:`~audiobook.errors.AudiobookError` where book or lexicon cannot be read.
    """
    book = produce.read(source, flags)
    language = language_of(book)
    own = speech_files(project_for(source, out).folder)
    lexicon = guide(language, own, speech_files(user_folder())).lexicon
    known = familiar() | tables(primary(language)).listed("familiar")
    return suspects(segment(book), lexicon, known)


def rehearsal(
    source: Path, out: Path | None, flags: Flags, tell: Listener = ignore
) -> Staged:
    """How every line of ``source`` would be said, by which voice, after which pause.

    Writes nothing.

    Raises :class:`~audiobook.errors.AudiobookError`.
    """
    script, settings = produce.script(source, out, flags, tell)
    run = BookRun(project_for(source, out), settings)
    choices = read_castfile(run.project.cast_file)
    roles = cast(script, pack_for(script.book, settings, choices.voices), choices)
    return run.staged(script, roles, run.guide(script.book))


def familiar() -> frozenset[str]:
    """Given names that an English voice knows.

    It stumbles over those that end like Kakashi, and not over all of them.
    """
    known = names("female") | names("male")
    return frozenset(name for name in known if name[-1] not in "aiou")


def say(text: str, voice: str, source: Path | None, flags: Flags) -> Sound:
    """A text as a voice says it; without a name, as the first narrator does.

    Pronunciations are the user's and, where ``source`` is given, those of its folder. Raises
    :class:`~audiobook.errors.UsageError` for an unknown voice.
    """
    pack = load_voices(load_settings(flags).voices)
    chosen = _voice(voice, with_chosen(pack, [voice]))
    folders = [project_of(source, None).folder] if source else []
    files = [speech_files(folder) for folder in (*folders, user_folder())]
    known = guide(chosen.language, *files)
    sayings = known.lexicon.for_line(NARRATOR, known.language)
    line = Line(spoken(text, known.language, sayings=sayings), chosen)
    with ENGINES.load(chosen.engine)() as engine:
        return engine.speak(line)


def _voice(name: str, pack: tuple[Voice, ...]) -> Voice:
    voices = {voice.name: voice for voice in pack}
    name = name or _first_narrator(pack)
    if name not in voices:
        raise UnknownNameError(
            f'There is no voice "{name}".', remedy=nearest(name, voices)
        )
    return voices[name]


def _first_narrator(pack: tuple[Voice, ...]) -> str:
    """The name of the first voice that suits a narrator, else of the first of all."""
    for voice in pack:
        if voice.suits == "narrator":
            return voice.name
    return pack[0].name if pack else ""
