"""Which spellings are one person.

Full names come first; then titles with a name; then single words; then titles on their own. "Mr. X",
"Mrs. X" and "Miss X" are three people, and each joins a bearer of the surname with a first name only
where just one fits. A single word is a first name if somebody has it as one, else a surname. Nicknames
join only where one of the two spellings is mostly a form of address: in a book where both are told of,
Kitty is not Catherine.
"""

from collections.abc import Iterable, Sequence

from audiobook.attribute.lexicon import FEMALE, MALE, is_first_name, nouns, title
from audiobook.attribute.people.candidates import people_among
from audiobook.attribute.people.clusters import Cluster, apart, fits, most_named_first, named
from audiobook.attribute.people.joining import is_same_first_name, join_nicknames, join_wives
from audiobook.attribute.people.sides import Sides
from audiobook.attribute.people.spellings import Spelling, title_gender
from audiobook.language import words

_FEW = 2
_RARE = 0.25  # of the mentions of another: not a person beside that one
_IN_FULL = 0.4  # full names for every spelling by title and surname
_AHEAD = 1.5  # times as many full names as the next bearer
_FAR_AHEAD = 3  # times as many mentions as the next holder of a title


def cluster(spellings: Sequence[Spelling], sides: Sides) -> list[Cluster]:
    """People from spellings, the most often named first.

    ``spellings`` have the most frequent first; ``sides`` says which of them answer each other.
    """
    clusters: list[Cluster] = []
    full: list[Spelling] = []
    titled: list[Spelling] = []
    bare: list[Spelling] = []
    offices: list[Spelling] = []
    for spelling in people_among(spellings):
        if len(spelling.words) > 1:
            full.append(spelling)
        elif not spelling.words:
            offices.append(spelling)
        elif spelling.titles:
            titled.append(spelling)
        else:
            bare.append(spelling)
    for spelling in _longest_first(full):
        _place_full(spelling, clusters)
    for person in clusters:
        person.alone = [spelling for spelling in bare if spelling.words[0] in person.firsts]
    for spelling in titled:
        _place_titled(spelling, clusters, sides)
    for spelling in bare:
        _place_bare(spelling, clusters)
    for spelling in offices:
        _place_office(spelling, clusters)
    join_wives(clusters, sides)
    join_nicknames(clusters, sides)
    return most_named_first(clusters)


def _longest_first(spellings: Iterable[Spelling]) -> list[Spelling]:
    """Full names by their length: a shorter one joins the longer one that contains it."""
    return sorted(spellings, key=lambda s: (-len(s.words), -s.count, s.name))


def _new(spelling: Spelling, clusters: list[Cluster], first: str = "", last: str = "") -> None:
    """Adds a person with this spelling, a first name and a surname, each empty where unknown."""
    person = Cluster([spelling])
    if first:
        person.firsts.add(first)
    if last:
        person.lasts.add(last)
    clusters.append(person)


def _with_first_name(spelling: Spelling, name: str, clusters: Iterable[Cluster]) -> list[Cluster]:
    """Those with that first name whom the spelling fits, the most often named first."""
    bearers = [c for c in clusters if name in c.firsts and fits(spelling, c)]
    return most_named_first(bearers)


def _with_surname(spelling: Spelling, name: str, clusters: Iterable[Cluster]) -> list[Cluster]:
    """Those with that surname whom the spelling fits, the most often named first."""
    bearers = [c for c in clusters if name in c.lasts and fits(spelling, c)]
    return most_named_first(bearers)


# Full names: "Emma Woodhouse", "Mr. George Knightley"


def _place_full(spelling: Spelling, clusters: list[Cluster]) -> None:
    """Places a name of several words: with the longer name that contains it, else with nobody."""
    bearers = [c for c in clusters if fits(spelling, c) and _has_longer_name(c, spelling)]
    first = spelling.words[0]
    if not bearers:
        _new(spelling, clusters, first, last=spelling.words[-1])
        return
    bearer = most_named_first(bearers)[0]
    bearer.spellings.append(spelling)
    bearer.firsts.add(first)


def _has_longer_name(person: Cluster, spelling: Spelling) -> bool:
    """Whether somebody has a name that contains this one, or that this one is with a nickname."""
    for full in person.spellings:
        if _is_within(spelling.words, full.words) or _is_nicknamed(spelling, full):
            return True
    return False


