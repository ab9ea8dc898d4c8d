"""The lines to look at, those that are heard most and doubted most first, and who may say them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from audiobook.model import NARRATOR, Kind, Utterance
from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.line_place import LinePlace
from audiobook.studio.book.people import People
from audiobook.studio.views.lines import context_html, quotation_of

Record = dict[str, Any]

MOST_CANDIDATES = 9  # one for each digit of a keyboard
_NEAR = 14  # turns before and after a line in which its speakers are looked for
_AROUND = 3  # paragraphs that are shown before and after a line
_ELSE = "; else "  # how a reason names who else may say a line
# A conversation does not go on beyond these.
_SCENE_ENDS = (Kind.BREAK, Kind.HEADING)


@dataclass(frozen=True, slots=True)
class DoubtfulLine:
    """A quotation to look at; ``weight`` is its words times how much it is doubted."""

    place: LinePlace
    words: int
    weight: float


def queue(state: BookState) -> list[DoubtfulLine]:
    """Every doubtful quotation, the weightiest first."""
    threshold = state.run.settings.unsure
    found = []
    for place, pieces in quotations(state):
        first = pieces[0]
        if first.confidence >= threshold:
            continue
        # What is heard long and doubted much is worth most to set right.
        index = state.indices[place.chapter]
        words = sum(len(state.script.text(index, each).split()) for each in pieces)
        found.append(DoubtfulLine(place, words, words * (1 - first.confidence)))
    found.sort(key=lambda line: (-line.weight, line.place))
    return found


def quotations(state: BookState) -> Iterator[tuple[LinePlace, Sequence[Utterance]]]:
    """Every quotation of the book: where it begins, and its utterances."""
    for chapter, utterances in state.script.by_chapter():
        numbered = [
            (index, utterance)
            for index, utterance in enumerate(utterances)
            if utterance.quotation is not None
        ]
        for _, group in groupby(numbered, lambda pair: pair[1].quotation):
            pieces = list(group)
            first, _ = pieces[0]
            yield LinePlace(chapter.number, first), [piece for _, piece in pieces]


def doubts_record(state: BookState, people: People, limit: int) -> Record:
    """The queue as the page has it."""
    lines = queue(state)
    items = [_item(state, people, line) for line in lines[:limit]]
    return {
        "threshold": state.run.settings.unsure,
        "total": len(lines),
        "weight_total": round(sum(line.weight for line in lines), 1),
        "items": items,
    }


def _item(state: BookState, people: People, line: DoubtfulLine) -> Record:
    place = line.place
    utterance = state.utterance(place)
    together = quotation_of(state, place)
    chapter = state.chapter(place.chapter)
    return {
        "place": place.record,
        "quotation": [each.utterance for each in together],
        "text": " ".join(state.text(each) for each in together),
        "speaker": utterance.speaker,
        "who": people.number(utterance.speaker),
        "confidence": utterance.confidence,
        "reason": utterance.reason,
        "words": line.words,
        "weight": round(line.weight, 2),
        "candidates": candidates(state, people, place),
        "context_html": context_html(state, people, place, _AROUND),
        "chapter_title": chapter.title,
    }


def candidates(state: BookState, people: People, place: LinePlace) -> list[Record]:
    """Who may say a line, the likeliest first, each with a digit to choose them by."""
    utterance = state.utterance(place)
    # In this order, because the digits that choose them are learnt by heart.
    why: dict[str, str] = {utterance.speaker: "says it now"}
    other = utterance.reason.rpartition(_ELSE)[2]
    if _ELSE in utterance.reason and other in state.roles:
        why.setdefault(other, "the next likeliest")
    for name in _nearby(state, place):
        why.setdefault(name, "speaks nearby")
    for role in state.cast.roles:
        if role.speaker != NARRATOR:
            why.setdefault(role.speaker, "speaks in this book")
    records = []
    for number, name in enumerate(_with_narrator(list(why)), 1):
        records.append(
            {
                "key": str(number),
                "speaker": name,
                "who": people.number(name),
                "why": why.get(name, "reads it"),
            }
        )
    return records


def _with_narrator(names: list[str]) -> list[str]:
    """As many names as there are digits, the narrator last unless said to be the likeliest."""
    first = names[:MOST_CANDIDATES]
    if NARRATOR in first:
        return first
    return [*names[: MOST_CANDIDATES - 1], NARRATOR]


def _nearby(state: BookState, place: LinePlace) -> list[str]:
    """Who else speaks in the scene, the nearest first."""
    utterances = state.utterances(place.chapter)
    before = _speakers(reversed(utterances[: place.utterance]))
    after = _speakers(utterances[place.utterance + 1 :])
    found: dict[str, None] = {}
    for distance in range(_NEAR):
        for side in (before, after):
            if distance < len(side):
                found.setdefault(side[distance])
    return list(found)


def _speakers(utterances: Sequence[Utterance] | Iterator[Utterance]) -> list[str]:
    """Those who speak up to the end of the scene, in order, nobody twice in a row."""
    speakers: list[str] = []
    for utterance in utterances:
        if utterance.kind in _SCENE_ENDS or len(speakers) >= _NEAR:
            break
        if utterance.quotation is None or utterance.speaker == NARRATOR:
            continue
        if speakers[-1:] != [utterance.speaker]:
            speakers.append(utterance.speaker)
    return speakers


def conversation(state: BookState, place: LinePlace) -> list[list[LinePlace]]:
    """The turns of the conversation around a line, in order: each the quotations of a paragraph.

    It runs as far as nobody is silent for more than a few paragraphs, within the scene.
    """
    utterances = state.utterances(place.chapter)
    start = place.utterance
    while start > 0 and utterances[start - 1].kind not in _SCENE_ENDS:
        start -= 1
    end = place.utterance
    while end + 1 < len(utterances) and utterances[end + 1].kind not in _SCENE_ENDS:
        end += 1
    turns = _turns(place.chapter, utterances, start, end)
    paragraphs = [utterances[turn[0].utterance].paragraph for turn in turns]
    here = utterances[place.utterance].paragraph
    return _joined(turns, paragraphs, here)


_SILENT = 3  # paragraphs without speech that end a conversation


def _turns(
    chapter: int, utterances: Sequence[Utterance], start: int, end: int
) -> list[list[LinePlace]]:
    turns: dict[int, list[LinePlace]] = {}
    seen: set[int] = set()
    for index in range(start, end + 1):
        utterance = utterances[index]
        if utterance.quotation is None or utterance.quotation in seen:
            continue
        seen.add(utterance.quotation)
        turns.setdefault(utterance.paragraph, []).append(LinePlace(chapter, index))
    return list(turns.values())


def _joined(
    turns: list[list[LinePlace]], paragraphs: list[int], here: int
) -> list[list[LinePlace]]:
    """The turns around the one of paragraph ``here`` that no long silence parts from it."""
    if here not in paragraphs:
        return []
    first = last = paragraphs.index(here)
    while first > 0 and paragraphs[first] - paragraphs[first - 1] <= _SILENT + 1:
        first -= 1
    while (
        last + 1 < len(turns) and paragraphs[last + 1] - paragraphs[last] <= _SILENT + 1
    ):
        last += 1
    return turns[first : last + 1]
