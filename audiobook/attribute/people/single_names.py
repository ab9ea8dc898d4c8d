"""Whom a name of one word means: "Mr. Darcy", "Aunt Ann", "Emma".

A word after a title is a first name or a surname, by the title and by who is known to have it. A
word by itself is a first name if somebody has it as one, else a surname.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from audiobook.attribute.lexicon import (
    FEMALE,
    MALE,
    is_first_name,
    nouns,
)
from audiobook.attribute.people.clusters import (
    FAR_AHEAD,
    Cluster,
    apart,
    family,
    fits,
    foremost,
    leading,
    most_named_first,
    named,
    new_person,
)
from audiobook.attribute.people.names import LAND, form_of, without_particle
from audiobook.attribute.people.sides import Sides
from audiobook.attribute.people.spellings import Spelling, title_gender
from audiobook.language import words

_RARE = 0.25  # of the mentions of another: not meant beside that one
_IN_FULL = 0.4  # full names for every spelling by title and surname
_HARDLY = 0.03  # full names for every place of the first name and of the surname
_AHEAD = 1.5  # times as many full names as the next bearer


# A title and one word: "Mr. Darcy", "Aunt Ann", "Sir John"


def place_titled(
    spelling: Spelling,
    bare: Iterable[Spelling],
    clusters: list[Cluster],
    sides: Sides,
) -> None:
    """Places a title with one word: with a first name or a surname that somebody has.

    ``bare`` are the single words of the book, for a surname alone says too whose it is not.
    Where nobody has it, the word is the first name of somebody new after a title such as "Aunt",
    and a surname after any other.
    """
    name = spelling.words[0]
    alike = [spelling, *(other for other in bare if other.words == spelling.words)]
    bearer = _bearer_of_titled(alike, clusters, sides)
    if bearer is not None:
        bearer.spellings.append(spelling)
        return
    listed = is_first_name(name, spelling.language)
    if listed and _goes_with_first_names(spelling):
        new_person(spelling, clusters, first=name)
    else:
        new_person(spelling, clusters, last=name)


def _bearer_of_titled(
    alike: Sequence[Spelling],
    clusters: Sequence[Cluster],
    sides: Sides,
) -> Cluster | None:
    """Who is meant by a title with one word, of those who are known already.

    ``alike`` is the spelling, and the same word by itself where the book has it.
    """
    spelling = alike[0]
    name = spelling.words[0]
    first_named = _with_titled_first_name(name, spelling, clusters)
    surnamed = _with_surname(name, spelling, clusters)
    surnamed = [p for p in surnamed if not _is_another(alike, p, sides)]
    # Whoever goes by another title and the surname comes first.
    surnamed.sort(key=lambda c: -named(_titled_only(c, name)))
    # "Mrs. Jones" is rather Mrs. Orville Jones than Orville Jones.
    married = words(spelling.language, "titles", "married") & {*spelling.titles}
    surnamed.sort(key=lambda c: c.titles.isdisjoint(married))
    if not surnamed:
        return next(iter(first_named), None)
    # A word on the lists is a first name, even where somebody has it as a surname.
    if first_named and is_first_name(name, spelling.language):
        return first_named[0]
    if _is_of_several(spelling, clusters) or _is_of_family(spelling, clusters):
        # The surname alone does not say who is meant; a habit of the book may.
        return _only_holder(spelling, surnamed) or _called_in_full(spelling, surnamed)
    return surnamed[0]


def _only_holder(spelling: Spelling, surnamed: Iterable[Cluster]) -> Cluster | None:
    """The one of several with a surname whom the book calls by the same title: "Prince Trask" is
    Prince Lucas Trask. A title that anybody has says nothing: "Mr. Trask".
    """
    own = {*spelling.titles} - words(spelling.language, "titles", "bound")
    return foremost(filter(lambda person: own & person.titles, surnamed))


def _is_another(
    alike: Sequence[Spelling],
    person: Cluster,
    sides: Sides,
) -> bool:
    """Whether a title with a surname is somebody else than who has the surname.

    What the surname by itself says counts where the person hardly ever has it: M. Noirtier de
    Villefort is Noirtier to everybody, and Villefort is his son.
    """
    titled, *bare = alike
    if apart(titled, person, sides):
        return True
    return any(_hardly_has(person, s) and apart(s, person, sides) for s in bare)


def _hardly_has(person: Cluster, surname: Spelling) -> bool:
    """Whether the book hardly ever calls somebody in full who has a first name of his own."""
    in_full = _count_in_full(person, surname.words[0])
    return in_full <= _HARDLY * min(surname.count, named(person.alone))


def _with_titled_first_name(
    name: str,
    spelling: Spelling,
    clusters: Iterable[Cluster],
) -> list[Cluster]:
    """Those with that first name, who may be called by it after the title of the spelling.

    Whoever has the same title comes first. By a rank nobody else is meant: it goes with surnames,
    so that "Colonel Frank" is not Frank, while "Mr. Frank" is.
    """
    own = spelling.titles[-1]
    kind = nouns("titles", spelling.language)[own].kind
    bearers = _with_first_name(name, spelling, clusters)
    if kind == "rank":
        return [person for person in bearers if own in person.titles]
    bearers.sort(key=lambda c: c.titles.isdisjoint(spelling.titles))
    return bearers


def _goes_with_first_names(spelling: Spelling) -> bool:
    """Whether the title mostly goes with one: "Aunt Ann", "Miss Ann", hardly "Mr. Ann"."""
    own = spelling.titles[-1]
    kind = nouns("titles", spelling.language)[own].kind
    if kind == "given":
        return True
    return own in words(spelling.language, "titles", "single")


def _is_of_several(
    spelling: Spelling,
    clusters: Iterable[Cluster],
) -> bool:
    """Whether a title and a surname may mean more than one person with a first name.

    Whoever is named far less often than another is not meant beside that one.
    """
    fitting = _fitting(spelling, family(spelling.words, clusters))
    counts = [person.count + named(person.alone) for person in fitting]
    if len(counts) < 2:
        return False
    *_, second, first = sorted(counts)
    return second >= _RARE * first


def _is_of_family(
    spelling: Spelling,
    clusters: Iterable[Cluster],
) -> bool:
    """Whether "Mrs. X" meets a first-named X who is not married.

    The two are mother and daughter, not one woman.
    """
    married = {*words(spelling.language, "titles", "married"), "lady"}
    if married.isdisjoint(spelling.titles):
        return False
    for person in family(spelling.words, clusters):
        if person.gender == FEMALE and married.isdisjoint(person.titles):
            return True
    return False


def _called_in_full(
    spelling: Spelling,
    surnamed: Sequence[Cluster],
) -> Cluster | None:
    """The one man whom the book calls by both names nearly as often as by title and surname.

    The others go by their first names, and their parents would outnumber them. A woman's title
    changes when she marries, so that this says nothing of women.
    """
    if title_gender(spelling.titles, spelling.language) != MALE:
        return None
    surname = spelling.words[0]
    return leading(
        surnamed,
        lambda person: _count_in_full(person, surname),
        least=_IN_FULL * spelling.count,
        ahead=_AHEAD,
    )


def _count_in_full(person: Cluster, surname: str) -> int:
    """How often somebody is called by more than the surname."""
    in_full = [s for s in person.spellings if s.is_full and s.words[-1] == surname]
    return named(in_full)


# A peer and the land: "the Count of Morcerf"


def place_landed(spelling: Spelling, clusters: list[Cluster]) -> None:
    """Places a peer of a land: with whom narration calls so, or who has the land for a name.

    "Sab Than, Prince of Zodanga" says who the Prince is, and the Count of Monte Cristo is Monte
    Cristo. Where there are several, nothing says which of them it is.
    """
    land = spelling.words[0].removeprefix(LAND)
    bearers = [person for person in clusters if _is_apposed(person, spelling)]
    if not bearers:
        bearers = [person for person in clusters if _has_name(person, land)]
    if len(bearers) == 1 and fits(spelling, bearers[0]):
        bearers[0].spellings.append(spelling)
    else:
        new_person(spelling, clusters)


def _is_apposed(person: Cluster, peer: Spelling) -> bool:
    """Whether a peer is somebody whose name stands right before the title."""
    forms = {form_of(one.titles, one.words) for one in person.spellings}
    return not forms.isdisjoint(peer.holders)


def _has_name(person: Cluster, name: str) -> bool:
    """Whether somebody is called by a name, or has it as a surname, with or without a particle."""
    for spelling in person.spellings:
        # Who else is over a land does not bear its name.
        if spelling.is_landed:
            continue
        in_full = " ".join(spelling.words)
        if name in (in_full, in_full.rpartition(" ")[2]):
            return True
    return False


# One word: "Emma", "Darcy", "Kakashi-san"


def place_bare(
    spelling: Spelling,
    clusters: list[Cluster],
) -> None:
    """Places one word without a title: with whoever has it as a name.

    It is somebody's first name, else somebody's surname. Where nobody has it as either, it is the
    first name of somebody new.
    """
    name = _without_honorific(spelling.words[0])
    first_named = _with_first_name(name, spelling, clusters)
    surnamed = _with_surname(name, spelling, clusters)
    # "John" is hardly the one who is "Sir John" everywhere else.
    first_named.sort(key=_is_always_titled)

    if first_named and not _is_rather_surname(spelling, first_named[0], surnamed):
        bearer = first_named[0]
    elif surnamed:
        bearer = _bearer_of_surname(spelling, name, surnamed)
    else:
        new_person(spelling, clusters, first=name)
        return
    bearer.spellings.append(spelling)


def _without_honorific(word: str) -> str:
    """The name before an honorific: "Kakashi" of "Kakashi-san"; any other word as it is."""
    if _has_honorific(word):
        return word.partition("-")[0]
    return word


def _has_honorific(word: str) -> bool:
    """Whether the last part of a word with hyphens is an honorific: "Kakashi-san"."""
    _, hyphen, suffix = word.rpartition("-")
    return bool(hyphen) and suffix in nouns("honorifics")


def _is_always_titled(person: Cluster) -> bool:
    """Whether somebody is never called without a title: "Sir John", never "John"."""
    return all(spelling.titles for spelling in person.spellings)


def _is_rather_surname(
    spelling: Spelling,
    first_named: Cluster,
    surnamed: Iterable[Cluster],
) -> bool:
    """Whether a word is on no list of first names and more often a titled surname.

    "Fitzwilliam" is Colonel Fitzwilliam, although Mr. Darcy has it as his first name.
    """
    word = spelling.words[0]
    if is_first_name(word, spelling.language):
        return False
    with_word = [other for other in first_named.spellings if word in other.words]
    as_first_name = named(with_word)
    as_surname = 0
    for person in surnamed:
        count = named(_titled_only(person, word))
        as_surname = max(as_surname, count)
    return as_surname > as_first_name


def _bearer_of_surname(
    spelling: Spelling,
    name: str,
    surnamed: Sequence[Cluster],
) -> Cluster:
    """Whom a surname by itself means: those who are called by it with a title come first.

    A man goes by his bare surname, and a woman would be "Miss X"; but an honorific takes the
    place of a title, and goes with either. A son who is named far more often than "Mr. X" goes
    before him.
    """
    titled_first = sorted(surnamed, key=lambda c: -named(_titled_only(c, name)))
    if _has_honorific(spelling.words[0]):
        return titled_first[0]
    men = [person for person in titled_first if person.gender != FEMALE]
    most_named = leading(
        men,
        _count_with_first_name,
        least=0,
        ahead=FAR_AHEAD,
    )
    if most_named is not None and not _hardly_has(most_named, spelling):
        return most_named
    return next(iter(men), titled_first[0])


def _count_with_first_name(person: Cluster) -> int:
    """How often somebody is named, by the bare first name too, which may not be placed yet."""
    placed = {spelling.number for spelling in person.spellings}
    return person.count + named(s for s in person.alone if s.number not in placed)


def _titled_only(person: Cluster, name: str) -> list[Spelling]:
    """The spellings of somebody that are a title and this word: "Mr. Darcy"."""
    return [s for s in person.spellings if s.titles and s.words == (name,)]


def _with_first_name(
    name: str,
    spelling: Spelling,
    clusters: Iterable[Cluster],
) -> list[Cluster]:
    """Those with that first name whom the spelling fits, the most often named first."""
    bearers = [person for person in clusters if name in person.firsts]
    return _fitting(spelling, bearers)


def _with_surname(
    name: str,
    spelling: Spelling,
    clusters: Iterable[Cluster],
) -> list[Cluster]:
    """Those with that surname whom the spelling fits, the most often named first.

    "Rastignac" is the surname of Eugène de Rastignac too.
    """
    bearers = [person for person in clusters if name in _surnames(person)]
    return _fitting(spelling, bearers)


def _surnames(person: Cluster) -> set[str]:
    """The surnames of somebody, with and without their particles."""
    return {*person.lasts, *map(without_particle, person.lasts)}


def _fitting(
    spelling: Spelling,
    people: Iterable[Cluster],
) -> list[Cluster]:
    """The people whom a spelling fits, the most often named first."""
    fitting = filter(partial(fits, spelling), people)
    return most_named_first(fitting)
