"""What the text around a name says of it: a person or not, a man or a woman.

A person speaks, acts and is spoken to; a place is somewhere one is in, at or near. Gender is read
from the first pronoun that follows a name in narration with nobody else named in between.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from audiobook.attribute.grammar import gender_of_verb
from audiobook.attribute.lexicon import (
    FEMALE,
    MALE,
    UNKNOWN,
    first_name_gender,
    is_first_name,
    nouns,
    title_in_full,
)
from audiobook.attribute.people.names import (
    LAND,
    REACH,
    FollowingPronouns,
    Sighting,
)
from audiobook.attribute.turns import Layout
from audiobook.language import ENGLISH, rows
from audiobook.language.patterns import Lists, lists

_ADDRESS_AFTER = re.compile(r"\s*[,.!?;\"”’—–]")
_MARK = re.compile(r"[,.!?;:…\"”)—–]")
_BEFORE = 30  # characters before a name that are looked at
_SOFT_PLACE = 0.25  # "to Meryton" is weaker evidence of a place than "in Meryton"

EVEN = 0.5  # share of "he" that speaks for a man as much as for a woman


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What one language says around a name.

    ``tag_...``: a verb of speech; ``subject``: any verb in the past; ``verb_...``: a word that
    may be a verb; ``place``, ``soft_place`` and ``indefinite`` stand before the name.
    """

    language: str
    tag_after: re.Pattern[str]
    tag_before: re.Pattern[str]
    subject: re.Pattern[str]
    verb_after: re.Pattern[str]
    verb_before: re.Pattern[str]
    address: re.Pattern[str]
    place: re.Pattern[str]
    soft_place: re.Pattern[str]
    indefinite: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns:
    """The patterns of a language, from its word lists."""
    of = lists(language)
    adverb = _adverb(of)
    speech = of.speech
    a_word = rf"([{of.letters}]{{3,}})"
    common = of.any("phrases", "before_common")
    return _Patterns(
        language=of.code,
        tag_after=re.compile(rf"\s+{adverb}{of.clitic}(?:{speech})\b"),
        tag_before=_tag_before(of),
        subject=_subject(of),
        verb_after=re.compile(rf"\s+{adverb}{a_word}"),
        verb_before=re.compile(rf"\b{a_word}\s+$"),
        address=_address_before(of),
        place=_place(of, "in"),
        soft_place=_place(of, "to"),
        indefinite=re.compile(rf"\b(?:{common})\s+$", re.IGNORECASE),
    )


def _adverb(of: Lists) -> str:
    """An adverb, or nothing."""
    return rf"(?:(?:{of.adverb})\s+)?"


def _tag_before(of: Lists) -> re.Pattern[str]:
    """A verb after a quotation and before a name.

    Beyond English, where dashes quote too, it has to be a verb of speech.
    """
    adverb = _adverb(of)
    if of.english:
        article = of.article(capital=True)
        verb = rf"{adverb}(?:and\s+)?[{of.letters}]+\s+{adverb}"
        return re.compile(rf"[\"”’'»“]\s+{verb}{article}$")
    after = rf"(?:(?:{of.any('clitics', 'after_verb')})\s+)?"
    return re.compile(rf"\b(?:{of.speech}){of.joint}{after}{adverb}{of.article()}$")


def _subject(of: Lists) -> re.Pattern[str]:
    """The verb of which a name is the subject."""
    auxiliary = of.any("verbs", "auxiliary")
    past = rf"\w{{2,}}(?:{of.any('verbs', 'past_endings')})"
    early = rf"{of.adverb}|{of.any('adverbs', 'before_act')}"
    return re.compile(rf"\s+(?:(?:{early})\s+)?{of.clitic}(?:{auxiliary}|{past})\b")


def _address_before(of: Lists) -> re.Pattern[str]:
    """What stands in a quotation before a name that is called."""
    key = "before"
    if of.english:
        key = "called"
    called = of.any("address", key)
    return re.compile(rf"(?:[,.!?;:\"“‘«„¡¿—–-]\s*|\b(?:{called})\s+)$", re.IGNORECASE)


def _place(of: Lists, key: str) -> re.Pattern[str]:
    """A preposition of place, by its key in the file of the language, before a name."""
    prepositions = of.any("places", key)
    elided = of.elided("places", key)
    return re.compile(rf"(?:\b(?:{prepositions})\s+|\b{elided}){of.article()}$")


