"""Names inside quotations: spoken to, or spoken of.

"Come here, Emma." is not said by Emma, and Emma is likely to answer; "Emma is late." is hardly said by her.
"""

import re
from dataclasses import dataclass
from functools import cache

from audiobook.attribute.roster import Places
from audiobook.attribute.turns import Turn
from audiobook.language import ENGLISH
from audiobook.language.patterns import lists

_AFTER = re.compile(r"\s*(?:[,.!?;:\"”’»—–…)]|$)")


@cache
def _before(language: str) -> re.Pattern[str]:
    """What stands before a name that is called."""
    words = lists(language).any("address", "before")
    return re.compile(rf"(?:[\"“”‘'«„¡¿—–,;.!?…:(-]\s*|\b(?:{words})\s+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Addressed:
    """The people a turn names: ``spoken_to`` in the order of the text, and ``spoken_of``."""

    spoken_to: tuple[int, ...]
    spoken_of: tuple[int, ...]


def addressed(turn: Turn, text: str, places: Places, language: str = ENGLISH) -> Addressed:
    """Whom the quotations of a turn name."""
    before = _before(language)
    to: list[int] = []
    of: list[int] = []
    for quotation in turn.quotations:
        for start, end in quotation.spans:
            for mention in places.within(turn.chapter, start, end):
                vocative = before.search(text, max(start, mention.start - 12), mention.start)
                called = vocative and _AFTER.match(text, mention.end, end)
                (to if called else of).append(mention.person)
    return Addressed(tuple(dict.fromkeys(to)), tuple(dict.fromkeys(p for p in of if p not in to)))
