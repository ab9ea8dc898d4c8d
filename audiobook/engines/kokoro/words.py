"""A line -> what is said one after another: words with their symbols, and marks.

eSpeak NG is asked for a whole clause, so that it hears what stands around a word ("the end", "to
be"). It runs some words together ("in the" is ɪnðə): they are taken apart again where the words by
themselves fit best, because the model was taught with words apart, and because each has a time.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from audiobook.engines.kokoro.alphabet import emphasised, symbols, taught
from audiobook.errors import EngineError
from audiobook.model.markup import taught_in

MARKS = ',.;:!?—…"()“”'  # that the model knows; they shape the melody
LONGEST_WORD = 100  # characters that eSpeak takes in one piece
LONGEST_CLAUSE = 200  # characters that it is asked about at once
_STRESSED = "*"
_ABROAD = "@"
_MARK = re.compile(r'\.\.\.|[—…"()“”]|[,.;:!?](?!\w)')
# Words longer than eSpeak takes are said in pieces.
_BETWEEN = re.compile(rf"\s+|\S{{1,{LONGEST_WORD}}}")
_SAME = str.maketrans(
    {"–": "—", "―": "—", "’": "'", "‘": " ", "„": "“", "«": "“", "»": "”"}
)
_DASH = re.compile(r"(?<=\s)--?(?=\s)|--+")

Ask = Callable[[str, str], str]  # words and language -> IPA


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or a mark (then ``word`` is empty), in the symbols of the model.

    ``spaced`` says whether a space stands before it.
    """

    word: str
    symbols: str
    spaced: bool = False

    @property
    def written(self) -> str:
        """Its symbols with the space."""
        return " " * self.spaced + self.symbols


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    how: str  # IPA, or "*"; empty where nobody taught it
    spaced: bool


def units(words: str, language: str, ask: Ask) -> tuple[Unit, ...]:
    """The words and marks of a line.

    Raises :class:`~audiobook.errors.EngineError` where nothing of it can be said.
    """
    found: list[Unit] = []
    clause: list[_Word] = []
    for piece in _pieces(words):
        if isinstance(piece, Unit) or _is_full(clause):
            found += _said(clause, language, ask)
            clause = []
        if isinstance(piece, Unit):
            found.append(piece)
        else:
            clause.append(piece)
    found += _said(clause, language, ask)
    if not any(unit.word and unit.symbols.strip("ˈˌː ") for unit in found):
        raise EngineError(f"Nothing of {words[:40]!r} can be pronounced.")
    return tuple(found)


def _pieces(words: str) -> Iterator[_Word | Unit]:
    """Words as they are written, and marks."""
    spaced = False
    for how, piece in _told(words):
        if piece.isspace():
            spaced = True
            continue
        if _MARK.fullmatch(piece):
            yield Unit("", piece.replace("...", "…"), spaced)
        else:
            yield _Word(piece, how, spaced)
        spaced = False


def _told(words: str) -> Iterator[tuple[str, str]]:
    """How each is said, where somebody taught it; and a word, a mark or white space."""
    for how, text in taught_in(words):
        written = _DASH.sub("—", text.translate(_SAME))
        if how and how != _STRESSED and not how.startswith(_ABROAD):
            yield how, written
            continue
        stressed = _STRESSED if how == _STRESSED else ""
        for piece in _split(written):
            yield stressed, piece


def _split(text: str) -> list[str]:
    """White space, marks, and what stands between."""
    pieces: list[str] = []
    end = 0
    for mark in _MARK.finditer(text):
        pieces += _BETWEEN.findall(text[end : mark.start()])
        pieces.append(mark[0])
        end = mark.end()
    return pieces + _BETWEEN.findall(text[end:])


def _is_full(clause: Sequence[_Word]) -> bool:
    return sum(len(word.text) for word in clause) > LONGEST_CLAUSE


def _said(clause: Sequence[_Word], language: str, ask: Ask) -> list[Unit]:
    if not clause:
        return []
    said = []
    ipas = _ipa_of_each([word.text for word in clause], language, ask)
    for word, ipa in zip(clause, ipas, strict=True):
        if word.how and word.how != _STRESSED:
            spelled = taught(word.how, language)
        else:
            spelled = symbols(ipa, language)
        if word.how == _STRESSED:
            spelled = emphasised(spelled)
        said.append(Unit(word.text, spelled, word.spaced))
    return said


def _ipa_of_each(words: Sequence[str], language: str, ask: Ask) -> list[str]:
    """The IPA of every word of a clause, as it is said in that clause."""
    whole = ask(" ".join(words), language)
    if len(words) == 1:
        return [whole]
    groups = whole.split()
    if len(groups) == len(words) and not any(" " in word for word in words):
        return groups
    return apart(whole, [ask(word, language) for word in words])


# Words that eSpeak NG runs together are taken apart again.
_MARKS = "ˈˌː\u0361"  # come and go with what stands around a word
_MARK_COST = 0.25
_LETTER_COST = 1.0


def apart(whole: str, alone: Sequence[str]) -> list[str]:
    """``whole`` cut into one piece for each of ``alone``, where they fit best.

    The best fit has the fewest letters put in, left out or exchanged; spaces count nothing, marks
    of stress and length little.
    """
    ends = list(accumulate(map(len, alone)))
    cuts = dict.fromkeys(ends[:-1], 0)
    for at, place in _path(whole, "".join(alone)):
        if place in cuts:
            cuts[place] = at
    places = [0, *(cuts[end] for end in ends[:-1]), len(whole)]
    return ["".join(whole[start:end].split()) for start, end in pairwise(places)]


def _path(whole: str, guess: str) -> list[tuple[int, int]]:
    """The pairs (place in ``whole``, place in ``guess``) of the best fit, from the beginning."""
    costs = _costs(whole, guess)
    at, place = len(whole), len(guess)
    path = [(at, place)]
    while at or place:
        cost = costs[at][place]
        if at and cost == costs[at - 1][place] + _cost(whole[at - 1]):
            at -= 1
        elif place and cost == costs[at][place - 1] + _cost(guess[place - 1]):
            place -= 1
        else:
            at = at - 1
            place = place - 1
        path.append((at, place))
    return path[::-1]


def _costs(whole: str, guess: str) -> list[list[float]]:
    """[i][j]: the least cost of making the first i letters of one the first j of the other."""
    first = [0.0, *accumulate(map(_cost, guess))]
    costs = [first]
    for letter in whole:
        above = costs[-1]
        row = [above[0] + _cost(letter)]
        for place, other in enumerate(guess):
            kept = above[place] + _LETTER_COST * (letter != other)
            out = above[place + 1] + _cost(letter)
            into = row[place] + _cost(other)
            row.append(min(kept, out, into))
        costs.append(row)
    return costs


def _cost(letter: str) -> float:
    if letter.isspace():
        return 0.0
    return _MARK_COST if letter in _MARKS else _LETTER_COST
