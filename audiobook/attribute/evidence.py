"""What the text around a name says of it: a person or not, a man or a woman.

A person speaks, acts and is spoken to; a place is somewhere one is in, at or near. Gender is read from the
first pronoun that follows a name in narration with nobody else named in between.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from audiobook.attribute.lexicon import is_first_name, title, words
from audiobook.attribute.names import Sighting
from audiobook.attribute.turns import Layout

_SPEECH = "|".join(sorted(words("speech"), key=len, reverse=True))
_QUOTE = "\"”’'»“"
_TAG_AFTER = re.compile(rf"\s+(?:\w+ly\s+)?(?:{_SPEECH})\b")
_TAG_BEFORE = re.compile(rf"[{_QUOTE}]\s*(?:\w+ly\s+)?(?:and\s+)?[a-z]+\s+(?:\w+ly\s+)?(?:[Tt]he\s+)?$")
_SUBJECT = re.compile(
    r"\s+(?:\w+ly\s+|never\s+|then\s+)?(?:had|was|is|has|would|could|did|knew|felt|saw|took|\w{2,}ed)\b"
)
_ADDRESS_BEFORE = re.compile(
    r"(?:[,.!?;:\"“‘—–-]\s*|\b(?:dear|dearest|oh|ah|well|yes|no|and|but|my)\s+)$", re.IGNORECASE
)
_ADDRESS_AFTER = re.compile(r"\s*[,.!?;\"”’—–]")
_PLACE_BEFORE = re.compile(r"\b(?:in|at|near|into|through|across|throughout|outside|around)\s+(?:the\s+)?$")
_SOFT_PLACE = re.compile(r"\b(?:to|from|towards?|of|leaving|left|reached|visit)\s+(?:the\s+)?$")
_INDEFINITE = re.compile(
    r"\b(?:an?|another|every|some|few|many|any|no|other|these|those|two|three|all)\s+$", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
_REACH = 90
_COMMON_SHARE = 0.08


@dataclass(slots=True)
class Form:
    """One spelling of a name, with counts of what the text says of it; ``number`` is its place by frequency."""

    titles: tuple[str, ...]
    words: tuple[str, ...]
    count: int = 0
    quoted: int = 0
    inside: int = 0
    tags: int = 0
    acts: int = 0
    addressed: int = 0
    place: float = 0.0
    articles: int = 0
    indefinite: int = 0
    he: int = 0
    she: int = 0
    sightings: list[int] = field(default_factory=list)
    number: int = -1

    @property
    def name(self) -> str:
        """As printed, titles capitalised."""
        return " ".join((*(t.capitalize() for t in self.titles), *self.words))

    @property
    def person(self) -> float:
        """Evidence for a person less evidence for a place; positive for a person."""
        given = 3.0 if any(is_first_name(w) for w in self.words) else 0.0
        titled = 5.0 if self.titles and self.words else 0.0
        return given + titled + 3 * self.tags + self.acts + 1.5 * self.addressed - 2 * self.place - 1.5


def forms(layout: Layout, sightings: list[Sighting]) -> list[Form]:
    """Every spelling with its evidence, the most frequent first."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], Form] = {}
    for index, sighting in enumerate(sightings):
        key = (sighting.titles, sighting.words)
        form = found.setdefault(key, Form(*key))
        form.sightings.append(index)
        follower = sightings[index + 1] if index + 1 < len(sightings) else None
        _weigh(form, sighting, follower, layout.texts[sighting.chapter])
    ordered = sorted(found.values(), key=lambda f: (-f.count, f.name))
    for number, form in enumerate(ordered):
        form.number = number
    return ordered


def _weigh(form: Form, sighting: Sighting, follower: Sighting | None, text: str) -> None:
    before = text[max(0, sighting.start - 30) : sighting.start]
    form.count += 1
    form.inside += not sighting.initial
    form.articles += sighting.article
    form.indefinite += bool(_INDEFINITE.search(before))
    if sighting.quoted:
        form.quoted += 1
        form.addressed += bool(_ADDRESS_BEFORE.search(before) and _ADDRESS_AFTER.match(text, sighting.end))
    else:
        form.tags += bool(_TAG_BEFORE.search(before)) or bool(_TAG_AFTER.match(text, sighting.end))
        form.acts += bool(_SUBJECT.match(text, sighting.end))
        _gender(form, sighting, follower, text)
    form.place += bool(_PLACE_BEFORE.search(before)) + 0.25 * bool(_SOFT_PLACE.search(before))


def _gender(form: Form, sighting: Sighting, follower: Sighting | None, text: str) -> None:
    limit = sighting.end + _REACH
    if follower is not None and follower.chapter == sighting.chapter:
        limit = min(limit, follower.start)
    pronoun = _PRONOUN.search(text, sighting.end, limit)
    if pronoun is None or '"' in text[sighting.end : pronoun.start()]:
        return
    if pronoun.group().lower().startswith("h") and not pronoun.group().lower().startswith("her"):
        form.he += 1
    else:
        form.she += 1


def title_gender(titles: Iterable[str]) -> str:
    """The gender that a name's titles give it; empty where they give none."""
    known = [noun.gender for noun in map(title, titles) if noun is not None and noun.gender]
    return known[0] if known else ""


def is_common(form: Form, forms: list[Form]) -> bool:
    """Whether a word is a common noun that is only written large: "an Englishman", "some Hindus"."""
    if len(form.words) != 1 or form.titles or form.indefinite <= max(1, _COMMON_SHARE * form.count):
        return False
    part_of_a_name = any(form.words[0] in f.words for f in forms if f is not form)
    return form.indefinite > 2 * form.tags and not part_of_a_name
