"""Opening and closing credits, spoken by the narrator as chapters of their own.

A template (see :mod:`~audiobook.settings.template`) may name ``{title}``, ``{subtitle}``, ``{author}``,
``{narrator}``, ``{series}``, ``{part}`` and ``{year}``. An empty one
announces nothing. Paragraphs are parted by blank lines.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from audiobook.model import NARRATOR, Cast, Chapter, Kind, Metadata, Script, Utterance
from audiobook.settings import Speech
from audiobook.settings.template import check_template, filled

OPENING, CLOSING = "Opening credits", "Closing credits"
FIELDS = ("title", "subtitle", "author", "narrator", "series", "part", "year")
_PARAGRAPH = re.compile(r"\S.*?(?:\n\s*\n\s*|\s*\Z)", re.DOTALL)


def announced(script: Script, cast: Cast, speech: Speech) -> Script:
    """``script`` with its announcements as first and last chapter. Raises what :func:`check_templates` raises."""
    check_templates(speech)
    known = _known(script.book.metadata, cast)
    opening, closing = filled(speech.opening, known), filled(speech.closing, known)
    chapters, utterances = script.book.chapters, script.utterances
    if opening:
        first = min((chapter.number for chapter in chapters), default=1) - 1
        chapters, utterances = (
            (Chapter(first, OPENING, opening), *chapters),
            (_said(opening), *utterances),
        )
    if closing:
        last = max((chapter.number for chapter in chapters), default=0) + 1
        chapters, utterances = (
            (*chapters, Chapter(last, CLOSING, closing)),
            (*utterances, _said(closing)),
        )
    return replace(
        script, book=replace(script.book, chapters=chapters), utterances=utterances
    )


def _known(metadata: Metadata, cast: Cast) -> Mapping[str, str]:
    return {
        "title": metadata.title,
        "subtitle": metadata.subtitle,
        "author": " and ".join(metadata.authors),
        "narrator": " and ".join(metadata.narrators) or _voice(cast),
        "series": metadata.series,
        "part": metadata.series_part,
        "year": metadata.year,
    }


def _voice(cast: Cast) -> str:
    return next(
        (
            role.voice.name.capitalize()
            for role in cast.roles
            if role.speaker == NARRATOR
        ),
        "",
    )


def check_templates(speech: Speech) -> None:
    """Raise :class:`~audiobook.errors.UsageError` for a field that there is not."""
    check_template(speech.opening + speech.closing, FIELDS, "An announcement")


def _said(text: str) -> tuple[Utterance, ...]:
    return tuple(
        Utterance(match.start(), match.end(), Kind.NARRATION, number)
        for number, match in enumerate(_PARAGRAPH.finditer(text))
    )
