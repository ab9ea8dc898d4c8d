"""Script + cast -> what is said, by which voice, how, after which pause. Pure.

Everything that is not a scene break and not marked as silent becomes a line, unless it has no
letter and no digit. A line that goes on in the next one ends without the fall of a full stop.

A sentence that goes on in another utterance (a quotation and its tag, a long sentence in two
pieces) gets the short ``tag`` pause and nothing longer, words that somebody cuts off the ``cut``;
elsewhere the longest of the pauses that apply counts.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

from audiobook.errors import UsageError
from audiobook.model import (
    Cast,
    Chapter,
    Delivery,
    Kind,
    Line,
    MarkKind,
    Script,
    Utterance,
)
from audiobook.settings import Pauses, Settings, Speech
from audiobook.speech import Phrased, SpeechGuide, phrase_chapter

Printed = tuple[Utterance, str]  # an utterance and what is printed of it
_Stretch = tuple[int, int]

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»›」』)\]*_\s]*$")
_BRACKETED = re.compile(r"^\s*\[[^\[\]]{0,200}\]")  # a direction in the text
_CUT = re.compile(r"(?:[—–―]|--)[\"'”’»›」』)\]*_\s]*$")
_WORD = re.compile(r"\w+")
_NO_SENTENCE = {Kind.BREAK, Kind.HEADING}


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One utterance: what is said for it, how loud, and after which pause.

    ``utterance`` is an index into its chapter's; ``line`` is ``None`` where nothing is said.
    ``gain_db`` is that of the voice, ``pause_ms`` the silence before. ``missing``: a beep stands
    for what could not be spoken. ``place`` is where its speaker stands, from -1 (left) to 1
    (right).
    """

    utterance: int
    line: Line | None = None
    gain_db: float = 0.0
    pause_ms: int = 0
    missing: bool = False
    place: float = 0.0


