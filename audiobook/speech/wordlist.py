"""Which words an engine probably says wrongly: names that no dictionary knows, the frequent ones first.

A name is what a book prints with a capital, also within its sentences, and never in small letters. Common given
names and words are left out (``known``), and so is whatever the lexicon already has.
"""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from audiobook.model import Kind, Script
from audiobook.speech.lexicon import Lexicon

_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{3,}(?:['’][^\W\d_]{2,})?")
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
    """The words of a script that may need a pronunciation; ``known`` holds words in small letters."""
    counts: Counter[str] = Counter()
    inside: set[str] = set()
    small: set[str] = set()
    samples: dict[str, str] = {}
    for index, utterances in enumerate(script.utterances):
        for utterance in utterances:
            if utterance.kind is Kind.BREAK:
                continue
            text = script.text(index, utterance)
            for match in _WORD.finditer(text):
                word = re.sub(r"['’]s$", "", match[0])
                if word.islower():
                    small.add(word)
                elif word.istitle() and utterance.kind is not Kind.HEADING:
                    counts[word] += 1
                    inside.update([word] * _within(text, match.start()))
                    samples.setdefault(word, _sample(text, match.start()))
    return tuple(
        Suspect(word, count, samples[word])
        for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if word in inside and not _is_known(word, small, known, lexicon)
    )


def _within(text: str, start: int) -> bool:
    """Whether a word stands within its sentence, where a capital means something."""
    return bool(re.search(r"[\w,;]['’]?\s+$", text[max(0, start - 4) : start]))


def _is_known(
    word: str, small: set[str], known: Collection[str], lexicon: Lexicon
) -> bool:
    if word.lower() in small or word.lower() in known:
        return True
    return any(entry.finds(word) for entry in lexicon.entries if entry.word)


def _sample(text: str, start: int) -> str:
    return " ".join(text[max(0, start - _SHOWN // 2) : start + _SHOWN // 2].split())
