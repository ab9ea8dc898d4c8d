"""A book that is told to "you" is read as if "I" told it.

"You sit down. 'Whatever is cold,' you say." Only the word is another: "you" act and speak as the
narrator of a book in the first person does. Every word keeps its place, with spaces behind it for
the letters that are gone.
"""

import re
from collections.abc import Sequence
from functools import cache

from audiobook.language import ENGLISH
from audiobook.language.patterns import alternatives
from audiobook.language.saying import verbs_of_saying

_TAGS = 3  # "you say" behind speech, from which on a book is told to somebody
_PER_THOUSAND = 8.0  # "you" among the words of narration

_YOU = re.compile(r"\b(?:you(?:r|rs|rself)?)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:I|me|my)\b")
_MINE = {"your": "my", "yours": "mine", "yourself": "myself", "you": "I"}
_OBJECT = "me"
# What stands before a "you" that acts: nothing, the end of a sentence, or a word that joins.
_BEFORE_SUBJECT = re.compile(
    r"(?:^|[^\w\s]|\b(?:and|but|or|so|then|as|when|where|that|while|if|because|before|after|until"
    r"|what|how|why|though|since|once|now))\s*$",
    re.IGNORECASE,
)
_REACH = 12  # characters before a "you" in which its place shows

_Spans = Sequence[tuple[int, int]]


def as_told_by_i(
    texts: Sequence[str],
    narration: Sequence[_Spans],
    language: str,
) -> tuple[str, ...]:
    """The texts of the chapters, "I" for "you" in the narration of a book that is told to "you".

    ``narration`` has the spans of it in each chapter. Other books are left as they are.
    """
    if language != ENGLISH or not _is_told_to_you(texts, narration):
        return tuple(texts)
    chapters = zip(texts, narration, strict=True)
    return tuple(_by_i(text, spans) for text, spans in chapters)


def _is_told_to_you(texts: Sequence[str], narration: Sequence[_Spans]) -> bool:
    """Whether narration says "you" often, oftener than "I", and "you" speak."""
    tags = sum(len(_you_say().findall(text)) for text in texts)
    if tags < _TAGS:
        return False
    words = 0
    you = 0
    me = 0
    for text, spans in zip(texts, narration, strict=True):
        for start, end in spans:
            told = text[start:end]
            words += told.count(" ")
            you += len(_YOU.findall(told))
            me += len(_I.findall(told))
    return you > me and you * 1000 > _PER_THOUSAND * words


@cache
def _you_say() -> re.Pattern[str]:
    """A tag of "you" behind speech whose sentence goes on."""
    verb = alternatives(verbs_of_saying(ENGLISH).every_form)
    return re.compile(rf"[,!?…—–-][\"”’']\s+you\s+(?:\w+ly\s+)?(?:{verb})\b")


def _by_i(text: str, spans: _Spans) -> str:
    """A text with its narration told by "I"."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces.append(text[at:start])
        pieces.append(_YOU.sub(_mine, text[start:end]))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def _mine(word: re.Match[str]) -> str:
    """The word of the first person for one of the second, as long as that."""
    you = word.group()
    mine = _MINE[you.lower()]
    before = word.string[max(0, word.start() - _REACH) : word.start()]
    if mine == "I" and not _BEFORE_SUBJECT.search(before):
        mine = _OBJECT
    if you[0].isupper():
        mine = mine[0].upper() + mine[1:]
    return mine.ljust(len(you))
