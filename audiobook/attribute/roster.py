"""Who there is in a book, and where each of them is named: what discovery hands to whoever decides speakers."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CALLED = "called"  # known by a name
ROLE = "role"  # known by an epithet only: "the beadle"
SELF = "self"  # the "I" of a first-person book
GROUP = "group"  # several people who speak as one: "the soldiers"
EXTRA = "extra"  # known by the tag of a turn only: "said a student"
ANYBODY = "anybody"  # the same, by a noun that may as well mean somebody with a name: "said the boy"
NAMELESS = (ROLE, EXTRA, ANYBODY)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the book. ``gender`` and ``age`` as in ``Character``; ``evidence`` says why that gender;
    ``kind`` is "called", "role", "self", "group", "extra" or "anybody"; ``count`` is how often they are mentioned.
    """

    name: str
    aliases: tuple[str, ...] = ()
    gender: str = ""
    evidence: str = ""
    age: str = ""
    kind: str = CALLED
    count: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    """Person number ``person`` is named at ``[start, end)`` of chapter index ``chapter``; ``quoted`` inside a
    quotation; ``role`` by an epithet; ``oblique`` in a case that no subject has.
    """

    chapter: int
    start: int
    end: int
    person: int
    quoted: bool
    role: bool = False
    oblique: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """``people`` in a fixed order, the most often named first; ``mentions`` in reading order; ``narrator`` is the
    number of the first-person narrator, ``None`` in a book told from outside.
    """

    people: tuple[Person, ...]
    mentions: tuple[Mention, ...]
    narrator: int | None = None


class Places:
    """Mentions by place in the text."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._all = sorted(mentions, key=lambda m: (m.chapter, m.start, -m.end))
        self._keys = [(m.chapter, m.start) for m in self._all]
        self._at = dict(zip(reversed(self._keys), reversed(self._all), strict=True))

    def at(self, chapter: int, start: int) -> Mention | None:
        """The mention that starts exactly there."""
        return self._at.get((chapter, start))

    def within(self, chapter: int, start: int, end: int) -> Sequence[Mention]:
        """The mentions that start in ``[start, end)`` of a chapter."""
        low = bisect_left(self._keys, (chapter, start))
        return self._all[low : bisect_left(self._keys, (chapter, end))]
