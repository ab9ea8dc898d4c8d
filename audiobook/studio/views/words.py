"""How words are said: what is taught, what should be, and where words stand."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from audiobook.rehearse.rehearsal import familiar
from audiobook.speech import Pronunciation, primary, suspects, tables
from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.troubles import BadRequestError
from audiobook.studio.views.lines import LinePlace

Record = dict[str, Any]

# The most frequent come first; those after these are heard once or twice.
_MOST_SUSPECTS = 200
_MOST_PLACES = 200
_AROUND = 60  # characters that are shown before and after a word


def words_record(state: BookState) -> Record:
    """The words that are probably said wrongly, and those that were taught."""
    lexicon = state.guide.lexicon
    known = familiar() | tables(primary(state.guide.language)).listed("familiar")
    found = suspects(state.script, lexicon, known)[:_MOST_SUSPECTS]
    firsts = _first_places(state, [each.word for each in found])
    return {
        "suspects": [
            {"word": each.word, "count": each.count, **firsts[each.word]}
            for each in found
        ],
        "taught": [_taught(state, entry) for entry in lexicon.entries],
    }


def _first_places(state: BookState, words: list[str]) -> dict[str, Record]:
    """Where each word stands first, in one pass through the book."""
    places: dict[str, Record] = {}
    for word in words:
        places[word] = {"place": None, "before": "", "match": word, "after": ""}
    missing = set(words)
    either = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    for number, match in _matches(state, re.compile(rf"(?<!\w)(?:{either})(?!\w)")):
        if match[0] in missing:
            missing.remove(match[0])
            places[match[0]] = _place(state, number, match)
        if not missing:
            break
    for place in places.values():
        words_around = (place["before"], place["match"], place["after"])
        place["sample"] = " ".join(filter(None, words_around))
    return places


def _taught(state: BookState, entry: Pronunciation) -> Record:
    return {
        "word": entry.word,
        "pattern": entry.pattern,
        "says": entry.says,
        "speaker": entry.speaker,
        "count": sum(1 for _ in _matches(state, entry.compiled())),
    }


def places_record(state: BookState, word: str) -> Record:
    """Where a word stands."""
    if not word.strip():
        raise BadRequestError("No word is given.")
    found = list(_matches(state, Pronunciation("", word=word).compiled()))
    return {
        "word": word,
        "count": len(found),
        "places": [_place(state, *each) for each in found[:_MOST_PLACES]],
    }


def _matches(
    state: BookState, pattern: re.Pattern[str]
) -> Iterator[tuple[int, re.Match[str]]]:
    for chapter in state.script.book.chapters:
        for match in pattern.finditer(chapter.text):
            yield chapter.number, match


def _place(state: BookState, number: int, match: re.Match[str]) -> Record:
    _, chapter, utterances = state.chapter(number)
    start, end = match.span()
    index = bisect_right([utterance.start for utterance in utterances], start) - 1
    before = chapter.text[max(0, start - _AROUND) : start]
    after = chapter.text[end : end + _AROUND]
    # Cut at spaces: a word that is shown is whole.
    if start > _AROUND and " " in before:
        before = before[before.index(" ") :]
    if end + _AROUND < len(chapter.text) and " " in after:
        after = after[: after.rindex(" ")]
    return {
        "place": LinePlace(number, index).record,
        "before": " ".join(before.split()),
        "match": " ".join(match[0].split()),
        "after": " ".join(after.split()),
    }
