"""Nouns that a scene has brought in: "a gentleman came in", then "said the gentleman".

Whoever is brought in with an indefinite article is somebody new, and the same noun with a
definite one means them, not anybody who has a name. English alone: other languages
have articles that say less.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from audiobook.attribute.roster import Places
from audiobook.attribute.tags.subject import Subject
from audiobook.attribute.tags.tag import SAID, Tag
from audiobook.attribute.turns import Layout, Turn
from audiobook.language import ENGLISH
from audiobook.language import words as language_words

_POINTS = re.compile(r"(?:the|this|that)\s+", re.IGNORECASE)
_REACH = 2500  # characters of a chapter before a tag
_BEFORE = 30  # characters before an article that show what it tells of
_WORD = re.compile(r"[\w'’-]+")
_ARTICLES = r"an?|another|one\s+of\s+the|some|several|two|three"
# Words about somebody who is known: "he was a sailor", "like a sailor". "There was a sailor"
# brings one in.
_TELLS_OF = re.compile(
    r"\b(?:(?<!there\s)(?:am|are|is|was|were|be|been)|being|became|become|"
    r"as|like|than|such|not|resembling|for)\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
_COMMA = re.compile(r"[,(—]\s*$")


@dataclass(frozen=True, slots=True)
class Introductions:
    """The nouns that the narration of a book brings in; ``places`` are where people are named."""

    book: Layout
    places: Places

    def has_noun_of(
        self,
        turn: Turn,
        tags: Iterable[Tag],
    ) -> bool | None:
        """Whether the noun that a turn is tagged by, "said the old man", was brought in before.

        ``None`` where no tag has a noun with "the".
        """
        text = self.book.texts[turn.chapter]
        for tag in tags:
            phrase = definite_noun(text, tag.subject)
            if tag.kind == SAID and phrase:
                return self.has(turn, phrase)
        return None

    def has(
        self,
        turn: Turn,
        phrase: str,
    ) -> bool:
        """Whether the chapter brought in somebody by a noun soon before a turn.

        ``phrase`` is the noun and what stands before it. "The old man" is not whoever was
        brought in as "a man".
        """
        *adjectives, head = phrase.split()
        if self.book.language != ENGLISH or head in _stand_ins():
            return False
        for match in self._matches(turn, head):
            described = set(_WORD.findall(match.group()))
            if not described.issuperset(adjectives):
                continue
            if self._is_somebody_new(turn.chapter, match):
                return True
        return False

    def _matches(
        self,
        turn: Turn,
        head: str,
    ) -> Iterator[re.Match[str]]:
        """Where narration before a turn has a noun with an indefinite article."""
        pattern = _pattern(head)
        text = self.book.texts[turn.chapter]
        for start, end in self._narration(turn):
            yield from pattern.finditer(text, start, end)

    def _narration(
        self,
        turn: Turn,
    ) -> Iterator[tuple[int, int]]:
        """The stretches of narration of the chapter that stand within reach before a turn."""
        low = max(0, turn.start - _REACH)
        for number in range(turn.first, -1, -1):
            paragraph = self.book.paragraphs[number]
            if paragraph.chapter != turn.chapter or paragraph.end < low:
                return
            for start, end in paragraph.narration:
                if start < turn.start:
                    yield max(start, low), min(end, turn.start)

    def _is_somebody_new(
        self,
        chapter: int,
        match: re.Match[str],
    ) -> bool:
        """Whether a noun brings in somebody: not "Emma was a nurse", not "Emma, a nurse"."""
        text = self.book.texts[chapter]
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if _TELLS_OF.search(before):
            return False
        comma = _COMMA.search(before)
        if comma is None:
            return True
        place = match.start() - len(comma.group())
        names = self.places.within(chapter, place - _BEFORE, place)
        return not any(mention.end == place for mention in names)


def definite_noun(text: str, subject: Subject) -> str:
    """The words behind "the" of a subject, empty where it has none: "old man"."""
    words = text[subject.start : subject.end]
    phrase = _POINTS.sub("", words, count=1)
    return "" if phrase == words else " ".join(phrase.split())


def _stand_ins() -> frozenset[str]:
    """Words in the place of a noun, which bring in nobody: "the other", "the one"."""
    return language_words(ENGLISH, "phrases", "pro_nouns")


@cache
def _pattern(head: str) -> re.Pattern[str]:
    """A noun, or its plural, with an indefinite article and what stands between the two."""
    forms = {head, f"{head}s"}
    if head.endswith("man"):
        forms.add(f"{head[:-2]}en")
    nouns = "|".join(map(re.escape, forms))
    return re.compile(
        rf"\b(?:{_ARTICLES})\s+(?:[\w'’-]+,?\s+){{0,3}}?(?:{nouns})\b(?!['’-]\w)",
        re.IGNORECASE,
    )
