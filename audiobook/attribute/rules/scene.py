"""What is known around every turn before anybody is chosen: tags, addresses, and who is present.

Tags that name nobody in particular ("a man in the crowd cried", "they all said") bring people of
their own, appended to the roster: an extra has a label only because a tag gives him one.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import (
    Iterable,
    Iterator,
)
from dataclasses import dataclass
from itertools import chain

from audiobook.attribute.address import Addressed, addressed
from audiobook.attribute.grammar import epithet
from audiobook.attribute.lexicon import is_generic, noun
from audiobook.attribute.roster import (
    GROUP,
    ROLE,
    Person,
    Places,
    Roster,
)
from audiobook.attribute.tags import (
    BEAT,
    NAME,
    NOUN,
    SAID,
    SELF,
    Subject,
    Tag,
    group_name,
    one_of_a_group,
    owned_name,
    tags_of,
)
from audiobook.attribute.turns import Layout, Turn
from audiobook.language import Noun

_NEARBY = 8  # turns before and after whose tags and addresses count
_BACK = 60  # mentions before a turn
_AHEAD = 1200  # characters after a turn
_FOCUS = 20  # mentions that say whom a scene is about, half as many after as before
_MOST = 12  # candidates of a turn


NamedTag = tuple[Tag, int | None]


@dataclass(frozen=True, slots=True)
class Context:
    """One turn and what is known around it. People are numbers of the roster.

    - ``tags`` of the turn, each with its person (``None``: to be resolved)
    - ``names``: whom the turn itself names
    - ``recent``: the people last named in narration before it, the latest first
    - ``present``: how often each person is tagged in the turns nearby
    - ``focus``: how often narration names each person around it
    - ``pointed``: who is meant by "said his mother" where nobody who is known may be
    - ``candidates``: the people who may say it, the likeliest first
    """

    turn: Turn
    tags: tuple[NamedTag, ...]
    names: Addressed
    recent: tuple[int, ...]
    present: Counter[int]
    focus: Counter[int]
    pointed: int | None
    candidates: tuple[int, ...]

    @property
    def people(self) -> list[int | None]:
        """The people of the tags."""
        return [person for _, person in self.tags]


@dataclass(frozen=True, slots=True)
class Scenes:
    """Every turn of the book in context.

    - ``texts`` of the chapters
    - ``people``: the roster, and after it the extras
    - ``contexts``: one for every turn, in order
    - ``tagged``: how many tags name each person
    """

    texts: tuple[str, ...]
    people: tuple[Person, ...]
    contexts: tuple[Context, ...]
    tagged: Counter[int]


def survey(
    book: Layout,
    roster: Roster,
) -> Scenes:
    """Everything that is known around every turn.

    Nobody is chosen yet: what a turn says is evidence for its neighbours, whoever speaks it.
    """
    survey = _Survey(book, roster)
    contexts = tuple(map(survey.context, range(len(book.turns))))
    tagged = Counter(chain.from_iterable(own.named for own in survey.own))
    return Scenes(book.texts, tuple(survey.extras.people), contexts, tagged)


@dataclass(frozen=True, slots=True)
class _Own:
    """What is known of a turn by itself.

    ``tags`` and ``names`` as in ``Context``; ``named`` are the people whom the tags name.
    """

    tags: tuple[NamedTag, ...]
    named: tuple[int, ...]
    names: Addressed


class _Survey:
    """What is known of every turn by itself, ``own``, and of any turn by those around it."""

    def __init__(
        self,
        book: Layout,
        roster: Roster,
    ) -> None:
        places = Places(roster.mentions)
        self.extras = _Extras(roster, book.language)
        self._turns = book.turns
        self._narrator = roster.narrator
        self._narration = _Narration(roster)
        # All turns before any context: an extra has a number before it may be present nearby.
        self.own = [self._read(turn, book, places) for turn in book.turns]

    def _read(
        self,
        turn: Turn,
        book: Layout,
        places: Places,
    ) -> _Own:
        """What is known of a turn by itself."""
        text = book.texts[turn.chapter]
        tags: list[NamedTag] = []
        for tag in tags_of(turn, book, places):
            tags.append((tag, self.extras.person(tag, text)))
        names = addressed(turn, text, places, book.language)
        return _Own(tuple(tags), _named(tags), names)

    def context(
        self,
        index: int,
    ) -> Context:
        """What is known around a turn.

        To be asked in the order of the turns: who is pointed at may be new, and is numbered then.
        """
        turn = self._turns[index]
        own = self.own[index]
        around = self._narration.around(turn)
        present = self._present(index)
        pointed = self.extras.pointed(own.tags)
        # The narrator may speak anywhere in his own book.
        people = [person for _, person in own.tags]
        tagged = (*people, pointed, self._narrator)
        return Context(
            turn=turn,
            tags=own.tags,
            names=own.names,
            recent=around.before,
            present=present,
            focus=around.focus,
            pointed=pointed,
            candidates=_candidates(
                tagged, present, around, self._spoken_to_nearby(index)
            ),
        )

    def _nearby(
        self,
        index: int,
    ) -> range:
        """The turns before and after, and the turn itself."""
        return range(
            max(0, index - _NEARBY), min(len(self._turns), index + _NEARBY + 1)
        )

    def _present(
        self,
        index: int,
    ) -> Counter[int]:
        """How often the tags nearby, in the same scene, name each person."""
        present: Counter[int] = Counter()
        for near in self._nearby(index):
            if self._turns[near].scene == self._turns[index].scene:
                present.update(self.own[near].named)
        return present

    def _spoken_to_nearby(
        self,
        index: int,
    ) -> Iterator[int]:
        """The people whom the turns nearby address, the nearest turn first."""
        for near in sorted(self._nearby(index), key=lambda near: abs(near - index)):
            yield from self.own[near].names.spoken_to


def _named(tags: Iterable[NamedTag]) -> tuple[int, ...]:
    """The people whom the tags of a turn name, each once.

    A beat names who acts beside a quotation, who need not be its speaker: it does not count here.
    """
    named: list[int] = []
    for tag, person in tags:
        if person is not None and tag.kind != BEAT:
            named.append(person)
    return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class _Around:
    """Whom narration names around a turn.

    - ``before`` it, the latest first
    - ``after`` it and soon, in the order of the text
    - ``focus``: how often before and after together
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    focus: Counter[int]


