"""What the program knows of a language: word lists in ``data/<code>.toml``, which a translator can extend.

The dialogue conventions of the segmenter and the grammar of the attributor are made from them; no other code
knows a word of any language but English.
"""

from audiobook.language.guess import language_of
from audiobook.language.lists import (
    ENGLISH,
    KNOWN,
    SECTIONS,
    Noun,
    entries,
    people,
    rows,
    text,
    titles,
    words,
)

__all__ = [
    "ENGLISH",
    "KNOWN",
    "SECTIONS",
    "Noun",
    "entries",
    "language_of",
    "people",
    "rows",
    "text",
    "titles",
    "words",
]