@dataclass(frozen=True, slots=True)
class ChapterPlan:
    """One chapter: an item for every utterance in order, and the silence after the last.

    A chapter longer than ``longest_ms`` is made in parts, ``seams`` says where they may begin,
    see :mod:`audiobook.render.parts`; ``part`` is the number of one of them, 0 is a whole
    chapter.
    """

    number: int
    title: str
    items: tuple[PlannedLine, ...]
    end_ms: int = 0
    part: int = 0
    longest_ms: float = 0.0
    seams: tuple[int, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """Everything that is said, in order."""
        return tuple(item.line for item in self.items if item.line)


def plan(
    script: Script, cast: Cast, settings: Settings, guide: SpeechGuide | None = None
) -> tuple[ChapterPlan, ...]:
    """One plan per chapter of the script.

    ``guide`` holds pronunciations and manners, by default those that come with the program.
    Raises :class:`UsageError` for a speaker without a voice.
    """
    guide = guide or SpeechGuide(language=script.book.metadata.language)
    planner = _Planner(cast, settings, guide)
    chapters = script.by_chapter()
    return tuple(
        planner.chapter(chapter, utterances) for chapter, utterances in chapters
    )


def full_title(chapter: Chapter) -> str:
    """A chapter's title behind that of its part.

    Players know no nesting, and every part may have a Chapter I.
    """
    if not chapter.part or chapter.part.casefold() in chapter.title.casefold():
        return chapter.title
    return f"{chapter.part}: {chapter.title}"


def gap(before: Printed, after: Printed, pauses: Pauses) -> int:
    """The silence between two neighbours, in milliseconds."""
    first, first_text = before
    second, _ = after
    kinds = {first.kind, second.kind}
    in_prose = not kinds & _NO_SENTENCE
    if in_prose and _cuts_in(first, first_text, second):
        return pauses.cut
    if in_prose and goes_on(before, after):
        return pauses.tag
    reasons = [pauses.sentence]
    if Kind.BREAK in kinds:
        reasons.append(pauses.scene)
    if Kind.HEADING in kinds:
        reasons.append(pauses.heading)
    if first.paragraph != second.paragraph:
        reasons.append(pauses.paragraph)
    if first.speaker != second.speaker and Kind.BREAK not in kinds:
        reasons.append(pauses.speaker)
    return max(reasons)


def goes_on(before: Printed, after: Printed) -> bool:
    """Whether the second utterance is in the sentence of the first."""
    first, first_text = before
    second, second_text = after
    if first.paragraph != second.paragraph or {first.kind, second.kind} & _NO_SENTENCE:
        return False
    first_quoted = first.quotation is not None
    second_quoted = second.quotation is not None
    if first_quoted and second_quoted and first.speaker != second.speaker:
        return False
    if not _SENTENCE_END.search(first_text):
        return True
    # "Where?" he asked: the question mark ends nothing.
    return first_quoted and not second_quoted and _starts_small(second_text)


def _cuts_in(first: Utterance, first_text: str, second: Utterance) -> bool:
    """Whether somebody breaks off because somebody else speaks."""
    both_speak = first.kind is Kind.DIALOGUE and second.kind is Kind.DIALOGUE
    if not both_speak or first.speaker == second.speaker:
        return False
    return bool(_CUT.search(first_text))


def _starts_small(text: str) -> bool:
    """Whether the first letter is a small one, after a direction in brackets."""
    for character in _BRACKETED.sub("", text):
        if character.isalpha():
            return character.islower()
    return False


class _Planner:
    """Plans the chapters of one script."""

    def __init__(self, cast: Cast, settings: Settings, guide: SpeechGuide) -> None:
        self._roles = {role.speaker: role for role in cast.roles}
        self._settings = settings
        self._guide = guide

    def chapter(
        self, chapter: Chapter, utterances: tuple[Utterance, ...]
    ) -> ChapterPlan:
        """The plan of one chapter."""
        pauses = self._settings.pauses
        printed = _printed(chapter, utterances)
        phrased = self._phrased(chapter, printed)
        items = []
        for index, (utterance, words) in enumerate(
            zip(utterances, phrased, strict=True)
        ):
            items.append(self._item(index, utterance, words))
        gaps = [pauses.chapter_start]
        gaps += [gap(before, after, pauses) for before, after in pairwise(printed)]
        paused, waiting_ms = _between_spoken(items, _with_asked_pauses(gaps, phrased))
        end_ms = max(waiting_ms, pauses.chapter_end)
        if phrased:
            end_ms = max(end_ms, phrased[-1].after_ms)
        return ChapterPlan(chapter.number, full_title(chapter), paused, end_ms)

    def _phrased(
        self, chapter: Chapter, printed: Sequence[Printed]
    ) -> Sequence[Phrased]:
        """The words of every utterance as they are said, and how."""
        joined = [goes_on(before, after) for before, after in pairwise(printed)]
        speech = self._settings.speech
        phrased = phrase_chapter(chapter, printed, joined, self._guide, speech)
        return self._without_tags(phrased, printed, speech)

    def _without_tags(
        self, phrased: Sequence[Phrased], printed: Sequence[Printed], speech: Speech
    ) -> Sequence[Phrased]:
        """As in a radio play: without the bare "he said" of a voice that is not the narrator's."""
        if speech.tags:
            return phrased
        kept = []
        for index, words in enumerate(phrased):
            drop = index and words.is_tag
            if drop and self._is_tagged(printed[index - 1][0], printed[index][0]):
                kept.append(replace(words, words=""))
            else:
                kept.append(words)
        return kept

    def _is_tagged(self, first: Utterance, second: Utterance) -> bool:
        """Whether a tag is that of the line before, which another voice speaks."""
        if first.paragraph != second.paragraph:
            return False
        first_role = self._roles.get(first.speaker)
        second_role = self._roles.get(second.speaker)
        if first_role is None or second_role is None:
            return False
        first_sound = (first_role.voice, first_role.delivery)
        return first_sound != (second_role.voice, second_role.delivery)

    def _item(self, index: int, utterance: Utterance, phrased: Phrased) -> PlannedLine:
        if not phrased.words:
            return PlannedLine(index)
        role = self._roles.get(phrased.speaker or utterance.speaker)
        if role is None:
            message = f'Nobody plays "{utterance.speaker}".'
            raise UsageError(
                message, remedy="Give that speaker a voice in the cast file."
            )
        voice = self._guide.voices.get((role.voice, phrased.language), role.voice)
        delivery = _together(role.delivery, phrased.delivery, self._settings.rate)
        return PlannedLine(
            index, Line(phrased.words, voice, delivery), role.voice.gain_db
        )


def _printed(chapter: Chapter, utterances: Sequence[Utterance]) -> list[Printed]:
    """Every utterance with what is printed of it and read."""
    silent = _silent(chapter)
    printed = []
    for utterance in utterances:
        printed.append((utterance, _aloud(chapter.text, utterance, silent)))
    if chapter.own_title:
        return _with_new_title(chapter, printed)
    return printed


def _with_new_title(chapter: Chapter, printed: Sequence[Printed]) -> list[Printed]:
    """The heading of a chapter that the user renamed is read as its new title."""
    read = list(printed)
    own_words = _bare_words(chapter.own_title)
    new_title = chapter.title
    for index, (utterance, text) in enumerate(printed):
        if utterance.kind is not Kind.HEADING:
            break
        # A part's heading may stand before it. The title may be printed on several lines: the
        # first of them says the new one.
        if _bare_words(text) <= own_words:
            read[index] = (utterance, new_title)
            new_title = ""
    return read


def _bare_words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _silent(chapter: Chapter) -> list[_Stretch]:
    """What the source says is not read, in order and without overlaps."""
    marks = [mark for mark in chapter.marks if mark.kind is MarkKind.SILENT]
    stretches: list[_Stretch] = []
    for start, end in sorted((mark.start, mark.end) for mark in marks):
        if stretches and start <= stretches[-1][1]:
            last_start, last_end = stretches[-1]
            stretches[-1] = (last_start, max(end, last_end))
        else:
            stretches.append((start, end))
    return stretches


def _aloud(text: str, utterance: Utterance, silent: list[_Stretch]) -> str:
    """The text of an utterance without its silent stretches."""
    pieces = []
    start = utterance.start
    first = bisect_right(silent, start, key=itemgetter(1))
    for silent_start, silent_end in silent[first:]:
        if silent_start >= utterance.end:
            break
        pieces.append(text[start:silent_start])
        start = silent_end
    pieces.append(text[start : utterance.end])
    return "".join(pieces)


def _together(own: Delivery, directed: Delivery, rate: float) -> Delivery:
    """The way a speaker always speaks, and on top of it the way this line is said."""
    return Delivery(
        own.rate * directed.rate * rate,
        own.pitch + directed.pitch,
        own.volume + directed.volume,
    )


def _with_asked_pauses(gaps: Sequence[int], phrased: Sequence[Phrased]) -> list[int]:
    """The gap before each utterance, lengthened where the text asks for a pause."""
    lengthened = []
    asked_before = 0
    for gap_ms, words in zip(gaps, phrased, strict=False):
        lengthened.append(max(gap_ms, words.before_ms, asked_before))
        asked_before = words.after_ms
    return lengthened


def _between_spoken(
    items: Sequence[PlannedLine], gaps: Sequence[int]
) -> tuple[tuple[PlannedLine, ...], int]:
    """Hold every gap back until somebody speaks; return also what is left at the end.

    Silence is one stretch, as long as its longest reason.
    """
    paused = []
    waiting_ms = 0
    for item, gap_ms in zip(items, gaps, strict=False):
        waiting_ms = max(waiting_ms, gap_ms)
        if item.line:
            paused.append(replace(item, pause_ms=waiting_ms))
            waiting_ms = 0
        else:
            paused.append(item)
    return tuple(paused), waiting_ms
