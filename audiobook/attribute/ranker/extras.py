"""People who exist by a tag alone: "said a student", "the medicine man replied".

Discovery knows nobody by a noun that speaks once. Such a speaker is added here, at the place of the tag that names
him, so that whoever decides speakers may choose him there, or find that the noun means somebody known: "the boy"
mostly does.
"""

import re
from dataclasses import replace

from audiobook.attribute.grammar import epithet
from audiobook.attribute.lexicon import is_generic, noun
from audiobook.attribute.roster import ANYBODY, EXTRA, Mention, Person, Places, Roster
from audiobook.attribute.tags import BEAT, SAID, Tag, tags_of
from audiobook.attribute.tags import NOUN, Subject
from audiobook.attribute.tags import group_name, renamed
from audiobook.attribute.turns import Layout
from audiobook.model import Guidance

_LOOKS = re.compile(r"-(?:haired|eyed|headed|faced|bearded|skinned|clad|masked)\b")  # of somebody seen before


def with_extras(book: Layout, roster: Roster, guidance: Guidance | None = None) -> Roster:
    """The roster and, behind all others, everybody whom only a tag names, called as ``guidance`` says."""
    places, people = Places(roster.mentions), list(roster.people)
    numbers: dict[str, int] = {}
    found: dict[tuple[int, int], Mention] = {}
    for turn in book.turns:
        for tag in tags_of(turn, book, places):
            subject = tag.subject
            if not _surely(tag) or not _somebody(subject, book.language):
                continue
            if subject.phrase not in numbers:
                numbers[subject.phrase] = len(people)
                people.append(_person(subject, book.language))
            place = (turn.chapter, subject.start)
            found[place] = Mention(*place, subject.end, numbers[subject.phrase], quoted=False, role=True)
    mentions = sorted((*roster.mentions, *found.values()), key=lambda m: (m.chapter, m.start, -m.end))
    extras = renamed(people[len(roster.people) :], guidance or Guidance())
    return replace(roster, people=(*roster.people, *extras), mentions=tuple(mentions))


def _surely(tag: Tag) -> bool:
    """Whether it is speech that the tag tells of: else only a noun that is known to speak will do."""
    return tag.kind == SAID or (tag.kind != BEAT and noun(tag.subject.head) is not None)


def _somebody(subject: Subject, language: str) -> bool:
    """Whether a noun may be somebody of their own: no group, and nobody by looks that were seen before."""
    seen = subject.definite and _LOOKS.search(subject.phrase)
    return subject.kind == NOUN and bool(subject.head) and not seen and not group_name(subject, language)


def _person(subject: Subject, language: str) -> Person:
    known = noun(subject.head, language)
    gender, age = (known.gender, known.age) if known else ("", "")
    name = epithet(subject.phrase, gender, language) if subject.definite else subject.phrase
    kind = ANYBODY if subject.definite and is_generic(subject.head, language) else EXTRA
    return Person(name, (), gender, "noun", age, kind, 1)
