"""Who does something: the subject that starts at a place in the narration.

A name, a pronoun, the narrator's "I", a group ("they", "the crowd"), or a noun phrase ("the old man", "his
mother"). A possessive is the noun that follows, not its owner: in "Emma's father said" Emma is silent.
"""

import re
from dataclasses import dataclass
from functools import cache

from audiobook.attribute.lexicon import FEMALE, MALE, UNKNOWN, noun, words
from audiobook.attribute.roster import Places
from audiobook.attribute.tags.phrases import phrase_at
from audiobook.attribute.tags.subject import GROUP, NAME, NOUN, PRONOUN, SELF, Subject
from audiobook.language import ENGLISH
from audiobook.language import text as text_of
from audiobook.language.patterns import lists

__all__ = ["GROUP", "NAME", "NOUN", "PRONOUN", "SELF", "Subject", "subject_at"]

_OWNED = re.compile(r"['’]s?\s+")
_GAP = re.compile(r"[ \n]+")
_VOICE_OF = re.compile(r"(?:voices?|tones?|accents)\s+of\s+(?:the\s+)?$")
_MAX_WORDS = 6
_MAX_LETTERS = 60
_DEGREES = frozenset(("more", "most", "very", "quite", "rather", "still", "always", "never"))


@dataclass(frozen=True, slots=True)
class _Patterns:
    """How subjects look in one language; ``noun`` is where a phrase has its noun."""

    language: str
    noun: str
    pronoun: re.Pattern[str]
    determiner: re.Pattern[str]
    before_name: re.Pattern[str]
    owner: re.Pattern[str]
    word: re.Pattern[str]
    he: frozenset[str]
    she: frozenset[str]
    it: frozenset[str]
    me: frozenset[str]
    his: tuple[str, ...]
    indefinite: tuple[str, ...]
    adverbs: tuple[str, ...]
    ends: frozenset[str]
    speech: frozenset[str]
    things: frozenset[str]
    groups: frozenset[str]
    pro_nouns: frozenset[str]


@cache
def _patterns(language: str) -> _Patterns:
    of = lists(language)
    pronouns = (
        f"{of.any('pronouns', 'he', 'she', 'they', 'it', capital=True)}|{of.any('pronouns', 'i', capital=True)}"
    )
    determiners = of.any("phrases", "definite", "indefinite", "possessive", capital=True)
    elided = of.elided("phrases", "definite", "indefinite")
    some = of.any("phrases", "partitive")
    letters = "a-zà-ÿ" if of.english else of.letters
    hyphened = rf"(?:[-'’][{letters}]+)*" if of.english else rf"(?:-[{letters}]+)*"
    return _Patterns(
        language=of.code,
        noun=text_of(of.code, "phrases", "noun") or "last",
        pronoun=re.compile(rf"(?:{pronouns})(?![\w'’])"),
        determiner=re.compile(rf"(?:(?:{determiners})\s+(?:(?:{some})\s+)?|{elided})"),
        before_name=re.compile(rf"(?:{of.before('phrases', 'before_name', capital=not of.english)}){{1,3}}"),
        owner=re.compile(f"(?:{of.any('pronouns', 'his', 'her')})", re.IGNORECASE),
        word=re.compile(rf"[{letters}]+{hyphened}"),
        he=frozenset(of.rows("pronouns", "he")),
        she=frozenset(of.rows("pronouns", "she")),
        it=frozenset(of.rows("pronouns", "it")),
        me=frozenset(w.lower() for w in of.rows("pronouns", "i")),
        his=of.rows("pronouns", "his"),
        indefinite=tuple(w if len(w) > 2 else f"{w} " for w in of.rows("phrases", "indefinite")),
        adverbs=of.rows("adverbs", "endings"),
        ends=words("phrase_ends", of.code),
        speech=words("speech", of.code),
        things=words("things", of.code),
        groups=words("groups", of.code),
        pro_nouns=frozenset(of.rows("phrases", "pro_nouns")),
    )


def subject_at(
    text: str, chapter: int, at: int, places: Places, *, inverted: bool, language: str = ENGLISH
) -> Subject | None:
    """The subject that starts at ``at``; ``inverted`` where its verb stands before it."""
    patterns = _patterns(language)
    return (
        _name(text, chapter, at, places, patterns, inverted=inverted)
        or _described_name(text, chapter, at, places, patterns, inverted=inverted)
        or _pronoun(text, at, patterns)
        or _noun(text, at, patterns, inverted=inverted)
    )


