"""Words that are printed in an unusual way: in capitals, stuttered, drawn out, masked, or as mere sounds.

Capitals are emphasis and not spelling; a stutter is said as it sounds; "Nooooo" is the word "No"; sounds without
vowels ("Shhh") are said by IPA where the engine can.
"""

import re
from itertools import pairwise

from audiobook.speech.words.tables import Tables

_CAPITALS = re.compile(r"\b[A-Z]{2}")
_RUN = re.compile(
    r"(?<![\w.])[A-Z][A-Z’']+(?:[^\w.;:!?\n]+(?:[A-Z][A-Z’']+|[IAO])(?![\w]))+|(?<![\w.])[A-Z]{5,}\b"
)
_WORD = re.compile(r"[A-Z’']+")
_SHORT = re.compile(r"(?<!\bthe )(?<!\bThe )\b(IT|US)\b(?!\s(?:[A-Z]|department|guy|support|dollars|citizen))")
_LONE = re.compile(r"\b[A-Z]{2,}\b")
_LOUD = re.compile(r"\b[A-Z]{2,}\b\W+[A-Z]{2,}\b")  # a cry, not a stress
_VOWEL = re.compile(r"[AEIOUY]")
_STUTTER = re.compile(r"(?<![\w'’])((?:([A-Za-z]{1,2})[-–—…]+\s?)+)(?=\2[a-z’'A-Z]*)(\w[\w’']*)", re.IGNORECASE)
_HYPHENED = re.compile(r"(?<![\w-])[A-Za-z]{1,20}(?:-[A-Za-z]{1,20}){1,12}(?![\w-])")
_LONG = re.compile(r"\b\w*?([A-Za-z])\1\1\w*", re.IGNORECASE)
_THREE = re.compile(r"([A-Za-z])\1{2,}", re.IGNORECASE)
_REPEATED = re.compile(r"([a-z])\1+")
_LAUGH = re.compile(r"\b((?:ha|he|ho|hee|heh|hah)){2,}h?\b", re.IGNORECASE)
_CONSONANTS = "[bcdfghjklmnpqrstvwxz]{2,}"
_WITHOUT_VOWELS = re.compile(rf"(?<![\w'’])(?:{_CONSONANTS}-{_CONSONANTS}|{_CONSONANTS})(?![\w'’])", re.IGNORECASE)
_MASKED = re.compile(r"(?<![\w*])([A-Za-z])([a-z]?)(?:\*{2,}|[—–―]{1,2}|-{2,}|_{2,})([a-z]*)(?![\w*])")
_BLEEP = "bleep"
_BLANK = re.compile(r"(?:(?<=\s)|^)(?:[—–―⸺]{2,}|-{4,}|_{3,})(?=[\s,.]|shire)")


def capitals(text: str, language: Tables) -> str:
    """Runs and long words in capitals become small; what may be an acronym stays."""
    if not _CAPITALS.search(text):
        return text

    def lowered(match: re.Match[str]) -> str:
        return _WORD.sub(lambda m: _small(m[0]) if _plain(m[0], language) else m[0], match[0])

    return _SHORT.sub(lambda m: m[0].lower(), _RUN.sub(lowered, text))


def _plain(word: str, language: Tables) -> bool:
    """Whether capitals are no acronym: long and with a vowel, or a small word of the language."""
    if word in language.listed("small"):
        return True
    return len(word) > 3 and bool(_VOWEL.search(word)) and word not in language.listed("acronyms")


def _small(word: str) -> str:
    return word[:1] + word[1:].lower()


def emphasised(text: str, language: Tables, small: frozenset[str]) -> list[tuple[int, int]]:
    """Single words in capitals that the book also has in ``small`` letters: they are stressed."""
    if _LOUD.search(text):
        return []
    return [
        match.span() for match in _LONE.finditer(text) if _plain(match[0], language) and match[0].lower() in small
    ]


