"""The pronoun that follows somebody who is named: it is most likely theirs.

Nobody else may be named in between. A pronoun in a quotation is somebody else's, and so is "him" in
the clause of the name itself: in "Emma looked at him" he is not Emma, and Emma would have looked at
herself.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from audiobook.attribute.lexicon import FEMALE, MALE, UNKNOWN
from audiobook.attribute.roster import Mention, Person
from audiobook.attribute.turns import Layout, Paragraph
from audiobook.language.patterns import Lists, alternatives, lists

_STOP = re.compile(r"[^\w\s'’-]")  # what ends a clause
REACH = 90  # characters after a name in which a pronoun or a verb is its own


@dataclass(frozen=True, slots=True)
class _Patterns:
    """``he`` and ``its`` are the pronouns of a man and of a thing; the others are a woman's.

    ``object`` is one that is no subject and owns nothing.
    """

    pronoun: re.Pattern[str]
    object: re.Pattern[str]
    he: frozenset[str]
    its: frozenset[str]


@cache
def _patterns(language: str) -> _Patterns:
    of = lists(language)
    pronouns = of.any("pronouns", "he_forms", "she_forms", "thing_forms")
    return _Patterns(
        pronoun=re.compile(rf"\b({pronouns})\b", re.IGNORECASE),
        object=re.compile(_object(of), re.IGNORECASE),
        he=frozenset(of.rows("pronouns", "he_forms")),
        its=frozenset(of.rows("pronouns", "thing_forms")),
    )


def _object(of: Lists) -> str:
    """A pronoun that owns nothing: "him", and "her" where no noun follows it."""
    objects = {*of.rows("pronouns", "object_forms")}
    owners = {*of.rows("pronouns", "his", "her")}
    small_word = of.any("language", "stop_words")
    noun = rf"\s+(?!(?:{small_word})\b)\w"
    never_owns = alternatives(objects - owners)
    may_own = alternatives(objects & owners)
    return rf"(?:{never_owns})\b|(?:{may_own})\b(?!{noun})"


class FollowingPronouns:
    """The pronouns that follow the names of a book."""

    def __init__(self, book: Layout) -> None:
        self._book = book
        self._patterns = _patterns(book.language)
        self._paragraphs = _by_chapter(book)

    def gender(
        self,
        chapter: int,
        start: int,
        end: int,
    ) -> str | None:
        """The gender of the first pronoun of narration in ``[start, end)``, empty for a thing's.

        A name ends at ``start``, and another may begin at ``end``. ``None`` where there is no
        pronoun in narration, or where it is surely another's.
        """
        text = self._book.texts[chapter]
        match = self._first(chapter, start, end)
        if match is None:
            return None
        is_object = self._patterns.object.match(text, match.start())
        if is_object and not _STOP.search(text, start, match.start()):
            return None
        pronoun = match.group().lower()
        if pronoun in self._patterns.its:
            return UNKNOWN
        return MALE if pronoun in self._patterns.he else FEMALE

    def _first(self, chapter: int, start: int, end: int) -> re.Match[str] | None:
        """The first pronoun of narration in ``[start, end)``.

        Where somebody speaks in the paragraph of the name, the next paragraph is mostly another's.
        """
        paragraphs = self._paragraphs[chapter]
        place = bisect_right(paragraphs, start, key=_start) - 1
        if place >= 0 and paragraphs[place].quoted:
            end = min(end, max(start, paragraphs[place].end))
        text = self._book.texts[chapter]
        for match in self._patterns.pronoun.finditer(text, start, end):
            if not self._is_quoted(chapter, match.start()):
                return match
        return None

    def _is_quoted(self, chapter: int, place: int) -> bool:
        paragraphs = self._paragraphs[chapter]
        last = bisect_right(paragraphs, place, key=_start) - 1
        if last < 0:
            return False
        return any(start <= place < end for start, end in paragraphs[last].quoted)


def _start(paragraph: Paragraph) -> int:
    return paragraph.start


def _by_chapter(book: Layout) -> list[list[Paragraph]]:
    """The paragraphs of each chapter, in order."""
    found: list[list[Paragraph]] = [[] for _ in book.texts]
    for paragraph in book.paragraphs:
        found[paragraph.chapter].append(paragraph)
    return found


def pronouns_of_roles(
    book: Layout,
    people: Sequence[Person],
    mentions: Sequence[Mention],
) -> Mapping[int, Counter[str]]:
    """Number of a role without a gender -> how many pronouns of each gender follow it.

    ``mentions`` are all of the book, in reading order.
    """
    pronouns = FollowingPronouns(book)
    found: dict[int, Counter[str]] = {}
    for mention, following in pairwise([*mentions, None]):
        if mention is None or not mention.role or people[mention.person].gender:
            continue
        end = mention.end + REACH
        if following is not None and following.chapter == mention.chapter:
            end = min(end, following.start)
        gender = pronouns.gender(mention.chapter, mention.end, end)
        if gender is not None:
            found.setdefault(mention.person, Counter())[gender] += 1
    return found