def _name(
    text: str, chapter: int, at: int, places: Places, patterns: _Patterns, *, inverted: bool
) -> Subject | None:
    prefix = patterns.before_name.match(text, at)
    for start in (at, prefix.end() if prefix else at):
        mention = places.at(chapter, start)
        if mention is None or mention.oblique:
            continue
        owned = _OWNED.match(text, mention.end)
        if owned:
            return _phrase(text, at, owned.end(), patterns, inverted=inverted)
        return Subject(NAME, at, mention.end, mention.person)
    return None


def _described_name(
    text: str, chapter: int, at: int, places: Places, patterns: _Patterns, *, inverted: bool
) -> Subject | None:
    """A name after adjectives: "the more candid Lady Bertram", "the clear voice of Inspector Dole"; after a verb
    one without an article: "said dour Major Hall".
    """
    mention = next(iter(places.within(chapter, at + 1, at + _MAX_LETTERS)), None)
    if mention is None or mention.oblique or _OWNED.match(text, mention.end):
        return None
    between = text[at : mention.start]
    voice = _VOICE_OF.search(between)
    before = between[: voice.start()] if voice else between
    determiner = patterns.determiner.match(before)
    found = before[determiner.end() if determiner else 0 :].split()
    stops = (patterns.ends | patterns.speech) - _DEGREES
    plain = all(patterns.word.fullmatch(w.rstrip(",")) and w not in stops for w in found)
    if not plain or len(found) > _MAX_WORDS or not between[-1:].isspace():
        return None
    if voice or determiner or (found and "-" in found[-1]) or (inverted and len(found) == 1):
        return Subject(NAME, at, mention.end, mention.person)
    return None


def _pronoun(text: str, at: int, patterns: _Patterns) -> Subject | None:
    match = patterns.pronoun.match(text, at)
    if match is None:
        return None
    word = match.group().lower()
    if word in patterns.me:
        return Subject(SELF, at, match.end())
    gender = MALE if word in patterns.he else FEMALE if word in patterns.she else UNKNOWN
    return Subject(PRONOUN if gender or word in patterns.it else GROUP, at, match.end(), gender=gender, head=word)


def _noun(text: str, at: int, patterns: _Patterns, *, inverted: bool) -> Subject | None:
    if patterns.noun != "last":
        return phrase_at(text, at, patterns.language, inverted=inverted)
    match = patterns.determiner.match(text, at)
    if match is None:
        return None
    definite = not match.group().lower().startswith(patterns.indefinite)
    return _phrase(text, at, match.end(), patterns, inverted=inverted, definite=definite)


def _phrase(
    text: str, at: int, first: int, patterns: _Patterns, *, inverted: bool, definite: bool = True
) -> Subject | None:
    """The noun phrase whose first word stands at ``first``: up to a stop, or up to its verb."""
    found: list[re.Match[str]] = []
    place = first
    while len(found) < _MAX_WORDS:
        match = patterns.word.match(text, place)
        if match is None or _ends(match.group(), found, patterns, inverted=inverted):
            break
        found.append(match)
        gap = _GAP.match(text, match.end())
        if gap is None:
            break
        place = gap.end()
    if not found:
        return None
    return _described(text, at, first, found, patterns, definite=definite)


def _ends(word: str, found: list[re.Match[str]], patterns: _Patterns, *, inverted: bool) -> bool:
    if word in patterns.ends or (word.endswith(patterns.adverbs) and noun(word, patterns.language) is None):
        return True
    return not inverted and bool(found) and word in patterns.speech


def _owner(text: str, at: int, end: int, patterns: _Patterns) -> Subject | None:
    """Whose voice it is in "his voice said"."""
    owner = patterns.owner.match(text, at)
    if owner is None:
        return None
    his = owner.group().lower() in patterns.his
    return Subject(PRONOUN, at, end, gender=MALE if his else FEMALE, head="he" if his else "she")


def _described(
    text: str, at: int, first: int, found: list[re.Match[str]], patterns: _Patterns, *, definite: bool
) -> Subject | None:
    language = patterns.language
    if found[-1].group() in patterns.pro_nouns and len(found) > 1 and noun(found[-2].group(), language):
        found = found[:-1]
    head = found[-1].group()
    if head in patterns.things:
        return _owner(text, at, found[-1].end(), patterns)
    known = noun(head, language)
    kind = GROUP if head in patterns.groups else NOUN
    phrase = " ".join(text[first : found[-1].end()].split())
    gender = known.gender if known else ""
    return Subject(kind, at, found[-1].end(), None, gender, head, phrase, definite)
