"""Name words where capital letters do not tell: where nouns have them too, and where names are declined.

Where every noun has a capital (German), a name is a first name, or a word that stands bare, without an article or
an adjective, and speaks: "sagte Berger". Where names have cases (Polish, Russian, a German genitive), the cases of
one name are brought to its nominative, if the book or the list of first names has it.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from audiobook.attribute.lexicon import is_first_name, noun, title
from audiobook.attribute.turns import Layout
from audiobook.language import rows
from audiobook.language.patterns import LOWER, UPPER, lists

_OFTENER = 2  # times a name that is on no list stands in the nominative, for each of its other cases
_DRESSED = 0.2  # of the places of a name at most that have an article or an adjective before


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A bare word that speaks; a name and the word after it; a word with an article or an adjective before it."""
    of = lists(language)
    name = rf"([{UPPER}][{LOWER}]+)(?![{LOWER}])"
    after = rf"(?:(?:{of.any('clitics', 'after_verb')})\s+)?"
    articles = of.any("phrases", "definite", "indefinite", "possessive", "object_of", capital=True)
    # A verb in the past ("lachte Greta") ends as an adjective does.
    endings = "|".join(w[1:] for w in of.rows("phrases", "adjectives") if w.startswith("-"))
    return (
        re.compile(rf"\b(?:{of.speech})\s+{after}{name}|{name}\s+(?:{of.speech})\b"),
        re.compile(rf"{name}\s+{name}"),
        re.compile(rf"\b(?:{articles}|(?!(?:{of.speech})\b|\w+te\b)[{LOWER}]+(?:{endings}))\s+{name}"),
    )


def bare_names(layout: Layout, candidates: Iterable[str]) -> frozenset[str]:
    """Those of the capitalised words that are names and no nouns."""
    speaks, pair, dressed = _patterns(layout.language)
    text = "\n".join(layout.texts)
    count = Counter(re.findall(rf"[{UPPER}][{LOWER}]+", text))
    clothes = Counter(match[1] for match in dressed.finditer(text))
    known = {w for w in candidates if _given(w, layout.language)}
    speakers = {m[1] or m[2] for m in speaks.finditer(text)} & set(candidates)
    first = known | {w for w in count if title(w, layout.language)}
    surnames = {m[2] for m in pair.finditer(text) if m[1] in first} & set(candidates)
    others = {w for w in speakers | surnames if noun(w, layout.language) is None}
    return frozenset(known | {w for w in others if clothes[w] <= _DRESSED * count[w]})


def _given(word: str, language: str) -> bool:
    return is_first_name(word, language) or any(is_first_name(base, language) for base in _bases(word, language))


def inflected(candidates: Iterable[str], count: Counter[str], language: str) -> dict[str, str]:
    """Cases of names -> their nominatives."""
    found: dict[str, str] = {}
    names = set(candidates)
    for word in names if rows(language, "names", "cases") else ():
        if is_first_name(word, language):
            continue
        bases = [
            b
            for b in _bases(word, language)
            if is_first_name(b, language) or (b in names and count[b] > _OFTENER * count[word])
        ]
        if bases:
            found[word] = max(bases, key=lambda b: (is_first_name(b, language), count[b], b))
    return {word: base for word, base in found.items() if base not in found}


def _bases(word: str, language: str) -> list[str]:
    """The nominatives that a word may be a case of. The data has rows such as ``а:ы,и,е,у,ой``."""
    found: list[str] = []
    for row in rows(language, "names", "cases"):
        nominative, _, cases = row.partition(":")
        ends = (case for case in cases.split(",") if word.endswith(case) and len(word) - len(case) >= 2)
        found.extend(word[: len(word) - len(case)] + nominative for case in ends)
    return found
