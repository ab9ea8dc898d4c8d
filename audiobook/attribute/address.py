"""Names inside quotations: spoken to, or spoken of.

"Come here, Emma." is not said by Emma, and Emma is likely to answer; "Emma is late." is hardly
said by her. "I am Emma." is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from audiobook.attribute.lexicon import words
from audiobook.attribute.roster import Mention, Places
from audiobook.attribute.turns import Layout, Turn
from audiobook.language import ENGLISH
from audiobook.language.patterns import NEVER, alternatives, lists

_MARK_AFTER = re.compile(r"\s*(?:[,.!?;:\"”’»—–…)]|$)")
_REACH = 12  # characters before a name that may hold the start of a call
_PHRASE = 30  # characters before a name that may hold a preposition and "my poor"
_INTRODUCES = re.compile(
    r"\b(?:I am|I['’]m|[Mm]y name(?: is|['’]s))\s+(?:the\s+)?(?=[^\W\d_])"
)
# "To Ted: ..." and "Emma turned to Ted, ...", but not "Emma listened to Ted: ...".
_TO = re.compile(r"(?<!listened )\b[Tt]o\s+$")
_LEADS_ON = re.compile(r"\s*[:,]\s*[\"“‘«„']*")
_LEAD = 40  # characters before a quotation among which it says to whom
_POSSESSIVE = ("'s", "’s")


@cache
def _before_call(language: str) -> re.Pattern[str]:
    """What stands before a name that is called: a mark, or a word such as "dear"."""
    words = lists(language).any("address", "before")
    return re.compile(
        rf"(?:[\"“”‘'«„¡¿—–,;.!?…:(-]\s*|\b(?:{words})\s+)$",
        re.IGNORECASE,
    )


@cache
def _behind_preposition(language: str) -> re.Pattern[str]:
    """What stands before a name that is only told of: "for poor" in "Sorry for poor Emma?".

    Nothing in other languages, whose prepositions are not told apart.
    """
    if language != ENGLISH:
        return re.compile(NEVER)
    prepositions = alternatives(words("ranker_prepositions"))
    before_call = lists(language).any("address", "before")
    return re.compile(
        rf"\b(?:{prepositions})\s+(?:(?:{before_call})\s+)+$",
        re.IGNORECASE,
    )


@dataclass(frozen=True, slots=True)
class Addressed:
    """The people whom a turn names, each once, in the order of the text.

    ``spoken_to`` are called at least once; ``spoken_of`` are named and never called.
    """

    spoken_to: tuple[int, ...]
    spoken_of: tuple[int, ...]


def addressed(
    turn: Turn,
    text: str,
    places: Places,
    language: str = ENGLISH,
) -> Addressed:
    """Whom the quotations of a turn name, and whether they are called or told of.

    ``text`` is that of the turn's chapter, and ``places`` has the mentions of the book.
    """
    before_call = _before_call(language)
    behind_preposition = _behind_preposition(language)
    spoken_to = list(_led_to(turn, text, places, language))
    named_only: list[int] = []
    for mention, quotation_end in _mentions(turn, places):
        reach = max(0, mention.start - _REACH)
        opens = before_call.search(text, reach, mention.start)
        # The end of the quotation ends a call as a mark does.
        closes = _MARK_AFTER.match(text, mention.end, quotation_end)
        phrase = max(0, mention.start - _PHRASE)
        is_told_of = behind_preposition.search(text, phrase, mention.start)
        if opens and closes and not is_told_of:
            spoken_to.append(mention.person)
        else:
            named_only.append(mention.person)
    # Who is called at least once is not among those who are only told of.
    spoken_of = [person for person in named_only if person not in spoken_to]
    return Addressed(_each_once(spoken_to), _each_once(spoken_of))


def _led_to(
    turn: Turn,
    text: str,
    places: Places,
    language: str,
) -> Iterator[int]:
    """Whoever stands behind "to" right before a turn.

    Nobody in other languages, whose prepositions are not told apart.
    """
    if language != ENGLISH:
        return
    start = turn.quotations[0].start
    low = max(turn.low, start - _LEAD)
    for mention in places.within(turn.chapter, low, start):
        to = _TO.search(text, max(0, mention.start - _REACH), mention.start)
        if to is not None and _LEADS_ON.fullmatch(text, mention.end, start):
            yield mention.person


def _mentions(turn: Turn, places: Places) -> Iterator[tuple[Mention, int]]:
    """Every mention in the quotations of a turn, and where its stretch of quotation ends."""
    for quotation in turn.quotations:
        for start, end in quotation.spans:
            for mention in places.within(turn.chapter, start, end):
                yield mention, end


def _each_once(people: list[int]) -> tuple[int, ...]:
    """The people without repetition, in the order of their first mention."""
    return tuple(dict.fromkeys(people))


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
