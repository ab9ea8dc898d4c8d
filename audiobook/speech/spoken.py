"""Words as printed -> words as spoken.

The text of a book is never changed; this is what an engine is handed instead. Each step rewrites only what
engines get wrong; a language without tables of its own gets the steps that need none. A word with a
pronunciation is ``{word|IPA}``: printed braces never get that far.
"""

from audiobook.speech.abbreviations import abbreviations
from audiobook.speech.figures import figures
from audiobook.speech.letters import capitals, drawn_out, masked, sounds, stutters
from audiobook.speech.marks import clean
from audiobook.speech.roman import roman_numerals
from audiobook.speech.symbols import slashes, symbols
from audiobook.speech.tables import primary, tables
from audiobook.speech.web import web

_OURS = str.maketrans({"{": "(", "}": ")", "|": " ", "\0": "", "\u00ad": "", "\u200b": ""})


def spoken(text: str, language: str = "en", *, heading: bool = False, emoji: bool = False) -> str:
    """What is said for a stretch of printed text; empty where there is no letter or digit in it.

    ``language`` is a BCP 47 tag; a ``heading`` may be a Roman numeral alone; ``emoji`` are named or silent.
    """
    known = tables(primary(language))
    text = web(" ".join(text.translate(_OURS).split()))
    text = symbols(text, known, emoji=emoji)
    text = masked(text, known)
    if primary(language) == "en":
        text = slashes(figures(abbreviations(roman_numerals(text, heading=heading))))
    text = drawn_out(stutters(capitals(text, known), known), known)
    return clean(sounds(text, known))
