"""What the text around a name says of it: a person or not, a man or a woman.

A person speaks, acts and is spoken to; a place is somewhere one is in, at or near. Gender is read from the
first pronoun that follows a name in narration with nobody else named in between.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from audiobook.attribute.grammar import gender_of_verb
from audiobook.attribute.lexicon import FEMALE, MALE, UNKNOWN, is_first_name, title, words
from audiobook.attribute.people.names import Sighting
from audiobook.attribute.turns import Layout
from audiobook.language import ENGLISH, rows
from audiobook.language.patterns import QUOTES, Lists, alternatives, lists

_ADDRESS_AFTER = re.compile(r"\s*[,.!?;\"”’—–]")
_REACH = 90
_COMMON_SHARE = 0.08


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What one language says around a name."""

    language: str
    quotes: re.Pattern[str]
    tag_after: re.Pattern[str]
    tag_before: re.Pattern[str]
    subject: re.Pattern[str]
    verb_after: re.Pattern[str]
    verb_before: re.Pattern[str]
    address: re.Pattern[str]
    place: re.Pattern[str]
    soft_place: re.Pattern[str]
    indefinite: re.Pattern[str]
    pronoun: re.Pattern[str]
    he: frozenset[str]
    its: frozenset[str]


@cache
def _patterns(language: str) -> _Patterns:
    of = lists(language)
    adverb = rf"(?:(?:{of.adverb})\s+)?"
    speech = alternatives(words("speech", of.code))
    article = of.article()
    act = rf"{of.any('verbs', 'auxiliary')}|\w{{2,}}(?:{of.any('verbs', 'past_endings')})"
    early = rf"{of.adverb}|{of.any('adverbs', 'before_act')}"
    called = of.any("address", "called" if of.english else "before")
    return _Patterns(
        language=of.code,
        quotes=re.compile('"' if of.english else f"[{QUOTES}—–]"),
        tag_after=re.compile(rf"\s+{adverb}{of.clitic}(?:{speech})\b"),
        tag_before=_tag_before(of),
        subject=re.compile(rf"\s+(?:(?:{early})\s+)?{of.clitic}(?:{act})\b"),
        verb_after=re.compile(rf"\s+{adverb}([{of.letters}]{{3,}})"),
        verb_before=re.compile(rf"\b([{of.letters}]{{3,}})\s+$"),
        address=re.compile(rf"(?:[,.!?;:\"“‘«„¡¿—–-]\s*|\b(?:{called})\s+)$", re.IGNORECASE),
        place=re.compile(rf"(?:\b(?:{of.any('places', 'in')})\s+|\b{of.elided('places', 'in')}){article}$"),
        soft_place=re.compile(rf"(?:\b(?:{of.any('places', 'to')})\s+|\b{of.elided('places', 'to')}){article}$"),
        indefinite=re.compile(rf"\b(?:{of.any('phrases', 'before_common')})\s+$", re.IGNORECASE),
        pronoun=re.compile(rf"\b({of.any('pronouns', 'he_forms', 'she_forms', 'thing_forms')})\b", re.IGNORECASE),
        he=frozenset(of.rows("pronouns", "he_forms")),
        its=frozenset(of.rows("pronouns", "thing_forms")),
    )


def _tag_before(of: Lists) -> re.Pattern[str]:
    """A verb after a quotation and before a name; beyond English, where dashes quote too, one of speech."""
    adverb = rf"(?:(?:{of.adverb})\s+)?"
    if of.english:
        return re.compile(rf"[\"”’'»“]\s*{adverb}(?:and\s+)?[{of.letters}]+\s+{adverb}{of.article(capital=True)}$")
    after = rf"(?:(?:{of.any('clitics', 'after_verb')})\s+)?"
    return re.compile(rf"\b(?:{of.speech}){of.joint}{after}{adverb}{of.article()}$")


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
    its: int = 0
    sightings: list[int] = field(default_factory=list)
    number: int = -1
    language: str = ENGLISH

    @property
    def name(self) -> str:
        """As printed, titles capitalised."""
        return " ".join((*(t.capitalize() for t in self.titles), *self.words))

    @property
    def person(self) -> float:
        """Evidence for a person less evidence for a place; positive for a person."""
        given = 3.0 if any(is_first_name(w, self.language) for w in self.words) else 0.0
        titled = 5.0 if self.titles and self.words else 0.0
        return given + titled + 3 * self.tags + self.acts + 1.5 * self.addressed - 2 * self.place - 1.5


