"""Words as said + words as heard -> which were missed. Pure.

Both are brought to one form first: figures and abbreviations in words, small letters, no accents
and no marks. Words that sound the same and are written otherwise ("grey" and "gray", most names)
are counted apart: a recogniser cannot know how they are written.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from num2words import num2words

from audiobook.language import ENGLISH
from audiobook.speech import spoken

_FIGURES = re.compile(r"\d+")
_LONGEST_FIGURE = 12  # digits: nobody says longer ones as one number
_TELLING = 3  # consonants
_APOSTROPHES = re.compile(r"['’`]")


@dataclass(frozen=True, slots=True)
class Compared:
    """What was heard of some words.

    ``words`` counts those that were said. ``wrong`` counts words that were heard as others, not
    heard, or added; ``missed`` names those of them that were said, with what was heard for them.
    ``alike`` has the pairs that sound the same and are written otherwise.
    """

    words: int
    wrong: int = 0
    missed: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


def compare(said: str, heard: str, language: str) -> Compared:
    """Hold what a recogniser wrote against the words as spoken, in a primary language."""
    expected = words_of(said, language)
    found = words_of(heard, language)
    wrong = 0
    missed = []
    alike = []
    matcher = SequenceMatcher(None, expected, found, autojunk=False)
    for kind, start, stop, from_, to in matcher.get_opcodes():
        if kind == "equal":
            continue
        for these, those in _pairs(expected[start:stop], found[from_:to]):
            if "".join(these) == "".join(those):
                continue  # "good night" and "goodnight"
            if _sound_alike(these, those, language):
                alike.append(_pair(these, those))
            else:
                wrong += max(len(these), len(those))
                missed.append(_pair(these, those))
    return Compared(len(expected), wrong, tuple(missed), tuple(alike))


def words_of(text: str, language: str) -> tuple[str, ...]:
    """The words of a text in one form, however they are written."""
    text = spoken(text, language)
    text = _FIGURES.sub(lambda figure: _in_words(figure[0], language), text)
    text = _APOSTROPHES.sub("", text.casefold())
    letters = []
    for character in unicodedata.normalize("NFKD", text):
        if character.isalnum() or _is_vowel_sign(character):
            letters.append(character)
        elif not unicodedata.combining(character):
            letters.append(" ")
    return tuple("".join(letters).split())


def _is_vowel_sign(character: str) -> bool:
    """Whether a mark is a letter to its script, as in Hindi, and no accent on one."""
    is_mark = unicodedata.category(character) in ("Mn", "Mc")
    return is_mark and not unicodedata.combining(character)


def _in_words(figure: str, language: str) -> str:
    if len(figure) > _LONGEST_FIGURE:
        return f" {' '.join(figure)} "
    try:
        return f" {num2words(int(figure), lang=language)} "
    except NotImplementedError:  # it has no such language
        return f" {figure} "


def _pairs(
    these: Sequence[str], those: Sequence[str]
) -> list[tuple[Sequence[str], Sequence[str]]]:
    """Two stretches word by word where they have as many words, else as they are."""
    if len(these) != len(those) or _joined_alike(these, those):
        return [(these, those)]
    pairs: list[tuple[Sequence[str], Sequence[str]]] = []
    for this, that in zip(these, those, strict=True):
        pairs.append(((this,), (that,)))
    return pairs


def _joined_alike(these: Sequence[str], those: Sequence[str]) -> bool:
    return "".join(these) == "".join(those)


def _sound_alike(these: Sequence[str], those: Sequence[str], language: str) -> bool:
    """Whether the stretches sound the same in English; other languages write as they speak."""
    if language != ENGLISH:
        return False
    # Of an extra, whose recognisers say which it is where it is not installed.
    from jellyfish import metaphone  # noqa: PLC0415

    key = metaphone("".join(these))
    # The key has no vowels: of short words it says too little ("bad" and "bed").
    return len(key) >= _TELLING and key == metaphone("".join(those))


def _pair(these: Sequence[str], those: Sequence[str]) -> str:
    """Both stretches, for people: what was said, and what was heard for it."""
    return f"{' '.join(these) or '(nothing)'} > {' '.join(those) or '(nothing)'}"
