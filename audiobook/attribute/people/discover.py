"""The people of a book, found in its text alone.

Names first (``names``, ``evidence``, ``aliases``); then epithets: a noun that speaks often ("said the beadle")
is somebody, unless it is generic ("said the girl"), which only points at somebody. Last the first-person
narrator, who is known by how often narration says "I".
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from audiobook.attribute.grammar import epithet
from audiobook.attribute.guide import guided
from audiobook.attribute.lexicon import is_generic, noun, nouns, title
from audiobook.attribute.people.aliases import cluster
from audiobook.attribute.people.clusters import Cluster
from audiobook.attribute.people.evidence import Form, forms
from audiobook.attribute.people.gender import age_of, gender_of
from audiobook.attribute.people.linking import linked
from audiobook.attribute.people.names import Sighting, sightings
from audiobook.attribute.people.sides import sides
from audiobook.attribute.people.teller import with_teller
from audiobook.attribute.roster import ROLE, SELF, Mention, Person, Places, Roster
from audiobook.attribute.tags import NOUN, SAID, Tag, tags_of
from audiobook.attribute.turns import Layout, layout
from audiobook.language import rows
from audiobook.language.patterns import lists
from audiobook.model import NARRATOR, Guidance, Script

_ROLE_TAGS = 2
_OTHER = "other"  # "the other guard" is not "the guard"
_PER_THOUSAND = 8.0
_SELF_TAGS = 3
_SHORT = {
    "dr": "doctor",
    "prof": "professor",
    "capt": "captain",
    "col": "colonel",
    "lieut": "lieutenant",
    "cap'n": "captain",
}


def discover(script: Script, guidance: Guidance | None = None) -> Roster:
    """Who there is in a script, and every place where they are named."""
    return discover_in(layout(script), guidance)


def discover_in(book: Layout, guidance: Guidance | None = None) -> Roster:
    """:func:`discover` for a script that is already laid out."""
    seen = sightings(book)
    spellings = forms(book, seen)
    apart = sides(book, _mentions([[form] for form in spellings], seen))
    clusters = cluster(spellings, apart)
    named = _mentions([c.forms for c in clusters], seen)
    heads = _heads(book, Places(named))
    held = {
        head: holder for head in sorted(heads) if (holder := _holder(head, clusters, book.language)) is not None
    }
    roles = [
        head
        for head in sorted(heads, key=lambda h: (-heads[h], h))
        if heads[head] >= _ROLE_TAGS and head not in held
    ]
    numbers = {**held, **{head: len(clusters) + i for i, head in enumerate(roles)}}
    mentions = [*named, *_role_mentions(book, numbers, Places(named))]
    people = [*map(_person, clusters), *(_role(head, book.language) for head in roles)]
    narrator = len(people) if _first_person(book) else None
    if narrator is not None:
        people.append(Person(NARRATOR, kind=SELF))
    counts = Counter(m.person for m in mentions)
    people = [replace(p, count=counts[i]) for i, p in enumerate(people)]
    ordered = tuple(sorted(mentions, key=lambda m: (m.chapter, m.start, -m.end)))
    roster = with_teller(book, linked(book, Roster(tuple(people), ordered, narrator)))
    return guided(roster, guidance or Guidance())


def _mentions(groups: Iterable[list[Form]], seen: list[Sighting]) -> list[Mention]:
    return [
        Mention(*_place(seen[at]), number, seen[at].quoted, oblique=seen[at].oblique)
        for number, group in enumerate(groups)
        for form in group
        for at in form.sightings
    ]


def _place(sighting: Sighting) -> tuple[int, int, int]:
    return sighting.chapter, sighting.start, sighting.end


def _person(found: Cluster) -> Person:
    gender, evidence = gender_of(found.forms)
    names = sorted(found.forms, key=lambda f: -f.count)
    name = _canonical(names)
    aliases = tuple(dict.fromkeys(printed(f) for f in names if printed(f) != name))
    return Person(name, aliases, gender, evidence, age_of(found.forms))


def printed(form: Form) -> str:
    """A spelling as a reader would print it: "Mr. Darcy", "the General"."""
    short = rows(form.language, "names", "dotted")
    titles = [t.capitalize() + ("." if t in short else "") for t in form.titles]
    name = " ".join((*titles, *form.words))
    return f"the {name}" if form.articles > form.count / 2 else name


def _canonical(names: list[Form]) -> str:
    """The fullest spelling that is not rare, else the most frequent."""
    total = sum(f.count for f in names)
    common = [f for f in names if f.count >= max(2, 0.02 * total)] or names
    return printed(max(common, key=lambda f: (min(len(f.words), 2), not f.titles, f.count)))


def _heads(book: Layout, places: Places) -> Counter[str]:
    """The nouns that speak as somebody's epithet, and how often."""
    heads: Counter[str] = Counter()
    for turn in book.turns:
        heads.update({_head(tag, book.language) for tag in tags_of(turn, book, places)} - {""})
    return heads


