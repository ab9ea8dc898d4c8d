"""Runs of capitalised words, before they are cut into names.

A run is words with up to two particles before each: "Lady Catherine de Bourgh", "d'Artagnan".
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from audiobook.attribute.lexicon import nouns
from audiobook.attribute.people.names.particles import (
    joined_particles,
    spaced_particles,
)
from audiobook.attribute.turns import Layout, Paragraph
from audiobook.language.patterns import LOWER, NEVER, UPPER, Lists, lists

# Pieces of patterns: one part of a name ("Darcy", "McCoy", "O’Brien"), and the space between
# two words, which may hold one line break but no empty line.
_PART = (
    rf"(?:[{UPPER}][{LOWER}]+(?:[{UPPER}][{LOWER}]+)?|[{UPPER}]['’][{UPPER}][{LOWER}]+)"
)
# "B'prith", "T'pol", as other worlds have them. English does not begin nouns with an elision.
_JOINED_PART = rf"[{UPPER}][{LOWER}]?['’][{LOWER}]{{3,}}"
_GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*)"
_SHOUTED = re.compile(rf"(?<![{UPPER}{LOWER}'’])[{UPPER}]{{3,}}(?![{UPPER}{LOWER}])")
_ARTICLE_REACH = 6  # characters before a name that may hold "the"

# May stand between a sentence and the one before it.
_OPENING = "\"“‘'([*_«„»—–-’”…¿¡‹›"
_QUOTES = '"“”‘’«»'
# A name may end in a letter that stands for nothing: "Malcolm X"; "A", "I" and "O" are words.
_LETTER = "[B-HJ-NP-Z]"
_SENTENCE_ENDS = ".!?:"


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word of a capitalised run: ``text`` without possessive or trailing stop of a sentence."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Patterns:
    """How names look in one language.

    ``run`` is a run of capitalised words, ``word`` each word of it, and ``article`` the article
    before it.
    """

    run: re.Pattern[str]
    word: re.Pattern[str]
    article: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns:
    """The patterns of a language, from its word lists."""
    of = lists(language)
    word = _word(of)
    joined = joined_particles(of)
    particle = rf"(?:(?:{spaced_particles(of)}){_GAP}|{joined})"
    # A preposition of another language is a particle only between two names.
    leading = particle if of.english else joined
    words_of_run = (
        rf"(?:{leading}){{0,2}}(?:{word})(?:{_GAP}(?:{particle}){{0,2}}(?:{word}))*"
    )
    particles = rf"{joined_particles(of, capital=True)}(?=[{UPPER}])|(?:{particle})+"
    # No name starts in the middle of a word, or after an apostrophe or hyphen that joins two.
    start = rf"(?<![{UPPER}{LOWER}])(?<![{LOWER}]['’-])"
    contraction = rf"['’](?:t|ve|re|m)(?![{LOWER}])"
    end = rf"(?![{UPPER}{LOWER}])(?!{contraction})"
    if of.english:
        letter = rf"(?:[ \t]+{_LETTER}(?![\w.-])(?!['’](?!s\b)))?"
        return _Patterns(
            run=re.compile(f"{start}{words_of_run}{letter}{end}"),
            word=re.compile(rf"{particles}|{word}|{_LETTER}$"),
            article=re.compile(r"\b[Tt]he\s+$"),
        )
    # Other languages write titles small ("le docteur Rieux") and tell nothing by the article.
    # The longest come first, so that none cuts another.
    longest_first = sorted(
        nouns("titles", of.code), key=lambda title: (-len(title), title)
    )
    titles = "|".join(longest_first) or NEVER
    small_titles = rf"(?:(?:{titles})\.?{_GAP})*"
    title_word = rf"(?<![{LOWER}])(?:{titles})(?=[.\s])"
    return _Patterns(
        run=re.compile(f"{start}{small_titles}{words_of_run}{end}"),
        word=re.compile(rf"{title_word}|{particles}|{word}"),
        article=re.compile(NEVER),
    )


def _word(of: Lists) -> str:
    """One word of a name: shortened, whole with its hyphens and honorific, or an initial."""
    shortened = rf"(?:{of.any('names', 'abbreviated')})\."
    honorifics = "|".join(sorted(nouns("honorifics"), key=len, reverse=True))
    honorific = rf"-(?:{honorifics})(?![{LOWER}])"
    part = _PART
    if of.english:
        part = rf"(?:{_JOINED_PART}|{_PART})"
    hyphened = rf"(?:(?!{honorific})-(?:{part}|[{LOWER}]+(?![{LOWER}])))*"
    initial = rf"[{UPPER}]\."
    return rf"{shortened}|{part}{hyphened}(?:{honorific})?|{initial}"


@dataclass(frozen=True, slots=True)
class CapitalRun:
    """Capitalised words that follow one another: names, before they are cut apart.

    ``initial`` and ``quoted`` are as in :class:`Sighting`, of its first word.
    """

    chapter: int
    words: tuple[NameWord, ...]
    initial: bool
    quoted: bool


def runs_of(layout: Layout) -> Iterator[CapitalRun]:
    """The capitalised runs of a book, in reading order."""
    patterns = _patterns(layout.language)
    for paragraph in layout.paragraphs:
        if paragraph.apart:
            continue
        text = layout.texts[paragraph.chapter]
        starts = [start for start, _ in paragraph.quoted]
        for match in patterns.run.finditer(text, paragraph.start, paragraph.end):
            start = match.start()
            yield CapitalRun(
                chapter=paragraph.chapter,
                words=tuple(_words(match, patterns)),
                initial=_opens_sentence(text, start, paragraph.start),
                quoted=_is_quoted(start, paragraph, starts),
            )


def shouted_runs(
    layout: Layout,
    names: Collection[str],
) -> Iterator[CapitalRun]:
    """The names that somebody shouts: "TOM!", as the book has them otherwise: "Tom"."""
    for paragraph in layout.paragraphs:
        text = layout.texts[paragraph.chapter]
        for first, end in paragraph.quoted:
            for match in _SHOUTED.finditer(text, first, end):
                name = match.group().capitalize()
                if name in names:
                    word = NameWord(match.start(), match.end(), name)
                    yield CapitalRun(
                        paragraph.chapter,
                        words=(word,),
                        initial=_opens_sentence(text, word.start, paragraph.start),
                        quoted=True,
                    )


def _words(match: re.Match[str], patterns: _Patterns) -> Iterator[NameWord]:
    """The words of a capitalised run."""
    for word in patterns.word.finditer(match.string, match.start(), match.end()):
        text = word.group().strip()
        yield NameWord(word.start(), word.start() + len(text), text)


def _is_quoted(place: int, paragraph: Paragraph, starts: Sequence[int]) -> bool:
    """Whether a place is inside a quotation; ``starts`` are those of the paragraph's quotations."""
    index = bisect_right(starts, place) - 1
    if index < 0:
        return False
    _, end = paragraph.quoted[index]
    return place < end


def _opens_sentence(text: str, place: int, floor: int) -> bool:
    """Whether a sentence starts at a place of the paragraph that starts at ``floor``.

    Spaces, quotation marks and brackets may stand between the sentence and the one before it.
    """
    for before in range(place - 1, floor - 1, -1):
        mark = text[before]
        if not mark.isspace() and mark not in _OPENING:
            return mark in _SENTENCE_ENDS
        # After a comma a quotation or its tag goes on with the sentence.
        if mark in _QUOTES and text.endswith(",", floor, before):
            return False
    return True


def has_article(text: str, start: int, language: str) -> bool:
    """Whether "the" stands right before a place; never in languages whose articles tell nothing."""
    before = max(0, start - _ARTICLE_REACH)
    return _patterns(language).article.search(text, before, start) is not None
