"""The spellings of one person, and whether another spelling may be that person's.

A spelling does not fit where gender or station say otherwise ("Mrs. Hall" is not Miss Hall), and
it is apart where the text tells the two from each other: they answer each other, name each other,
or stand in one clause. Of several people the foremost, or the leading candidate, is the one who is
far ahead of the next.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from audiobook.attribute.lexicon import FEMALE, genders_clash, nouns
from audiobook.attribute.people.gender import gender_of
from audiobook.attribute.people.sides import Sides
from audiobook.attribute.people.spellings import Spelling
from audiobook.language import words

_FEW = 2
FAR_AHEAD = 3  # times as many mentions as the next person
# Of the mentions of the rarer: side by side more often, they are two people.
_BESIDE_SHARE = 0.06

Candidate = TypeVar("Candidate")


@dataclass(slots=True)
class Cluster:
    """The spellings of one person, and what they say together.

    ``firsts`` and ``lasts`` are the first names and surnames that the person is known to have.
    ``alone`` holds the bare first name ("Emma") already before it is placed: it is told from
    others like the spellings of the person, though somebody else may get it in the end.
    """

    spellings: list[Spelling] = field(default_factory=list)
    firsts: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)
    alone: list[Spelling] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How often the person is named."""
        return named(self.spellings)

    @property
    def titles(self) -> set[str]:
        """Every title that is used of the person."""
        titles: set[str] = set()
        for spelling in self.spellings:
            titles.update(spelling.titles)
        return titles

    def times_called(self, office: Collection[str]) -> int:
        """How often the person is named with every word of an office: "chief", "inspector"."""
        return named(s for s in self.spellings if s.offices.issuperset(office))

    @property
    def gender(self) -> str:
        """Gender by the spellings found so far; empty where they show none."""
        return gender_of(self.spellings)


def new_person(
    spelling: Spelling,
    clusters: list[Cluster],
    *,
    first: str = "",
    last: str = "",
) -> None:
    """Adds a person with this spelling.

    ``first`` is their first name and ``last`` their surname, each empty where it is unknown.
    """
    unknown = {""}
    person = Cluster(
        spellings=[spelling],
        firsts={first} - unknown,
        lasts={last} - unknown,
    )
    clusters.append(person)


def named(spellings: Iterable[Spelling]) -> int:
    """How often the text has any of the spellings."""
    return sum(spelling.count for spelling in spellings)


def most_named_first(clusters: Iterable[Cluster]) -> list[Cluster]:
    """The people by how often they are named; in the order of the alphabet where that is equal."""
    return sorted(
        clusters,
        key=lambda cluster: (-cluster.count, cluster.spellings[0].name),
    )


def foremost(people: Iterable[Cluster]) -> Cluster | None:
    """The one person there is; of several, one who is named far more often than the next."""
    ranked = most_named_first(people)
    if not ranked:
        return None
    first, *others = ranked
    if others and first.count <= FAR_AHEAD * others[0].count:
        return None
    return first


def leading(
    candidates: Iterable[Candidate],
    score: Callable[[Candidate], float],
    *,
    least: float,
    ahead: float,
) -> Candidate | None:
    """Return the candidate with the highest score, or ``None`` where nobody stands out.

    The score has to reach ``least``, and to be ``ahead`` times as high as the next one. Of equal
    candidates the first is the higher one, though neither may stand out then.
    """
    ranked = sorted(candidates, key=score, reverse=True)
    if not ranked:
        return None
    first, *others = ranked
    needed = least
    if others:
        needed = max(least, ahead * score(others[0]))
    if score(first) < needed:
        return None
    return first


def family(
    surname: Sequence[str],
    clusters: Iterable[Cluster],
) -> Iterator[Cluster]:
    """Those of a surname who have a first name too; ``surname`` is the words of a spelling."""
    for person in clusters:
        if person.firsts and not person.lasts.isdisjoint(surname):
            yield person


def fits(
    spelling: Spelling,
    cluster: Cluster,
) -> bool:
    """Whether a spelling may be a person's: no other gender, and no other station.

    What is not known of either speaks against neither.
    """
    stations: set[str] = set()
    for title in (*spelling.titles, *cluster.titles):
        stations.add(_station(title, spelling.language))
    stations.discard("")
    if len(stations) > 1 or _is_spouse(spelling, cluster):
        return False
    gender = cluster.gender or gender_of(cluster.alone)
    return not genders_clash(gender_of([spelling]), gender)


def _is_spouse(
    spelling: Spelling,
    cluster: Cluster,
) -> bool:
    """Whether one of the two is "Mrs. X" and the other "Dr. X" whom nothing shows to be a woman."""
    married = words(spelling.language, "titles", "married")
    if married.isdisjoint(spelling.titles):
        by_office, other = [spelling], cluster.titles
    else:
        by_office, other = cluster.spellings, {*spelling.titles}
    if married.isdisjoint(other):
        return False
    known = nouns("titles", spelling.language)
    titles = {title for one in by_office for title in one.titles}
    if not married.isdisjoint(titles):
        return False
    either = [title for title in titles if not known[title].gender]
    has_office = any(known[title].kind != "given" for title in either)
    return has_office and gender_of(by_office) != FEMALE


def _station(
    title: str,
    language: str,
) -> str:
    """What nobody is called beside another of its kind: "Mrs." and "Miss", "Sir" and "Mr.".

    Empty for a title that goes with any other.
    """
    if title in words(language, "titles", "married"):
        return "married"
    if title in words(language, "titles", "single"):
        return "single"
    if title in words(language, "titles", "stations"):
        return title
    return ""


def apart(
    spelling: Spelling,
    cluster: Cluster,
    sides: Sides,
) -> bool:
    """Whether the text tells a spelling from a person.

    ``sides`` counts the labels of spellings. Somebody who is met on both sides of conversations
    is told apart by the more frequent one.
    """
    numbers = [other.number for other in (*cluster.spellings, *cluster.alone)]
    others = filter(lambda number: number != spelling.number, numbers)
    contact = sides.contact(spelling.number, others)
    against = contact.opposite + contact.naming
    if against >= _FEW and against > contact.same:
        return True
    # Two people who are often named stand in one clause by chance now and then.
    rarer = min(spelling.count, cluster.count)
    return contact.beside >= _FEW + _BESIDE_SHARE * rarer