def _head(tag: Tag, language: str) -> str:
    subject = tag.subject
    plain = (
        subject.kind == NOUN and tag.kind == SAID and subject.definite and not is_generic(subject.head, language)
    )
    other = subject.phrase.startswith(f"{_OTHER} ")
    return subject.head if plain and len(subject.head) > 2 and not other else ""


def _role(head: str, language: str) -> Person:
    gender, age = _described(head, language)
    return Person(epithet(head, gender, language), (), gender, "noun", age, ROLE)


def _described(head: str, language: str) -> tuple[str, str]:
    known = noun(head, language)
    return (known.gender, known.age) if known else ("", "")


def _holder(head: str, clusters: Sequence[Cluster], language: str) -> int | None:
    """The one person who has an office as a title: "the inspector" is Inspector Dole where there is no other."""
    own = title(head, language)
    if own is None or own.kind != "rank":
        return None
    same = {t for t in nouns("titles", language) if _SHORT.get(t, t) == _SHORT.get(head, head)}
    holders = [number for number, c in enumerate(clusters) if c.titles & same and any(f.words for f in c.forms)]
    return holders[0] if len(holders) == 1 else None


def _role_mentions(book: Layout, numbers: dict[str, int], places: Places) -> list[Mention]:
    if not numbers:
        return []
    pattern = _epithets(tuple(numbers), book.language)
    found = []
    for paragraph in book.paragraphs:
        for start, end in paragraph.narration if not paragraph.apart else ():
            for match in pattern.finditer(book.texts[paragraph.chapter], start, end):
                if places.at(paragraph.chapter, match.start(1)) is None:
                    place = (paragraph.chapter, match.start(), match.end())
                    found.append(Mention(*place, numbers[match.group(1)], quoted=False, role=True))
    return found


def _epithets(roles: Sequence[str], language: str) -> re.Pattern[str]:
    """The nouns with a definite article, and adjectives between the two."""
    of = lists(language)
    article = of.before("phrases", "pointing", capital=True)
    adjectives = rf"(?!{_OTHER}\b)(?:[{of.letters}]+(?:-[{of.letters}]+)*\s+){{0,2}}?"
    before = rf"\b{article}{adjectives}" if of.rows("phrases", "pointing") else r"\b"
    return re.compile(rf"{before}({'|'.join(map(re.escape, roles))})(?![\w’'-]*\w)")


@cache
def _selves(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words of a first-person narrator, and his tags."""
    of = lists(language)
    forms = rf"(?:{of.any('pronouns', 'i_forms')})(?![\w'’])|{of.elided('pronouns', 'i_forms')}"
    said = rf"[\"”’'»,—–“]\s*{of.clitic}(?:(?:{of.adverb})\s+)?(?:{of.any('verbs', 'speech_first')})\b"
    return re.compile(rf"(?<![\w'’])(?:{forms})"), re.compile(said)


def _first_person(book: Layout) -> bool:
    """Whether narration says "I" often enough, and the "I" speaks."""
    mine, said_i = _selves(book.language)
    parts = [book.texts[p.chapter][a:b] for p in book.paragraphs if not p.apart for a, b in p.narration]
    count = sum(len(mine.findall(part)) for part in parts)
    told = sum(part.count(" ") for part in parts)
    said = sum(len(said_i.findall(text)) for text in book.texts)
    return said >= _SELF_TAGS and count * 1000 > _PER_THOUSAND * max(told, 1)
