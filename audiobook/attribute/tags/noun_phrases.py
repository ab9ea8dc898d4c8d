"""Noun phrases in languages whose noun is not simply the last word.

The data of a language says where its noun stands: "first" after the article
and the adjectives that precede it ("le vieil homme au chapeau"); "capital",
the first capitalised word ("der alte Müller"); or "known": in languages
without articles only a listed noun is one ("старый мельник").
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice

from audiobook.attribute.lexicon import (
    FEMALE,
    MALE,
    UNKNOWN,
    noun,
    words,
)
from audiobook.attribute.tags.subject import (
    NOUN,
    PRONOUN,
    SEVERAL,
    Subject,
)
from audiobook.language import ENGLISH, verbs_of_saying
from audiobook.language import text as text_of
from audiobook.language.patterns import UPPER, lists

_MAX_WORDS = 4  # before and with the noun
_SMALL_WORD = re.compile(r"[a-z]+(?![\w'’-])")
_GAP = re.compile(r"[ \n]+")
_COMMA = re.compile(r",[ \n]+")


@dataclass(frozen=True, slots=True)
class _PhrasePatterns:
    """What noun phrases are made of in one language."""

    language: str
    noun_position: str
    determiner: re.Pattern[str]
    indefinite: frozenset[str]
    word: re.Pattern[str]
    adjectives: frozenset[str]
    adjective_endings: tuple[str, ...]
    phrase_ends: frozenset[str]
    speech: frozenset[str]
    article_genders: Mapping[str, str]
    his: tuple[str, ...]
    her: tuple[str, ...]


def bare_kin_at(
    text: str,
    at: int,
    language: str,
) -> Subject | None:
    """Whoever English calls by a noun as if it were a name: "said mother"."""
    word = _SMALL_WORD.match(text, at)
    if language != ENGLISH or word is None or word.group() not in words("kin"):
        return None
    head = word.group()
    gender = UNKNOWN
    listed = noun(head, language)
    if listed is not None:
        gender = listed.gender
    return Subject(NOUN, at, word.end(), gender=gender, head=head, phrase=head)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase at ``[start, end)`` of a chapter.

    Its ``words``, those after the ``article``, end in the noun ``head``.
    """

    start: int
    end: int
    article: str
    words: str
    head: str


@cache
def _patterns_of(language: str) -> _PhrasePatterns:
    of = lists(language)
    adjectives: list[str] = []
    endings: list[str] = []
    for entry in of.rows("phrases", "adjectives"):
        if entry.startswith("-"):
            endings.append(entry[1:])
        else:
            adjectives.append(entry)
    determiners = of.before(
        "phrases",
        "definite",
        "indefinite",
        "possessive",
        capital=True,
    )
    female_articles = dict.fromkeys(of.rows("phrases", "female_articles"), FEMALE)
    male_articles = dict.fromkeys(of.rows("phrases", "male_articles"), MALE)
    letters = f"{UPPER}{of.letters}"
    return _PhrasePatterns(
        language=of.code,
        noun_position=text_of(of.code, "phrases", "noun"),
        determiner=re.compile(determiners),
        indefinite=frozenset(of.rows("phrases", "indefinite")),
        word=re.compile(rf"[{letters}]+(?:-[{letters}]+)*"),
        adjectives=frozenset(adjectives),
        adjective_endings=tuple(endings),
        phrase_ends=words("phrase_ends", of.code)
        | frozenset(of.rows("language", "stop_words")),
        speech=verbs_of_saying(of.code).finite,
        article_genders={**female_articles, **male_articles},
        his=of.rows("pronouns", "his"),
        her=of.rows("pronouns", "her"),
    )


def noun_phrase_at(
    text: str,
    at: int,
    language: str,
    *,
    inverted: bool,
) -> Subject | None:
    """Return the noun phrase that starts at ``at``.

    ``inverted`` where its verb stands before it.
    """
    patterns = _patterns_of(language)
    determiner = patterns.determiner.match(text, at)
    article = ""
    first = at
    if determiner is not None:
        article = determiner.group().strip().lower().replace("'", "’")
        first = determiner.end()
    following = words_from(text, first, patterns.word)
    candidates = list(islice(following, _MAX_WORDS))
    printed = [match.group() for match in candidates]
    place = _noun_place(printed, patterns, has_article=determiner is not None)
    if place is None:
        return None
    end = candidates[place].end()
    phrase = _Phrase(
        start=at,
        end=end,
        article=article,
        words=" ".join(text[first:end].split()),
        head=printed[place],
    )
    return _subject(phrase, patterns, inverted=inverted)


