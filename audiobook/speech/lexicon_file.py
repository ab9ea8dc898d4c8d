"""``pronunciation.toml``: how names are said.

A file in the book's folder holds for one book, one in the user's folder for all.

::

    [words]
    Kakashi = "kah-KAH-shee"       # a respelling
    Iruka = "/iˈɾuka/"             # IPA

    [[entries]]
    pattern = "jou?nin"            # or word = "..."
    says = "x-sampa:dZ@Unin"
    speaker = "Emma"               # only in her lines; language = "en", case = true likewise
    within = "the last jounin"     # only in lines with these words
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from audiobook.files.toml import TomlFile, convert, overlay, read_toml
from audiobook.registry import nearest
from audiobook.speech.lexicon import Lexicon, Pronunciation
from audiobook.speech.notation import ipa_of

_KEYS = ("words", "entries")
# Characters of a word, a pattern or what is said: a pattern runs over a whole book.
_LONGEST = 200
_NOTATIONS = ("/", "ipa:", "x-sampa:", "xsampa:")

_Keys = tuple[str | int, ...]  # the way to a value in the file


def read_lexicon(*paths: Path) -> Lexicon:
    """The entries of those files that exist, in order.

    Raises :class:`~audiobook.errors.SettingsError` naming file, line and what is wrong.
    """
    entries: list[Pronunciation] = []
    # In this order, because the first of several entries for a word wins.
    for path in paths:
        if path.exists():
            entries.extend(_entries(read_toml(path)))
    return Lexicon(tuple(entries))


def _entries(file: TomlFile) -> Iterator[Pronunciation]:
    """The entries of one file: those of ``[[entries]]`` first, which say more."""
    for key in file.data:
        if key not in _KEYS:
            message = f'"{key}" is not known here.'
            raise file.error(message, key, remedy=nearest(key, _KEYS))
    words = file.data.get("words", {})
    if not isinstance(words, Mapping):
        remedy = 'Begin it with [words]: NAME = "says".'
        raise file.error('"words" must be a table.', "words", remedy=remedy)
    for number, table in enumerate(_tables(file)):
        keys: _Keys = ("entries", number)
        entry = overlay(Pronunciation(""), table, file, keys)
        _check(entry, file, keys)
        yield entry
    for word, value in words.items():
        keys = ("words", word)
        entry = Pronunciation(convert(value, str, file, keys), word)
        _check(entry, file, keys)
        yield entry


def _tables(file: TomlFile) -> list[Mapping[str, object]]:
    """The tables of ``[[entries]]``. Raises SettingsError where they are something else."""
    tables = file.data.get("entries", [])
    if isinstance(tables, list) and all(map(_is_table, tables)):
        return tables
    remedy = "Begin each: [[entries]]."
    raise file.error('"entries" must be a list of tables.', "entries", remedy=remedy)


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


def _check(entry: Pronunciation, file: TomlFile, keys: _Keys) -> None:
    """Raise SettingsError for an entry that cannot be meant, naming its line."""
    has_word = bool(entry.word.strip())
    has_pattern = bool(entry.pattern)
    if has_word == has_pattern:
        raise file.error("An entry has either a word or a pattern.", *keys)
    # A word without a letter would leave a hole in the sentence.
    has_sound = any(map(str.isalnum, entry.says))
    longest = max(map(len, (entry.word, entry.pattern, entry.says)))
    if not has_sound or longest > _LONGEST:
        message = "What is said needs a letter"
        limit = f"nothing here may be longer than {_LONGEST} characters"
        raise file.error(f"{message}, and {limit}.", *keys)
    if entry.says.startswith(_NOTATIONS) and not ipa_of(entry.says):
        message = f'"{entry.says}" is not a pronunciation.'
        raise file.error(message, *keys, remedy="Put IPA between two slashes.")
    try:
        re.compile(entry.pattern)
    except re.error as error:
        message = f"The pattern is not a regular expression: {error}."
        raise file.error(message, *keys) from error
