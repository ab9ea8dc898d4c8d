"""Pronunciations and emphasis in the words of a line, as eSpeak NG takes them.

IPA becomes the phoneme names of its English voices (``[[k,ak@S'i:]]``), a stressed word SSML:
higher, louder and slower by a shade (``<emphasis>`` itself lowers and slurs all that follows).

The names are those of eSpeak's English phoneme tables, tried one by one in ``en-us``,
``en-gb-x-rp`` and ``en-gb-scotland`` by its phoneme trace. Sounds that English lacks become the
nearest it has, as an English reader would say them. Other languages have other names: there the
printed word is said.
"""

import re

from audiobook.model import pronounced

_NAMES = {
    "tʃ": "tS", "dʒ": "dZ", "eɪ": "eI", "aɪ": "aI", "ɔɪ": "OI", "oʊ": "oU", "əʊ": "oU", "aʊ": "aU",
    "eə": "e@", "ɛə": "e@", "ɪə": "i@", "ʊə": "U@", "iː": "i:", "uː": "u:", "ɑː": "A:", "ɔː": "O:", "ɜː": "3:",
    "ɜ": "3:", "ɝ": "3:", "ɚ": "3", "i": "i", "ɪ": "I", "e": "E", "ɛ": "E", "æ": "a", "a": "a", "ɑ": "A:",
    "ɒ": "0", "ɔ": "O:", "ʊ": "U", "u": "u:", "ʌ": "V", "ə": "@", "ɐ": "@", "o": "oU", "ɨ": "I", "ɯ": "u:",
    "y": "u:", "ø": "3:", "œ": "3:", "p": "p", "b": "b", "t": "t", "d": "d", "k": "k", "g": "g", "ɡ": "g",
    "f": "f", "v": "v", "θ": "T", "ð": "D", "s": "s", "z": "z", "ʃ": "S", "ʒ": "Z", "h": "h", "m": "m", "n": "n",
    "ŋ": "N", "l": "l", "ɫ": "l", "r": "r", "ɹ": "r", "ɾ": "r", "ʁ": "r", "ʀ": "r", "w": "w", "ʍ": "w", "j": "j",
    "x": "x", "χ": "x", "ç": "C", "ɕ": "S", "ʑ": "Z", "ʂ": "S", "ʐ": "Z", "ɲ": "n^", "ʎ": "lj", "ɴ": "N", "ɸ": "f",
    "β": "b", "ɣ": "g", "ʔ": "?", "c": "k", "q": "k", "ɟ": "dZ", "ɥ": "w", "ʋ": "v", "ɱ": "m", "ɦ": "h",
    "ˈ": "'", "ˌ": ",", "'": "'", "ː": ":", ":": ":", " ": "||",
}  # fmt: skip
_SOUND = re.compile("|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True)))
_BRACKETS = str.maketrans({"[": "(", "]": ")", "<": " ", ">": " "})
_STRESS = "*"
_STRESSED = '<prosody pitch="+15%" volume="+20%" rate="88%">{}</prosody>'
SSML = "<speak>"  # what words begin with that are SSML


def with_phonemes(words: str, voice: str) -> str:
    """``words`` for an eSpeak voice ("gmw/en-US+f3"): pronunciations as phonemes where it is an
    English one.

    Nothing else in ``words`` can be taken for phonemes.
    """
    english = voice.partition("/")[2].partition("+")[0].partition("-")[0] == "en"
    stressed = f"|{_STRESS}}}" in words
    words = words.translate(_BRACKETS)
    words = pronounced(
        words.replace("&", "&amp;") if stressed else words,
        _phonemes if english else _printed,
    )
    return f"{SSML}{words}</speak>" if stressed else words


def _phonemes(word: str, ipa: str) -> str:
    if ipa == _STRESS:
        return _printed(word, ipa)
    names = "".join(_NAMES[sound] for sound in _SOUND.findall(ipa)).replace("::", ":")
    return f"[[{names}]]" if names else word


def _printed(word: str, ipa: str) -> str:
    return _STRESSED.format(word) if ipa == _STRESS else word
