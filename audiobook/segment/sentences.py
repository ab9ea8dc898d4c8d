"""Stretch -> sentences, by pySBD where there may be several, and at most 500 characters long.

pySBD has to be kept away from what it cannot do: it returns nothing between quotation marks,
drops leading white space, takes exponential time on an opening bracket before a run of numbers
and cubic time on long lists of letters, and its pieces do not always rebuild the text. So it gets
one stretch at a time, without the outer marks, bounded, with brackets rounded; and what does not
rebuild is cut by a plain rule instead.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from audiobook.language import ENGLISH
from audiobook.model import primary_subtag
from audiobook.segment.marks import ALL, has_words

# Compiling pySBD warns of escapes in its strings, and from Python 3.12 on everybody sees that:
# at the first start, wherever the installer has compiled nothing.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)  # what Python 3.11 calls it
    import pysbd
    from pysbd.lang.english import English
    from pysbd.languages import LANGUAGE_CODES

LONGEST = 500  # characters of an utterance, white space around it not counted
_CHUNK = 1500  # characters that pySBD is handed at once
_INNER_END = re.compile(r"[.!?…؟।։۔]\W{1,20}\w|[。！？]")
_PAIRED = re.compile('["“”„«»「」]')
_SPACE = re.compile(r"\s")
# A row of stops is looked at once, from its beginning: a page may be one.
_PLAIN_END = re.compile(
    rf"(?:(?<![.!?…])[.!?…]+[{ALL})\]]*\s+|[。！？]+[」』”’）]*\s*)"
)
_LIST_ITEM = re.compile(r"(?<![^\s(])(?:[a-zA-Z]|[ivxIVX]{1,5}|\d{1,2})[.)]")
_LIST = 8  # items from which on a stretch is not prose
_CLAUSES = (  # where a long sentence is cut, the best first
    re.compile(r"[;:]\s|[—–]|--|[；：]"),
    re.compile(r",\s|[，、]"),
    re.compile(r"\s"),
)
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


def sentences(
    text: str,
    start: int,
    end: int,
    language: str,
) -> Iterator[int]:
    """The ends of the sentences of ``text[start:end]``, in order; the last is ``end``.

    The white space after a sentence belongs to it. ``language`` is BCP 47.
    """
    stops = _before_words(text, _stops(text, start, end, language), end)
    for stop in (*stops, end):
        # Clauses are looked for in each sentence by itself.
        yield from _bounded(text, start, stop)
        start = stop


def _before_words(
    text: str,
    stops: Iterator[int],
    end: int,
) -> list[int]:
    """``stops`` without those that only marks and punctuation would follow."""
    kept: list[int] = []
    for stop, after in pairwise([*stops, end]):
        if has_words(text[stop:after]):
            kept.append(stop)
    return kept


def _stops(
    text: str,
    start: int,
    end: int,
    language: str,
) -> Iterator[int]:
    """The ends of the sentences inside a stretch, without that of the last.

    Where a chunk ends a sentence does, too.
    """
    # A stretch without an inner end is one sentence: pySBD, the slowest of all, is not asked.
    first, last = _without_marks(text, start, end)
    if not _INNER_END.search(text, first, last):
        return
    for low, high in _chunks(text, first, last):
        at = low
        for piece in _pieces(text[low:high], language):
            at += len(piece)
            if at < last:
                yield at


def _without_marks(
    text: str,
    start: int,
    end: int,
) -> tuple[int, int]:
    """The stretch without white space at its ends, and without the marks that enclose all of it."""
    first = start
    while first < end and _is_around(text[first]):
        first += 1
    last = end
    while last > first and _is_around(text[last - 1]):
        last -= 1
    # Marks inside may be the partners of those at its start: then these stay.
    if _PAIRED.search(text, first, last):
        first = start + _leading_space(text[start:end])
    return first, last


def _is_around(character: str) -> bool:
    """Whether it may stand around a stretch without being of it."""
    return character.isspace() or character in ALL


def _leading_space(text: str) -> int:
    """How many characters of white space a text begins with."""
    return len(text) - len(text.lstrip())


def _chunks(
    text: str,
    start: int,
    end: int,
) -> Iterator[tuple[int, int]]:
    """Pieces that are short enough for pySBD, whose time grows faster than the text."""
    while end - start > _CHUNK:
        stop = _chunk_end(text, start, start + _CHUNK)
        yield start, stop
        start = stop
    yield start, end


def _chunk_end(
    text: str,
    start: int,
    limit: int,
) -> int:
    """The last sentence end before ``limit``, else the last white space, else ``limit``."""
    stop = _last_end(_PLAIN_END, text, start, limit)
    if stop is not None:
        return stop
    space = max(text.rfind(space, start + 1, limit) for space in " \n\r")
    return space + 1 if space >= 0 else limit


def _last_end(
    pattern: re.Pattern[str],
    text: str,
    start: int,
    limit: int,
) -> int | None:
    """The end of the last match of a pattern in ``text[start:limit]``."""
    end = None
    for match in pattern.finditer(text, start, limit):
        end = match.end()
    return end


def _pieces(chunk: str, language: str) -> list[str]:
    """The sentences of a chunk, as long as the chunk together."""
    code = _pysbd_language(language)
    if code == ENGLISH and _clear(chunk):
        return _cut(chunk, _CLEAR_END)
    # Of the same length: the pieces of the plain text are those of the chunk.
    plain = _SET_OFF.sub(r"\2\1", _SPACE.sub(" ", chunk)).translate(_ROUND)
    if len(_LIST_ITEM.findall(plain)) > _LIST:
        return _cut(chunk, _PLAIN_END)
    # Not Segmenter.segment: it compiles a regular expression for every sentence, half of its
    # time.
    by_pysbd = _segmenter(code).processor(plain).process()
    return _rebuilt(plain, by_pysbd) or _cut(chunk, _PLAIN_END)


def _clear(chunk: str) -> bool:
    """Whether every stop ends a sentence or a title.

    pySBD, far slower, would then find the same ends; but for what stands between two dashes,
    which it takes for one sentence however long.
    """
    if _DOUBTFUL.search(chunk):
        return False
    for word, i_follows in _LAST_WORD.findall(chunk):
        if word in _TITLED:
            continue
        if word.lower() in _abbreviations(before_i=bool(i_follows)):
            return False
    return True


@cache
def _abbreviations(*, before_i: bool) -> frozenset[str]:
    """Words that end no sentence by their stop, whatever follows, or before "I"."""
    known = English.Abbreviation
    listed = known.ABBREVIATIONS if before_i else known.PREPOSITIVE_ABBREVIATIONS
    return frozenset(map(str.strip, listed))


def _rebuilt(plain: str, by_pysbd: Iterable[str]) -> list[str]:
    """The sentences with the white space after each; none where they do not rebuild the text."""
    pieces: list[str] = []
    at = 0
    for sentence in filter(None, map(str.strip, by_pysbd)):
        if not plain.startswith(sentence, at):
            return []
        end = at + len(sentence)
        end += _leading_space(plain[end:])
        pieces.append(plain[at:end])
        at = end
    if at < len(plain):
        return []
    return pieces


def _cut(chunk: str, pattern: re.Pattern[str]) -> list[str]:
    """A text in pieces that end where a pattern does."""
    pieces: list[str] = []
    at = 0
    for match in pattern.finditer(chunk):
        pieces.append(chunk[at : match.end()])
        at = match.end()
    pieces.append(chunk[at:])
    return list(filter(None, pieces))


def _pysbd_language(language: str) -> str:
    """The language whose rules pySBD follows; those of English where it has none."""
    code = primary_subtag(language)
    if code in LANGUAGE_CODES:
        return code
    return ENGLISH


@cache
def _segmenter(code: str) -> pysbd.Segmenter:
    """The segmenter of one language; making one takes longer than using it."""
    return pysbd.Segmenter(
        language=code,
        clean=False,
    )


def _bounded(
    text: str,
    start: int,
    end: int,
) -> Iterator[int]:
    """``end``, and before it the ends of clauses that keep each piece within ``LONGEST``."""
    last = start + len(text[start:end].rstrip())
    while last - start > LONGEST:
        start = _clause_end(text, start, start + LONGEST)
        while start < last and text[start].isspace():
            start += 1
        yield start
    yield end


def _clause_end(
    text: str,
    start: int,
    limit: int,
) -> int:
    """The last end of a clause in the second half of ``text[start:limit]``."""
    half = (start + limit) // 2
    for clause in _CLAUSES:
        end = _last_end(clause, text, half, limit)
        if end is not None:
            return end
    return limit