def _is_within(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether a name is another one shortened or turned round."""
    if sorted(short) == sorted(full):
        return True
    if len(full) < 2:
        return False
    # Each word is looked for after the one before it.
    rest = iter(full)
    return all(word in rest for word in short)


def _is_nicknamed(spelling: Spelling, full: Spelling) -> bool:
    """Whether a full name is another with a nickname for its first name.

    Where both are often told of, they are father and son, unless they have the same titles.
    """
    if spelling.words[-1] != full.words[-1]:
        return False
    if not is_same_first_name(spelling.words[0], full.words[0], spelling.language):
        return False
    rarer = min(spelling.count, full.count)
    more_frequent = max(spelling.count, full.count)
    if rarer <= _RARE * more_frequent:
        return True
    return bool(spelling.titles) and spelling.titles == full.titles


# A title and one word: "Mr. Darcy", "Aunt Ann", "Sir John"


def _place_titled(spelling: Spelling, clusters: list[Cluster], sides: Sides) -> None:
    """Places a title with one word: with a first name or a surname that somebody has."""
    name = spelling.words[0]
    bearer = _bearer_of_titled(spelling, name, clusters, sides)
    if bearer is not None:
        bearer.spellings.append(spelling)
    elif is_first_name(name, spelling.language) and _goes_with_first_names(spelling):
        _new(spelling, clusters, first=name)
    else:
        _new(spelling, clusters, last=name)


def _bearer_of_titled(
    spelling: Spelling, name: str, clusters: Sequence[Cluster], sides: Sides
) -> Cluster | None:
    """Who is meant by a title with one word, of those who are known by a full name."""
    first_named: list[Cluster] = []
    if not _is_rank_or_unknown(spelling):
        first_named = _with_first_name(spelling, name, clusters)
        # Whoever has the same title is the one.
        first_named.sort(key=lambda c: c.titles.isdisjoint(spelling.titles))
    surnamed = _told_from_nobody(spelling, _with_surname(spelling, name, clusters), sides)
    if first_named and (is_first_name(name, spelling.language) or not surnamed):
        return first_named[0]
    if not surnamed:
        return None
    if _is_of_several(spelling, name, clusters) or _is_of_family(spelling, name, clusters):
        return _called_in_full(spelling, surnamed)
    return surnamed[0]


def _is_rank_or_unknown(spelling: Spelling) -> bool:
    """Whether the title never goes with a first name: "Colonel Frank", unlike "Mr. Frank"."""
    noun = title(spelling.titles[-1], spelling.language)
    return noun is None or noun.kind == "rank"


def _goes_with_first_names(spelling: Spelling) -> bool:
    """Whether the title mostly goes with one: "Aunt Ann", "Miss Ann", hardly "Mr. Ann"."""
    own = spelling.titles[-1]
    noun = title(own, spelling.language)
    if noun is None:
        return False
    return noun.kind == "given" or own in words(spelling.language, "titles", "single")


def _told_from_nobody(spelling: Spelling, people: Iterable[Cluster], sides: Sides) -> list[Cluster]:
    """The people whom the text does not tell from the spelling."""
    return [person for person in people if not apart(spelling, person, sides)]


def _is_of_several(spelling: Spelling, surname: str, clusters: Iterable[Cluster]) -> bool:
    """Whether more than one person with a first name may be meant by a title and a surname."""
    counts: list[int] = []
    for person in clusters:
        if surname in person.lasts and person.firsts and fits(spelling, person):
            counts.append(person.count + named(person.alone))
    if len(counts) < 2:
        return False
    counts.sort()
    return counts[-2] >= _RARE * counts[-1]


def _is_of_family(spelling: Spelling, surname: str, clusters: Iterable[Cluster]) -> bool:
    """Whether "Mrs. X" meets a first-named X who is not married: she is the daughter, not her."""
    married = {*words(spelling.language, "titles", "married"), "lady"}
    if married.isdisjoint(spelling.titles):
        return False
    for person in clusters:
        if surname not in person.lasts or not person.firsts or person.gender != FEMALE:
            continue
        if married.isdisjoint(person.titles):
            return True
    return False


def _called_in_full(spelling: Spelling, surnamed: Sequence[Cluster]) -> Cluster | None:
    """The one man whom the book calls by both names nearly as often as by title and surname.

    The others go by their first names, and their parents would outnumber them. A woman's title
    changes when she marries, so that this says nothing of women.
    """
    if title_gender(spelling.titles, spelling.language) != MALE:
        return None
    surname = spelling.words[0]
    ranked = sorted(surnamed, key=lambda person: -_full_names(person, surname))
    most = _full_names(ranked[0], surname)
    if most < _IN_FULL * spelling.count:
        return None
    if len(ranked) > 1 and most < _AHEAD * _full_names(ranked[1], surname):
        return None
    return ranked[0]


def _full_names(person: Cluster, surname: str) -> int:
    """How often somebody is called by more than the surname."""
    return named(s for s in person.spellings if len(s.words) > 1 and s.words[-1] == surname)


# One word: "Emma", "Darcy", "Kakashi-san"


def _place_bare(spelling: Spelling, clusters: list[Cluster]) -> None:
    """Places one word without a title: with a first name, else with a surname, that somebody has.

    A word that nobody has as a name is the first name of somebody new.
    """
    name = _without_honorific(spelling.words[0])
    first_named = _with_first_name(spelling, name, clusters)
    surnamed = _with_surname(spelling, name, clusters)
    if first_named:
        # "John" is hardly somebody who is "Sir John" everywhere else.
        first_named.sort(key=_is_always_titled)
        bearer = first_named[0]
        if _is_rather_surname(spelling, bearer, surnamed):
            bearer = _bearer_of_surname(spelling, name, surnamed)
    elif surnamed:
        bearer = _bearer_of_surname(spelling, name, surnamed)
    else:
        _new(spelling, clusters, first=name)
        return
    bearer.spellings.append(spelling)


def _without_honorific(word: str) -> str:
    """The name in front of an honorific: "Kakashi" of "Kakashi-san"; any other word as it is."""
    if _has_honorific(word):
        return word.partition("-")[0]
    return word


def _has_honorific(word: str) -> bool:
    _, hyphen, suffix = word.rpartition("-")
    return bool(hyphen) and suffix in nouns("honorifics")


def _is_always_titled(person: Cluster) -> bool:
    """Whether somebody is never called without a title: "Sir John", never "John"."""
    return all(spelling.titles for spelling in person.spellings)


def _is_rather_surname(spelling: Spelling, first_named: Cluster, surnamed: list[Cluster]) -> bool:
    """Whether a word is no listed first name and more often a titled surname.

    "Fitzwilliam" is Colonel Fitzwilliam, although the first name of Mr. Darcy is Fitzwilliam too.
    """
    word = spelling.words[0]
    if is_first_name(word, spelling.language):
        return False
    as_first = named(s for s in first_named.spellings if word in s.words)
    as_surname = 0
    for person in surnamed:
        as_surname = max(as_surname, named(_with_title_only(person, word)))
    return as_surname > as_first


def _bearer_of_surname(spelling: Spelling, name: str, surnamed: Sequence[Cluster]) -> Cluster:
    """Whom a surname by itself means: a man rather than a woman, who would be "Miss X".

    Before others come those who are called by it with a title. An honorific goes with either sex.
    """
    titled_first = sorted(surnamed, key=lambda person: not _with_title_only(person, name))
    if not _has_honorific(spelling.words[0]):
        for person in titled_first:
            if person.gender != FEMALE:
                return person
    return titled_first[0]


def _with_title_only(person: Cluster, name: str) -> list[Spelling]:
    """The spellings of somebody that are a title and this word: "Mr. Darcy"."""
    return [s for s in person.spellings if s.titles and s.words == (name,)]


# A title by itself: "the General", "Papa"


def _place_office(spelling: Spelling, clusters: list[Cluster]) -> None:
    """Places a title without a name: with its one holder, else with somebody new."""
    own = spelling.titles[0]
    # "Papa" and "Aunt" are somebody else's in every mouth, unless narration has them speak.
    if own in words(spelling.language, "titles", "kin") and spelling.tags < _FEW:
        return
    holders = most_named_first(c for c in clusters if own in c.titles)
    if not holders:
        _new(spelling, clusters)
        return
    holder = holders[0]
    if len(holders) > 1 and holder.count <= _FAR_AHEAD * holders[1].count:
        _new(spelling, clusters)
        return
    holder.spellings.append(spelling)
