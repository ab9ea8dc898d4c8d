"""Which spellings are one person.

Full names come first; then titles with a name; then single words; then titles on their own. "Mr.
X", "Mrs. X" and "Miss X" are three people, and each joins a bearer of the surname with a first
name only where just one fits. A single word is a first name if somebody has it as one, else a
surname. Nicknames join only where one of the two spellings is mostly a form of address, or a rare
one with the surname of the other: in a book where both are told of, Kitty is not Catherine, unless
the two talk with the same people (``shapes``).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from audiobook.attribute.lexicon import title_in_full
from audiobook.attribute.people.candidates import people_among
from audiobook.attribute.people.clusters import (
    Cluster,
    fits,
    foremost,
    most_named_first,
    new_person,
)
from audiobook.attribute.people.joining import (
    is_by_husbands_name,
    is_same_first_name,
    join_nicknames,
    join_wives,
)
from audiobook.attribute.people.sides import Sides
from audiobook.attribute.people.single_names import (
    place_bare,
    place_landed,
    place_titled,
)
from audiobook.attribute.people.spellings import Spelling
from audiobook.language import words

_FEW = 2
_RARE = 0.25  # of the mentions of another: not a person beside that one
_HARDLY_TITLED = 0.01  # of the mentions of somebody, those with a title


def cluster(
    spellings: Sequence[Spelling],
    sides: Sides,
) -> list[Cluster]:
    """People from spellings, the most often named first.

    ``spellings`` have the most frequent first, which is the order in which each kind of them is
    placed. ``sides`` says which of them answer each other, and so are two people.
    """
    clusters: list[Cluster] = []
    people = list(people_among(spellings))
    bare = [spelling for spelling in people if spelling.is_bare]
    _place_full_names(people, clusters)
    _note_bare_names(bare, clusters)
    landed = [spelling for spelling in people if spelling.is_landed]
    titled = [spelling for spelling in people if spelling.is_titled]
    for spelling in titled:
        place_titled(spelling, bare, clusters, sides)
    for spelling in bare:
        place_bare(spelling, clusters)
    for spelling in landed:
        place_landed(spelling, clusters)
    _place_offices(people, clusters)
    join_wives(clusters, sides)
    join_nicknames(clusters, sides)
    return most_named_first(clusters)


def _note_bare_names(bare: Sequence[Spelling], clusters: Iterable[Cluster]) -> None:
    """Notes the bare first names before they are placed: they tell full names from titled ones."""
    for person in clusters:
        person.alone = [name for name in bare if name.words[0] in person.firsts]


# Full names: "Emma Woodhouse", "Mr. George Knightley"


def _place_full_names(
    spellings: Iterable[Spelling],
    clusters: list[Cluster],
) -> None:
    """Places the names of several words, the longest first.

    A shorter name joins the longer one that contains it.
    """
    people = list(spellings)
    full = [spelling for spelling in people if spelling.is_full]
    full.sort(key=_longest_first)
    speaking = {s.words[0] for s in people if s.is_bare and s.tags >= _FEW}
    for spelling in full:
        if is_by_husbands_name(spelling, people):
            new_person(spelling, clusters, last=spelling.words[-1])
        else:
            _place_full(spelling, clusters, speaking)


def _longest_first(spelling: Spelling) -> tuple[int, int, str]:
    return -len(spelling.words), -spelling.count, spelling.name


def _place_full(
    spelling: Spelling,
    clusters: list[Cluster],
    speaking: Collection[str],
) -> None:
    """Places a name of several words: with its longer name, else with somebody new.

    ``speaking`` are the words under which somebody speaks.
    """
    first = spelling.words[0]
    bearers = most_named_first(_with_longer_name(spelling, clusters, speaking))
    if not bearers:
        new_person(spelling, clusters, first=first, last=spelling.words[-1])
        return
    bearer = bearers[0]
    bearer.spellings.append(spelling)
    bearer.firsts.add(first)


def _with_longer_name(
    spelling: Spelling,
    clusters: Iterable[Cluster],
    speaking: Collection[str],
) -> Iterator[Cluster]:
    """Those with a name that contains this one, or that this one is with a nickname."""
    for person in clusters:
        if not fits(spelling, person):
            continue
        if _has_longer_name(person, spelling, speaking):
            yield person


def _has_longer_name(
    person: Cluster,
    spelling: Spelling,
    speaking: Collection[str],
) -> bool:
    """Whether a full name is short for one that somebody has, or the same with a nickname."""
    for longer in person.spellings:
        if _is_namesake(spelling.words, longer.words, speaking):
            continue
        if _is_within(spelling.words, longer.words):
            return True
        if _is_nicknamed(spelling, longer):
            return True
    return False


def _is_namesake(
    short: Sequence[str],
    full: Sequence[str],
    speaking: Collection[str],
) -> bool:
    """Whether a name is that of somebody after whom another one has his second name.

    "James Potter" is short for "Harry James Potter", but where both James and Harry speak they
    are father and son.
    """
    if short[0] == full[0] or len(short) == len(full):
        return False
    return short[0] in speaking and full[0] in speaking


def _is_within(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether a name is another one shortened or turned round.

    "Hatake Kakashi" is "Kakashi Hatake", and "Catherine Bourgh" is "Catherine Anne Bourgh".
    """
    if sorted(short) == sorted(full):
        return True
    # Each word is looked for after the one before it: the words keep their order.
    rest = iter(full)
    return all(word in rest for word in short)


def _is_nicknamed(spelling: Spelling, full: Spelling) -> bool:
    """Whether a full name is another with a nickname for its first name.

    Where both are often told of, they are father and son, unless they have the same titles.
    """
    if spelling.words[-1] != full.words[-1]:
        return False
    language = spelling.language
    if not is_same_first_name(spelling.words[0], full.words[0], language):
        return False
    rarer = min(spelling.count, full.count)
    more_frequent = max(spelling.count, full.count)
    if rarer <= _RARE * more_frequent:
        return True
    if not spelling.titles:
        return False
    return spelling.titles == full.titles


# A title by itself: "the General", "Papa"


def _place_offices(
    spellings: Iterable[Spelling],
    clusters: list[Cluster],
) -> None:
    """Places the titles that stand without a name: each with its holder, else with somebody new."""
    for spelling in spellings:
        if spelling.words:
            continue
        if _is_anybodys_kin(spelling):
            continue
        holder = _holder(spelling, clusters)
        if holder is None:
            new_person(spelling, clusters)
        else:
            holder.spellings.append(spelling)


def _is_anybodys_kin(spelling: Spelling) -> bool:
    """Whether a title is somebody else in every mouth, as "Papa" is.

    It is one person only where narration has that person speak.
    """
    if spelling.tags >= _FEW:
        return False
    kin = words(spelling.language, "titles", "kin")
    return spelling.titles[0] in kin


def _holder(
    spelling: Spelling,
    clusters: Iterable[Cluster],
) -> Cluster | None:
    """The one person who has a title; of several, one who is named far more often than the next.

    Queen Alice is Alice to nearly everybody, and not meant by "the Queen". Whoever has the title
    before a name comes before "the Dowager Duchess".
    """
    own = spelling.offices
    holders = [
        person
        for person in clusters
        if person.times_called(own) > _HARDLY_TITLED * person.count
    ]
    titled = filter(lambda p: own.issubset(map(title_in_full, p.titles)), holders)
    return foremost(titled) or foremost(holders)