def words_from(
    text: str,
    at: int,
    word: re.Pattern[str],
) -> Iterator[re.Match[str]]:
    """The words from ``at`` on that only spaces and line ends part."""
    match = word.match(text, at)
    while match is not None:
        yield match
        gap = _GAP.match(text, match.end())
        if gap is None:
            return
        match = word.match(text, gap.end())


def after_first_adjective(
    text: str,
    at: int,
    word: re.Pattern[str],
    is_adjective: Callable[[str], bool],
) -> int:
    """Where a phrase goes on behind "tall, " in "tall, thin sailor"; ``at`` in all others.

    Only adjectives may follow the comma, and a noun for somebody: "said the baker, an old man"
    is no such phrase.
    """
    first = word.match(text, at)
    if first is None or not is_adjective(first.group()):
        return at
    comma = _COMMA.match(text, first.end())
    if comma is None:
        return at
    following = words_from(text, comma.end(), word)
    for match in islice(following, _MAX_WORDS):
        if is_adjective(match.group()):
            continue
        is_somebody = noun(match.group(), ENGLISH) is not None
        return comma.end() if is_somebody else at
    return at


def _noun_place(
    printed: list[str],
    patterns: _PhrasePatterns,
    *,
    has_article: bool,
) -> int | None:
    """Which of the words after the article is the noun.

    Without an article only a listed noun is one.
    """
    only_listed = patterns.noun_position == "known"
    for place, word in enumerate(printed):
        listed = _is_listed(word, patterns.language)
        following = "".join(printed[place + 1 : place + 2])
        # Where only listed nouns count, the adjectives are those before one.
        listed_later = listed and place > 0 and only_listed
        if _is_adjective(word, following, patterns) and not listed_later:
            continue
        if listed or (has_article and _may_be_noun(word, patterns)):
            return place
        return None
    return None


def _is_listed(
    word: str,
    language: str,
) -> bool:
    """Whether a list has a word as a noun for somebody, or for several."""
    return noun(word, language) is not None or word.lower() in words("groups", language)


def _may_be_noun(
    word: str,
    patterns: _PhrasePatterns,
) -> bool:
    """Whether an unlisted word after an article may be a noun."""
    if patterns.noun_position == "known":
        return False
    if patterns.noun_position == "capital" and not word[0].isupper():
        return False
    return not _is_no_noun(word, patterns)


def _is_adjective(
    word: str,
    following: str,
    patterns: _PhrasePatterns,
) -> bool:
    """Whether a word stands before the noun.

    An adjective that a possible noun follows.
    """
    if patterns.noun_position == "capital":
        return word[0].islower() and not _is_no_noun(word, patterns)
    lower = word.lower()
    if lower not in patterns.adjectives and not lower.endswith(
        patterns.adjective_endings
    ):
        return False
    return following != "" and not _is_no_noun(following, patterns)


def _is_no_noun(
    word: str,
    patterns: _PhrasePatterns,
) -> bool:
    """Whether a word ends the phrase before it.

    A stop word, the verb, or a single letter.
    """
    return len(word) < 2 or word in patterns.phrase_ends or word in patterns.speech


def _subject(
    phrase: _Phrase,
    patterns: _PhrasePatterns,
    *,
    inverted: bool,
) -> Subject | None:
    """The subject that a phrase is; of a thing that speaks, its owner."""
    lower = phrase.head.lower()
    if lower in words("things", patterns.language):
        return _owner(phrase, patterns)
    kind = NOUN
    if lower in words("groups", patterns.language):
        kind = SEVERAL
    return Subject(
        kind,
        phrase.start,
        phrase.end,
        gender=_gender(phrase, patterns, inverted=inverted),
        head=phrase.head,
        phrase=phrase.words,
        definite=phrase.article not in patterns.indefinite,
        article=phrase.article,
    )


def _owner(
    phrase: _Phrase,
    patterns: _PhrasePatterns,
) -> Subject | None:
    """Whose thing it is that speaks: "sa voix"."""
    if phrase.article.startswith(patterns.his):
        gender = MALE
    elif phrase.article.startswith(patterns.her):
        gender = FEMALE
    else:
        return None
    return Subject(
        PRONOUN,
        phrase.start,
        phrase.end,
        gender=gender,
        head=phrase.article,
    )


def _gender(
    phrase: _Phrase,
    patterns: _PhrasePatterns,
    *,
    inverted: bool,
) -> str:
    """The gender of a listed noun.

    That of another who speaks, by the article: "dit la meunière".
    """
    listed = noun(phrase.head, patterns.language)
    if listed is not None:
        return listed.gender
    # Behind a verb of speech even an unlisted noun is somebody.
    if inverted:
        return patterns.article_genders.get(phrase.article, UNKNOWN)
    return UNKNOWN
