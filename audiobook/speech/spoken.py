"""Words as printed -> words as spoken.

The text of a book is never changed; this is what an engine is handed instead. Each step rewrites only what
engines get wrong; a language without tables of its own gets the steps that need none. A word with a
pronunciation is ``{word|IPA}``: printed braces never get that far. What the lexicon says is finished: while the
other steps work, a character of the private use area, of which the text has none, stands for it.
"""

from audiobook.speech.abbreviations import abbreviations
from audiobook.speech.figures import figures
from audiobook.speech.heteronyms import heteronyms
from audiobook.speech.letters import capitals, drawn_out, masked, sounds, stutters
from audiobook.speech.lexicon import Sayings
from audiobook.speech.marks import HELD, clean
from audiobook.speech.roman import roman_numerals
from audiobook.speech.symbols import slashes, symbols
from audiobook.speech.tables import primary, tables
from audiobook.speech.web import web

_OURS = str.maketrans({"{": "(", "}": ")", "|": " ", "\0": "", "\u00ad": "", "\u200b": ""})
_FIRST, _ROOM = 0xE000, 6400  # of the private use area
NO_SAYINGS = Sayings()


def spoken(
    text: str, language: str = "en", *, sayings: Sayings = NO_SAYINGS, heading: bool = False, emoji: bool = False
) -> str:
    """What is said for a stretch of printed text; empty where there is no letter or digit in it.

    ``language`` is a BCP 47 tag; ``sayings`` come from a lexicon; a ``heading`` may be a Roman numeral alone;
    ``emoji`` are named or silent.
    """
    finished = _Finished()
    tongue = primary(language)
    known = tables(tongue)
    text = HELD.sub("", " ".join(text.translate(_OURS).split()))
    text = heteronyms(sayings.apply(text, finished.hold), tongue, finished.hold)
    text = masked(symbols(web(text), known, emoji=emoji), known)
    if tongue == "en":
        text = slashes(figures(abbreviations(roman_numerals(text, heading=heading))))
    text = drawn_out(stutters(capitals(text, known), known), known)
    return finished.told(clean(sounds(text, known)))


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
        return HELD.sub(lambda m: self._pieces[ord(m[0]) - _FIRST], text) if self._pieces else text
