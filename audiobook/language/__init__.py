"""A language code in; its word lists, and pieces of patterns made from them, out.

The lists are data (``data/<code>.toml``) that a translator extends without programming. Cutting
and attribution read every language that has a file from them, English but in part: its long lists
of people are in ``attribute/data`` and its patterns of letters, thoughts and tags in ``segment``.
Verbs of saying have one list, which all rooms read by ``verbs_of_saying``. Words for other
purposes stand with their purpose: headings and front matter in ``readers``, numbers and
abbreviations in ``speech/data``.
"""

from audiobook.language.guess import language_of
from audiobook.language.lists import (
    ENGLISH,
    SECTIONS,
    Noun,
    entries,
    known_languages,
    own_files,
    people,
    rows,
    text,
    titles,
    words,
)
from audiobook.language.patterns import (
    LOWER,
    NEVER,
    QUOTES,
    UPPER,
    Lists,
    alternatives,
    lists,
    supported,
)
from audiobook.language.saying import VerbsOfSaying, verbs_of_saying

__all__ = [
    "ENGLISH",
    "LOWER",
    "NEVER",
    "QUOTES",
    "SECTIONS",
    "UPPER",
    "Lists",
    "Noun",
    "VerbsOfSaying",
    "alternatives",
    "entries",
    "known_languages",
    "language_of",
    "lists",
    "own_files",
    "people",
    "rows",
    "supported",
    "text",
    "titles",
    "verbs_of_saying",
    "words",
]
