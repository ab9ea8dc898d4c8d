"""Notations of pronunciation: IPA as it is, X-SAMPA as IPA, anything else is a respelling.

X-SAMPA: J. C. Wells, "Computer-coding the IPA" (1995).
"""

import re

_X_SAMPA = {
    "tS": "tʃ", "dZ": "dʒ", "r\\": "ɹ", "s\\": "ɕ", "z\\": "ʑ", "R\\": "ʀ", "h\\": "ɦ", "G\\": "ɢ", "j\\": "ʝ",
    "A": "ɑ", "B": "β", "C": "ç", "D": "ð", "E": "ɛ", "F": "ɱ", "G": "ɣ", "H": "ɥ", "I": "ɪ", "J": "ɲ", "K": "ɬ",
    "L": "ʎ", "M": "ɯ", "N": "ŋ", "O": "ɔ", "P": "ʋ", "Q": "ɒ", "R": "ʁ", "S": "ʃ", "T": "θ", "U": "ʊ", "V": "ʌ",
    "W": "ʍ", "X": "χ", "Y": "ʏ", "Z": "ʒ", "@": "ə", "{": "æ", "}": "ʉ", "1": "ɨ", "2": "ø", "3": "ɜ", "4": "ɾ",
    "5": "ɫ", "6": "ɐ", "7": "ɤ", "8": "ɵ", "9": "œ", "&": "ɶ", "?": "ʔ", '"': "ˈ", "%": "ˌ", ":": "ː", "-": "",
    "g": "ɡ",
}  # fmt: skip
_TOKEN = re.compile("|".join(sorted(map(re.escape, _X_SAMPA), key=len, reverse=True)))
_MARKUP = str.maketrans("", "", "{}|")


def ipa_of(notation: str) -> str:
    """The IPA of ``/təˈmɑːtəʊ/``, ``ipa:təˈmɑːtəʊ`` or ``x-sampa:t@"mA:t@U``; empty for anything else."""
    kind, colon, rest = notation.strip().partition(":")
    if colon and kind.lower() in ("x-sampa", "xsampa"):
        return _TOKEN.sub(lambda m: _X_SAMPA[m[0]], rest.strip()).translate(_MARKUP)
    if colon and kind.lower() == "ipa":
        return rest.strip().translate(_MARKUP)
    slashed = re.fullmatch(r"/([^/]+)/", notation.strip())
    return slashed[1].strip().translate(_MARKUP) if slashed else ""
