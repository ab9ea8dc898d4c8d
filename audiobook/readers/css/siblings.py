"""Where an element stands among those beside it: ``:first-child``, ``:nth-of-type(2n)``."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from audiobook.readers.tree.xml import Element


@dataclass(frozen=True, slots=True)
class SiblingPlace:
    """Every ``step``-th place from ``first`` on, of all elements or of those of one name."""

    step: int
    first: int
    of_name: bool = False
    from_end: bool = False

    def holds(
        self,
        place: int,
    ) -> bool:
        """Whether a place, counted from 1, is one of these."""
        far = place - self.first
        if self.step == 0:
            return far == 0
        return far % self.step == 0 and far // self.step >= 0


# Those that go by a name.
PLACES: Final = {
    "first-child": (SiblingPlace(0, 1),),
    "last-child": (SiblingPlace(0, 1, from_end=True),),
    "only-child": (SiblingPlace(0, 1), SiblingPlace(0, 1, from_end=True)),
    "first-of-type": (SiblingPlace(0, 1, of_name=True),),
    "last-of-type": (SiblingPlace(0, 1, of_name=True, from_end=True),),
    "only-of-type": (
        SiblingPlace(0, 1, of_name=True),
        SiblingPlace(0, 1, of_name=True, from_end=True),
    ),
}


@dataclass(slots=True)
class Siblings:
    """The places of the elements of one page. Those in one element are counted once."""

    # Of an element, by ``(of_name, from_end)``.
    _places: dict[Element, dict[tuple[bool, bool], int]] = field(default_factory=dict)

    def fits(
        self,
        node: Element,
        place: SiblingPlace,
    ) -> bool:
        """Whether an element stands there. One that is in no other stands alone."""
        parent = node.getparent()
        if parent is None:
            return place.holds(1)
        if node not in self._places:
            self._count(list(parent))
        return place.holds(self._places[node][place.of_name, place.from_end])

    def _count(
        self,
        children: list[Element],
    ) -> None:
        all_named = Counter(child.tag for child in children)
        named: Counter[object] = Counter()
        for at, child in enumerate(children):
            named[child.tag] += 1
            of_name = named[child.tag]
            self._places[child] = {
                (False, False): at + 1,
                (False, True): len(children) - at,
                (True, False): of_name,
                (True, True): all_named[child.tag] - of_name + 1,
            }
