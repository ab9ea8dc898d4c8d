"""Opening and closing credits, spoken by the narrator as chapters of their own.

A template may name ``{title}``, ``{author}``, ``{narrator}``, ``{series}``, ``{part}`` and ``{year}``. What stands
in square brackets is left out where something that it names is not known: ``{title}[, by {author}].`` An empty
template announces nothing. Paragraphs are parted by blank lines.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from audiobook.errors import UsageError
from audiobook.model import NARRATOR, Cast, Chapter, Kind, Metadata, Script, Utterance
from audiobook.registry import nearest
from audiobook.settings import Speech

OPENING, CLOSING = "Opening credits", "Closing credits"
FIELDS = ("title", "author", "narrator", "series", "part", "year")
_FIELD = re.compile(r"\{(\w*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PARAGRAPH = re.compile(r"\S.*?(?:\n\s*\n\s*|\s*\Z)", re.DOTALL)


def announced(script: Script, cast: Cast, speech: Speech) -> Script:
    """``script`` with its announcements as first and last chapter. Raises what :func:`check_templates` raises."""
    check_templates(speech)
    known = _known(script.book.metadata, cast)
    opening, closing = _filled(speech.opening, known), _filled(speech.closing, known)
    chapters, utterances = script.book.chapters, script.utterances
    if opening:
        first = min((chapter.number for chapter in chapters), default=1) - 1
        chapters, utterances = (Chapter(first, OPENING, opening), *chapters), (_said(opening), *utterances)
    if closing:
        last = max((chapter.number for chapter in chapters), default=0) + 1
        chapters, utterances = (*chapters, Chapter(last, CLOSING, closing)), (*utterances, _said(closing))
    return replace(script, book=replace(script.book, chapters=chapters), utterances=utterances)


def _known(metadata: Metadata, cast: Cast) -> Mapping[str, str]:
    return {
        "title": metadata.title,
        "author": " and ".join(metadata.authors),
        "narrator": next((role.voice.name.capitalize() for role in cast.roles if role.speaker == NARRATOR), ""),
        "series": metadata.series,
        "part": metadata.series_part,
        "year": metadata.year,
    }


def check_templates(speech: Speech) -> None:
    """Raise :class:`UsageError` for a field that there is not."""
    for name in _FIELD.findall(speech.opening + speech.closing):
        if name not in FIELDS:
            raise UsageError(f'An announcement names "{{{name}}}".', remedy=nearest(name, FIELDS))


def _filled(template: str, known: Mapping[str, str]) -> str:
    def section(match: re.Match[str]) -> str:
        return match[1] if all(known[name] for name in _FIELD.findall(match[1])) else ""

    return _FIELD.sub(lambda m: known[m[1]], _OPTIONAL.sub(section, template)).strip()


def _said(text: str) -> tuple[Utterance, ...]:
    return tuple(
        Utterance(match.start(), match.end(), Kind.NARRATION, number)
        for number, match in enumerate(_PARAGRAPH.finditer(text))
    )
