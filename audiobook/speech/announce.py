"""Opening and closing credits, spoken by the narrator as chapters of their own.

A template (see :mod:`~audiobook.settings.template`) may name ``{title}``, ``{subtitle}``,
``{author}``, ``{narrator}``, ``{series}``, ``{part}`` and ``{year}``. An empty template announces
nothing. Blank lines separate paragraphs.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from audiobook.model import (
    NARRATOR,
    Cast,
    Chapter,
    Kind,
    Metadata,
    Script,
    Utterance,
)
from audiobook.settings import Speech
from audiobook.settings.template import check_template, filled

OPENING = "Opening credits"
CLOSING = "Closing credits"
FIELDS = ("title", "subtitle", "author", "narrator", "series", "part", "year")
_PARAGRAPH = re.compile(r"\S.*?(?:\n\s*\n\s*|\s*\Z)", re.DOTALL)


def announced(script: Script, cast: Cast, speech: Speech) -> Script:
    """``script`` with its announcements as first and last chapter.

    Raises :class:`~audiobook.errors.UsageError` like :func:`check_templates`.
    """
    check_templates(speech)
    values = _values(script.book.metadata, cast)
    opening = filled(speech.opening, values)
    closing = filled(speech.closing, values)
    chapters = list(script.book.chapters)
    utterances = list(script.utterances)
    # Numbers of chapters appear in the names of files: those of the book have to stay.
    if opening:
        number = min(_numbers(script), default=1) - 1
        chapters.insert(0, Chapter(number, OPENING, opening))
        utterances.insert(0, _narrated(opening))
    if closing:
        number = max(_numbers(script), default=0) + 1
        chapters.append(Chapter(number, CLOSING, closing))
        utterances.append(_narrated(closing))
    book = replace(script.book, chapters=tuple(chapters))
    return replace(script, book=book, utterances=tuple(utterances))


def check_templates(speech: Speech) -> None:
    """Raise :class:`~audiobook.errors.UsageError` for a field that does not exist."""
    check_template(speech.opening + speech.closing, FIELDS, "An announcement")


def _numbers(script: Script) -> list[int]:
    """The numbers of the book's own chapters."""
    return [chapter.number for chapter in script.book.chapters]


def _values(metadata: Metadata, cast: Cast) -> Mapping[str, str]:
    """What stands for each field of a template."""
    return {
        "title": metadata.title,
        "subtitle": metadata.subtitle,
        "author": " and ".join(metadata.authors),
        "narrator": " and ".join(metadata.narrators) or _narrator(cast),
        "series": metadata.series,
        "part": metadata.series_part,
        "year": metadata.year,
    }


def _narrator(cast: Cast) -> str:
    """The narrator's voice by name, where the book does not say who reads it."""
    for role in cast.roles:
        if role.speaker == NARRATOR:
            return role.voice.name.capitalize()
    return ""


def _narrated(text: str) -> tuple[Utterance, ...]:
    """One utterance for each paragraph, with the blank lines after it."""
    utterances = []
    for number, match in enumerate(_PARAGRAPH.finditer(text)):
        utterance = Utterance(match.start(), match.end(), Kind.NARRATION, number)
        utterances.append(utterance)
    return tuple(utterances)
