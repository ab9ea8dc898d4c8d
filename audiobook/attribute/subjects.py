"""Who does something: the subject that starts at a place in the narration.

A name, a pronoun, the narrator's "I", a group ("they", "the crowd"), or a noun phrase ("the old man", "his
mother"). A possessive is the noun that follows, not its owner: in "Emma's father said" Emma is silent.
"""

import re
from dataclasses import dataclass

from audiobook.attribute.lexicon import noun, words
from audiobook.attribute.people import Places

NAME, PRONOUN, NOUN, SELF, GROUP = "name", "pronoun", "noun", "self", "group"

_PRONOUN = re.compile(r"(?:he|she|I|they|we|it|both|all|He|She|They|We|It|Both|All)(?![\w'’])")
_DETERMINER = re.compile(
    r"(?:the|a|an|his|her|my|our|their|your|this|that|another|one of|some|one|The|A|An|His|Her|My|Our|Their|This"
    r"|That|Another|One|Some)\s+(?:of the\s+)?"
)
_PRENAME = re.compile(r"(?:(?:the|The|poor|Poor|old|young|little|dear|good|honest)\s+){1,3}")
_WORD = re.compile(r"[a-zà-ÿ]+(?:[-'’][a-zà-ÿ]+)*")
_OWNERS = {"his": "male", "her": "female"}
_GENDERS = {"he": "male", "she": "female"}
_MAX_WORDS = 6


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject at ``[start, end)``: ``person`` for a name, ``gender`` where the words tell it, ``head`` the noun
    of a phrase, ``phrase`` the words of it without the article; ``definite`` after "the" or a possessive.
    """

    kind: str
    start: int
    end: int
    person: int | None = None
    gender: str = ""
    head: str = ""
    phrase: str = ""
    definite: bool = True


def subject_at(text: str, chapter: int, at: int, places: Places, *, inverted: bool) -> Subject | None:
    """The subject that starts at ``at``; ``inverted`` where its verb stands before it."""
    return (
        _name(text, chapter, at, places, inverted=inverted)
        or _pronoun(text, at)
        or _noun(text, at, inverted=inverted)
    )


def _name(text: str, chapter: int, at: int, places: Places, *, inverted: bool) -> Subject | None:
    prefix = _PRENAME.match(text, at)
    for start in (at, prefix.end() if prefix else at):
        mention = places.at(chapter, start)
        if mention is None:
            continue
        owned = re.compile(r"['’]s?\s+").match(text, mention.end)
        if owned:
            return _phrase(text, at, owned.end(), inverted=inverted)
        return Subject(NAME, at, mention.end, mention.person)
    return None


def _pronoun(text: str, at: int) -> Subject | None:
    match = _PRONOUN.match(text, at)
    if match is None:
        return None
    word = match.group().lower()
    if word == "i":
        return Subject(SELF, at, match.end())
    kind = PRONOUN if word in _GENDERS or word == "it" else GROUP
    return Subject(kind, at, match.end(), gender=_GENDERS.get(word, ""), head=word)


def _noun(text: str, at: int, *, inverted: bool) -> Subject | None:
    match = _DETERMINER.match(text, at)
    if match is None:
        return None
    definite = not match.group().lower().startswith(("a ", "an ", "one", "some", "another"))
    return _phrase(text, at, match.end(), inverted=inverted, definite=definite)


def _phrase(text: str, at: int, first: int, *, inverted: bool, definite: bool = True) -> Subject | None:
    """The noun phrase whose first word stands at ``first``: up to a stop, or up to its verb."""
    found: list[re.Match[str]] = []
    place = first
    while len(found) < _MAX_WORDS:
        match = _WORD.match(text, place)
        if match is None or _ends(match.group(), found, inverted=inverted):
            break
        found.append(match)
        gap = re.compile(r"[ \n]+").match(text, match.end())
        if gap is None:
            break
        place = gap.end()
    if not found:
        return None
    return _described(text, at, first, found, definite=definite)


def _ends(word: str, found: list[re.Match[str]], *, inverted: bool) -> bool:
    if word in words("phrase_ends") or (word.endswith("ly") and noun(word) is None):
        return True
    return not inverted and bool(found) and word in words("speech")


def _owner(text: str, at: int, end: int) -> Subject | None:
    """Whose voice it is in "his voice said"."""
    owner = _OWNERS.get(text[at : at + 3].lower())
    return Subject(PRONOUN, at, end, gender=owner, head="he" if owner == "male" else "she") if owner else None


def _described(text: str, at: int, first: int, found: list[re.Match[str]], *, definite: bool) -> Subject | None:
    if found[-1].group() in ("one", "other") and len(found) > 1 and noun(found[-2].group()):
        found = found[:-1]
    head = found[-1].group()
    if head in words("things"):
        return _owner(text, at, found[-1].end())
    known = noun(head)
    kind = GROUP if head in words("groups") else NOUN
    phrase = " ".join(text[first : found[-1].end()].split())
    gender = known.gender if known else ""
    return Subject(kind, at, found[-1].end(), None, gender, head, phrase, definite)
