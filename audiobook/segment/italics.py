"""``_He is late,_ thought Emma``: thoughts in italics.

Italics also stand around titles, letters, stresses and what is remembered, so that only a whole
sentence with a tag of thinking beside it is a thought; all other italics stay what they are.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from audiobook.model import Chapter, MarkKind
from audiobook.segment.marks import Family, has_words
from audiobook.segment.quotations import Quoted
from audiobook.segment.tagging import Tagging

_TYPED = re.compile(r"(?<![\w_*])([_*])(?=[^\s_*])[^_*]+(?<=\S)\1(?![\w_*])")
_AROUND = "_*\"“”‘’'«»"
_ENDS = (".", "!", "?", "…", ",", "—", "–", "-")
_LEADS_UP = (",", ":", ";", "—", "–", "-")
_NEAR = 60  # characters beside italics in which a tag is looked for
# "The thought" is a noun.
_NOUN = re.compile(
    r"[\s,—–-]*(?:the|that|this|an?|another|no|his|her)\s", re.IGNORECASE
)
# Behind a full stop a tag is a sentence of its own: "She thought it odd" is none.
_TAG_ENDS = re.compile(r"\s*(?:[.,;:!?…—–]|$|\w+ly\b|(?:to\s+)?\w+sel(?:f|ves)\b)")
_WHO = re.compile(r"\s+[\w’'.-]+")


def italics_of(chapter: Chapter) -> list[tuple[int, int]]:
    """What the source of a chapter sets in italics, in order."""
    return sorted(
        (mark.start, mark.end)
        for mark in chapter.marks
        if mark.kind is MarkKind.EMPHASIS and mark.start < mark.end
    )


def with_thoughts_in_italics(
    text: str,
    italics: Sequence[tuple[int, int]],
    paragraph: tuple[int, int],
    quotes: Sequence[Quoted],
    tags: Tagging,
) -> list[Quoted]:
    """The quotations of a paragraph, and the thoughts in italics that stand between them.

    ``italics`` are those of the chapter, see :func:`italics_of`.
    """
    found = list(quotes)
    thought_before = paragraph[0]
    for start, end in sorted(_within(text, italics, *paragraph)):
        taken = any(quote.start < end and start < quote.end for quote in found)
        if taken:
            continue
        low = max(thought_before, start - _NEAR)
        goes_on = paragraph[0] < thought_before == low
        if _is_thought(text, (start, end), (low, paragraph[1]), tags, goes_on=goes_on):
            found.append(Quoted(start, end, Family.ITALIC))
            thought_before = end
    return sorted(found, key=lambda quote: quote.start)


def _within(
    text: str,
    italics: Sequence[tuple[int, int]],
    start: int,
    end: int,
) -> Iterator[tuple[int, int]]:
    """What is in italics within ``[start, end)``, or typed between marks there."""
    first = bisect_left(italics, (start, start))
    behind = bisect_left(italics, (end, end))
    for low, high in italics[first:behind]:
        if high <= end:
            yield _without_space(text, low, high)
    for match in _TYPED.finditer(text, start, end):
        yield match.span()


def _without_space(
    text: str,
    start: int,
    end: int,
) -> tuple[int, int]:
    """A stretch without the white space at its ends."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _is_thought(
    text: str,
    italics: tuple[int, int],
    around: tuple[int, int],
    tags: Tagging,
    *,
    goes_on: bool,
) -> bool:
    """Whether italics are a whole sentence beside a tag that says who thinks it.

    ``around`` is where a tag may stand; ``goes_on``: right behind a thought, with a tag between
    the two.
    """
    start, end = italics
    words = text[start:end].strip(_AROUND).strip()
    if not has_words(words) or not (words[0].isupper() or goes_on):
        return False
    after = text[end : min(around[1], end + _NEAR)]
    comma_outside = after.startswith(",") and tags.spoken.search(words)
    if not words.endswith(_ENDS) and not comma_outside:
        return False
    before = text[around[0] : start]
    if before.rstrip().endswith(_LEADS_UP) and tags.thinks.search(before):
        return True
    return _is_tag(after, tags, is_sentence=words.endswith("."))


def _is_tag(
    after: str,
    tags: Tagging,
    *,
    is_sentence: bool,
) -> bool:
    """Whether a tag of thinking stands right behind; ``is_sentence``: behind a full stop."""
    tag = tags.thought.match(after)
    if tag is None or _NOUN.match(after):
        return False
    if not is_sentence:
        return True
    who = _WHO.match(after, tag.end())
    behind_name = who is not None and _TAG_ENDS.match(after, who.end())
    return bool(_TAG_ENDS.match(after, tag.end()) or behind_name)
