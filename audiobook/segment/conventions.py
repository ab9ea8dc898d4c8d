"""Which quotation marks a text uses for speech, by votes.

The book votes first; a chapter goes its own way where it hardly uses the book's marks and clearly uses others.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.segment.dashes import opens_with_dash
from audiobook.segment.marks import Family

_COUNTS = {
    Family.DOUBLE: re.compile(r"[“„]|(?:(?<=\s)|^)[\"”＂]|「", re.MULTILINE),
    Family.SINGLE: re.compile(r"(?:(?<=[\s(—–-])|^)['‘‚](?=[A-ZÀ-Þ“\"¿¡…])", re.MULTILINE),
    Family.ANGLE: re.compile(r"[«‹]"),
    Family.CORNER: re.compile(r"[「『]"),
}
_SURE_SINGLE_END = re.compile(r"[.,!?;:…—–-]['’](?!\w)")


@dataclass(frozen=True, slots=True)
class Convention:
    """What a chapter uses: ``speech`` marks dialogue, ``others`` are looked for outside of it in this order.

    ``dashes``: a paragraph that opens with a dash is a turn.
    """

    speech: Family
    others: tuple[Family, ...] = ()
    dashes: bool = False


def votes(text: str, spans: Sequence[tuple[int, int]]) -> Counter[Family]:
    """How often each family opens a quotation in one chapter; ``spans`` are its paragraphs."""
    counts = Counter({family: len(pattern.findall(text)) for family, pattern in _COUNTS.items()})
    counts[Family.SINGLE] = min(counts[Family.SINGLE], len(_SURE_SINGLE_END.findall(text)))
    counts[Family.DASH] = sum(1 for start, end in spans if opens_with_dash(text, start, end))
    return counts


def convention(book: Counter[Family], chapter: Counter[Family]) -> Convention:
    """What the chapter uses, given the votes of the whole book and its own."""
    marks = list(_COUNTS)
    by_book = max(marks, key=lambda family: book[family])
    by_chapter = max(marks, key=lambda family: chapter[family])
    speech = (
        by_chapter
        if chapter[by_chapter] >= 3 and chapter[by_chapter] > 3 * chapter[by_book]
        else by_book
    )
    others = tuple(
        sorted((f for f in marks if f is not speech and chapter[f]), key=lambda f: -chapter[f])
    )
    return Convention(speech, others, dashes=_dashes(book, chapter, speech))


def _dashes(book: Counter[Family], chapter: Counter[Family], speech: Family) -> bool:
    turns = chapter[Family.DASH]
    return turns > 0 and (
        book[Family.DASH] * 3 >= book[speech] or (turns >= 3 and turns >= 3 * chapter[speech])
    )
