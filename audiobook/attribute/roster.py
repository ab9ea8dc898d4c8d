"""Who there is in a book, and where each of them is named.

Discovery hands a roster to whoever decides speakers. A person is known by their number in
``Roster.people``; a number stays the same when two people turn out to be one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

CALLED = "called"  # known by a name
ROLE = "role"  # known by an epithet only: "the beadle"
SELF = "self"  # the "I" of a first-person book
GROUP = "group"  # several people who speak as one: "the soldiers"
EXTRA = "extra"  # known by the tag of a turn only: "said a student"
# The same, by a noun that may mean somebody with a name: "said the boy".
ANYBODY = "anybody"
NAMELESS = (ROLE, EXTRA, ANYBODY)

NOBODY = -1  # in the place of a person's number


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the book.

    ``gender`` and ``age`` are as in ``Character``. ``kind`` is one of the constants above.
    ``count`` is how often the person is mentioned. ``likely_gender`` is a guess where ``gender``
    is empty: enough for a voice, and too little to say who speaks.
    """

    name: str
    aliases: tuple[str, ...] = ()
    gender: str = ""
    age: str = ""
    kind: str = CALLED
    count: int = 0
    likely_gender: str = ""

    def absorbing(
        self,
        other: "Person",
        aliases: tuple[str, ...],
    ) -> "Person":
        """The person with what is known of another one who is the same, under these aliases.

        What is known of the person already is kept.
        """
        return replace(
            self,
            aliases=aliases,
            gender=self.gender or other.gender,
            age=self.age or other.age,
            count=self.count + other.count,
        )

    def emptied(self) -> "Person":
        """What stays behind where a person was absorbed: others keep their numbers.

        Nobody is named so any more.
        """
        return replace(self, aliases=(), name="", count=0)


@dataclass(frozen=True, slots=True)
class Mention:
    """Person number ``person`` is named at ``[start, end)`` of chapter index ``chapter``.

    ``quoted``: inside a quotation; ``role``: by an epithet; ``oblique``: in a case that no
    subject has.
    """

    chapter: int
    start: int
    end: int
    person: int
    quoted: bool
    role: bool = False
    oblique: bool = False


def reading_order(mention: Mention) -> tuple[int, int, int]:
    """Sort key of mentions: by place, the longer first where two start together."""
    return mention.chapter, mention.start, -mention.end


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of a book and their mentions.

    ``people`` is in a fixed order, the most often named first; ``mentions`` is in reading order.
    ``narrator`` is the number of the first-person narrator, ``None`` in a book told from outside.
    """

    people: tuple[Person, ...]
    mentions: tuple[Mention, ...]
    narrator: int | None = None


class Places:
    """Mentions by place in the text."""

    def __init__(
        self,
        mentions: Iterable[Mention],
    ) -> None:
        self._mentions = sorted(mentions, key=reading_order)
        self._starts = [(mention.chapter, mention.start) for mention in self._mentions]
        # Reversed, so that the longest of the mentions that start together is the one that stays.
        backwards = zip(
            reversed(self._starts),
            reversed(self._mentions),
            strict=True,
        )
        self._by_start = dict(backwards)

    def at(
        self,
        chapter: int,
        start: int,
    ) -> Mention | None:
        """The mention that starts exactly there; the longest of several."""
        return self._by_start.get((chapter, start))

    def within(
        self,
        chapter: int,
        start: int,
        end: int,
    ) -> Sequence[Mention]:
        """The mentions that start in ``[start, end)`` of a chapter."""
        low = bisect_left(self._starts, (chapter, start))
        high = bisect_left(self._starts, (chapter, end))
        return self._mentions[low:high]
