"""Voice packs: TOML files that say which voices there are and what each sounds like.

Packs are read in an order in which the later ones replace voices of the same name: of those that
ship the ones that are named, or else the default one; the user's own; files of the settings. A
pack that is wrong anywhere is refused as a whole, with file and line.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from audiobook.errors import SettingsError
from audiobook.files.shipped import shipped_voices
from audiobook.files.toml import Keys, TomlFile, convert, overlay, read_toml
from audiobook.model import Voice, primary_subtag
from audiobook.model.cast import Options
from audiobook.registry import nearest
from audiobook.settings.load import user_folder

DEFAULT = (
    "default"  # of the packs that ship: the one to cast from unless others are named
)
GENDERS = ("female", "male")
AGES = ("child", "young", "adult", "old")
SUITS = ("narrator", "oddity")
# What a pack may state once, for all of its voices.
_OF_ALL = ("licence", "source")
_WORDS = {"gender": GENDERS, "age": AGES, "suits": SUITS}

InLanguage = Callable[
    [Voice, str], Voice | None
]  # what an engine offers in another language


def load_voices(
    extra: Iterable[Path] = (), *, user: Path | None = None
) -> tuple[Voice, ...]:
    """Every voice there is, in the order of the packs.

    ``extra`` are the packs of the settings: names of packs that ship, files, or folders of
    ``*.toml`` files. Where none that ships is named, the default one is read. ``user`` is the
    user's folder of packs, which need not exist (default: ``voices`` beside the user's
    settings). Raises :class:`SettingsError`.
    """
    named = []
    others = []
    for path in extra:
        pack = shipped_pack(path)
        if pack:
            named.append(pack)
        else:
            others += _asked_for(path)
    shipped = named or [shipped_voices() / f"{DEFAULT}.toml"]
    own = _packs_in(user or user_folder() / "voices")
    voices = {}
    for pack in (*shipped, *own, *others):
        for voice in read_pack(pack):
            voices[voice.name] = voice
    return tuple(voices.values())


def with_chosen(voices: tuple[Voice, ...], names: Iterable[str]) -> tuple[Voice, ...]:
    """The voices, and those of ``names`` that only a pack that ships, and was not asked for, has.

    What is added is cast only where it is chosen, as an oddity is: a single part can have a
    voice of a pack from which the others are not cast.
    """
    known = {voice.name for voice in voices}
    missing = {name for name in names if name and name not in known}
    added: dict[str, Voice] = {}
    if missing:
        for pack in shipped_packs().values():
            for voice in read_pack(pack):
                if voice.name in missing:
                    added.setdefault(voice.name, replace(voice, suits="oddity"))
    return (*voices, *added.values())


def shipped_packs() -> dict[str, Path]:
    """The packs that ship, by name."""
    return {path.stem: path for path in _packs_in(shipped_voices())}


def shipped_pack(path: Path) -> Path | None:
    """The pack that ships which a path names: its last part does, and there is no such file.

    Names in a settings file have become paths beside that file.
    """
    if path.exists():
        return None
    return shipped_packs().get(path.name)


def read_pack(path: Path) -> tuple[Voice, ...]:
    """The voices of one pack.

    Raises :class:`SettingsError` with file, line and the nearest right word.
    """
    file = read_toml(path)
    check_keys(file, file.data, ("voices", *_OF_ALL))
    tables = file.data.get("voices", {})
    if not isinstance(tables, Mapping):
        remedy = "Begin each with [voices.NAME]."
        raise file.error('"voices" must consist of tables.', "voices", remedy=remedy)
    if not tables:
        remedy = "Begin each voice with a line [voices.NAME]."
        raise file.error("There is no voice in this pack.", remedy=remedy)
    of_all = {key: file.data[key] for key in _OF_ALL if key in file.data}
    return tuple(_voice(file, name, table, of_all) for name, table in tables.items())


def read_options(file: TomlFile, table: Mapping[str, object], keys: Keys) -> Options:
    """The engine's options in a table, sorted by name. The engine checks what each means."""
    options = table.get("options", {})
    if not isinstance(options, Mapping):
        remedy = "Write { name = value, ... }."
        raise file.error('"options" must be a table.', *keys, "options", remedy=remedy)
    pairs = []
    for name, value in options.items():
        if not isinstance(value, str | int | float | bool):
            message = f'"{name}" must be text, a number, true or false.'
            raise file.error(message, *keys, "options", name)
        pairs.append((name, value))
    return tuple(sorted(pairs))


