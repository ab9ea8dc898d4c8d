"""Who says their own name: "I am Oz," said the little man. English alone."""

import re

from audiobook.attribute.roster import Mention, Places
from audiobook.attribute.turns import Layout, Turn
from audiobook.language import ENGLISH

_INTRODUCES = re.compile(
    r"\b(?:I am|I['’]m|[Mm]y name(?: is|['’]s))\s+(?:the\s+)?(?=[^\W\d_])"
)
_POSSESSIVE = ("'s", "’s")


def introduced(turn: Turn, book: Layout, places: Places) -> Mention | None:
    """The name that whoever says a turn gives as their own; ``None`` where they give none."""
    if book.language != ENGLISH:
        return None
    text = book.texts[turn.chapter]
    for quotation in turn.quotations:
        for start, end in quotation.spans:
            for match in _INTRODUCES.finditer(text, start, end):
                name = places.at(turn.chapter, match.end())
                # "I'm Emma's brother" is another's name.
                if name is not None and not text.startswith(_POSSESSIVE, name.end):
                    return name
    return None
