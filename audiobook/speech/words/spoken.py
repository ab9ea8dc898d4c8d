"""Words as printed -> words as spoken.

The text of a book is never changed; this is what an engine is handed instead. Each step rewrites
only what engines get wrong. A language without tables of its own gets the steps that need none.

A word with a pronunciation is written ``{word|IPA}``; printed braces are replaced first. What the
lexicon says is finished: while the other steps work, a character of the private use area stands
for it, and the text itself has none of these.
"""

import re
from collections.abc import Iterable

from audiobook.model.markup import with_stress
from audiobook.speech.lexicon import Sayings
from audiobook.speech.tables import primary, tables
from audiobook.speech.words.abbreviations import abbreviations
from audiobook.speech.words.figures import figures
from audiobook.speech.words.heteronyms import heteronyms
from audiobook.speech.words.letters import (
    capitals,
    drawn_out,
    hyphened,
    masked,
    sounds,
    stutters,
)
from audiobook.speech.words.marks import HELD, clean
from audiobook.speech.words.other_languages import elsewhere
from audiobook.speech.words.roman import roman_numerals
from audiobook.speech.words.symbols import slashes, symbols, web

_OUR_MARKUP = str.maketrans(
    {"{": "(", "}": ")", "|": " ", "\0": "", "\u00ad": "", "\u200b": ""}
)
_FIRST_HELD = 0xE000  # of the private use area
_MOST_HELD = 6000
_STRESS = "\uf8fe"
_END = "\uf8ff"
_PIECE = re.compile("[\ue000-\uf7ff]")
_STRESSED = re.compile(f"{_STRESS}([^{_STRESS}{_END}]*){_END}")
NO_SAYINGS = Sayings()


def spoken(
    text: str,
    language: str = "en",
    *,
    sayings: Sayings = NO_SAYINGS,
    heading: bool = False,
    emoji: bool = False,
    stressed: Iterable[tuple[int, int]] = (),
) -> str:
    """What is said for a stretch of printed text; empty where there is no letter or digit in it.

    ``language`` is a BCP 47 tag; ``sayings`` come from a lexicon; a ``heading`` may be a Roman
    numeral alone; ``emoji`` are named or silent; the ``stressed`` stretches of the text, in
    order, become ``{words|*}``.
    """
    finished = _Finished()
    primary_language = primary(language)
    table = tables(primary_language)
    # What is printed may look like our own markup, and must not be taken for it.
    text = HELD.sub(" ", text)
    text = _marked(text, stressed).translate(_OUR_MARKUP)
    text = " ".join(text.split())
    # Pronunciations first: no other step may change what the user has written for a word.
    text = sayings.apply(text, finished.hold)
    text = heteronyms(text, primary_language, finished.hold)
    # Addresses before symbols: a slash or a dot in them is said by its name.
    text = web(text)
    text = symbols(text, table, emoji=emoji)
    text = masked(text, table)
    if primary_language == "en":
        text = _english(text, heading=heading)
    else:
        text = elsewhere(text, primary_language)
    # Then how words are printed, and at last the marks, which the steps before need.
    text = capitals(text, table)
    text = hyphened(text)
    text = stutters(text, table)
    text = drawn_out(text, table)
    text = clean(sounds(text, table))
    return _STRESSED.sub(_emphasis, finished.restored(text))


def _english(text: str, *, heading: bool) -> str:
    """The steps for English alone; slashes come last, because figures know "km/h" as a unit."""
    text = roman_numerals(text, heading=heading)
    text = abbreviations(text)
    text = figures(text)
    return slashes(text)


def _marked(text: str, stressed: Iterable[tuple[int, int]]) -> str:
    """``text`` with a private character before and after each stressed stretch."""
    # From the last to the first, so that the places of those before stay right.
    for start, end in sorted(stressed, reverse=True):
        text = f"{text[:start]}{_STRESS}{text[start:end]}{_END}{text[end:]}"
    return text


def _emphasis(match: re.Match[str]) -> str:
    """Emphasis on words; pronunciations in them keep theirs, for braces do not nest."""
    return with_stress(match[1].strip())


class _Finished:
    """Pieces that the other steps leave alone."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def hold(self, piece: str) -> str:
        """What stands for a piece; the piece itself where there are far too many."""
        if len(self._pieces) == _MOST_HELD:
            return piece
        character = chr(_FIRST_HELD + len(self._pieces))
        self._pieces.append(piece)
        return character

    def restored(self, text: str) -> str:
        """``text`` with every piece in its place."""
        if not self._pieces:
            return text
        return _PIECE.sub(self._piece, text)

    def _piece(self, match: re.Match[str]) -> str:
        return self._pieces[ord(match[0]) - _FIRST_HELD]
