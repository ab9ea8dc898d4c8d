"""Which quotation marks a text uses for speech, by votes.

The book votes first; a chapter goes its own way where it hardly uses the book's marks and clearly
uses others.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.segment.dashes import opens_with_dash
from audiobook.segment.marks import Family

_COUNTS = {
    Family.DOUBLE: re.compile(r"[“„]|(?:(?<=\s)|^)[\"”＂]|「", re.MULTILINE),
    Family.SINGLE: re.compile(
        r"(?:(?<=[\s(—–-])|^)['‘‚](?=[A-ZÀ-Þ“\"¿¡…])", re.MULTILINE
    ),
    Family.ANGLE: re.compile(r"[«‹]"),
    Family.CORNER: re.compile(r"[「『]"),
}
_CLEARLY = 3  # quotations from which on a chapter goes its own way
_SURE_SINGLE_END = re.compile(r"[.,!?;:…—–-]['’](?!\w)")


@dataclass(frozen=True, slots=True)
class Convention:
    """What a chapter uses.

    - ``speech``: the marks of dialogue
    - ``others``: marks that are looked for outside of it, in this order
    - ``dashes``: whether a paragraph that opens with a dash is a turn
    """

    speech: Family
    others: tuple[Family, ...] = ()
    dashes: bool = False


def votes(text: str, spans: Sequence[tuple[int, int]]) -> Counter[Family]:
    """How often each family opens a quotation in one chapter; ``spans`` are its paragraphs."""
    counts: Counter[Family] = Counter()
    for family, pattern in _COUNTS.items():
        counts[family] = len(pattern.findall(text))
    # An apostrophe at the start of a word looks like an opening mark, but the closing ones are
    # sure after punctuation: no more quotations open than close.
    sure_ends = len(_SURE_SINGLE_END.findall(text))
    counts[Family.SINGLE] = min(counts[Family.SINGLE], sure_ends)
    for start, end in spans:
        counts[Family.DASH] += opens_with_dash(text, start, end)
    return counts


def convention(book: Counter[Family], chapter: Counter[Family]) -> Convention:
    """What the chapter uses, given the votes of the whole book and its own.

    One chapter alone may be too short to tell: a letter, an epigraph, two lines of dialogue.
    """
    speech = _most_used(book)
    own = _most_used(chapter)
    if chapter[own] >= _CLEARLY and chapter[own] > 3 * chapter[speech]:
        speech = own
    # The others stand inside or between speech: titles, thoughts, quotations in quotations.
    by_frequency = sorted(_COUNTS, key=lambda family: -chapter[family])
    others = tuple(
        family for family in by_frequency if family is not speech and chapter[family]
    )
    return Convention(speech, others, dashes=_dashes(book, chapter, speech))


def _most_used(counts: Counter[Family]) -> Family:
    """The marks that open most quotations; of equals the first of the table."""
    return max(_COUNTS, key=lambda family: counts[family])


def _dashes(
    book: Counter[Family],
    chapter: Counter[Family],
    speech: Family,
) -> bool:
    """Whether a paragraph of the chapter that opens with a dash is a turn.

    In a book with marks a dash may open a list; then the chapter itself has to be clear.
    """
    turns = chapter[Family.DASH]
    if not turns:
        return False
    by_book = book[Family.DASH] * 3 >= book[speech]
    by_chapter = turns >= max(_CLEARLY, 3 * chapter[speech])
    return by_book or by_chapter
