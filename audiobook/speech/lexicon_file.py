"""``pronunciation.toml``: how names are said, for one book (in its folder) or for all (in the user's folder).

::

    [words]
    Kakashi = "kah-KAH-shee"       # a respelling
    Iruka = "/iˈɾuka/"             # IPA

    [[entries]]
    pattern = "jou?nin"            # or word = "..."
    says = "x-sampa:dZ@Unin"
    speaker = "Emma"               # only in her lines; language = "en", case = true likewise
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from audiobook.files.toml import TomlFile, convert, overlay, read_toml
from audiobook.registry import nearest
from audiobook.speech.lexicon import Entry, Lexicon
from audiobook.speech.notation import ipa_of

_LONGEST = 200  # characters of a word, a pattern or what it says
_NOTATIONS = ("/", "ipa:", "x-sampa:", "xsampa:")


def read_lexicon(*paths: Path) -> Lexicon:
    """The entries of those files that exist, in order.

    Raises :class:`~audiobook.errors.SettingsError` naming file, line and what is wrong.
    """
    return Lexicon(
        tuple(
            entry
            for path in paths
            if path.exists()
            for entry in _entries(read_toml(path))
        )
    )


def _entries(file: TomlFile) -> Iterator[Entry]:
    for key in file.data:
        if key not in ("words", "entries"):
            raise file.error(
                f'"{key}" is not known here.',
                key,
                remedy=nearest(key, ("words", "entries")),
            )
    words, entries = file.data.get("words", {}), file.data.get("entries", [])
    if not isinstance(words, Mapping):
        raise file.error(
            '"words" has to be a table.',
            "words",
            remedy='Begin it with [words]: NAME = "says".',
        )
    if not isinstance(entries, list) or not all(
        isinstance(entry, Mapping) for entry in entries
    ):
        raise file.error(
            '"entries" has to be a list of tables.',
            "entries",
            remedy="Begin each: [[entries]].",
        )
    for number, table in enumerate(entries):
        yield _checked(
            overlay(Entry(""), table, file, ("entries", number)),
            file,
            ("entries", number),
        )
    for word, says in words.items():
        yield _checked(
            Entry(convert(says, str, file, ("words", word)), word),
            file,
            ("words", word),
        )


def _checked(entry: Entry, file: TomlFile, keys: tuple[str | int, ...]) -> Entry:
    if bool(entry.word.strip()) == bool(entry.pattern):
        raise file.error("An entry has either a word or a pattern.", *keys)
    if (
        not any(map(str.isalnum, entry.says))
        or max(map(len, (entry.word, entry.pattern, entry.says))) > _LONGEST
    ):
        raise file.error(
            "What is said needs a letter, and nothing here is that long.", *keys
        )
    if entry.says.startswith(_NOTATIONS) and not ipa_of(entry.says):
        raise file.error(
            f'"{entry.says}" is no pronunciation.',
            *keys,
            remedy="IPA stands between two slashes.",
        )
    try:
        re.compile(entry.pattern)
    except re.error as error:
        raise file.error(
            f"The pattern is not a regular expression: {error}.", *keys
        ) from error
    return entry
