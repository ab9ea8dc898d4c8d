"""Name words where capital letters do not tell: nouns with capitals, and declined names.

Where every noun has a capital (German), a name is a first name, or a word that stands bare,
without an article or an adjective, and speaks: "sagte Berger". Where names have cases (Polish,
Russian, a German genitive), the cases of one name are brought to its nominative, if the book or
the list of first names has it.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from audiobook.attribute.lexicon import is_first_name, noun, title
from audiobook.attribute.turns import Layout
from audiobook.language import rows
from audiobook.language.patterns import LOWER, UPPER, lists

# Times that a name on no list stands in the nominative, for each of its other cases.
_OFTENER = 2
# Of the places of a name, at most this share has an article or an adjective before it.
_DRESSED_SHARE = 0.2
_SHORTEST_STEM = 2

_CAPITALISED = re.compile(rf"[{UPPER}][{LOWER}]+")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """How a language shows which capitalised words are names.

    ``speaking`` is a bare word beside a verb of speech, in its first or second group; ``pair`` a
    word and the one after it; ``dressed`` a word with an article or an adjective before it.
    """

    speaking: re.Pattern[str]
    pair: re.Pattern[str]
    dressed: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns:
    """The patterns of a language, from its word lists."""
    of = lists(language)
    name = rf"([{UPPER}][{LOWER}]+)(?![{LOWER}])"
    after_verb = rf"(?:(?:{of.any('clitics', 'after_verb')})\s+)?"
    determiners = ("definite", "indefinite", "possessive", "object_of")
    articles = of.any("phrases", *determiners, capital=True)
    # A suffix is written with a hyphen in the list of adjectives; the others are whole words.
    suffixes = [
        word[1:] for word in of.rows("phrases", "adjectives") if word.startswith("-")
    ]
    endings = "|".join(suffixes)
    # A verb in the past ("lachte Greta") ends as an adjective does.
    adjective = rf"(?!(?:{of.speech})\b|\w+te\b)[{LOWER}]+(?:{endings})"
    return _Patterns(
        speaking=re.compile(
            rf"\b(?:{of.speech})\s+{after_verb}{name}|{name}\s+(?:{of.speech})\b",
        ),
        pair=re.compile(rf"{name}\s+{name}"),
        dressed=re.compile(rf"\b(?:{articles}|{adjective})\s+{name}"),
    )


def bare_names(
    layout: Layout,
    candidates: Iterable[str],
) -> frozenset[str]:
    """Those of the capitalised words that are names, not nouns.

    First names are names wherever they stand. Any other word has to speak, or to follow a first
    name or a title, and it has to stand bare nearly everywhere.
    """
    language = layout.language
    words = set(candidates)
    text = "\n".join(layout.texts)
    count = Counter(_CAPITALISED.findall(text))
    dressed = Counter(match[1] for match in _patterns(language).dressed.finditer(text))
    names = {word for word in words if _is_given(word, language)}
    titles = {word for word in count if title(word, language)}
    others = _speakers(text, language) | _surnames(text, language, names | titles)
    for word in others & words:
        if noun(word, language) is not None:
            continue
        most_dressed = _DRESSED_SHARE * count[word]
        if dressed[word] <= most_dressed:
            names.add(word)
    return frozenset(names)


def _is_given(word: str, language: str) -> bool:
    """Whether a word is a first name, or a case of one."""
    shapes = (word, *_bases(word, language))
    return any(is_first_name(shape, language) for shape in shapes)


def _speakers(text: str, language: str) -> set[str]:
    """The bare words that speak."""
    matches = _patterns(language).speaking.finditer(text)
    return {match[1] or match[2] for match in matches}


def _surnames(
    text: str,
    language: str,
    before: set[str],
) -> set[str]:
    """The words after a first name or a title."""
    surnames: set[str] = set()
    for match in _patterns(language).pair.finditer(text):
        if match[1] in before:
            surnames.add(match[2])
    return surnames


def inflected(
    candidates: Iterable[str],
    count: Counter[str],
    language: str,
) -> dict[str, str]:
    """Cases of names -> their nominatives; nothing for a language without cases.

    ``candidates`` are all name words of the book, and ``count`` is how often it has each.
    """
    names = set(candidates)
    nominatives: dict[str, str] = {}
    for word in names:
        if is_first_name(word, language):
            continue
        base = _nominative(word, names, count, language)
        if base:
            nominatives[word] = base
    # A nominative that is a case of another word proves nothing.
    doubtful = [word for word, base in nominatives.items() if base in nominatives]
    for word in doubtful:
        del nominatives[word]
    return nominatives


def _nominative(
    word: str,
    names: set[str],
    count: Counter[str],
    language: str,
) -> str:
    """The likeliest nominative of a word; empty where it has none.

    It is a listed first name before any other, else the most frequent name of the book.
    """
    best = (False, 0, "")
    for base in _bases(word, language):
        listed = is_first_name(base, language)
        oftener = count[base] > _OFTENER * count[word]
        usual = oftener and base in names
        if listed or usual:
            rank = (listed, count[base], base)
            best = max(best, rank)
    return best[-1]


def _bases(word: str, language: str) -> list[str]:
    """The nominatives that a word may be a case of.

    A row of the data has the ending of the nominative and those of the cases: ``а:ы,и,е,у,ой``.
    """
    bases: list[str] = []
    for row in rows(language, "names", "cases"):
        nominative, _, endings = row.partition(":")
        for ending in endings.split(","):
            stem = len(word) - len(ending)
            if stem >= _SHORTEST_STEM and word.endswith(ending):
                bases.append(word[:stem] + nominative)
    return bases