@dataclass(slots=True)
class Spelling:
    """One spelling of a name, with counts of what the text says of it.

    ``quoted``: inside quotations; ``inside``: not as the first word of a sentence; ``tags``:
    beside a verb of speech; ``acts``: before a verb in the past; ``addressed``: called;
    ``closed``: a mark behind it, and no article before; ``place``: evidence for a place;
    ``articles``: after "the"; ``indefinite``: after "an" or "some"; ``he``, ``she`` and ``its``:
    pronouns that follow; ``holders``: the names right before it whose title it is; ``written``:
    how often it is written in which way within sentences. ``sightings`` are indexes, ``number`` is
    the place by frequency; ``even`` is the share of "he" among the pronouns that proves nothing in
    this book; ``is_doubted``: titles of the book say that its first word is no name of the gender
    that the lists know.
    """

    titles: tuple[str, ...]
    words: tuple[str, ...]
    count: int = 0
    quoted: int = 0
    inside: int = 0
    tags: int = 0
    acts: int = 0
    addressed: int = 0
    closed: int = 0
    place: float = 0.0
    articles: int = 0
    indefinite: int = 0
    he: int = 0
    she: int = 0
    its: int = 0
    sightings: list[int] = field(default_factory=list)
    holders: set[str] = field(default_factory=set)
    written: Counter[tuple[str, ...]] = field(default_factory=Counter)
    number: int = -1
    language: str = ENGLISH
    even: float = EVEN
    is_doubted: bool = False

    @property
    def listed_gender(self) -> str:
        """The gender of its first word by the lists of first names; empty where titles doubt it."""
        if self.is_doubted or not self.words:
            return UNKNOWN
        return first_name_gender(self.words[0], self.language)

    @property
    def is_single(self) -> bool:
        """Whether it is one word, with or without titles: "Emma", "Mr. Darcy"."""
        return len(self.words) == 1

    @property
    def is_bare(self) -> bool:
        """Whether it is one word without a title: "Emma"."""
        return self.is_single and not self.titles

    @property
    def is_titled(self) -> bool:
        """Whether it is one word with a title: "Mr. Darcy"; no land, as of "Count of Falk"."""
        return self.is_single and bool(self.titles) and not self.is_landed

    @property
    def is_full(self) -> bool:
        """Whether it has a first name and a surname: "Emma Woodhouse"."""
        return len(self.words) > 1

    @property
    def is_landed(self) -> bool:
        """Whether it is a title and a land: "Count of Morcerf"."""
        return self.is_single and self.words[0].startswith(LAND)

    @property
    def has_article(self) -> bool:
        """Whether it mostly stands after "the": "the General", "the Red Queen"."""
        return self.articles > self.count / 2

    @property
    def offices(self) -> set[str]:
        """Its titles in full, and the last word of a name with an article: the Red Queen is a
        queen.
        """
        last_word = self.words[-1:] if self.has_article else ()
        return {*map(title_in_full, self.titles), *map(str.lower, last_word)}

    @property
    def name(self) -> str:
        """As printed, titles capitalised."""
        return " ".join((*map(str.capitalize, self.titles), *self.words))

    @property
    def printed(self) -> tuple[str, ...]:
        """The words as the book writes them most often: "de Winter" also without the particle."""
        if not self.written or self.is_landed:
            return self.words
        ((printed, _),) = self.written.most_common(1)
        return printed

    @property
    def person(self) -> float:
        """Evidence for a person less evidence for a place.

        Positive for a person. Who speaks is one for certain; who acts or is called is likely one.
        """
        given = any(is_first_name(word, self.language) for word in self.words)
        titled = bool(self.titles and self.words)
        score = 3.0 * given + 5.0 * titled
        score += 3 * self.tags
        score += self.acts
        score += 1.5 * self.addressed
        return score - 2 * self.place - 1.5


