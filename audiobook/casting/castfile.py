"""The cast file: TOML that the program writes once and that is the user's from then on.

Reading is strict: whatever is not understood is an error with its line, never passed over. A file
that cannot be read is left as it is; the program never writes over what it has not understood.
"""

from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path

from audiobook.casting.choices import CastChoices, Choice, LineChoice
from audiobook.casting.packs import AGES, GENDERS, check_keys, check_word, read_options
from audiobook.errors import SettingsError
from audiobook.files.toml import Keys, TomlFile, overlay, parse_toml, read_text
from audiobook.model import NARRATOR

_REMEDY = (
    'Put names and texts in "quotes". '
    "Mend the line, or rename the file to have a new one written."
)
_SPEAKER_KEYS = tuple(entry.name for entry in fields(Choice) if entry.name != "speaker")


def read_castfile(path: Path) -> CastChoices:
    """What a cast file says; nothing where there is no such file.

    Raises :class:`SettingsError` naming file, line and the nearest right word.
    """
    if not path.exists():
        return CastChoices()
    return parse_castfile(read_text(path), path)


def parse_castfile(text: str, path: Path) -> CastChoices:
    """What ``text``, the content of the cast file ``path``, says. Raises :class:`SettingsError`."""
    try:
        file = parse_toml(text, path)
    except SettingsError as error:
        error.remedy = _REMEDY
        raise
    check_keys(file, file.data, ("speakers", "lines"))
    return CastChoices(_speakers(file), _lines(file), file)


def unused(choices: CastChoices, speakers: frozenset[str]) -> tuple[str, ...]:
    """A notice for each table of somebody who is not one of ``speakers``.

    Only tables that a user wrote, or chose a voice in, are noticed.
    """
    known = sorted(speakers | {NARRATOR})
    notices = []
    for choice in choices.speakers:
        by_the_user = bool(choice.voice) or not choice.automatic
        if by_the_user and choice.speaker not in known:
            notices.append(_unused_notice(choice.speaker, known))
    return tuple(notices)


def _unused_notice(speaker: str, known: list[str]) -> str:
    notice = (
        f'The cast file has a table for "{speaker}", who says nothing in this book.'
    )
    near = get_close_matches(speaker, known, n=1)
    if near:
        notice += f' Did you mean "{near[0]}"?'
    return notice


def _speakers(file: TomlFile) -> tuple[Choice, ...]:
    tables = file.data.get("speakers", {})
    if not isinstance(tables, Mapping):
        remedy = "Begin each: [speakers.NAME]."
        raise file.error(
            '"speakers" must consist of tables.', "speakers", remedy=remedy
        )
    return tuple(_speaker(file, name, table) for name, table in tables.items())


def _speaker(file: TomlFile, name: str, table: object) -> Choice:
    keys: Keys = ("speakers", name)
    if not isinstance(table, Mapping):
        message = f'The speaker "{name}" must be a table.'
        raise file.error(message, *keys, remedy="Begin it with [speakers.NAME].")
    _check_no_table_inside(file, name, table)
    check_keys(file, table, _SPEAKER_KEYS, keys)
    plain = {key: value for key, value in table.items() if key != "options"}
    options = read_options(file, table, keys)
    choice = overlay(Choice(name, options=options), plain, file, keys)
    check_word(file, choice.gender, GENDERS, (*keys, "gender"))
    check_word(file, choice.age, AGES, (*keys, "age"))
    return choice


def _check_no_table_inside(
    file: TomlFile, name: str, table: Mapping[str, object]
) -> None:
    """A name with a dot that is not quoted, such as ``[speakers.Mr. Weston]``, nests two tables."""
    for key, value in table.items():
        if isinstance(value, Mapping) and key != "options":
            message = f'"{name}" and "{key}" are read as two names.'
            remedy = f'Put a name with a dot in quotes: [speakers."{name}. {key}"].'
            raise file.error(message, "speakers", name, key, remedy=remedy)


def _lines(file: TomlFile) -> tuple[LineChoice, ...]:
    tables = file.data.get("lines", [])
    if not isinstance(tables, list):
        remedy = "Begin each with [[lines]]."
        raise file.error('"lines" must be a list of tables.', "lines", remedy=remedy)
    return tuple(_line(file, number, table) for number, table in enumerate(tables))


def _line(file: TomlFile, number: int, table: object) -> LineChoice:
    keys: Keys = ("lines", number)
    if not isinstance(table, Mapping):
        remedy = "Begin each with [[lines]]."
        raise file.error("A corrected line must be a table.", *keys, remedy=remedy)
    line = overlay(LineChoice(0, "", ""), table, file, keys)
    for key in ("chapter", "text", "speaker"):
        if not table.get(key):
            message = f"This corrected line has no {key}."
            raise file.error(message, *keys, remedy=f"Add a line {key} = ...")
    return line
