"""Script + cast -> what is said, by which voice, after which pause. Pure.

Everything that is not a scene break and not marked as silent becomes a line, unless it has no letter and no
digit. A sentence that goes on in another utterance (a quotation and its tag, a long sentence in two pieces) gets
the short ``tag`` pause and nothing longer; elsewhere the longest of the pauses that apply counts.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

from audiobook.errors import UsageError
from audiobook.model import Cast, Chapter, Kind, Line, MarkKind, Role, Script, Utterance
from audiobook.settings import Pauses, Settings
from audiobook.speech import spoken

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»›」』)\]*_\s]*$")


@dataclass(frozen=True, slots=True)
class Item:
    """One utterance (an index into its chapter's), what is said for it (``None``: nothing), the gain of its
    voice, and the silence before it in milliseconds.
    """

    utterance: int
    line: Line | None = None
    gain_db: float = 0.0
    pause_ms: int = 0


@dataclass(frozen=True, slots=True)
class ChapterPlan:
    """One chapter: an item for every utterance in order, and the silence after the last."""

    number: int
    title: str
    items: tuple[Item, ...]
    end_ms: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """Everything that is said, in order."""
        return tuple(item.line for item in self.items if item.line)


def plan(script: Script, cast: Cast, settings: Settings) -> tuple[ChapterPlan, ...]:
    """One plan per chapter of the script. Raises :class:`UsageError` for a speaker without a voice."""
    roles = {role.speaker: role for role in cast.roles}
    return tuple(
        _chapter(script, index, utterances, roles, settings) for index, utterances in enumerate(script.utterances)
    )


def _chapter(
    script: Script,
    index: int,
    utterances: tuple[Utterance, ...],
    roles: Mapping[str, Role],
    settings: Settings,
) -> ChapterPlan:
    chapter = script.book.chapters[index]
    silent, language = _silent(chapter), script.book.metadata.language
    texts = [_aloud(chapter.text, utterance, silent) for utterance in utterances]
    items = [
        _item(number, utterance, text, roles, settings.rate, language)
        for number, (utterance, text) in enumerate(zip(utterances, texts, strict=True))
    ]
    gaps = [settings.pauses.chapter_start]
    gaps += [_gap(*pair, settings.pauses) for pair in pairwise(zip(utterances, texts, strict=True))]
    paused, rest = _between_spoken(items, gaps)
    return ChapterPlan(chapter.number, chapter.title, paused, max(rest, settings.pauses.chapter_end))


_Stretch = tuple[int, int]


def _silent(chapter: Chapter) -> list[_Stretch]:
    """What the source says is not read, in order and without overlaps."""
    found: list[_Stretch] = []
    for start, end in sorted((mark.start, mark.end) for mark in chapter.marks if mark.kind is MarkKind.SILENT):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _aloud(text: str, utterance: Utterance, silent: list[_Stretch]) -> str:
    """The text of an utterance without its silent stretches."""
    kept, start = [], utterance.start
    for left_out in silent[bisect_right(silent, start, key=itemgetter(1)) :]:
        if left_out[0] >= utterance.end:
            break
        kept.append(text[start : left_out[0]])
        start = left_out[1]
    return "".join((*kept, text[start : utterance.end]))


def _item(
    index: int, utterance: Utterance, text: str, roles: Mapping[str, Role], rate: float, language: str
) -> Item:
    words = "" if utterance.kind is Kind.BREAK else spoken(text, language, heading=utterance.kind is Kind.HEADING)
    if not words:
        return Item(index)
    try:
        role = roles[utterance.speaker]
    except KeyError:
        raise UsageError(
            f'Nobody plays "{utterance.speaker}".', remedy="Give that speaker a voice in the cast file."
        ) from None
    delivery = replace(role.delivery, rate=role.delivery.rate * rate)
    return Item(index, Line(words, role.voice, delivery), role.voice.gain_db)


def _between_spoken(items: list[Item], gaps: list[int]) -> tuple[tuple[Item, ...], int]:
    """Hold every gap back until somebody speaks: silence is one stretch, as long as its longest reason."""
    paused, waiting = [], 0
    for item, gap in zip(items, gaps, strict=False):
        waiting = max(waiting, gap)
        paused.append(replace(item, pause_ms=waiting) if item.line else item)
        waiting = 0 if item.line else waiting
    return tuple(paused), waiting


_Said = tuple[Utterance, str]


def _gap(before: _Said, after: _Said, pauses: Pauses) -> int:
    """The silence between two neighbours, in milliseconds."""
    (first, first_text), (second, second_text) = before, after
    kinds = {first.kind, second.kind}
    reasons = [pauses.sentence]
    if Kind.BREAK in kinds:
        reasons.append(pauses.scene)
    if Kind.HEADING in kinds:
        reasons.append(pauses.heading)
    if first.paragraph != second.paragraph:
        reasons.append(pauses.paragraph)
    elif len(reasons) == 1 and _goes_on(first, first_text, second, second_text):
        return pauses.tag
    if first.speaker != second.speaker and Kind.BREAK not in kinds:
        reasons.append(pauses.speaker)
    return max(reasons)


def _goes_on(first: Utterance, first_text: str, second: Utterance, second_text: str) -> bool:
    """Whether the second utterance is in the sentence of the first."""
    quoted = (first.quotation is not None, second.quotation is not None)
    if all(quoted) and first.speaker != second.speaker:
        return False
    if not _SENTENCE_END.search(first_text):
        return True
    return quoted == (True, False) and _starts_small(second_text)


def _starts_small(text: str) -> bool:
    return next((c.islower() for c in text if c.isalpha()), False)
