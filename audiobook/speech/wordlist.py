"""Which words an engine probably says wrongly: names no dictionary has, the frequent ones first.

A name is what a book prints with a capital, also within its sentences, and never in small
letters. Common given names and words are left out (``known``), and so is whatever the lexicon
already has.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from audiobook.model import Kind, Script
from audiobook.speech.lexicon import Lexicon

# Three letters or more, with what follows an apostrophe ("D'Artagnan's").
_WORD = re.compile(
    r"""
    (?<![^\W_])
    [^\W\d_]{3,}
    (?: ['’] [^\W\d_]{2,} )?
    """,
    re.VERBOSE,
)
_POSSESSIVE = re.compile(r"['’]s$")
_WITHIN_SENTENCE = re.compile(r"[\w,;]['’]?\s+$")
_SHOWN = 60  # characters of a sample


@dataclass(frozen=True, slots=True)
class Suspect:
    """A word, how often the book has it, and a stretch of text in which it stands."""

    word: str
    count: int
    sample: str


def suspects(
    script: Script, lexicon: Lexicon, known: Collection[str] = ()
) -> tuple[Suspect, ...]:
    """The words of a script that may need a pronunciation.

    ``known`` holds words in small letters that need none.
    """
    words = _Words()
    for text, is_heading in _texts(script):
        words.add(text, is_heading=is_heading)
    listed = []
    for word, count in sorted(words.counts.items(), key=_most_frequent_first):
        if not words.is_name(word):
            continue
        if word.lower() in known or _is_in(lexicon, word):
            continue
        suspect = Suspect(word, count, words.samples[word])
        listed.append(suspect)
    return tuple(listed)


def _texts(script: Script) -> Iterator[tuple[str, bool]]:
    """What is printed for each utterance, and whether it is a heading."""
    for index, utterances in enumerate(script.utterances):
        for utterance in utterances:
            if utterance.kind is not Kind.BREAK:
                text = script.text(index, utterance)
                yield text, utterance.kind is Kind.HEADING


class _Words:
    """The words of a book.

    ``counts`` says how often each stands with a capital, ``samples`` has the text around the
    first.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.samples: dict[str, str] = {}
        self._within_sentences: set[str] = set()
        self._small: set[str] = set()

    def add(self, text: str, *, is_heading: bool) -> None:
        """Count the words of an utterance."""
        for match in _WORD.finditer(text):
            word = _POSSESSIVE.sub("", match[0])
            if word.islower():
                self._small.add(word)
            # In a heading every word may have a capital, which tells nothing.
            elif word.istitle() and not is_heading:
                self._add_capitalised(word, text, match.start())

    def _add_capitalised(self, word: str, text: str, start: int) -> None:
        """Count a word with a capital, and note whether its place explains the capital."""
        self.counts[word] += 1
        just_before = text[max(0, start - 4) : start]
        if _WITHIN_SENTENCE.search(just_before):
            self._within_sentences.add(word)
        if word not in self.samples:
            self.samples[word] = _sample(text, start)

    def is_name(self, word: str) -> bool:
        """Whether a word has its capital because of what it is, and not because of its place."""
        return word in self._within_sentences and word.lower() not in self._small


def _most_frequent_first(item: tuple[str, int]) -> tuple[int, str]:
    """Sort words by their counts, and those with the same count by the alphabet."""
    word, count = item
    return -count, word


def _is_in(lexicon: Lexicon, word: str) -> bool:
    """Whether an entry for a word says how this one is pronounced; patterns do not count."""
    everywhere = [entry for entry in lexicon.entries if entry.word and not entry.within]
    return any(entry.finds(word) for entry in everywhere)


def _sample(text: str, start: int) -> str:
    """The text around a word, on one line."""
    first = max(0, start - _SHOWN // 2)
    last = start + _SHOWN // 2
    stretch = text[first:last]
    return " ".join(stretch.split())
