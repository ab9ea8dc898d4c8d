"""Voice packs: TOML files that say which voices there are and what each sounds like.

Packs are read in an order in which the later ones replace voices of the same name: those that ship, the
user's own, those of the settings. A pack that is wrong anywhere is refused as a whole, with file and line.
"""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from audiobook.errors import SettingsError
from audiobook.files.toml import Keys, TomlFile, convert, overlay, read_toml
from audiobook.model import Voice
from audiobook.model.cast import Options
from audiobook.registry import nearest
from audiobook.settings.load import user_folder

GENDERS = ("female", "male")
AGES = ("child", "young", "adult", "old")
SUITS = ("narrator", "oddity")
_WORDS = {"gender": GENDERS, "age": AGES, "suits": SUITS}


def load_voices(extra: Iterable[Path] = (), *, user: Path | None = None) -> tuple[Voice, ...]:
    """Every voice there is, in the order of the packs.

    ``extra`` are the packs of the settings: files, or folders of ``*.toml`` files; ``user`` is the user's
    folder of packs (default: ``voices`` beside the user's settings), which need not exist. Raises
    :class:`SettingsError`.
    """
    own = user or user_folder() / "voices"
    packs = [*_packs_in(shipped_folder()), *_packs_in(own)]
    for path in extra:
        packs += _asked_for(path)
    found = {voice.name: voice for pack in packs for voice in read_pack(pack)}
    return tuple(found.values())


def shipped_folder() -> Path:
    """The packs that ship: inside the installed package, or beside it in a source checkout."""
    package = Path(str(files("audiobook")))
    installed = package / "_voices"
    return installed if installed.is_dir() else package.parent / "voices"


def _packs_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))


def _asked_for(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = _packs_in(path)
    if not found:
        raise SettingsError(
            "There is no voice pack in this folder.", file=path, remedy='The names of voice packs end in ".toml".'
        )
    return found


def read_pack(path: Path) -> tuple[Voice, ...]:
    """The voices of one pack. Raises :class:`SettingsError` with file, line and the nearest right word."""
    file = read_toml(path)
    check_keys(file, file.data, ("voices",))
    tables = file.data.get("voices", {})
    if not isinstance(tables, Mapping):
        raise file.error('"voices" has to be made of tables.', "voices", remedy="Begin each with [voices.NAME].")
    if not tables:
        raise file.error("There is no voice in this pack.", remedy="Begin each voice with a line [voices.NAME].")
    return tuple(_voice(file, name, table) for name, table in tables.items())


def _voice(file: TomlFile, name: str, table: object) -> Voice:
    keys: Keys = ("voices", name)
    if not isinstance(table, Mapping):
        raise file.error(f'The voice "{name}" has to be a table.', *keys, remedy=f"Begin it with [voices.{name}].")
    if not name.strip() or not name.isprintable():
        raise file.error("The name of a voice has to be a word that can be read.", *keys)
    if "engine" not in table:
        raise file.error(f'The voice "{name}" names no engine.', *keys, remedy='Add a line engine = "...".')
    if "name" in table:
        raise file.error("The name of a voice is that of its table.", *keys, "name", remedy="Remove this line.")
    plain = {key: value for key, value in table.items() if key not in ("options", "measured")}
    whole = Voice(name, "", read_options(file, table, keys), measured=_measured(file, table, keys))
    voice = overlay(whole, plain, file, keys)
    for key, words in _WORDS.items():
        check_word(file, getattr(voice, key), words, (*keys, key))
    return voice


def read_options(file: TomlFile, table: Mapping[str, object], keys: Keys) -> Options:
    """The engine's options in a table, sorted by name. What each means is for the engine to check."""
    options = table.get("options", {})
    if not isinstance(options, Mapping):
        raise file.error('"options" has to be a table.', *keys, "options", remedy="Write { name = value, ... }.")
    pairs = []
    for name, value in options.items():
        if not isinstance(value, str | int | float | bool):
            raise file.error(f'"{name}" has to be a text, a number, true or false.', *keys, "options", name)
        pairs.append((name, value))
    return tuple(sorted(pairs))


def _measured(file: TomlFile, table: Mapping[str, object], keys: Keys) -> tuple[tuple[str, float], ...]:
    measured = convert(table.get("measured", {}), dict[str, float], file, (*keys, "measured"))
    return tuple(sorted(measured.items()))


def check_keys(file: TomlFile, table: Mapping[str, object], known: Iterable[str], keys: Keys = ()) -> None:
    """Raise :class:`SettingsError` for the first key of ``table`` that is not known."""
    for key in table:
        if key not in known:
            raise file.error(f'"{key}" is not known here.', *keys, key, remedy=nearest(key, known))


def check_word(file: TomlFile, word: str, known: Iterable[str], keys: Keys) -> None:
    """Raise :class:`SettingsError` for a word that is neither empty nor known."""
    if word and word not in known:
        raise file.error(f'"{word}" is no {keys[-1]} that is known.', *keys, remedy=nearest(word, known))
