"""Script + cast -> what is said, by which voice, how, after which pause. Pure.

Everything that is not a scene break and not marked as silent becomes a line, unless it has no letter and no
digit. A line that goes on in the next one ends without the fall of a full stop.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

from audiobook.errors import UsageError
from audiobook.model import Cast, Chapter, Delivery, Line, MarkKind, Role, Script, Utterance
from audiobook.render.gaps import Said, gap, goes_on
from audiobook.settings import Settings, Speech
from audiobook.speech import Guide, Phrased, phrase_chapter


@dataclass(frozen=True, slots=True)
class Item:
    """One utterance (an index into its chapter's), what is said for it (``None``: nothing), the gain of its
    voice, and the silence before it in milliseconds. ``missing``: a beep stands for what could not be spoken.
    ``place`` is where its speaker stands, from -1 (left) to 1 (right).
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

    A chapter longer than ``longest_ms`` is made in parts, ``seams`` says where they may begin, see
    :mod:`audiobook.render.parts`; ``part`` is the number of one of them, 0 is a whole chapter.
    """

    number: int
    title: str
    items: tuple[Item, ...]
    end_ms: int = 0
    part: int = 0
    longest_ms: float = 0.0
    seams: tuple[int, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """Everything that is said, in order."""
        return tuple(item.line for item in self.items if item.line)


def plan(script: Script, cast: Cast, settings: Settings, guide: Guide | None = None) -> tuple[ChapterPlan, ...]:
    """One plan per chapter of the script.

    ``guide`` holds pronunciations and manners, by default those that come with the program. Raises
    :class:`UsageError` for a speaker without a voice.
    """
    roles = {role.speaker: role for role in cast.roles}
    guide = guide or Guide(language=script.book.metadata.language)
    return tuple(
        _chapter(script.book.chapters[index], utterances, roles, settings, guide)
        for index, utterances in enumerate(script.utterances)
    )


def full_title(chapter: Chapter) -> str:
    """A chapter's title behind that of its part: players know no nesting, and every part may have a Chapter I."""
    if not chapter.part or chapter.part.casefold() in chapter.title.casefold():
        return chapter.title
    return f"{chapter.part}: {chapter.title}"


def _chapter(
    chapter: Chapter,
    utterances: tuple[Utterance, ...],
    roles: Mapping[str, Role],
    settings: Settings,
    guide: Guide,
) -> ChapterPlan:
    silent = _silent(chapter)
    texts = [_aloud(chapter.text, utterance, silent) for utterance in utterances]
    said = list(zip(utterances, texts, strict=True))
    joined = [goes_on(*pair) for pair in pairwise(said)]
    phrased = phrase_chapter(chapter, said, joined, guide, settings.speech)
    phrased = _without_tags(phrased, said, roles, settings.speech)
    items = [
        _item(number, utterance, each, roles, settings.rate, guide)
        for number, (utterance, each) in enumerate(zip(utterances, phrased, strict=True))
    ]
    gaps = [settings.pauses.chapter_start]
    gaps += [gap(*pair, settings.pauses) for pair in pairwise(said)]
    paused, rest = _between_spoken(items, _with_asked_pauses(gaps, phrased))
    rest = max(rest, phrased[-1].after_ms if phrased else 0)
    return ChapterPlan(chapter.number, full_title(chapter), paused, max(rest, settings.pauses.chapter_end))


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


def _without_tags(
    phrased: Sequence[Phrased], said: Sequence[Said], roles: Mapping[str, Role], speech: Speech
) -> tuple[Phrased, ...]:
    """As in a radio play: a bare "he said" goes where the speaker's voice is not the narrator's."""
    if speech.tags:
        return tuple(phrased)
    dropped = {
        index
        for index, each in enumerate(phrased)
        if each.is_tag and index and _plain_voice(said[index - 1][0], said[index][0], roles)
    }
    return tuple(replace(each, words="") if index in dropped else each for index, each in enumerate(phrased))


def _plain_voice(speaks: Utterance, tells: Utterance, roles: Mapping[str, Role]) -> bool:
    one, other = roles.get(speaks.speaker), roles.get(tells.speaker)
    return bool(one and other and (one.voice, one.delivery) != (other.voice, other.delivery))


def _item(
    index: int, utterance: Utterance, phrased: Phrased, roles: Mapping[str, Role], rate: float, guide: Guide
) -> Item:
    if not phrased.words:
        return Item(index)
    try:
        role = roles[phrased.speaker or utterance.speaker]
    except KeyError:
        raise UsageError(
            f'Nobody plays "{utterance.speaker}".', remedy="Give that speaker a voice in the cast file."
        ) from None
    voice = guide.voices.get((role.voice, phrased.language), role.voice)
    delivery = _together(role.delivery, phrased.delivery, rate)
    return Item(index, Line(phrased.words, voice, delivery), role.voice.gain_db)


def _together(own: Delivery, directed: Delivery, rate: float) -> Delivery:
    """The way a speaker always speaks, and on top of it the way this line is said."""
    return Delivery(own.rate * directed.rate * rate, own.pitch + directed.pitch, own.volume + directed.volume)


def _with_asked_pauses(gaps: Sequence[int], phrased: Sequence[Phrased]) -> list[int]:
    """The gap before each utterance, lengthened where the text asks for a pause."""
    after = [0, *(each.after_ms for each in phrased)]
    return [max(gap, each.before_ms, asked) for gap, each, asked in zip(gaps, phrased, after, strict=False)]


def _between_spoken(items: list[Item], gaps: list[int]) -> tuple[tuple[Item, ...], int]:
    """Hold every gap back until somebody speaks: silence is one stretch, as long as its longest reason."""
    paused, waiting = [], 0
    for item, gap_ms in zip(items, gaps, strict=False):
        waiting = max(waiting, gap_ms)
        paused.append(replace(item, pause_ms=waiting) if item.line else item)
        waiting = 0 if item.line else waiting
    return tuple(paused), waiting