def forms(layout: Layout, sightings: list[Sighting]) -> list[Form]:
    """Every spelling with its evidence, the most frequent first."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], Form] = {}
    patterns = _patterns(layout.language)
    for index, sighting in enumerate(sightings):
        key = (sighting.titles, sighting.words)
        form = found.setdefault(key, Form(*key, language=layout.language))
        form.sightings.append(index)
        follower = sightings[index + 1] if index + 1 < len(sightings) else None
        _weigh(form, sighting, follower, layout.texts[sighting.chapter], patterns)
    ordered = sorted(found.values(), key=lambda f: (-f.count, f.name))
    for number, form in enumerate(ordered):
        form.number = number
    return ordered


def _weigh(form: Form, sighting: Sighting, follower: Sighting | None, text: str, patterns: _Patterns) -> None:
    before = text[max(0, sighting.start - 30) : sighting.start]
    form.count += 1
    form.inside += not sighting.initial
    form.articles += sighting.article
    form.indefinite += bool(patterns.indefinite.search(before))
    if sighting.quoted:
        form.quoted += 1
        form.addressed += bool(patterns.address.search(before) and _ADDRESS_AFTER.match(text, sighting.end))
    elif not sighting.oblique:
        after = patterns.tag_after.match(text, sighting.end)
        form.tags += bool(patterns.tag_before.search(before)) or bool(after)
        form.acts += bool(patterns.subject.match(text, sighting.end))
        _gender(form, sighting, follower, text, patterns)
        _gender_of_verb(form, before, text[sighting.end : sighting.end + _REACH], patterns)
    form.place += bool(patterns.place.search(before)) + 0.25 * bool(patterns.soft_place.search(before))


def _gender(form: Form, sighting: Sighting, follower: Sighting | None, text: str, patterns: _Patterns) -> None:
    limit = sighting.end + _REACH
    if follower is not None and follower.chapter == sighting.chapter:
        limit = min(limit, follower.start)
    pronoun = patterns.pronoun.search(text, sighting.end, limit)
    if pronoun is None or patterns.quotes.search(text, sighting.end, pronoun.start()):
        return
    if pronoun.group().lower() in patterns.its:
        form.its += 1
    elif pronoun.group().lower() in patterns.he:
        form.he += 1
    else:
        form.she += 1


def _gender_of_verb(form: Form, before: str, after: str, patterns: _Patterns) -> None:
    """Counts the verb beside a name, in languages whose verbs agree with their subject in gender."""
    if not rows(patterns.language, "verbs", "female_endings"):
        return
    for match in (patterns.verb_after.match(after), patterns.verb_before.search(before)):
        gender = gender_of_verb(match.group(1), patterns.language) if match else UNKNOWN
        if gender:
            form.he += gender == MALE
            form.she += gender == FEMALE
            return


def title_gender(titles: Iterable[str], language: str = ENGLISH) -> str:
    """The gender that a name's titles give it; empty where they give none."""
    found = (title(word, language) for word in titles)
    known = [noun.gender for noun in found if noun is not None and noun.gender]
    return known[0] if known else ""


def is_common(form: Form, forms: list[Form]) -> bool:
    """Whether a word is a common noun that is only written large: "an Englishman", "some Hindus"."""
    if len(form.words) != 1 or form.titles or form.indefinite <= max(1, _COMMON_SHARE * form.count):
        return False
    part_of_a_name = any(form.words[0] in f.words for f in forms if f is not form)
    return form.indefinite > 2 * form.tags and not part_of_a_name