def stutters(text: str, language: Tables) -> str:
    """Stutters as they sound: "W-what" is "Wuh-what", "I-I" is "I, I"."""
    if "-" not in text and "—" not in text and "–" not in text and "…" not in text:
        return text

    def said(match: re.Match[str]) -> str:
        start, word = match[2].lower(), match[3]
        if (
            "-" not in match[1]
            and word[0].isupper()
            and word.lower() != start
            and not word.startswith(("I'", "I’"))
        ):
            return match[0]  # a dash, and a new sentence
        if len(start) == 2 and start not in language.stutters:
            return match[0]
        times = len(re.findall(r"[A-Za-z]+", match[1]))
        if word.lower().partition("'")[0].partition("’")[0] == start:
            return ", ".join([match[2]] * times + [word])
        sound = language.stutters.get(start, start)
        first = sound.capitalize() if match[1][0].isupper() else sound
        return "-".join([first, *[sound] * (times - 1), word[:1].lower() + word[1:]])

    return _STUTTER.sub(said, text) if language.stutters else text


def hyphened(text: str) -> str:
    """Words that hyphens draw out: "No-o-o" is "No", "Y-e-e-s" is "Yes"; "B-b-b-but" is a stutter."""
    return _HYPHENED.sub(_joined, text) if "-" in text else text


def _joined(match: re.Match[str]) -> str:
    parts = match[0].lower().split("-")
    letter = next((after for part, after in pairwise(parts) if len(after) == 1 and part.endswith(after)), "")
    stutter = len(set(parts)) == 1 or (len(parts[-1]) > 1 and parts[-1].startswith(letter))
    if not letter or stutter:
        return match[0]
    kept = 2 if letter not in "aeiou" and match[0].lower().count(letter) == 2 else 1
    joined = match[0].replace("-", "")
    return re.sub(rf"({letter}){{2,}}", lambda m: m[0][:kept], joined, flags=re.IGNORECASE)


def drawn_out(text: str, language: Tables) -> str:
    """Cries as words: "Nooooo" is "No", "sooon" is "soon", "Hahaha" is "Ha ha ha"."""
    text = _LAUGH.sub(_laugh, text)
    if not _THREE.search(text):
        return text
    doubled = language.listed("doubled")

    def said(match: re.Match[str]) -> str:
        word = match[0]
        if not any(c in "aeiouy" for c in word.lower()):
            return word  # a sound: see :func:`sounds`
        twice = _THREE.sub(lambda m: m[1] + m[1].lower(), word)
        return twice if twice.lower() in doubled else _THREE.sub(r"\1", word)

    return _LONG.sub(said, text)


def _laugh(match: re.Match[str]) -> str:
    times = len(re.findall(match[1][:2], match[0], re.IGNORECASE))
    return match[0] if times < 2 else " ".join([match[0][:2], *[match[1][:2].lower()] * (times - 1)])


def sounds(text: str, language: Tables) -> str:
    """Sounds without vowels as they sound: "Shhh", "Grrr", "Hm"."""
    if not language.sounds:
        return text

    def said(match: re.Match[str]) -> str:
        whole = _sound(match[0].replace("-", ""), language)
        return whole or "-".join(_sound(part, language) or part for part in match[0].split("-"))

    return _WITHOUT_VOWELS.sub(said, text)


def _sound(printed: str, language: Tables) -> str:
    word = printed.lower()
    if printed.isupper() and len(set(word)) == len(word):
        return ""  # an acronym
    said = language.sounds.get(_REPEATED.sub(r"\1", word)) or language.sounds.get(word, "")
    return f"{{{printed}|{said.strip('/')}}}" if said.startswith("/") else said and _like(printed, said)


def _like(printed: str, said: str) -> str:
    return said.capitalize() if printed[0].isupper() else said


def masked(text: str, language: Tables) -> str:
    """Masks off: "d—d" is "damned", "f***ing" "effing", "s**t" "bleep", "Lord ——" "Lord blank"."""
    if not any(mask in text for mask in ("**", "—", "--", "––", "―", "__", "–")):
        return text

    def said(match: re.Match[str]) -> str:
        known = language.masked.get(f"{match[1]}-{match[3]}") or language.masked.get(
            f"{match[1].lower()}-{match[3]}"
        )
        stars = "*" in match[0]
        if known and (match[3] or stars):
            return _like(match[0], known)
        return _BLEEP if stars else match[0]

    return _BLANK.sub("blank ", _MASKED.sub(said, text)) if language.masked else text