def check_keys(
    file: TomlFile, table: Mapping[str, object], known: Iterable[str], keys: Keys = ()
) -> None:
    """Raise :class:`SettingsError` for the first key of ``table`` that is not known."""
    for key in table:
        if key not in known:
            raise file.error(
                f'"{key}" is not known here.', *keys, key, remedy=nearest(key, known)
            )


def check_word(file: TomlFile, word: str, known: Iterable[str], keys: Keys) -> None:
    """Raise :class:`SettingsError` for a word that is neither empty nor known."""
    if word and word not in known:
        message = f'"{word}" is not a known {keys[-1]}.'
        raise file.error(message, *keys, remedy=nearest(word, known))


def primary(language: str) -> str:
    """The primary part of a BCP 47 tag in lower case; English where there is no tag."""
    return primary_subtag(language) or "en"


def speaks(voices: tuple[Voice, ...], language: str) -> bool:
    """Whether one of ``voices`` speaks a language."""
    wanted = primary(language)
    return any(primary(voice.language) == wanted for voice in voices)


def in_language(
    voices: tuple[Voice, ...], language: str, ask: InLanguage
) -> tuple[Voice, ...]:
    """The voices; where none of them speaks ``language``, those that their engines have in it.

    The timbres stay the same. Voices that come out alike, because only their accents differed,
    are one.
    """
    if speaks(voices, language):
        return voices
    offered: dict[object, Voice] = {}
    for voice in voices:
        other = ask(voice, language)
        if other is not None:
            offered.setdefault((other.engine, other.options), other)
    return tuple(offered.values()) or voices


def _packs_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))


def _asked_for(path: Path) -> list[Path]:
    if not path.is_dir():
        _check_name(path)
        return [path]
    packs = _packs_in(path)
    if not packs:
        message = "There is no voice pack in this folder."
        raise SettingsError(
            message, file=path, remedy='The names of voice packs end in ".toml".'
        )
    return packs


def _check_name(path: Path) -> None:
    """Raise :class:`SettingsError` for what is no file, and looks like the name of a pack."""
    if path.suffix or path.exists():
        return
    message = f'There is no voice pack "{path}".'
    remedy = f"Name a file or folder, or a pack that ships. {nearest(path.name, shipped_packs())}"
    raise SettingsError(message, remedy=remedy)


def _voice(
    file: TomlFile, name: str, table: object, of_all: Mapping[str, object]
) -> Voice:
    keys: Keys = ("voices", name)
    if not isinstance(table, Mapping):
        message = f'The voice "{name}" must be a table.'
        raise file.error(message, *keys, remedy=f"Begin it with [voices.{name}].")
    _check_table(file, name, table, keys)
    plain = {
        key: value for key, value in table.items() if key not in ("options", "measured")
    }
    options = read_options(file, table, keys)
    measured = convert(
        table.get("measured", {}), dict[str, float], file, (*keys, "measured")
    )
    whole = Voice(name, "", options, measured=tuple(sorted(measured.items())))
    whole = overlay(whole, of_all, file)
    voice = overlay(whole, plain, file, keys)
    for key, words in _WORDS.items():
        check_word(file, getattr(voice, key), words, (*keys, key))
    return voice


def _check_table(
    file: TomlFile, name: str, table: Mapping[str, object], keys: Keys
) -> None:
    """Raise :class:`SettingsError` where the table of a voice has no proper name or no engine."""
    if not name.strip() or not name.isprintable():
        raise file.error("The name of a voice must be readable text.", *keys)
    if "engine" not in table:
        message = f'The voice "{name}" does not name an engine.'
        raise file.error(message, *keys, remedy='Add a line engine = "...".')
    if "name" in table:
        message = "A voice takes its name from its table header."
        raise file.error(message, *keys, "name", remedy="Remove this line.")
