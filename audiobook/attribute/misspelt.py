"""Names that may be another one misspelt: Kajin for Kaijin, Vorknev for Vorkuev.

One letter is missing, added, changed or out of place, and the rare form stands beside a frequent
one. The first letter is right, and names that both exist are two people: Molly and Milly.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from audiobook.attribute.lexicon import is_first_name
from audiobook.attribute.roster import CALLED, Person

_SHORTEST = 5  # letters of a name in which one letter more or less is a slip
_RARE = 0.4  # most mentions of the misspelt form, as a share of those of the right one


def misspelt(people: Sequence[Person], language: str) -> Iterator[tuple[int, int]]:
    """Pairs of people by number, the misspelt one first."""
    called = [number for number, person in enumerate(people) if _has_a_name(person)]
    for one, other in combinations(called, 2):
        rare, frequent = sorted((one, other), key=lambda number: people[number].count)
        if people[rare].count > _RARE * people[frequent].count:
            continue
        if _is_a_slip(people[rare].name, people[frequent].name, language):
            yield rare, frequent


def _has_a_name(person: Person) -> bool:
    """Whether somebody is called by a name, which nobody else has absorbed."""
    return person.kind == CALLED and bool(person.name)


def _is_a_slip(rare: str, frequent: str, language: str) -> bool:
    """Whether two names differ in one word, and in one letter of it."""
    rare_words = rare.split()
    frequent_words = frequent.split()
    if len(rare_words) != len(frequent_words):
        return False
    pairs = zip(rare_words, frequent_words, strict=True)
    different = [pair for pair in pairs if pair[0] != pair[1]]
    if len(different) != 1:
        return False
    wrong, right = different[0]
    if is_first_name(wrong, language) and is_first_name(right, language):
        return False
    return wrong[0] == right[0] and _one_letter_apart(wrong, right)


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter is added, changed or swapped with the next."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SHORTEST or len(longer) - len(shorter) > 1:
        return False
    same = 0
    while same < len(shorter) and shorter[same] == longer[same]:
        same += 1
    if len(shorter) < len(longer):
        return shorter[same:] == longer[same + 1 :]
    swapped = shorter[same : same + 2] == longer[same : same + 2][::-1]
    if swapped and shorter[same + 2 :] == longer[same + 2 :]:
        return True
    return shorter[same + 1 :] == longer[same + 1 :]
