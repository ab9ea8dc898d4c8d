"""People who exist by a tag alone.

"Said a student", "the medicine man replied": discovery knows nobody by a noun
that speaks once. Such a speaker is added here, at the place of the tag that
names him, so that whoever decides speakers may choose him there, or find that
the noun means somebody known: "the boy" mostly does.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from audiobook.attribute.address import introduced
from audiobook.attribute.grammar import epithet
from audiobook.attribute.lexicon import is_generic, noun
from audiobook.attribute.roster import (
    ANYBODY,
    EXTRA,
    Mention,
    Person,
    Places,
    Roster,
)
from audiobook.attribute.tags import (
    BEAT,
    NOUN,
    SAID,
    Subject,
    Tag,
    group_name,
    owned_name,
    renamed,
    tags_of,
)
from audiobook.attribute.turns import Layout
from audiobook.language import Noun
from audiobook.model import Guidance

# Of somebody seen before.
_LOOKS = re.compile(r"-(?:haired|eyed|headed|faced|bearded|skinned|clad|masked)\b")


def with_people_in_tags(
    book: Layout,
    roster: Roster,
    guidance: Guidance | None = None,
) -> Roster:
    """The roster and, behind all others, everybody whom only a tag names.

    They have the names and genders that ``guidance`` gives them.
    """
    numbers: dict[str, int] = {}
    added: list[Person] = []
    mentions: dict[tuple[int, int], Mention] = {}
    own_names = _own_names(book, roster)
    for chapter, subject in _subjects(book, roster):
        number = own_names.get((chapter, subject.phrase))
        called = owned_name(subject, roster.people) or subject.phrase
        if number is None and called not in numbers:
            numbers[called] = len(roster.people) + len(added)
            added.append(_person(subject, called, book.language))
        if number is None:
            number = numbers[called]
        mentions[chapter, subject.start] = Mention(
            chapter,
            subject.start,
            subject.end,
            number,
            quoted=False,
            role=True,
        )
    named = renamed(added, guidance or Guidance())
    return replace(
        roster,
        people=(*roster.people, *named),
        mentions=tuple(
            sorted(
                (*roster.mentions, *mentions.values()),
                key=_reading_order,
            )
        ),
    )


def _reading_order(mention: Mention) -> tuple[int, int, int]:
    """Of two mentions at one place the longer one is first."""
    return mention.chapter, mention.start, -mention.end


def _subjects(book: Layout, roster: Roster) -> Iterator[tuple[int, Subject]]:
    """The chapter and the subject of every tag that may name somebody of
    their own.
    """
    places = Places(roster.mentions)
    for turn in book.turns:
        for tag in tags_of(turn, book, places):
            if _tells_of_speech(tag) and _may_be_somebody(tag.subject, book.language):
                yield turn.chapter, tag.subject


def _own_names(book: Layout, roster: Roster) -> Mapping[tuple[int, str], int]:
    """Chapter and phrase -> the person whose name it gives there as its own.

    "I am Oz," said the little man: he is Oz all through the chapter.
    """
    places = Places(roster.mentions)
    found: dict[tuple[int, str], int] = {}
    for turn in book.turns:
        name = introduced(turn, book, places)
        if name is None:
            continue
        for tag in tags_of(turn, book, places):
            if tag.kind == SAID and tag.subject.kind == NOUN and tag.subject.definite:
                found[turn.chapter, tag.subject.phrase] = name.person
    return found


def _tells_of_speech(tag: Tag) -> bool:
    """Whether a tag surely tells of speech.

    Where it may not, only a listed noun counts.
    """
    if tag.kind == SAID:
        return True
    if tag.kind == BEAT:
        return False
    return noun(tag.subject.head) is not None


def _may_be_somebody(subject: Subject, language: str) -> bool:
    """Whether a noun may be somebody.

    No group, and nobody by looks that were seen before.
    """
    if subject.kind != NOUN or not subject.head:
        return False
    if subject.definite and _LOOKS.search(subject.phrase):
        return False
    return not group_name(subject, language)


def _person(
    subject: Subject,
    called: str,
    language: str,
) -> Person:
    """Somebody whom a tag names; ``called`` is the phrase, or that with its owner."""
    listed = noun(subject.head, language) or Noun()
    name = called
    kind = EXTRA
    # "Emma's father" may have a name of his own; her companion is her companion.
    if subject.owner is not None and listed.gender:
        kind = ANYBODY
    # "Mother" by itself is as good as a name.
    is_bare = subject.end - subject.start == len(subject.head)
    if subject.owner is None and subject.definite and not is_bare:
        name = epithet(subject.phrase, listed.gender, language)
        if is_generic(subject.head, language):
            kind = ANYBODY
    return Person(
        name,
        gender=listed.gender,
        age=listed.age,
        kind=kind,
        count=1,
    )
