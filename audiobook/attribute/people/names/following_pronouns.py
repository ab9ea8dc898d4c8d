"""The pronoun that follows somebody who is named: it is most likely theirs.

Nobody else may be named in between, and no quotation may stand there: in it "he" is somebody else.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from audiobook.attribute.lexicon import FEMALE, MALE, UNKNOWN
from audiobook.attribute.roster import Mention, Person
from audiobook.attribute.turns import Layout
from audiobook.language.patterns import QUOTES, lists

REACH = 90  # characters after a name in which a pronoun or a verb is its own


@dataclass(frozen=True, slots=True)
class _Patterns:
    """``he`` and ``its`` are the pronouns of a man and of a thing; the others are a woman's."""

    quotes: re.Pattern[str]
    pronoun: re.Pattern[str]
    he: frozenset[str]
    its: frozenset[str]


@cache
def _patterns(language: str) -> _Patterns:
    of = lists(language)
    pronouns = of.any("pronouns", "he_forms", "she_forms", "thing_forms")
    # Dashes open a quotation in other languages, and part a sentence in English.
    quotes = f"[{QUOTES}—–]"
    if of.english:
        quotes = '"'
    return _Patterns(
        quotes=re.compile(quotes),
        pronoun=re.compile(rf"\b({pronouns})\b", re.IGNORECASE),
        he=frozenset(of.rows("pronouns", "he_forms")),
        its=frozenset(of.rows("pronouns", "thing_forms")),
    )


def following_pronoun(
    text: str,
    start: int,
    end: int,
    language: str,
) -> str | None:
    """The gender of the first pronoun in ``text[start:end]``, empty for that of a thing.

    ``None`` where there is no pronoun, or a quotation before it.
    """
    patterns = _patterns(language)
    match = patterns.pronoun.search(text, start, end)
    if match is None or patterns.quotes.search(text, start, match.start()):
        return None
    pronoun = match.group().lower()
    if pronoun in patterns.its:
        return UNKNOWN
    return MALE if pronoun in patterns.he else FEMALE


def pronouns_of_roles(
    book: Layout,
    people: Sequence[Person],
    mentions: Sequence[Mention],
) -> Mapping[int, Counter[str]]:
    """Number of a role without a gender -> how many pronouns of each gender follow it.

    ``mentions`` are all of the book, in reading order.
    """
    found: dict[int, Counter[str]] = {}
    for mention, following in pairwise([*mentions, None]):
        if mention is None or not mention.role or people[mention.person].gender:
            continue
        end = mention.end + REACH
        if following is not None and following.chapter == mention.chapter:
            end = min(end, following.start)
        text = book.texts[mention.chapter]
        gender = following_pronoun(text, mention.end, end, book.language)
        if gender is not None:
            found.setdefault(mention.person, Counter())[gender] += 1
    return found
