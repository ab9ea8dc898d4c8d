"""The gender of whoever tells a first-person story, whom no pronoun and often no name betrays.

It shows in what the narrator calls their own ("my wife"), and in how those who talk with the
narrator address them ("my dear fellow"). English alone.
"""

import re
from dataclasses import replace

from audiobook.attribute.lexicon import FEMALE, MALE
from audiobook.attribute.roster import Places, Roster
from audiobook.attribute.tags import SAID, SELF, tags_of
from audiobook.attribute.turns import Layout
from audiobook.language import ENGLISH

_LEAST = 2  # signs of a gender
_AHEAD = 3  # times as many signs as of the other gender

# What a narrator has, in narration.
_OWN = {
    MALE: re.compile(
        r"\b[Mm]y (?:dear |late |poor |young )?(?:wife|fiancée|moustaches?|mustache|beard)\b"
    ),
    FEMALE: re.compile(
        r"\b[Mm]y (?:dear |late |poor |young )?"
        r"(?:husband|fiancé|skirts?|gown|petticoats?|bodice)\b"
    ),
}
# What somebody is called, in quotations.
_CALLED = {
    MALE: re.compile(
        r"\b(?:my (?:dear |good |poor )?(?:fellow|man|boy|lad|son|sir)|old (?:man|fellow|chap|boy)"
        r"|(?:young|dear) (?:man|fellow|sir|boy)|sir|monsieur|mister)\b",
        re.IGNORECASE,
    ),
    FEMALE: re.compile(
        r"\b(?:my (?:dear |good |poor )?(?:girl|lady|woman|child|madam)|young (?:lady|woman)"
        r"|dear (?:lady|girl)|madam|ma['’]am|miss|mademoiselle|madame)\b(?! [A-Z])",
        re.IGNORECASE,
    ),
}


def with_teller(book: Layout, roster: Roster) -> Roster:
    """The roster with the gender of its narrator.

    It stays as it is where something surer shows the gender, or the text does not.
    """
    number = roster.narrator
    if number is None:
        return roster
    if book.language != ENGLISH:
        return roster
    if roster.people[number].gender:
        return roster
    male = _owned(book, MALE) + _called(book, roster, MALE)
    female = _owned(book, FEMALE) + _called(book, roster, FEMALE)
    if male >= max(_LEAST, _AHEAD * female):
        return _with_gender(roster, number, MALE)
    if female >= max(_LEAST, _AHEAD * male):
        return _with_gender(roster, number, FEMALE)
    return roster


def _with_gender(
    roster: Roster,
    number: int,
    gender: str,
) -> Roster:
    """The roster in which the person of that number has a gender."""
    people = list(roster.people)
    people[number] = replace(people[number], gender=gender)
    return replace(roster, people=tuple(people))


def _owned(book: Layout, gender: str) -> int:
    """How often narration has something that only a narrator of that gender calls "my"."""
    signs = 0
    for paragraph in book.paragraphs:
        text = book.texts[paragraph.chapter]
        for start, end in paragraph.narration:
            signs += len(_OWN[gender].findall(text, start, end))
    return signs


def _called(
    book: Layout,
    roster: Roster,
    gender: str,
) -> int:
    """How often somebody of that gender is called right before or after the narrator speaks.

    Whom the narrator calls is somebody else: the narrator's own turns do not count.
    """
    narrators = _narrators_turns(book, roster)
    signs = 0
    for index, turn in enumerate(book.turns):
        beside = narrators[max(0, index - 1) : index + 2]
        if narrators[index]:
            continue
        if not any(beside):
            continue
        text = book.texts[turn.chapter]
        for quotation in turn.quotations:
            for start, end in quotation.spans:
                signs += len(_CALLED[gender].findall(text, start, end))
    return signs


def _narrators_turns(book: Layout, roster: Roster) -> list[bool]:
    """Whether each turn has a tag such as "I said"."""
    places = Places(roster.mentions)
    by_narrator: list[bool] = []
    for turn in book.turns:
        tags = tags_of(turn, book, places)
        by_narrator.append(any(t.kind == SAID and t.subject.kind == SELF for t in tags))
    return by_narrator
