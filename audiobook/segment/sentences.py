"""Stretch -> sentences, by pySBD where more than one may be there, and never more than 500 characters long.

pySBD has to be kept away from what it cannot do: it returns nothing between quotation marks, drops leading
white space, takes exponential time on an opening bracket before a run of numbers and cubic time on long
lists of letters, and its pieces do not always rebuild the text. So it gets one stretch at a time, without
the outer marks, bounded, with brackets rounded; and what does not rebuild is cut by a plain rule instead.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, pairwise

import pysbd
from pysbd.lang.english import English
from pysbd.languages import LANGUAGE_CODES

from audiobook.segment.marks import ALL

LONGEST = 500  # characters of an utterance, white space around it not counted
_CHUNK = 1500  # characters that pySBD is handed at once
_INNER_END = re.compile(r"[.!?…؟।։۔]\W{1,20}\w|[。！？]")
_PAIRED = re.compile('["“”„«»「」]')
_SPACE = re.compile(r"\s")
# A row of stops is looked at once, from its beginning: a page may be one.
_PLAIN_END = re.compile(rf"(?:(?<![.!?…])[.!?…]+[{ALL})\]]*\s+|[。！？]+[」』”’）]*\s*)")
_LIST_ITEM = re.compile(r"(?<![^\s(])(?:[a-zA-Z]|[ivxIVX]{1,5}|\d{1,2})[.)]")
_LIST = 8  # items from which on a stretch is no prose
_CLAUSES = (re.compile(r"[;:]\s|[—–]|--|[；：]"), re.compile(r",\s|[，、]"), re.compile(r"\s"))
# Emphasis that ends with its sentence: "_night._ Then".
_SET_OFF = re.compile(r"(?<![.!?…])([.!?…]+)([_*]+)(?=\s)")
_ROUND = str.maketrans("[]", "()")
_DOUBTFUL = re.compile(
    r"[^\w\s.,;:!?'’—–-]|\d|[.!?]_|_[.!?]|(?<![^\W\d_])['’]|['’](?![^\W\d_])"
    r"|(?<![A-Za-z][A-Za-z])[.!?]|[.!?](?!\s+[A-Z]|\s*$)"
)
_LAST_WORD = re.compile(r"([A-Za-z]+)\.(\s+I\b)?")
_TITLED = frozenset(("Mr", "Mrs", "Dr"))  # a name follows, if a capital does
_CLEAR_END = re.compile(r"(?<!\bMr)(?<!\bMrs)(?<!\bDr)[.!?]\s+")


def sentences(text: str, start: int, end: int, language: str) -> Iterator[int]:
    """The ends of the sentences of ``text[start:end]``, in order; the last is ``end``.

    The white space after a sentence belongs to it. ``language`` is BCP 47.
    """
    for stop in (*_speaking(text, _stops(text, start, end, language), end), end):
        yield from _bounded(text, start, stop)
        start = stop


def _speaking(text: str, stops: Iterator[int], end: int) -> list[int]:
    """``stops`` without those that only marks and punctuation would follow."""
    kept: list[int] = []
    for stop, after in pairwise([*stops, end]):
        if any(character.isalnum() for character in text[stop:after]):
            kept.append(stop)
    return kept


def _stops(text: str, start: int, end: int, language: str) -> Iterator[int]:
    first, last = _without_marks(text, start, end)
    if _INNER_END.search(text, first, last):
        for chunk in _chunks(text, first, last):
            stops = accumulate(map(len, _pieces(text[slice(*chunk)], language)), initial=chunk[0])
            yield from (stop for stop in stops if chunk[0] < stop < last)


def _without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without white space at its ends, and without the marks that enclose all of it."""
    first, last = start, end
    while first < last and (text[first].isspace() or text[first] in ALL):
        first += 1
    while last > first and (text[last - 1].isspace() or text[last - 1] in ALL):
        last -= 1
    return (start + _spaces(text, start, end), last) if _PAIRED.search(text, first, last) else (first, last)


def _spaces(text: str, start: int, end: int) -> int:
    return len(text[start:end]) - len(text[start:end].lstrip())


def _chunks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _CHUNK:
        stop = max((m.end() for m in _PLAIN_END.finditer(text, start, start + _CHUNK)), default=0)
        stop = stop or max(text.rfind(space, start + 1, start + _CHUNK) for space in " \n\r") + 1 or start + _CHUNK
        yield start, stop
        start = stop
    yield start, end


def _pieces(chunk: str, language: str) -> list[str]:
    if _known(language) == "en" and _clear(chunk):
        return _cut(chunk, _CLEAR_END)
    plain = _SET_OFF.sub(r"\2\1", _SPACE.sub(" ", chunk)).translate(_ROUND)
    if len(_LIST_ITEM.findall(plain)) > _LIST:
        return _plain_pieces(chunk)
    # Not Segmenter.segment: it compiles a regular expression for every sentence, half of its time.
    return _rebuilt(plain, _segmenter(_known(language)).processor(plain).process()) or _plain_pieces(chunk)


def _clear(chunk: str) -> bool:
    """Whether every stop ends a sentence or a title, so that pySBD, far slower, would find the same ends; but for
    what stands between two dashes, which it takes for one sentence however long.
    """
    if _DOUBTFUL.search(chunk):
        return False
    words = (m for m in _LAST_WORD.finditer(chunk) if m.group(1) not in _TITLED)
    return not any(m.group(1).lower() in _abbreviations(before_i=bool(m.group(2))) for m in words)


@cache
def _abbreviations(*, before_i: bool) -> frozenset[str]:
    """Words that end no sentence by their stop, whatever follows, or before "I"."""
    known = English.Abbreviation
    return frozenset(map(str.strip, known.ABBREVIATIONS if before_i else known.PREPOSITIVE_ABBREVIATIONS))


def _rebuilt(plain: str, found: list[str]) -> list[str]:
    """The sentences with the white space after each, or nothing where they do not rebuild the text."""
    pieces = []
    at = 0
    for sentence in filter(None, map(str.strip, found)):
        if not plain.startswith(sentence, at):
            return []
        end = at + len(sentence)
        end += len(plain[end:]) - len(plain[end:].lstrip())
        pieces.append(plain[at:end])
        at = end
    return pieces if at == len(plain) else []


def _plain_pieces(chunk: str) -> list[str]:
    return _cut(chunk, _PLAIN_END)


def _cut(chunk: str, end: re.Pattern[str]) -> list[str]:
    ends = [m.end() for m in end.finditer(chunk)]
    points = [0, *ends, len(chunk)]
    return [chunk[a:b] for a, b in pairwise(points) if a < b]


def _known(language: str) -> str:
    code = language.replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGE_CODES else "en"


@cache
def _segmenter(code: str) -> pysbd.Segmenter:
    return pysbd.Segmenter(language=code, clean=False)


def _bounded(text: str, start: int, end: int) -> Iterator[int]:
    """``end``, and before it the ends of clauses that keep each piece within ``LONGEST``."""
    last = end
    while last > start and text[last - 1].isspace():
        last -= 1
    while last - start > LONGEST:
        start = _clause_end(text, start, start + LONGEST)
        while start < last and text[start].isspace():
            start += 1
        yield start
    yield end


def _clause_end(text: str, start: int, limit: int) -> int:
    half = (start + limit) // 2
    for clause in _CLAUSES:
        ends = [m.end() for m in clause.finditer(text, half, limit)]
        if ends:
            return ends[-1]
    return limit
