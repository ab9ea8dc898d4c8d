"""A language code in; its word lists, and pieces of patterns made from them, out.

The lists are data (``data/<code>.toml``) that a translator extends without programming. Cutting and
attribution read every language but English from them alone, with three exceptions:
``segment.dashes`` knows some verbs of speech for dash dialogue in languages without a file,
``segment.judge`` what follows Chinese and Japanese quotations, and ``attribute/data`` has the
longer lists of English. Words for other purposes stand with their purpose: headings and front
matter in ``readers``, numbers and abbreviations in ``speech/data``.
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
from audiobook.language.subtag import primary_subtag

__all__ = [
    "ENGLISH",
    "LOWER",
    "NEVER",
    "QUOTES",
    "SECTIONS",
    "UPPER",
    "Lists",
    "Noun",
    "alternatives",
    "entries",
    "known_languages",
    "language_of",
    "lists",
    "own_files",
    "people",
    "primary_subtag",
    "rows",
    "supported",
    "text",
    "titles",
    "words",
]
