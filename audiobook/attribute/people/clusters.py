"""The spellings of one person, and whether the text tells two of them apart."""

from dataclasses import dataclass, field

from audiobook.attribute.people.evidence import Form
from audiobook.attribute.people.gender import gender_of
from audiobook.attribute.people.sides import Sides, key

_FEW = 2
_BESIDE_SHARE = 0.06


@dataclass(slots=True)
class Cluster:
    """The spellings of one person, and what they say together."""

    forms: list[Form] = field(default_factory=list)
    firsts: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)
    alone: list[Form] = field(default_factory=list)  # the bare first name, before it is placed

    @property
    def count(self) -> int:
        """How often the person is named."""
        return sum(f.count for f in self.forms)

    @property
    def titles(self) -> set[str]:
        """Every title that is used of the person."""
        return {t for f in self.forms for t in f.titles}

    @property
    def gender(self) -> str:
        """Gender by the spellings found so far."""
        return gender_of(self.forms)[0]


def apart(form: Form, candidate: Cluster, seen: Sides) -> bool:
    """Whether the text tells a spelling from a person: they answer or name each other, or share clauses."""
    others = [f.number for f in (*candidate.forms, *candidate.alone) if f.number != form.number]
    pairs = [key(form.number, other) for other in others]
    same, opposite = (sum(tally[p] for p in pairs) for tally in (seen.same, seen.opposite))
    naming = sum(seen.names[(form.number, o)] + seen.names[(o, form.number)] for o in others)
    together = sum(seen.beside[p] for p in pairs)
    against = opposite + naming
    return (against >= _FEW and against > same) or together >= _FEW + _BESIDE_SHARE * min(
        form.count, candidate.count
    )
