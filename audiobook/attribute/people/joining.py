"""One person under two names: a married woman, and names in several shapes.

"Mrs. Wilcox" is Ruth Wilcox, where the book has no other whom she may be. A nickname joins a full name
only where one of the two is mostly a form of address. A diminutive made by its ending alone ("Kit",
"Kitty") joins also where both are told of, unless the two speak with each other, name each other or
stand in one clause.
"""

import re
from collections.abc import Iterable

from audiobook.attribute.lexicon import genders_clash, is_first_name, nicknames
from audiobook.attribute.people.clusters import Cluster, apart, fits
from audiobook.attribute.people.sides import Sides
from audiobook.attribute.people.spellings import Spelling
from audiobook.language import words

_FEW = 2
_OFTEN = 8  # mentions of a woman by either of her names
_ADDRESS_SHARE = 0.6  # of a name's places, in quotations: it is mostly a form of address
_SHORTEST = 3  # letters of a short name
_MOST_CLIPPED = 3  # letters that a name may lose at its start
_DIMINUTIVES = "y|ie|ey|sy"


def join_wives(clusters: list[Cluster], sides: Sides) -> None:
    """Joins "Mrs. X" to the one first-named X who is no Miss, if nothing tells the two apart."""
    for wife in [cluster for cluster in clusters if _is_wife(cluster, sides)]:
        spelling = wife.spellings[0]
        women = [woman for woman in clusters if _may_be_wife(spelling, woman)]
        if len(women) != 1:
            continue
        woman = women[0]
        if _speaks(woman, sides) and not _meet(spelling, woman, sides):
            woman.spellings.append(spelling)
            clusters.remove(wife)


def _is_wife(cluster: Cluster, sides: Sides) -> bool:
    """Whether somebody who speaks is known as "Mrs. X" only."""
    if len(cluster.spellings) != 1 or cluster.count < _OFTEN:
        return False
    spelling = cluster.spellings[0]
    return bool(_married(spelling).intersection(spelling.titles)) and _speaks(cluster, sides)


def _may_be_wife(spelling: Spelling, woman: Cluster) -> bool:
    """Whether she has a first name and the surname of "Mrs. X", and is never called Mrs. herself."""
    if woman.count < _OFTEN or not woman.firsts:
        return False
    if not woman.lasts.intersection(spelling.words):
        return False
    if woman.titles & _married(spelling):
        return False
    return fits(spelling, woman)


def _married(spelling: Spelling) -> frozenset[str]:
    """The titles of married women in the language of a spelling."""
    return words(spelling.language, "titles", "married")


def _speaks(cluster: Cluster, sides: Sides) -> bool:
    turns = sum(sides.turns[spelling.number] for spelling in cluster.spellings)
    return turns >= _FEW


def _meet(spelling: Spelling, cluster: Cluster, sides: Sides) -> bool:
    """Whether the two answer or name each other, or share a clause, more than by chance."""
    contact = sides.contact(spelling.number, [other.number for other in cluster.spellings])
    return contact.opposite + contact.naming >= _FEW or contact.beside >= _FEW


def join_nicknames(clusters: list[Cluster], sides: Sides) -> None:
    """Joins people who are known by a first name only to the one whom the name is short for."""
    rarest_first = sorted(clusters, key=lambda cluster: (cluster.count, cluster.spellings[0].name))
    for short in rarest_first:
        if len(short.firsts) != 1 or short.lasts:
            continue
        full = _only(_nicknamed(short, clusters))
        if full is None:
            full = _only(_diminished(short, clusters, sides))
        if full is not None:
            full.spellings.extend(short.spellings)
            clusters.remove(short)


def _only(clusters: list[Cluster]) -> Cluster | None:
    """The one person of a list; ``None`` where there are more, for nothing says which."""
    return clusters[0] if len(clusters) == 1 else None


def _nicknamed(short: Cluster, clusters: Iterable[Cluster]) -> list[Cluster]:
    """Those whose first name this one is short for, where either is a form of address."""
    (name,) = short.firsts
    language = short.spellings[0].language
    addressed = _is_form_of_address(short)
    fulls: list[Cluster] = []
    for cluster in clusters:
        if cluster is short or not _has_full_name(cluster, name, language):
            continue
        if genders_clash(cluster.gender, short.gender):
            continue
        if addressed or _is_form_of_address(cluster):
            fulls.append(cluster)
    return fulls


def _has_full_name(cluster: Cluster, name: str, language: str) -> bool:
    """Whether a name is short for a first name of somebody."""
    for full in cluster.firsts:
        if is_same_first_name(name, full, language) or _is_clipped(name, full, language):
            return True
    return False


def is_same_first_name(one: str, other: str, language: str) -> bool:
    """Whether two first names may be shapes of one."""
    one = one.lower()
    other = other.lower()
    if one == other:
        return True
    fulls = nicknames(language)
    return bool(fulls.get(one, {one}) & fulls.get(other, {other}))


def _is_clipped(short: str, full: str, language: str) -> bool:
    """Whether a name is the end of another ("Ruka" of "Iruka") and no first name of its own."""
    if len(short) < _SHORTEST or not full.lower().endswith(short.lower()):
        return False
    if not 1 <= len(full) - len(short) <= _MOST_CLIPPED:
        return False
    return not is_first_name(short, language)


def _is_form_of_address(cluster: Cluster) -> bool:
    quoted = sum(spelling.quoted for spelling in cluster.spellings)
    return quoted >= _ADDRESS_SHARE * cluster.count


def _diminished(short: Cluster, clusters: Iterable[Cluster], sides: Sides) -> list[Cluster]:
    """Those of whose name this is the long or short shape, and who are never told from it.

    Kit is Kitty, and Skaggsy is Skaggs.
    """
    (name,) = short.firsts
    fulls: list[Cluster] = []
    for cluster in clusters:
        if cluster is short or not _has_diminutive(cluster, name):
            continue
        if genders_clash(cluster.gender, short.gender):
            continue
        if not any(apart(spelling, cluster, sides) for spelling in short.spellings):
            fulls.append(cluster)
    return fulls


def _has_diminutive(cluster: Cluster, name: str) -> bool:
    """Whether a name is a diminutive of one of somebody's names, or the other way round."""
    for other in cluster.firsts | cluster.lasts:
        if _is_diminutive(name, other) or _is_diminutive(other, name):
            return True
    return False


def _is_diminutive(diminutive: str, name: str) -> bool:
    """Whether the first is the second with an ending of endearment: "Kitty" of "Kit"."""
    if len(name) < _SHORTEST:
        return False
    stem = re.escape(name.removesuffix("e"))
    # The last letter may be doubled before the ending.
    doubled = re.escape(name[-1])
    return re.fullmatch(f"{stem}{doubled}?(?:{_DIMINUTIVES})", diminutive) is not None
