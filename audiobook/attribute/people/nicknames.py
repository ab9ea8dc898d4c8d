"""Names in several shapes: nicknames, clipped names and diminutives.

A nickname joins a full name only where one of the two is mostly a form of address. A diminutive made by its
ending alone ("Kit", "Kitty") joins also where both are told of, unless the two speak with each other, name each
other or stand in one clause.
"""

import re

from audiobook.attribute.lexicon import is_first_name, nicknames
from audiobook.attribute.people.clusters import Cluster, apart
from audiobook.attribute.people.sides import Sides

_ADDRESS_SHARE = 0.6
_SHORTEST = 3


def same_first(one: str, other: str, language: str) -> bool:
    """Whether two first names may be shapes of one."""
    known = nicknames(language)
    a, b = one.lower(), other.lower()
    return a == b or bool(known.get(a, frozenset((a,))) & known.get(b, frozenset((b,))))


def join_nicknames(clusters: list[Cluster], seen: Sides) -> None:
    """Joins people who are known by a first name only to the one whom the name is short for."""
    for short in sorted(clusters, key=lambda c: (c.count, c.forms[0].name)):
        if len(short.firsts) != 1 or short.lasts:
            continue
        target = _nicknamed(short, clusters) or _diminished(short, clusters, seen)
        if target is not None:
            target.forms.extend(short.forms)
            clusters.remove(short)


def _nicknamed(short: Cluster, clusters: list[Cluster]) -> Cluster | None:
    """The one person whose first name this is short for."""
    (name,) = short.firsts
    language = short.forms[0].language
    fulls = [
        c
        for c in clusters
        if c is not short
        and any(same_first(name, f, language) or _clipped(name, f, language) for f in c.firsts)
        and (not c.gender or not short.gender or c.gender == short.gender)
        and (_address(short) or _address(c))
    ]
    return fulls[0] if len(fulls) == 1 else None


def _diminished(short: Cluster, clusters: list[Cluster], seen: Sides) -> Cluster | None:
    """The one person of whose name this is the long or short shape: Kit is Kitty, Skaggsy is Skaggs; both shapes
    are told of, but nobody tells the two apart.
    """
    (name,) = short.firsts
    fulls = [
        c
        for c in clusters
        if c is not short
        and any(_diminutive(name, other) or _diminutive(other, name) for other in c.firsts | c.lasts)
        and (not c.gender or not short.gender or c.gender == short.gender)
        and not any(apart(form, c, seen) for form in short.forms)
    ]
    return fulls[0] if len(fulls) == 1 else None


def _diminutive(short: str, full: str) -> bool:
    stem = re.escape(short.removesuffix("e"))
    return len(short) >= _SHORTEST and bool(re.fullmatch(f"{stem}{re.escape(short[-1])}?(?:y|ie|ey|sy)", full))


def _clipped(short: str, full: str, language: str) -> bool:
    """Whether a name is the end of another ("Ruka" of "Iruka") and no first name of its own."""
    tail = full.lower().endswith(short.lower()) and 1 <= len(full) - len(short) <= 3
    return tail and len(short) >= 3 and not is_first_name(short, language)


def _address(person: Cluster) -> bool:
    return sum(f.quoted for f in person.forms) >= _ADDRESS_SHARE * person.count
