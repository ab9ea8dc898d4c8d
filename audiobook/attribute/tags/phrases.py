"""Noun phrases in languages whose noun is not simply the last word.

Where it stands, the data says: "first" after the article and the adjectives that go before ("le vieil homme au
chapeau"); "capital", the first capitalised word ("der alte Müller"); or "known": in languages without articles
only a listed noun is one ("старый мельник").
"""

import re
from dataclasses import dataclass
from functools import cache

from audiobook.attribute.lexicon import FEMALE, MALE, UNKNOWN, noun, words
from audiobook.attribute.tags.subject import GROUP, NOUN, PRONOUN, Subject
from audiobook.language import text as text_of
from audiobook.language.patterns import UPPER, lists

_LONGEST = 4  # words before and with the noun
_GAP = re.compile(r"[ \n]+")


@dataclass(frozen=True, slots=True)
class _Patterns:
    language: str
    noun: str
    determiner: re.Pattern[str]
    indefinite: frozenset[str]
    word: re.Pattern[str]
    adjectives: frozenset[str]
    endings: tuple[str, ...]
    ends: frozenset[str]
    speech: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    his: tuple[str, ...]
    her: tuple[str, ...]


@cache
def _patterns(language: str) -> _Patterns:
    of = lists(language)
    kinds = ("definite", "indefinite", "possessive")
    adjectives = of.rows("phrases", "adjectives")
    return _Patterns(
        language=of.code,
        noun=text_of(of.code, "phrases", "noun"),
        determiner=re.compile(of.before("phrases", *kinds, capital=True)),
        indefinite=frozenset(of.rows("phrases", "indefinite")),
        word=re.compile(rf"[{UPPER}{of.letters}]+(?:-[{UPPER}{of.letters}]+)*"),
        adjectives=frozenset(w for w in adjectives if not w.startswith("-")),
        endings=tuple(w[1:] for w in adjectives if w.startswith("-")),
        ends=words("phrase_ends", of.code) | frozenset(of.rows("language", "stop_words")),
        speech=words("speech", of.code),
        male=frozenset(of.rows("phrases", "male_articles")),
        female=frozenset(of.rows("phrases", "female_articles")),
        his=of.rows("pronouns", "his"),
        her=of.rows("pronouns", "her"),
    )


def phrase_at(text: str, at: int, language: str, *, inverted: bool) -> Subject | None:
    """The noun phrase that starts at ``at``; ``inverted`` where its verb stands before it."""
    patterns = _patterns(language)
    match = patterns.determiner.match(text, at)
    article = match.group().strip().lower().replace("'", "’") if match else ""
    found = _words(text, match.end() if match else at, patterns)
    place = _noun_among([m.group() for m in found], patterns, article=bool(match))
    if place is None:
        return None
    head = found[place].group()
    phrase = " ".join(text[found[0].start() : found[place].end()].split())
    return _subject(head, phrase, article, (at, found[place].end()), patterns, inverted=inverted)


def _words(text: str, at: int, patterns: _Patterns) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    while len(found) < _LONGEST:
        match = patterns.word.match(text, at)
        if match is None:
            break
        found.append(match)
        gap = _GAP.match(text, match.end())
        if gap is None:
            break
        at = gap.end()
    return found


def _noun_among(found: list[str], patterns: _Patterns, *, article: bool) -> int | None:
    """Which of the words after the article is the noun; without an article only a listed noun is one."""
    for place, word in enumerate(found):
        known = noun(word, patterns.language) is not None
        following = found[place + 1] if place + 1 < len(found) else ""
        if _adjective(word, following, patterns) and not (known and place and patterns.noun == "known"):
            continue
        if known:
            return place
        open_class = article and patterns.noun != "known" and (patterns.noun != "capital" or word[0].isupper())
        return place if open_class and not _no_noun(word, patterns) else None
    return None


def _adjective(word: str, following: str, patterns: _Patterns) -> bool:
    """Whether a word stands before the noun: an adjective that something follows which may be a noun."""
    if patterns.noun == "capital":
        return word[0].islower() and not _no_noun(word, patterns)
    listed = word.lower() in patterns.adjectives or word.lower().endswith(patterns.endings)
    return listed and bool(following) and not _no_noun(following, patterns)


def _no_noun(word: str, patterns: _Patterns) -> bool:
    return word in patterns.ends or word in patterns.speech or len(word) < 2


def _subject(
    head: str, phrase: str, article: str, span: tuple[int, int], patterns: _Patterns, *, inverted: bool
) -> Subject | None:
    low, known = head.lower(), noun(head, patterns.language)
    if low in words("things", patterns.language):
        owner = MALE if article.startswith(patterns.his) else FEMALE if article.startswith(patterns.her) else ""
        return Subject(PRONOUN, *span, gender=owner, head=article) if owner else None
    gender = known.gender if known else _by_article(article, patterns) if inverted else UNKNOWN
    kind = GROUP if low in words("groups", patterns.language) else NOUN
    return Subject(kind, *span, None, gender, head, phrase, article not in patterns.indefinite)


def _by_article(article: str, patterns: _Patterns) -> str:
    """The gender of who speaks, by the article alone: "dit la meunière"."""
    return MALE if article in patterns.male else FEMALE if article in patterns.female else UNKNOWN
