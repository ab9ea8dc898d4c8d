"""The people of a book, found in its text alone.

Names come first: every capitalised name is a sighting (``names``), equal sightings are a spelling
(``spellings``), and spellings of one person are a cluster (``aliases``). Then come epithets
(``epithets``), and last the first-person narrator, who is known by how often narration says "I".
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from audiobook.attribute.apply_guidance import guided
from audiobook.attribute.lexicon import FEMALE, MALE, UNKNOWN
from audiobook.attribute.people.aliases import cluster
from audiobook.attribute.people.clusters import Cluster, named
from audiobook.attribute.people.gender import (
    age_of,
    gender_by_pronouns,
    gender_of,
    is_surely_told,
)
from audiobook.attribute.people.linking import linked
from audiobook.attribute.people.listed_genders import weigh_lists
from audiobook.attribute.people.names import (
    Sighting,
    pronouns_of_roles,
    sightings,
)
from audiobook.attribute.people.nouns import (
    SharedOffices,
    epithets_of,
    with_latter,
    with_relatives,
)
from audiobook.attribute.people.sides import sides_of
from audiobook.attribute.people.spellings import EVEN, Spelling, spellings_of
from audiobook.attribute.people.teller import with_teller
from audiobook.attribute.roster import (
    ROLE,
    SELF,
    Mention,
    Person,
    Places,
    Roster,
    reading_order,
)
from audiobook.attribute.turns import Layout, layout
from audiobook.language import rows
from audiobook.language.patterns import alternatives, lists
from audiobook.language.saying import verbs_of_saying
from audiobook.model import NARRATOR, Guidance, Script

_SELF_PER_THOUSAND = 8.0  # words of a first-person narrator in a thousand of narration
_SELF_TAGS = 3  # tags of that narrator ("I said")
# Of the mentions of somebody: too rare a spelling to be the name of the cast.
_RARE = 0.02


def discover(
    script: Script,
    guidance: Guidance | None = None,
) -> Roster:
    """Who there is in a script, and every place where they are named."""
    return discover_in(layout(script), guidance)


def discover_in(
    book: Layout,
    guidance: Guidance | None = None,
) -> Roster:
    """:func:`discover` for a script that is already laid out."""
    seen = sightings(book)
    clusters = _clusters(book, seen)
    groups = [person.spellings for person in clusters]
    people = list(map(_person, groups))
    names = _mentions(groups, seen)
    offices = SharedOffices(book, clusters, names)
    names = list(map(offices.settled, names))
    roles, epithets = epithets_of(book, clusters, Places(names), offices)
    people += roles

    # The "I" comes last, and may get a name when labels are linked.
    narrator = None
    if _is_first_person(book):
        narrator = len(people)
        people.append(Person(NARRATOR, kind=SELF))

    # Numbers are fixed from here on: a person who turns out to be another leaves an empty place.
    mentions = sorted([*names, *epithets], key=reading_order)
    people = _with_genders_of_roles(book, people, mentions, clusters)
    roster = Roster(_counted(people, mentions), tuple(mentions), narrator)
    roster = linked(book, roster)
    roster = with_latter(book, with_relatives(book, roster))
    roster = with_teller(book, roster)
    return guided(roster, guidance or Guidance())


def _clusters(
    book: Layout,
    seen: Sequence[Sighting],
) -> list[Cluster]:
    """The people with names.

    Before they are known, each spelling is looked at as if it were somebody: who speaks on whose
    side of a conversation says which of them are two people.
    """
    spellings = spellings_of(book, seen)
    weigh_lists(spellings)
    mentions = _mentions([[spelling] for spelling in spellings], seen)
    return cluster(spellings, sides_of(book, mentions))


def _mentions(
    groups: Iterable[Iterable[Spelling]],
    seen: Sequence[Sighting],
) -> list[Mention]:
    """The sightings of each group of spellings, under the number of the group."""
    mentions: list[Mention] = []
    for number, group in enumerate(groups):
        for spelling in group:
            for index in spelling.sightings:
                mention = _mention(seen[index], number)
                mentions.append(mention)
    return mentions


def _mention(sighting: Sighting, number: int) -> Mention:
    """A sighting as the mention of the person of that number."""
    return Mention(
        chapter=sighting.chapter,
        start=sighting.start,
        end=sighting.end,
        person=number,
        quoted=sighting.quoted,
        oblique=sighting.oblique,
    )


def _with_genders_of_roles(
    book: Layout,
    people: Sequence[Person],
    mentions: Sequence[Mention],
    clusters: Sequence[Cluster],
) -> list[Person]:
    """The people, those who are known by a noun with the gender that pronouns show.

    Unless the pronouns are sure of it, it is no more than likely. The spellings of ``clusters``
    know how many pronouns prove nothing in this book.
    """
    even = EVEN
    if clusters:
        even = clusters[0].spellings[0].even
    known = list(people)
    for number, found in pronouns_of_roles(book, people, mentions).items():
        if known[number].kind != ROLE:
            continue
        he, she, its = found[MALE], found[FEMALE], found[UNKNOWN]
        gender = gender_by_pronouns(he, she, its, even)
        if is_surely_told(he, she, even):
            known[number] = replace(known[number], gender=gender)
        else:
            known[number] = replace(known[number], likely_gender=gender)
    return known


def _counted(
    people: Iterable[Person],
    mentions: Iterable[Mention],
) -> tuple[Person, ...]:
    """The people with how often each is mentioned."""
    counts = Counter(mention.person for mention in mentions)
    counted = [replace(person, count=counts[n]) for n, person in enumerate(people)]
    return tuple(counted)


def _person(spellings: Sequence[Spelling]) -> Person:
    """The person whose spellings these are.

    The name is the best of them as printed; the others are aliases, the most frequent first.
    """
    most_frequent_first = sorted(
        spellings,
        key=lambda spelling: -spelling.count,
    )
    name = _printed(_canonical(most_frequent_first))
    aliases = dict.fromkeys(map(_printed, most_frequent_first))
    aliases.pop(name)
    return Person(
        name=name,
        aliases=tuple(aliases),
        gender=gender_of(spellings),
        age=age_of(spellings),
    )


def _printed(spelling: Spelling) -> str:
    """A spelling as a reader would print it: "Mr. Darcy", "the General"."""
    dotted = rows(spelling.language, "names", "dotted")
    parts: list[str] = []
    if spelling.has_article:
        parts.append("the")
    for title in spelling.titles:
        printed = title.capitalize()
        if title in dotted:
            printed += "."
        parts.append(printed)
    return " ".join((*parts, *spelling.printed))


def _canonical(spellings: Sequence[Spelling]) -> Spelling:
    """The fullest spelling that is not rare, else the most frequent.

    ``spellings`` are those of one person, the most frequent first.
    """
    least = max(2, _RARE * named(spellings))
    common = [spelling for spelling in spellings if spelling.count >= least]
    return max(common or spellings, key=_fullness)


def _fullness(spelling: Spelling) -> tuple[int, bool, int]:
    """Sort key: two words before one, a name without a title, then the most frequent."""
    words = min(len(spelling.words), 2)
    return words, not spelling.titles, spelling.count


@cache
def _self_patterns(
    language: str,
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words of a first-person narrator ("I", "my"), and their tags ("I said")."""
    of = lists(language)
    i_forms = of.any("pronouns", "i_forms")
    elided = of.elided("pronouns", "i_forms")
    mine = rf"(?<![\w'’])(?:(?:{i_forms})(?![\w'’])|{elided})"
    adverb = rf"(?:(?:{of.adverb})\s+)?"
    listed = of.any("verbs", "speech_first")
    pronoun = of.any("pronouns", "i")
    # "I say" in a book of the present tense: the form that an infinitive has too. Only behind
    # speech whose sentence goes on, for "I tell you" opens many a quotation.
    verb = alternatives(verbs_of_saying(of.code).every_form)
    i_say = rf"(?<=[,!?…—–-][\"”’'»])\s+(?:{pronoun})\s+{adverb}(?:{verb})\b"
    i_said = rf"[\"”’'»,—–“]\s*{of.clitic}{adverb}(?:{listed})\b|{i_say}"
    return re.compile(mine), re.compile(i_said)


def _is_first_person(book: Layout) -> bool:
    """Whether narration says "I" often enough, and the "I" speaks.

    Words of narration are counted by the spaces between them.
    """
    mine, i_said = _self_patterns(book.language)
    tags = sum(len(i_said.findall(text)) for text in book.texts)
    if tags < _SELF_TAGS:
        return False
    count = 0
    spaces = 0
    for paragraph in book.paragraphs:
        if paragraph.apart:
            continue
        for start, end in paragraph.narration:
            narration = book.texts[paragraph.chapter][start:end]
            count += len(mine.findall(narration))
            spaces += narration.count(" ")
    return count * 1000 > _SELF_PER_THOUSAND * max(spaces, 1)