class _Narration:
    """Whom narration names, and where."""

    def __init__(
        self,
        roster: Roster,
    ) -> None:
        self._mentions = [mention for mention in roster.mentions if not mention.quoted]
        self._keys = [(mention.chapter, mention.start) for mention in self._mentions]

    def around(
        self,
        turn: Turn,
    ) -> _Around:
        """The people named around a turn."""
        # Back into earlier scenes and chapters, but ahead only within this one.
        at = bisect_left(self._keys, (turn.chapter, turn.start))
        before = self._mentions[max(0, at - _BACK) : at]
        after = self._mentions[at : at + _FOCUS // 2]
        latest = dict.fromkeys(mention.person for mention in reversed(before))
        soon: list[int] = []
        for mention in after:
            if mention.chapter == turn.chapter and mention.start < turn.end + _AHEAD:
                soon.append(mention.person)
        focus = Counter(mention.person for mention in (*before[-_FOCUS:], *after))
        return _Around(tuple(latest), tuple(dict.fromkeys(soon)), focus)


def _candidates(
    tagged: Iterable[int | None],
    present: Counter[int],
    around: _Around,
    spoken_to: Iterable[int],
) -> tuple[int, ...]:
    """The people who may say a turn, at most 12.

    The likeliest come first: who is tagged, tagged nearby, named before, addressed nearby, named
    after, named long before. Who is not among them cannot be chosen.
    """
    ranked = dict.fromkeys(tagged)
    ranked |= dict.fromkeys(person for person, _ in present.most_common())
    ranked |= dict.fromkeys(around.before[:5])
    ranked |= dict.fromkeys(spoken_to)
    ranked |= dict.fromkeys(around.after[:3])
    # A dictionary keeps the first place of each: those who are left come last.
    ranked |= dict.fromkeys(around.before)
    people = [person for person in ranked if person is not None]
    return tuple(people[:_MOST])


class _Extras:
    """People who exist by a tag alone, numbered after those of the roster."""

    def __init__(
        self,
        roster: Roster,
        language: str,
    ) -> None:
        self.people = list(roster.people)
        self._language = language
        self._narrator = roster.narrator
        self._numbers: dict[str, int] = {}

    def person(
        self,
        tag: Tag,
        text: str,
    ) -> int | None:
        """The person of a tag, ``None`` where it only points at somebody.

        ``text`` is that of the tag's chapter.
        """
        subject = tag.subject
        if subject.kind == NAME:
            return subject.person
        if subject.kind == SELF:
            return self._narrator
        # Only who speaks may be several: what "they" do beside a quotation says little.
        if tag.kind == SAID:
            single = one_of_a_group(tag, text, self._language)
            if single is not None:
                return self._number(single)
            several = group_name(subject, self._language)
            if several:
                return self._number(Person(several, kind=GROUP))
        if tag.kind == BEAT or subject.kind != NOUN or self._points(subject):
            return None
        return self._bearer(subject)

    def pointed(
        self,
        tags: Iterable[NamedTag],
    ) -> int | None:
        """Who is meant by "said his mother" where nobody who is known may be."""
        for tag, _ in tags:
            if tag.kind != BEAT and tag.subject.gender and self._points(tag.subject):
                return self._bearer(tag.subject)
        return None

    def _points(
        self,
        subject: Subject,
    ) -> bool:
        """Whether a subject stands for whoever was last named ("the girl")."""
        if subject.kind != NOUN or not subject.definite:
            return False
        # "Emma's companion" is nobody else.
        if subject.owner is not None and not subject.gender:
            return False
        return is_generic(subject.head, self._language)

    def _bearer(
        self,
        subject: Subject,
    ) -> int:
        """Somebody who is called by a noun alone, with the gender and age that it tells."""
        # "the old sailor" is known by that from then on; "a sailor" is just one.
        name = owned_name(subject, self.people) or subject.phrase
        if subject.definite and subject.owner is None:
            name = epithet(subject.phrase, subject.gender, self._language)
        known = noun(subject.head, self._language) or Noun()
        return self._number(Person(name, gender=known.gender, age=known.age, kind=ROLE))

    def _number(
        self,
        person: Person,
    ) -> int:
        """The number of the extra with that name, who is taken in where there is none yet.

        "the old man" of two chapters is one extra: nothing but his label is known of him.
        """
        if person.name not in self._numbers:
            self._numbers[person.name] = len(self.people)
            self.people.append(person)
        return self._numbers[person.name]
