"""What is known around every turn before anybody is chosen: tags, addresses, who is present and how recently.

Tags that name nobody in particular ("a man in the crowd cried", "they all said") bring people of their own,
appended to the roster: an extra has a label only because a tag gives him one.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.attribute.address import Addressed, addressed
from audiobook.attribute.grammar import epithet
from audiobook.attribute.lexicon import is_generic, noun
from audiobook.attribute.roster import GROUP, ROLE, Person, Places, Roster
from audiobook.attribute.tags import BEAT, SAID, Tag, tags_of
from audiobook.attribute.tags.subjects import NAME, NOUN, SELF, Subject
from audiobook.attribute.tags.unnamed import group_name
from audiobook.attribute.turns import Layout, Turn

_SAID_WINDOW = 8
_BACK, _AHEAD = 60, 1200  # mentions before, characters after
_FOCUS = 20
_MOST = 12


@dataclass(frozen=True, slots=True)
class Context:
    """One turn and what is known around it.

    ``tags`` with ``people`` the person number of each (``None``: to be resolved); ``recent`` the people last named
    in narration before it, the latest first; ``present`` counts how often each person is tagged in the turns
    nearby; ``candidates`` are the people who may say it.
    """

    turn: Turn
    tags: tuple[Tag, ...]
    people: tuple[int | None, ...]
    names: Addressed
    recent: tuple[int, ...]
    present: Counter[int]
    focus: Counter[int]
    pointed: int | None
    candidates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scenes:
    """Every turn of the book in context, and the roster with its extras; ``tagged`` counts the named tags and
    ``texts`` are the chapters.
    """

    texts: tuple[str, ...]
    people: tuple[Person, ...]
    contexts: tuple[Context, ...]
    tagged: Counter[int]


class _Extras:
    """People who exist by a tag alone."""

    def __init__(self, roster: Roster, language: str) -> None:
        self.people = list(roster.people)
        self._language = language
        self._narrator = roster.narrator
        self._numbers: dict[str, int] = {}

    def person(self, tag: Tag) -> int | None:
        """The person of a tag, ``None`` where it only points at somebody."""
        subject = tag.subject
        if subject.kind == NAME:
            return subject.person
        if subject.kind == SELF:
            return self._narrator
        several = group_name(subject, self._language) if tag.kind == SAID else ""
        if several:
            return self._group(several)
        if (
            tag.kind != BEAT
            and subject.kind == NOUN
            and not (subject.definite and is_generic(subject.head, self._language))
        ):
            return self._number(
                self._called(subject) if subject.definite else subject.phrase, subject.head
            )
        return None

    def pointed(self, tags: Sequence[Tag]) -> int | None:
        """Who is meant by "said his mother" where nobody who is known may be."""
        for tag in tags:
            subject = tag.subject
            generic = (
                subject.kind == NOUN
                and subject.definite
                and is_generic(subject.head, self._language)
            )
            if generic and subject.gender and tag.kind != BEAT:
                return self._number(self._called(subject), subject.head)
        return None

    def _called(self, subject: Subject) -> str:
        return epithet(subject.phrase, subject.gender, self._language)

    def _group(self, name: str) -> int:
        if name not in self._numbers:
            self._numbers[name] = len(self.people)
            self.people.append(Person(name, kind=GROUP))
        return self._numbers[name]

    def _number(self, phrase: str, head: str) -> int:
        if phrase not in self._numbers:
            known = noun(head, self._language)
            self._numbers[phrase] = len(self.people)
            gender, age = (known.gender, known.age) if known else ("", "")
            self.people.append(Person(phrase, (), gender, "noun", age, ROLE))
        return self._numbers[phrase]


def survey(book: Layout, roster: Roster) -> Scenes:
    """Everything that is known around every turn."""
    places, extras = Places(roster.mentions), _Extras(roster, book.language)
    tags = [tags_of(turn, book, places) for turn in book.turns]
    people = [tuple(extras.person(tag) for tag in own) for own in tags]
    names = [
        addressed(turn, book.texts[turn.chapter], places, book.language) for turn in book.turns
    ]
    named = [_named(own, who) for own, who in zip(tags, people, strict=True)]
    told = _Told(roster)
    contexts = []
    for index, turn in enumerate(book.turns):
        recent, near, focus = told.around(turn)
        present = _present(named, book.turns, index)
        neighbours = [p for n in _nearest(names, index) for p in n.spoken_to]
        pointed = extras.pointed(tags[index])
        own = [p for p in (*people[index], pointed) if p is not None]
        who = _candidates(own, neighbours, (recent, near), present, roster.narrator)
        around = (tags[index], people[index], names[index], recent, present, focus, pointed, who)
        contexts.append(Context(turn, *around))
    tagged = Counter(p for own in named for p in own)
    return Scenes(book.texts, tuple(extras.people), tuple(contexts), tagged)


class _Told:
    """Whom narration names, and where."""

    def __init__(self, roster: Roster) -> None:
        self._mentions = [m for m in roster.mentions if not m.quoted]
        self._keys = [(m.chapter, m.start) for m in self._mentions]

    def around(self, turn: Turn) -> tuple[tuple[int, ...], tuple[int, ...], Counter[int]]:
        """The people named before a turn, the latest first; those named soon after; and how often all of them."""
        at = bisect_left(self._keys, (turn.chapter, turn.start))
        before, after = (
            self._mentions[max(0, at - _BACK) : at],
            self._mentions[at : at + _FOCUS // 2],
        )
        soon = (
            m.person for m in after if m.chapter == turn.chapter and m.start < turn.end + _AHEAD
        )
        focus = Counter(m.person for m in (*before[-_FOCUS:], *after))
        return (
            tuple(dict.fromkeys(m.person for m in reversed(before))),
            tuple(dict.fromkeys(soon)),
            focus,
        )


def _nearest(names: Sequence[Addressed], index: int) -> Sequence[Addressed]:
    """What the turns around say, the nearest first."""
    low, high = max(0, index - _SAID_WINDOW), min(len(names), index + _SAID_WINDOW + 1)
    return [names[i] for i in sorted(range(low, high), key=lambda i: (abs(i - index), i))]


def _named(tags: Sequence[Tag], people: Sequence[int | None]) -> tuple[int, ...]:
    return tuple(
        dict.fromkeys(
            p for tag, p in zip(tags, people, strict=True) if p is not None and tag.kind != BEAT
        )
    )


def _present(named: Sequence[tuple[int, ...]], turns: Sequence[Turn], index: int) -> Counter[int]:
    low, high = max(0, index - _SAID_WINDOW), min(len(turns), index + _SAID_WINDOW + 1)
    scene = turns[index].scene
    return Counter(p for i in range(low, high) if turns[i].scene == scene for p in named[i])


def _candidates(
    own: Sequence[int],
    neighbours: Sequence[int],
    mentioned: tuple[Sequence[int], Sequence[int]],
    present: Counter[int],
    narrator: int | None,
) -> tuple[int, ...]:
    """The people who may say it, the likeliest first: tagged, tagged nearby, addressed nearby, named nearby."""
    often = [p for p, _ in sorted(present.items(), key=lambda i: (-i[1], i[0]))]
    recent, near = mentioned
    ranked = [
        *own,
        *([] if narrator is None else [narrator]),
        *often[:6],
        *recent[:5],
        *neighbours,
        *near[:3],
        *recent[5:],
    ]
    return tuple(dict.fromkeys(ranked))[:_MOST]
