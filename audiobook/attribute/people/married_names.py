"""A woman under two names: "Mrs. Wilcox" is Ruth Wilcox, where the book has no other whom she may be."""

from collections.abc import Callable

from audiobook.attribute.people.clusters import Cluster
from audiobook.attribute.people.evidence import Form
from audiobook.attribute.people.sides import Sides, key
from audiobook.language import words

_FEW = 2
_OFTEN = 8  # a woman by either of her names


def _married(form: Form) -> bool:
    return bool(set(form.titles) & words(form.language, "titles", "married"))


def join_wives(clusters: list[Cluster], seen: Sides, fits: Callable[[Form, Cluster], bool]) -> None:
    """Joins "Mrs. X" to the one first-named X who is no Miss, where both speak and nothing tells them apart;
    ``fits`` is whether a spelling may be a person's at all.
    """
    for wife in [
        c
        for c in clusters
        if len(c.forms) == 1 and c.count >= _OFTEN and _married(c.forms[0]) and _speaks(c.forms, seen)
    ]:
        form = wife.forms[0]
        women = [c for c in clusters if c.count >= _OFTEN and _may_marry(form, c) and fits(form, c)]
        if len(women) == 1 and _speaks(women[0].forms, seen) and _one(form, women[0], seen):
            women[0].forms.append(form)
            clusters.remove(wife)


def _may_marry(form: Form, woman: Cluster) -> bool:
    """Whether she is called by her own first name and the surname of "Mrs. X", and never Miss or Mrs. herself."""
    own = set(form.words) & woman.lasts and woman.firsts
    return bool(own) and not woman.titles & words(form.language, "titles", "married")


def _speaks(forms: list[Form], seen: Sides) -> bool:
    return sum(seen.turns[f.number] for f in forms) >= _FEW


def _one(form: Form, candidate: Cluster, seen: Sides) -> bool:
    """Whether the two hardly ever answer or name each other, or share a clause."""
    others = [f.number for f in candidate.forms]
    pairs = [key(form.number, other) for other in others]
    naming = sum(seen.names[(form.number, o)] + seen.names[(o, form.number)] for o in others)
    return sum(seen.opposite[p] for p in pairs) + naming < _FEW and sum(seen.beside[p] for p in pairs) < _FEW
