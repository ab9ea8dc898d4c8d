"""How often narration names somebody where it has an epithet.

Whoever goes by an epithet has been named shortly before it: "the chief" stands where Noonan does.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from audiobook.attribute.roster import Mention

_BEFORE = 3000  # characters in which a name still says who is meant
_AFTER = 800  # a name that comes later says half as much
_LATER = 0.5

_Place = tuple[int, int]  # chapter and start


class Company:
    """Where narration names each person."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        places: dict[int, list[_Place]] = {}
        for mention in mentions:
            if not mention.quoted:
                place = (mention.chapter, mention.start)
                places.setdefault(mention.person, []).append(place)
        self._places: Mapping[int, Sequence[_Place]] = places

    def share(self, epithet: int, person: int) -> float:
        """The share of the places of an epithet that are near a name of a person, from 0 to 1."""
        places = self._places.get(epithet, ())
        named = self._places.get(person, ())
        near = sum(_nearness(place, named) for place in places)
        return near / max(1, len(places))


def _nearness(place: _Place, named: Sequence[_Place]) -> float:
    """1 where somebody is named shortly before a place, less where shortly after it."""
    chapter, start = place
    index = bisect_left(named, place)
    if index and named[index - 1] >= (chapter, start - _BEFORE):
        return 1.0
    if index < len(named) and named[index] <= (chapter, start + _AFTER):
        return _LATER
    return 0.0
