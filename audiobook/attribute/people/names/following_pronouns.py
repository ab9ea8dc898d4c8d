"""The pronoun that follows somebody who is named: it is most likely theirs.

Nobody else may be named in between, and no quotation may stand there: in it "he" is somebody else.
So is "him" in the clause of the name itself: in "Emma looked at him" he is not Emma, and Emma would
have looked at herself.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from audiobook.attribute.lexicon import FEMALE, MALE, UNKNOWN
from audiobook.attribute.roster import Mention, Person
from audiobook.attribute.turns import Layout
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
        self._quotations = _quotation_starts(book)

    def gender(
        self,
        chapter: int,
        start: int,
        end: int,
    ) -> str | None:
        """The gender of the first pronoun of narration in ``[start, end)``, empty for a thing's.

        A name ends at ``start``, and another may begin at ``end``. ``None`` where there is no
        pronoun, a quotation before it, or where it is surely another's.
        """
        text = self._book.texts[chapter]
        quotations = self._quotations[chapter]
        following = bisect_left(quotations, start)
        end = min([end, *quotations[following : following + 1]])
        match = self._patterns.pronoun.search(text, start, end)
        if match is None:
            return None
        is_object = self._patterns.object.match(text, match.start())
        if is_object and not _STOP.search(text, start, match.start()):
            return None
        pronoun = match.group().lower()
        if pronoun in self._patterns.its:
            return UNKNOWN
        return MALE if pronoun in self._patterns.he else FEMALE


def _quotation_starts(book: Layout) -> list[list[int]]:
    """Where quotations start in each chapter, in order."""
    starts: list[list[int]] = [[] for _ in book.texts]
    for paragraph in book.paragraphs:
        starts[paragraph.chapter] += [start for start, _ in paragraph.quoted]
    return starts


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
