"""The gender of whoever tells a first-person story, whom no pronoun and often no name betrays: what the telling
calls its own ("my wife"), and how those who are spoken to answer ("my dear fellow"). English alone.
"""

import re
from dataclasses import replace

from audiobook.attribute.lexicon import FEMALE, MALE
from audiobook.attribute.roster import Places, Roster
from audiobook.attribute.tags import SAID, SELF, tags_of
from audiobook.attribute.turns import Layout
from audiobook.language import ENGLISH

_LEAST, _AHEAD = 2, 3  # signs, and how many times more than of the other gender
_OWN = {
    MALE: re.compile(r"\b[Mm]y (?:dear |late |poor |young )?(?:wife|fiancée|moustaches?|mustache|beard)\b"),
    FEMALE: re.compile(
        r"\b[Mm]y (?:dear |late |poor |young )?(?:husband|fiancé|skirts?|gown|petticoats?|bodice)\b"
    ),
}
_CALLED = {
    MALE: re.compile(
        r"\b(?:my (?:dear |good |poor )?(?:fellow|man|boy|lad|son|sir)|old (?:man|fellow|chap|boy)"
        r"|(?:young|dear) (?:man|fellow|sir|boy)|sir|monsieur|mister)\b",
        re.IGNORECASE,
    ),
    FEMALE: re.compile(
        r"\b(?:my (?:dear |good |poor )?(?:girl|lady|woman|child|madam)|young (?:lady|woman)|dear (?:lady|girl)"
        r"|madam|ma['’]am|miss|mademoiselle|madame)\b(?! [A-Z])",
        re.IGNORECASE,
    ),
}


def with_teller(book: Layout, roster: Roster) -> Roster:
    """The roster with the gender of its narrator, where the text tells it and nothing surer does."""
    number = roster.narrator
    if number is None or book.language != ENGLISH or roster.people[number].gender:
        return roster
    signs = {gender: _owned(book, gender) + _called(book, roster, gender) for gender in (MALE, FEMALE)}
    for gender, other in ((MALE, FEMALE), (FEMALE, MALE)):
        if signs[gender] >= _LEAST and signs[gender] >= _AHEAD * signs[other]:
            people = list(roster.people)
            evidence = f"what is said to and by the narrator ({signs[gender]} signs)"
            people[number] = replace(people[number], gender=gender, evidence=evidence)
            return replace(roster, people=tuple(people))
    return roster


def _owned(book: Layout, gender: str) -> int:
    return sum(
        len(_OWN[gender].findall(book.texts[paragraph.chapter], *span))
        for paragraph in book.paragraphs
        for span in paragraph.narration
    )


def _called(book: Layout, roster: Roster, gender: str) -> int:
    """How often somebody of that gender is spoken to right before or after the narrator has spoken."""
    places = Places(roster.mentions)
    mine = [
        any(tag.kind == SAID and tag.subject.kind == SELF for tag in tags_of(turn, book, places))
        for turn in book.turns
    ]
    beside = [
        turn
        for number, turn in enumerate(book.turns)
        if not mine[number] and any(mine[max(0, number - 1) : number + 2])
    ]
    spans = ((q.chapter, span) for turn in beside for q in turn.quotations for span in q.spans)
    return sum(len(_CALLED[gender].findall(book.texts[chapter], *span)) for chapter, span in spans)
