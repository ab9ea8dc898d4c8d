"""The cast file: TOML that the program writes once and that is the user's from then on.

Reading is strict: whatever is not understood is an error with its line, never passed over. A file that cannot
be read is left as it is; the program never writes over what it has not understood.
"""

from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path

from audiobook.casting.choices import CastChoices, Choice, LineChoice
from audiobook.casting.packs import AGES, GENDERS, check_keys, check_word, read_options
from audiobook.errors import SettingsError
from audiobook.files.toml import TomlFile, overlay, parse_toml, read_text
from audiobook.model import NARRATOR

_REMEDY = 'Names and texts stand in "quotes". Mend the line, or rename the file to have a new one written.'


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


def _speakers(file: TomlFile) -> tuple[Choice, ...]:
    tables = file.data.get("speakers", {})
    if not isinstance(tables, Mapping):
        raise file.error('"speakers" has to be made of tables.', "speakers", remedy="Begin each: [speakers.NAME].")
    return tuple(_speaker(file, name, table) for name, table in tables.items())


def _speaker(file: TomlFile, name: str, table: object) -> Choice:
    keys = ("speakers", name)
    if not isinstance(table, Mapping):
        raise file.error(
            f'The speaker "{name}" has to be a table.', *keys, remedy="Begin it with [speakers.NAME]."
        )
    for key, value in table.items():
        if isinstance(value, Mapping) and key != "options":
            remedy = f'A name with a dot stands in quotes: [speakers."{name}. {key}"].'
            raise file.error(f'"{name}" and "{key}" are read as two names.', *keys, key, remedy=remedy)
    known = [entry.name for entry in fields(Choice) if entry.name != "speaker"]
    check_keys(file, table, known, keys)
    plain = {key: value for key, value in table.items() if key != "options"}
    choice = overlay(Choice(name, options=read_options(file, table, keys)), plain, file, keys)
    check_word(file, choice.gender, GENDERS, (*keys, "gender"))
    check_word(file, choice.age, AGES, (*keys, "age"))
    return choice


def _lines(file: TomlFile) -> tuple[LineChoice, ...]:
    tables = file.data.get("lines", [])
    if not isinstance(tables, list):
        raise file.error('"lines" has to be a list of tables.', "lines", remedy="Begin each with [[lines]].")
    return tuple(_line(file, n, table) for n, table in enumerate(tables))


def _line(file: TomlFile, n: int, table: object) -> LineChoice:
    keys = ("lines", n)
    if not isinstance(table, Mapping):
        raise file.error("A corrected line has to be a table.", *keys, remedy="Begin each with [[lines]].")
    line = overlay(LineChoice(0, "", ""), table, file, keys)
    for key in ("chapter", "text", "speaker"):
        if not table.get(key):
            raise file.error(f"This corrected line has no {key}.", *keys, remedy=f"Add a line {key} = ...")
    return line


def unused(choices: CastChoices, speakers: frozenset[str]) -> tuple[str, ...]:
    """A notice for each table that a user wrote, or chose a voice in, for somebody who is none of ``speakers``."""
    known = sorted(speakers | {NARRATOR})
    silent = [c.speaker for c in choices.speakers if (c.voice or not c.automatic) and c.speaker not in known]
    near = {speaker: get_close_matches(speaker, known, n=1) for speaker in silent}
    return tuple(
        f'The cast file has a table for "{speaker}", who says nothing in this book.'
        + (f' Did you mean "{near[speaker][0]}"?' if near[speaker] else "")
        for speaker in silent
    )
