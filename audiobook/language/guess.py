"""The language of a book: what its metadata say, else what its most frequent small words say.

Stop words of related languages overlap. So each language counts those of its own list and the
largest share wins; where nothing stands out, the book is taken to be English.
"""

import re
from collections.abc import Sequence
from typing import Final

from audiobook.language.lists import ENGLISH, known_languages, words
from audiobook.model import Book, primary_subtag

_SAMPLE: Final = 4_000  # characters of a chapter that are looked at
_CHAPTERS: Final = 5
_WORD = re.compile(r"[^\W\d_]+")
# Of all words; running prose has 0.3 and more stop words of its language.
_SHARE: Final = 0.12
_DIFFERENT: Final = 3  # stop words at least: "la la la" is not in any language
_UNSTATED: Final = ("", "und", "mul", "zxx", "mis")
# ISO 639-2 codes of the known languages, which older files state.
_TWO_LETTERS: Final = {
    "eng": "en",
    "ger": "de",
    "deu": "de",
    "spa": "es",
    "fre": "fr",
    "fra": "fr",
    "ita": "it",
    "dut": "nl",
    "nld": "nl",
    "pol": "pl",
    "por": "pt",
    "rus": "ru",
}


def language_of(book: Book) -> str:
    """Return the primary language subtag of a book in lower case ("fr").

    A stated language is believed, also one without word lists; else it is guessed among the known
    ones.
    """
    # Regions are left out: the words that count are the same.
    stated = primary_subtag(book.metadata.language)
    if stated in _UNSTATED:
        return guessed(_sample(book))
    return _TWO_LETTERS.get(stated, stated)


def _sample(book: Book) -> str:
    """Pieces from the middles of some chapters: front matter may be in another language."""
    step = max(1, len(book.chapters) // _CHAPTERS)
    pieces: list[str] = []
    for chapter in book.chapters[::step][:_CHAPTERS]:
        start = max(0, len(chapter.text) // 2 - _SAMPLE // 2)
        pieces.append(chapter.text[start : start + _SAMPLE])
    return "\n".join(pieces)


def guessed(text: str) -> str:
    """Return the known language whose stop words are most frequent in a text.

    English where none is frequent.
    """
    sample = [word.lower() for word in _WORD.findall(text)]
    counts = {code: _occurrences(code, sample) for code in known_languages()}
    best = max(counts, key=lambda code: counts[code])
    varied = len(_stop_words(best).intersection(sample)) >= _DIFFERENT
    if not varied or counts[best] <= _SHARE * len(sample):
        return ENGLISH
    if counts[best] <= counts[ENGLISH]:
        return ENGLISH
    return best


def _occurrences(code: str, sample: Sequence[str]) -> int:
    """How many words of a sample are stop words of a language."""
    return sum(map(_stop_words(code).__contains__, sample))


def _stop_words(code: str) -> frozenset[str]:
    """The most frequent small words of a language."""
    return words(code, "language", "stop_words")
