"""Words as printed -> words as spoken.

The text of a book is never changed; this is what an engine is handed instead. Each step rewrites only what
engines get wrong; a language without tables of its own gets the steps that need none. A word with a
pronunciation is ``{word|IPA}``: printed braces never get that far. What the lexicon says is finished: while the
other steps work, a character of the private use area, of which the text has none, stands for it.
"""

import re
from collections.abc import Iterable

from audiobook.speech.lexicon import Sayings
from audiobook.speech.words.abbreviations import abbreviations
from audiobook.speech.words.figures import figures
from audiobook.speech.words.heteronyms import heteronyms
from audiobook.speech.words.letters import capitals, drawn_out, hyphened, masked, sounds, stutters
from audiobook.speech.words.marks import HELD, clean
from audiobook.speech.words.other_languages import elsewhere
from audiobook.speech.words.roman import roman_numerals
from audiobook.speech.words.symbols import slashes, symbols
from audiobook.speech.words.tables import primary, tables
from audiobook.speech.words.web import web

_OURS = str.maketrans({"{": "(", "}": ")", "|": " ", "\0": "", "\u00ad": "", "\u200b": ""})
_FIRST, _ROOM = 0xE000, 6000  # of the private use area
_STRESS, _END = "\uf8fe", "\uf8ff"
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

    ``language`` is a BCP 47 tag; ``sayings`` come from a lexicon; a ``heading`` may be a Roman numeral alone;
    ``emoji`` are named or silent; the ``stressed`` stretches of the text, in order, become ``{words|*}``.
    """
    finished = _Finished()
    tongue = primary(language)
    known = tables(tongue)
    text = _marked(HELD.sub(" ", text), stressed).translate(_OURS)
    text = " ".join(text.split())
    text = heteronyms(sayings.apply(text, finished.hold), tongue, finished.hold)
    text = masked(symbols(web(text), known, emoji=emoji), known)
    if tongue == "en":
        text = slashes(figures(abbreviations(roman_numerals(text, heading=heading))))
    else:
        text = elsewhere(text, tongue)
    text = drawn_out(stutters(hyphened(capitals(text, known)), known), known)
    return _STRESSED.sub(_emphasis, finished.told(clean(sounds(text, known))))


def _marked(text: str, stressed: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(stressed, reverse=True):
        text = f"{text[:start]}{_STRESS}{text[start:end]}{_END}{text[end:]}"
    return text


def _emphasis(match: re.Match[str]) -> str:
    """Emphasis on words; pronunciations in them keep theirs, for braces do not nest."""
    words = match[1].strip()
    return words if "{" in words or not words else f"{{{words}|*}}"


class _Finished:
    """Pieces that the other steps leave alone."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def hold(self, piece: str) -> str:
        """What stands for a piece; the piece itself where there are far too many."""
        if len(self._pieces) == _ROOM:
            return piece
        self._pieces.append(piece)
        return chr(_FIRST + len(self._pieces) - 1)

    def told(self, text: str) -> str:
        """``text`` with every piece in its place."""
        return _PIECE.sub(lambda m: self._pieces[ord(m[0]) - _FIRST], text) if self._pieces else text
