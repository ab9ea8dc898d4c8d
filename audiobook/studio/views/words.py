"""How words are said: what is taught, what should be, and where words stand."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from audiobook.rehearse.rehearsal import familiar
from audiobook.speech import Pronunciation, on_one_line, primary, suspects, tables
from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.line_place import LinePlace
from audiobook.studio.book.troubles import BadRequestError

Record = dict[str, Any]

# The most frequent come first; those after these are heard once or twice.
_MOST_SUSPECTS = 200
_MOST_PLACES = 200
_LONGEST_WITHIN = 200  # characters that tell a place from all others
_SPACE = re.compile(r"\s+")
_AROUND = 60  # characters that are shown before and after a word


class _Spot(NamedTuple):
    """Where words stand: the number of the chapter, and what was found in its text."""

    chapter: int
    match: re.Match[str]

    @property
    def words(self) -> str:
        return self.match[0]


def words_record(state: BookState) -> Record:
    """The words that are probably said wrongly, and those that were taught."""
    lexicon = state.guide.lexicon
    language = tables(primary(state.guide.language))
    known = familiar() | language.listed("familiar")
    doubted = suspects(state.script, lexicon, known)[:_MOST_SUSPECTS]
    firsts = _first_places(state, [doubt.word for doubt in doubted])
    records = []
    for doubt in doubted:
        first = firsts[doubt.word]
        records.append({"word": doubt.word, "count": doubt.count, **first})
    taught = [_taught(state, entry) for entry in lexicon.entries]
    return {"suspects": records, "taught": taught}


def _first_places(state: BookState, words: list[str]) -> dict[str, Record]:
    """Where each word stands first, in one pass through the book."""
    places: dict[str, Record] = {}
    for word in words:
        places[word] = {"place": None, "before": "", "match": word, "after": ""}
    missing = set(words)
    longest_first = sorted(words, key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first))
    pattern = re.compile(rf"(?<!\w)(?:{either})(?!\w)")
    for spot in _spots(state, pattern):
        if spot.words in missing:
            missing.remove(spot.words)
            places[spot.words] = _place(state, spot)
        if not missing:
            break
    for place in places.values():
        place["sample"] = place["before"] + place["match"] + place["after"]
    return places


def _taught(state: BookState, entry: Pronunciation) -> Record:
    places = 0
    for spot in _spots(state, entry.compiled()):
        if not entry.within or entry.stands_in(state.text(_place_of(state, spot))):
            places += 1
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
    line = state.text(place)
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
    line = state.text(place)
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
    for spot in _spots(state, pattern):
        lines.add(_place_of(state, spot))
    return len(lines)


def _place_of(state: BookState, spot: _Spot) -> LinePlace:
    """The utterance in which the words begin."""
    utterances = state.utterances(spot.chapter)
    start = spot.match.start()
    index = bisect_right(utterances, start, key=attrgetter("start")) - 1
    return LinePlace(spot.chapter, index)


def places_record(state: BookState, word: str) -> Record:
    """Where a word stands."""
    if not word.strip():
        raise BadRequestError("No word is given.")
    pattern = Pronunciation("", word=word).compiled()
    spots = list(_spots(state, pattern))
    shown = spots[:_MOST_PLACES]
    return {
        "word": word,
        "count": len(spots),
        "taught": _is_taught(state, word),
        "places": [_said_place(state, word, spot) for spot in shown],
    }


def _is_taught(state: BookState, word: str) -> bool:
    entries = state.guide.lexicon.entries
    return any(entry.finds(word) for entry in entries if not entry.within)


def _said_place(state: BookState, word: str, spot: _Spot) -> Record:
    """A place, and how the word is said there if that is not as everywhere."""
    line = state.text(_place_of(state, spot))
    own = None
    for entry in state.guide.lexicon.entries:
        if entry.within and entry.word == word and entry.stands_in(line):
            own = entry.says
            break
    return {**_place(state, spot), "own": own}


def _spots(state: BookState, pattern: re.Pattern[str]) -> Iterator[_Spot]:
    for chapter in state.script.book.chapters:
        for match in pattern.finditer(chapter.text):
            yield _Spot(chapter.number, match)


def _place(state: BookState, spot: _Spot) -> Record:
    chapter = state.chapter(spot.chapter)
    start, end = spot.match.span()
    before = chapter.text[max(0, start - _AROUND) : start]
    after = chapter.text[end : end + _AROUND]
    # Cut at spaces: a word that is shown is whole.
    if start > _AROUND and " " in before:
        before = before[before.index(" ") :]
    if end + _AROUND < len(chapter.text) and " " in after:
        after = after[: after.rindex(" ")]
    return {
        "place": _place_of(state, spot).record,
        "before": _spaced(before).lstrip(),
        "match": on_one_line(spot.words),
        "after": _spaced(after).rstrip(),
    }


def _spaced(text: str) -> str:
    """Text on one line; the space at its ends parts it from the word, or does not."""
    return _SPACE.sub(" ", text)
