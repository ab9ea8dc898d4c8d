"""How words are said: what is taught, what should be, and where words stand."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from audiobook.rehearse.rehearsal import familiar
from audiobook.speech import Pronunciation, on_one_line, primary, suspects, tables
from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.troubles import BadRequestError
from audiobook.studio.views.lines import LinePlace

Record = dict[str, Any]

# The most frequent come first; those after these are heard once or twice.
_MOST_SUSPECTS = 200
_MOST_PLACES = 200
_LONGEST_WITHIN = 200  # characters that tell a place from all others
_SPACE = re.compile(r"\s+")
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
        place["sample"] = place["before"] + place["match"] + place["after"]
    return places


def _taught(state: BookState, entry: Pronunciation) -> Record:
    places = 0
    for number, match in _matches(state, entry.compiled()):
        places += not entry.within or entry.stands_in(_line(state, number, match))
    return {
        "word": entry.word,
        "pattern": entry.pattern,
        "says": entry.says,
        "speaker": entry.speaker,
        "within": entry.within,
        "count": places,
    }


def numbers_here(
    entries: Sequence[Mapping[str, Any]], word: str, state: BookState, place: LinePlace
) -> list[int]:
    """Which entries of a file are for a word in one line."""
    line = on_one_line(_text(state, place.chapter, place.utterance))
    numbers = []
    for number, entry in enumerate(entries):
        within = entry.get("within")
        if within and entry.get("word") == word and on_one_line(within) in line:
            numbers.append(number)
    return numbers


def words_around(state: BookState, word: str, place: LinePlace) -> str:
    """The fewest words around a word that no other line has; as many as a file may hold.

    Raises :class:`BadRequestError` where the line does not have the word.
    """
    line = on_one_line(_text(state, place.chapter, place.utterance))
    match = Pronunciation("", word=word).compiled().search(line)
    if match is None:
        raise BadRequestError(f'"{word}" does not stand in that line.')
    start, end = match.span()
    longest = line[start:end]
    for _ in range(len(line.split()) + 1):
        around = line[start:end]
        if len(around) > _LONGEST_WITHIN:
            break
        longest = around
        if _lines_with(state, around) == 1:
            break
        start = line.rfind(" ", 0, max(0, start - 1)) + 1
        stop = line.find(" ", end + 1)
        end = stop if stop > 0 else len(line)
    return longest


def _lines_with(state: BookState, words: str) -> int:
    """How many lines of the book have these words."""
    # Where the book has them at all; a search of the whole text is quick, lines are not.
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    lines = set()
    for number, match in _matches(state, pattern):
        lines.add((number, _index(state, number, match)))
    return len(lines)


def _line(state: BookState, number: int, match: re.Match[str]) -> str:
    return on_one_line(_text(state, number, _index(state, number, match)))


def _text(state: BookState, number: int, index: int) -> str:
    _, chapter, _ = state.chapter(number)
    utterance = state.utterance(number, index)
    return chapter.text[utterance.start : utterance.end]


def _index(state: BookState, number: int, match: re.Match[str]) -> int:
    """The utterance in which a match begins."""
    _, _, utterances = state.chapter(number)
    return bisect_right(utterances, match.start(), key=attrgetter("start")) - 1


def places_record(state: BookState, word: str) -> Record:
    """Where a word stands."""
    if not word.strip():
        raise BadRequestError("No word is given.")
    found = list(_matches(state, Pronunciation("", word=word).compiled()))
    return {
        "word": word,
        "count": len(found),
        "taught": _is_taught(state, word),
        "places": [_said_place(state, word, *each) for each in found[:_MOST_PLACES]],
    }


def _is_taught(state: BookState, word: str) -> bool:
    entries = state.guide.lexicon.entries
    return any(entry.finds(word) for entry in entries if not entry.within)


def _said_place(
    state: BookState, word: str, number: int, match: re.Match[str]
) -> Record:
    """A place, and how the word is said there if that is not as everywhere."""
    line = _line(state, number, match)
    own = []
    for entry in state.guide.lexicon.entries:
        if entry.within and entry.word == word and entry.stands_in(line):
            own.append(entry.says)
    return {**_place(state, number, match), "own": own[0] if own else None}


def _matches(
    state: BookState, pattern: re.Pattern[str]
) -> Iterator[tuple[int, re.Match[str]]]:
    for chapter in state.script.book.chapters:
        for match in pattern.finditer(chapter.text):
            yield chapter.number, match


def _place(state: BookState, number: int, match: re.Match[str]) -> Record:
    _, chapter, _ = state.chapter(number)
    start, end = match.span()
    index = _index(state, number, match)
    before = chapter.text[max(0, start - _AROUND) : start]
    after = chapter.text[end : end + _AROUND]
    # Cut at spaces: a word that is shown is whole.
    if start > _AROUND and " " in before:
        before = before[before.index(" ") :]
    if end + _AROUND < len(chapter.text) and " " in after:
        after = after[: after.rindex(" ")]
    return {
        "place": LinePlace(number, index).record,
        "before": _spaced(before).lstrip(),
        "match": on_one_line(match[0]),
        "after": _spaced(after).rstrip(),
    }


def _spaced(text: str) -> str:
    """Text on one line; the space at its ends parts it from the word, or does not."""
    return _SPACE.sub(" ", text)
