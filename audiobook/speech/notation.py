"""Notations of pronunciation: IPA as it is, X-SAMPA as IPA, anything else is a respelling.

X-SAMPA: J. C. Wells, "Computer-coding the IPA" (1995).
"""

import re

from audiobook.speech.tables import either

_X_SAMPA = {
    "tS": "tʃ",
    "dZ": "dʒ",
    "r\\": "ɹ",
    "s\\": "ɕ",
    "z\\": "ʑ",
    "R\\": "ʀ",
    "h\\": "ɦ",
    "G\\": "ɢ",
    "j\\": "ʝ",
    "A": "ɑ",
    "B": "β",
    "C": "ç",
    "D": "ð",
    "E": "ɛ",
    "F": "ɱ",
    "G": "ɣ",
    "H": "ɥ",
    "I": "ɪ",
    "J": "ɲ",
    "K": "ɬ",
    "L": "ʎ",
    "M": "ɯ",
    "N": "ŋ",
    "O": "ɔ",
    "P": "ʋ",
    "Q": "ɒ",
    "R": "ʁ",
    "S": "ʃ",
    "T": "θ",
    "U": "ʊ",
    "V": "ʌ",
    "W": "ʍ",
    "X": "χ",
    "Y": "ʏ",
    "Z": "ʒ",
    "@": "ə",
    "{": "æ",
    "}": "ʉ",
    "1": "ɨ",
    "2": "ø",
    "3": "ɜ",
    "4": "ɾ",
    "5": "ɫ",
    "6": "ɐ",
    "7": "ɤ",
    "8": "ɵ",
    "9": "œ",
    "&": "ɶ",
    "?": "ʔ",
    '"': "ˈ",
    "%": "ˌ",
    ":": "ː",
    "-": "",
    "g": "ɡ",
}
_TOKEN = re.compile(either(_X_SAMPA))
_MARKUP = str.maketrans("", "", "{}|")


def ipa_of(notation: str) -> str:
    """The IPA of ``/təˈmɑːtəʊ/``, ``ipa:təˈmɑːtəʊ`` or ``x-sampa:t@"mA:t@U``; else empty."""
    kind, colon, sounds = notation.strip().partition(":")
    kind = kind.lower()
    if colon and kind in ("x-sampa", "xsampa"):
        return _plain(_TOKEN.sub(_ipa, sounds.strip()))
    if colon and kind == "ipa":
        return _plain(sounds.strip())
    slashed = re.fullmatch(r"/([^/]+)/", notation.strip())
    if slashed is None:
        return ""
    return _plain(slashed[1].strip())


def _ipa(match: re.Match[str]) -> str:
    return _X_SAMPA[match[0]]


def _plain(ipa: str) -> str:
    """IPA without the characters that mark a pronunciation in a line, see ``words/spoken.py``."""
    return ipa.translate(_MARKUP)
