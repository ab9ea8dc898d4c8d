"""Which language a book is in: what its metadata says, else what its most frequent small words say.

Stop words of related languages overlap, so each language counts those of its own list and the largest share
wins; where nothing stands out, the book is taken to be English.
"""

import re
from functools import cache
from typing import Final

from audiobook.language.lists import ENGLISH, KNOWN, words
from audiobook.model import Book

_SAMPLE: Final = 4_000  # characters of a chapter that are looked at
_CHAPTERS: Final = 5
_WORD = re.compile(r"[^\W\d_]+")
_SHARE: Final = (
    0.12  # of all words; running prose of a language has 0.3 and more of its own stop words
)
_DIFFERENT: Final = 3  # stop words at least: "la la la" is no language
_UNSTATED: Final = ("", "und", "mul", "zxx", "mis")


def language_of(book: Book) -> str:
    """The primary language subtag of a book in lower case ("fr"): stated, else guessed among the known."""
    stated = book.metadata.language.replace("_", "-").partition("-")[0].strip().lower()
    return _two_letters().get(stated, stated) if stated not in _UNSTATED else guessed(_sample(book))


def _sample(book: Book) -> str:
    """Pieces from the middles of some chapters: front matter may be in another language."""
    step = max(1, len(book.chapters) // _CHAPTERS)
    middles = (chapter.text for chapter in book.chapters[::step][:_CHAPTERS])
    return "\n".join(text[max(0, len(text) // 2 - _SAMPLE // 2) :][:_SAMPLE] for text in middles)


def guessed(text: str) -> str:
    """The known language whose stop words are most frequent in a text; English where none is frequent."""
    found = [word.lower() for word in _WORD.findall(text)]
    shares = {code: sum(word in stops for word in found) for code, stops in _stops().items()}
    best = max(KNOWN, key=lambda code: shares[code])
    told = (
        shares[best] > _SHARE * len(found) and len(_stops()[best].intersection(found)) >= _DIFFERENT
    )
    return best if told and shares[best] > shares[ENGLISH] else ENGLISH


@cache
def _stops() -> dict[str, frozenset[str]]:
    return {code: words(code, "language", "stop_words") for code in KNOWN}


@cache
def _two_letters() -> dict[str, str]:
    """ISO 639-2 codes, which older files state, of the known languages."""
    return {
        "eng": "en", "ger": "de", "deu": "de", "spa": "es", "fre": "fr", "fra": "fr", "ita": "it", "dut": "nl",
        "nld": "nl", "pol": "pl", "por": "pt", "rus": "ru",
    }  # fmt: skip
