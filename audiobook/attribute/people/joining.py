"""One person under two names: a married woman, and names in several shapes.

"Mrs. Wilcox" is Ruth Wilcox, where the book has no other whom she may be. A nickname joins a full
name only where one of the two is mostly a form of address, or stands rarely and with the surname
of the other. A diminutive made by its ending alone ("Kit", "Kitty") joins also where both are told
of, unless the two speak with each other, name each other or stand in one clause.

"Kajin" is Kaijin misspelt: one letter is missing, added, changed or out of place, and the rare form
stands beside a frequent one. The first letter is right, and names that both exist are two people:
Molly and Milly.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from audiobook.attribute.lexicon import (
    FEMALE,
    MALE,
    first_name_gender,
    genders_clash,
    is_first_name,
    nicknames,
)
from audiobook.attribute.people.clusters import (
    Cluster,
    apart,
    family,
    fits,
    foremost,
)
from audiobook.attribute.people.gender import gender_of
from audiobook.attribute.people.sides import Sides
from audiobook.attribute.people.spellings import Spelling
from audiobook.attribute.roster import CALLED, Person
from audiobook.language import words

_FEW = 2
_OFTEN = 8  # mentions of a woman by either of her names
# Of a name's places, in quotations: it is mostly a form of address.
_ADDRESS_SHARE = 0.6
_SELDOM = 0.25  # most mentions under the rarer shape of a full name, as a share of the other's
_SHORTEST = 3  # letters of a short name
_MOST_CLIPPED = 3  # letters that a name may lose at its start
_DIMINUTIVES = "y|ie|ey|sy"
# "Gaby" and "Gabby" of "Gabrielle": the start, whose last letter may be doubled, and an ending.
_PET_NAME = re.compile(rf"^(\w{{2,}}(\w))\2?(?:{_DIMINUTIVES})$")
_SHORTEST_SLIP = 5  # letters of a name in which one letter more or less is a slip
_RARE = 0.4  # most mentions of the misspelt form, as a share of those of the right one


def _only(clusters: Iterable[Cluster]) -> Cluster | None:
    """The one person there is; ``None`` where there are more, for nothing says which."""
    people = list(clusters)
    if len(people) != 1:
        return None
    return people[0]


# Married women


def join_wives(clusters: list[Cluster], sides: Sides) -> None:
    """Joins "Mrs. X" to the one first-named X who is not a Miss, if nothing tells the two apart.

    Both have to speak: who never speaks is never told from anybody.
    """
    wives = [person for person in clusters if _is_wife(person, sides)]
    for wife in wives:
        spelling = wife.spellings[0]
        woman = _only(_possible_wives(spelling, clusters))
        if woman is None:
            continue
        if not _speaks(woman, sides):
            continue
        if not _meet(spelling, woman, sides):
            woman.spellings.append(spelling)
            clusters.remove(wife)


def _is_wife(person: Cluster, sides: Sides) -> bool:
    """Whether somebody who speaks is known as "Mrs. X" only."""
    if len(person.spellings) != 1:
        return False
    if person.count < _OFTEN:
        return False
    married = _married(person.spellings[0])
    return bool(married & person.titles) and _speaks(person, sides)


def _possible_wives(
    spelling: Spelling,
    clusters: Iterable[Cluster],
) -> Iterator[Cluster]:
    """Women with a first name and the surname of "Mrs. X", who are never called Mrs. themselves."""
    married = _married(spelling)
    for woman in family(spelling.words, clusters):
        is_married = not married.isdisjoint(woman.titles)
        if is_married:
            continue
        if woman.count < _OFTEN:
            continue
        if fits(spelling, woman):
            yield woman


def is_by_husbands_name(
    spelling: Spelling,
    spellings: Iterable[Spelling],
) -> bool:
    """Whether a woman goes by her husband's name: "Mrs. Orville Jones" is not Orville Jones.

    ``spellings`` are all of the book. The first name is a man's by the list, or it is that of
    somebody without such a title of whom nothing says that she is a woman. "Mrs. Rushworth Maria
    Bertram" has a name of her own.
    """
    married = _married(spelling)
    if married.isdisjoint(spelling.titles):
        return False
    listed = [first_name_gender(word, spelling.language) for word in spelling.words]
    if FEMALE in listed:
        return False
    if listed[0] == MALE:
        return True
    first_name = spelling.words[:1]
    bearers = [
        other
        for other in spellings
        if other.words in (spelling.words, first_name)
        and married.isdisjoint(other.titles)
    ]
    return bool(bearers) and gender_of(bearers) != FEMALE


def _married(spelling: Spelling) -> frozenset[str]:
    """The titles of married women in the language of a spelling."""
    return words(spelling.language, "titles", "married")


def _speaks(person: Cluster, sides: Sides) -> bool:
    """Whether tags name somebody as a speaker more than once."""
    turns = [sides.turns[spelling.number] for spelling in person.spellings]
    return sum(turns) >= _FEW


def _meet(
    spelling: Spelling,
    person: Cluster,
    sides: Sides,
) -> bool:
    """Whether the two answer or name each other, or share a clause, more than by chance."""
    others = [other.number for other in person.spellings]
    contact = sides.contact(spelling.number, others)
    return max(contact.opposite + contact.naming, contact.beside) >= _FEW


# Nicknames, clipped names and diminutives


def join_nicknames(clusters: list[Cluster], sides: Sides) -> None:
    """Joins people who are known by a first name only to the one whom the name is short for.

    Who has a surname too joins one who has the same one and is named far more often. The least
    often named come first, so that a rare name joins a frequent one.
    """
    rarest_first = sorted(
        clusters,
        key=lambda person: (person.count, person.spellings[0].name),
    )
    for short in rarest_first:
        if len(short.firsts) != 1:
            continue
        if short.lasts:
            full = _only(_of_one_surname(short, clusters, sides))
        else:
            full = foremost(_nicknamed(short, clusters))
            full = full or _only(_diminished(short, clusters, sides))
        if full is not None:
            full.spellings.extend(short.spellings)
            clusters.remove(short)


def _nicknamed(
    short: Cluster,
    clusters: Iterable[Cluster],
) -> Iterator[Cluster]:
    """Those whose first name this one is short for, where either is a form of address.

    Where both names are told of, they are two people.
    """
    people = _with_shape(short, clusters, _has_full_name)
    if _is_form_of_address(short):
        return people
    return filter(_is_form_of_address, people)


def _of_one_surname(
    short: Cluster,
    clusters: Iterable[Cluster],
    sides: Sides,
) -> Iterator[Cluster]:
    """Those of the same surname with a shape of the first name, who are named far more often.

    Father and son are both told of, or meet.
    """
    for person in _with_shape(short, clusters, _has_same_first_name):
        if person.lasts.isdisjoint(short.lasts) or short.count > _SELDOM * person.count:
            continue
        if not any(apart(spelling, person, sides) for spelling in short.spellings):
            yield person


def _has_same_first_name(person: Cluster, name: str) -> bool:
    """Whether a name may be a shape of a first name of somebody."""
    language = person.spellings[0].language
    return any(is_same_first_name(name, first, language) for first in person.firsts)


def _with_shape(
    short: Cluster,
    clusters: Iterable[Cluster],
    has_shape: Callable[[Cluster, str], bool],
) -> Iterator[Cluster]:
    """Other people, not of another gender, who have a name of which the short one is a shape."""
    (name,) = short.firsts
    for person in clusters:
        if person is short:
            continue
        if not has_shape(person, name):
            continue
        if not genders_clash(person.gender, short.gender):
            yield person


def _has_full_name(person: Cluster, name: str) -> bool:
    """Whether a name is short for a first name of somebody."""
    language = person.spellings[0].language
    return any(_is_short_for(name, full, language) for full in person.firsts)


def _is_short_for(
    name: str,
    full: str,
    language: str,
) -> bool:
    """Whether a name is a nickname for another, its end, or its start with an ending."""
    nickname = is_same_first_name(name, full, language)
    return (
        nickname
        or _is_clipped(name, full, language)
        or _is_pet_name(name, full, language)
    )


def _is_pet_name(name: str, full: str, language: str) -> bool:
    """Whether a name is the start of another with an ending, and no first name of its own."""
    start = _PET_NAME.sub(r"\1", name)
    has_ending = start != name
    return has_ending and full.startswith(start) and not is_first_name(name, language)


def is_same_first_name(
    one: str,
    other: str,
    language: str,
) -> bool:
    """Whether two first names may be shapes of one, by the list of nicknames."""
    one = one.lower()
    other = other.lower()
    fulls = nicknames(language)
    fulls_of_one = fulls.get(one, {one})
    fulls_of_other = fulls.get(other, {other})
    return not fulls_of_one.isdisjoint(fulls_of_other)


def _is_clipped(
    short: str,
    full: str,
    language: str,
) -> bool:
    """Whether a name is the end of another ("Ruka" of "Iruka") and no first name of its own."""
    lost = len(full) - len(short)
    if len(short) < _SHORTEST:
        return False
    if not 1 <= lost <= _MOST_CLIPPED:
        return False
    is_end = full.lower().endswith(short.lower())
    return is_end and not is_first_name(short, language)


def _is_form_of_address(person: Cluster) -> bool:
    """Whether the name is hardly ever used outside of quotations."""
    quoted = sum(spelling.quoted for spelling in person.spellings)
    return quoted >= _ADDRESS_SHARE * person.count


def _diminished(
    short: Cluster,
    clusters: Iterable[Cluster],
    sides: Sides,
) -> Iterator[Cluster]:
    """Those of whose name this is the long or short shape, and who are never told from it.

    Kit is Kitty, and Skaggsy is Skaggs: both shapes are told of, but nobody tells the two apart.
    """
    for person in _with_shape(short, clusters, _has_diminutive):
        if not any(apart(spelling, person, sides) for spelling in short.spellings):
            yield person


def _has_diminutive(person: Cluster, name: str) -> bool:
    """Whether a name is a diminutive of one of somebody's names, or the other way round."""
    names = person.firsts | person.lasts
    return any(_is_diminutive_of_either(name, other) for other in names)


def _is_diminutive_of_either(one: str, other: str) -> bool:
    """Whether one of two names is a diminutive of the other."""
    return _is_diminutive(one, other) or _is_diminutive(other, one)


def _is_diminutive(diminutive: str, name: str) -> bool:
    """Whether the first is the second with an ending of endearment: "Kitty" of "Kit".

    The last letter of the name may be doubled before the ending, and an "e" is dropped.
    """
    if len(name) < _SHORTEST:
        return False
    # "Annie" of "Anne", "Kitty" of "Kit".
    stem = re.escape(name.removesuffix("e"))
    doubled = re.escape(name[-1])
    pattern = f"{stem}{doubled}?(?:{_DIMINUTIVES})"
    return re.fullmatch(pattern, diminutive) is not None


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
    if len(shorter) < _SHORTEST_SLIP or len(longer) - len(shorter) > 1:
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