def spellings_of(
    layout: Layout,
    sightings: Sequence[Sighting],
) -> list[Spelling]:
    """Every spelling with its evidence, the most frequent first."""
    spellings: dict[tuple[tuple[str, ...], tuple[str, ...]], Spelling] = {}
    patterns = _patterns(layout.language)
    pronouns = FollowingPronouns(layout)
    for index, sighting in enumerate(sightings):
        key = (sighting.titles, sighting.words)
        spelling = spellings.get(key) or Spelling(*key, language=layout.language)
        spellings[key] = spelling
        spelling.sightings.append(index)
        spelling.holders.add(sighting.holder)
        text = layout.texts[sighting.chapter]
        _weigh(spelling, sighting, text, patterns)
        if not sighting.quoted and not sighting.oblique:
            reach = _reach(sightings, index)
            pronoun = pronouns.gender(sighting.chapter, sighting.end, reach)
            _count_pronoun(spelling, pronoun)
    ordered = sorted(
        spellings.values(),
        key=lambda spelling: (-spelling.count, spelling.name),
    )
    # The number stands for the spelling wherever spellings are counted in pairs.
    for number, spelling in enumerate(ordered):
        spelling.number = number
    return ordered


def _reach(sightings: Sequence[Sighting], index: int) -> int:
    """Where the text that belongs to a name ends: some way on, or at the next name."""
    sighting = sightings[index]
    end = sighting.end + REACH
    if index + 1 == len(sightings):
        return end
    follower = sightings[index + 1]
    if follower.chapter != sighting.chapter:
        return end
    return min(end, follower.start)


def _weigh(
    spelling: Spelling,
    sighting: Sighting,
    text: str,
    patterns: _Patterns,
) -> None:
    """Adds what the text around one sighting says of its spelling.

    In a quotation a name is called; in narration it speaks and acts.
    """
    before = text[max(0, sighting.start - _BEFORE) : sighting.start]
    spelling.count += 1
    spelling.inside += not sighting.initial
    spelling.written[sighting.printed] += not sighting.initial
    marked = _MARK.match(text, sighting.end) is not None
    spelling.closed += marked and not sighting.article
    spelling.articles += sighting.article
    spelling.indefinite += bool(patterns.indefinite.search(before))
    if sighting.quoted:
        spelling.quoted += 1
        opens = patterns.address.search(before)
        closes = _ADDRESS_AFTER.match(text, sighting.end)
        if opens and closes:
            spelling.addressed += 1
    # A name in an oblique case is not the subject of the verb beside it.
    elif not sighting.oblique:
        _weigh_narration(spelling, sighting, before, text, patterns)
    spelling.place += bool(patterns.place.search(before))
    spelling.place += _SOFT_PLACE * bool(patterns.soft_place.search(before))


def _weigh_narration(
    spelling: Spelling,
    sighting: Sighting,
    before: str,
    text: str,
    patterns: _Patterns,
) -> None:
    """Counts the verbs of which a name in narration is the subject."""
    tag_after = patterns.tag_after.match(text, sighting.end)
    tag_before = patterns.tag_before.search(before)
    if tag_after or tag_before:
        spelling.tags += 1
    if patterns.subject.match(text, sighting.end):
        spelling.acts += 1
    # Only some languages have verbs that agree with their subject in gender.
    if rows(patterns.language, "verbs", "female_endings"):
        after = text[sighting.end : sighting.end + REACH]
        gender = _gender_of_verb(before, after, patterns)
        spelling.he += gender == MALE
        spelling.she += gender == FEMALE


def _gender_of_verb(
    before: str,
    after: str,
    patterns: _Patterns,
) -> str:
    """The gender by the verb after a name, else by the verb before it."""
    for match in (
        patterns.verb_after.match(after),
        patterns.verb_before.search(before),
    ):
        if match is None:
            continue
        gender = gender_of_verb(match.group(1), patterns.language)
        if gender:
            return gender
    return UNKNOWN


def _count_pronoun(spelling: Spelling, gender: str | None) -> None:
    """Counts the pronoun that follows a name, by its gender; a thing's has none."""
    spelling.he += gender == MALE
    spelling.she += gender == FEMALE
    spelling.its += gender == UNKNOWN


def title_gender(
    titles: Iterable[str],
    language: str = ENGLISH,
) -> str:
    """The gender that a name's titles give it; empty where they give none.

    ``titles`` are in lower case without a stop, as those of a spelling.
    """
    known = nouns("titles", language)
    for word in titles:
        gender = known[word].gender
        if gender:
            return gender
    return UNKNOWN
