"""Who acts or speaks in a sentence of narration that stands before or beside
a quotation.
"""

import re

from audiobook.attribute.lexicon import FEMALE, MALE, words
from audiobook.attribute.roster import Mention
from audiobook.attribute.tags.subject import (
    NAME,
    NOUN,
    PRONOUN,
    SELF,
    Subject,
)
from audiobook.attribute.tags.tag_reader import TagPatterns, TagReader

REACH = 200  # characters of a sentence that are looked at
_BEFORE_NAME = 24  # characters before a name that show whether it is an object
_LONGEST_ASIDE = 60  # characters of an aside before a name in it
_LONGEST_PHRASE = 40  # characters of a noun phrase before its verb
_MAX_PHRASE = 4  # words of a noun phrase that opens a sentence
_WORD = re.compile(r"(?<![\w'’-])\w+")
_CLAUSE = re.compile(r"[;:—]|--")
_NEXT_CLAUSE = re.compile(r"(?:[,;—]\s+(?:and\s+|but\s+|then\s+)?|\s(?:and|but)\s+)")
_WHO = re.compile(r",\s+who\b")
# "Ned, nearing Julia, said", "Ned, having left Julia, said".
_PARTICIPLE = re.compile(r"(?:,\s+(?:\w+\s+){0,2}?\w+ing\b[^,;:.!?]*|\w+ing\s+)$")


def subject_of_saying(reader: TagReader, start: int, end: int) -> Subject | None:
    """The subject right before the last verb of speech of a sentence.

    "when Margaret said, ...", "the Rabbit, who cried out".
    """
    patterns = reader.patterns
    verb = _last_verb(reader, start, end)
    if verb is None:
        return None
    # The subject ends where the words that may part it from its verb begin.
    stop = verb
    before = patterns.before_verb.search(reader.text, start, verb)
    if before is not None:
        stop = before.start()
    pronoun = patterns.nominative_last.search(reader.text, start, stop)
    if pronoun is not None:
        return _pronoun(pronoun, patterns)
    for mention in reader.places.within(reader.chapter, start, stop):
        if mention.end == stop and _may_speak(reader, mention, start):
            return _named(mention)
    return _before_aside(reader, start, stop) or _noun_before(reader, start, stop)


def _noun_before(reader: TagReader, start: int, stop: int) -> Subject | None:
    """The noun phrase right before a verb of speech: "at last the porter said"."""
    if not reader.patterns.english:
        return None
    is_who = _WHO.match(reader.text, stop) is not None
    # "Ned, seeing the porter, said": the noun belongs to an aside.
    if _comma_at(reader, stop) and not is_who:
        return None
    low = max(start, stop - _LONGEST_PHRASE)
    for match in _WORD.finditer(reader.text, low, stop):
        subject = reader.subject_at(match.start(), inverted=False)
        if subject is None or subject.kind != NOUN or subject.end != stop:
            continue
        before = max(start, match.start() - _BEFORE_NAME)
        owned = reader.patterns.object_of.search(reader.text, before, match.start())
        # "The son of the miller said": he is the son.
        return subject if is_who or owned is None else None
    return None


def _last_verb(reader: TagReader, start: int, end: int) -> int | None:
    """Where the last verb of speech stands, ``None`` without one."""
    verb = None
    for match in reader.patterns.small_word.finditer(reader.text, start, end):
        if match.group() in reader.patterns.speech:
            verb = match.start()
    return verb


def _before_aside(reader: TagReader, start: int, stop: int) -> Subject | None:
    """The subject of a verb that an aside parts from it.

    "Mrs. Elton, speaking louder, said". Commas enclose the aside; the name
    stands before the first of them, in the same clause.
    """
    if not _comma_at(reader, stop):
        return None
    clause = start
    for match in _CLAUSE.finditer(reader.text[start:stop]):
        clause = start + match.end()
    for mention in reader.places.within(reader.chapter, clause, stop):
        if _comma_at(reader, mention.end) and _may_speak(reader, mention, clause):
            return _named(mention)
    return None


def _comma_at(reader: TagReader, place: int) -> bool:
    """Whether a comma stands at a place, which may be past the end."""
    return reader.text[place : place + 1] == ","


def _may_speak(reader: TagReader, mention: Mention, start: int) -> bool:
    """Whether a name may be the subject of a verb of speech that follows it.

    ``start`` is where its sentence or clause begins.
    """
    if mention.quoted or mention.oblique:
        return False
    return not _in_aside(reader, mention, start)


def _in_aside(reader: TagReader, mention: Mention, start: int) -> bool:
    """Whether a name is the object of an aside.

    In "Ned, nearing Julia, said" Julia is silent.
    """
    text = reader.text
    if not _comma_at(reader, mention.end):
        return False
    # "Ned turned to Julia, who said": she is the subject after all.
    if _WHO.match(text, mention.end):
        return False
    before = max(start, mention.start - _BEFORE_NAME)
    if reader.patterns.object_of.search(text, before, mention.start):
        return True
    before = max(start, mention.start - _LONGEST_ASIDE)
    participle = _PARTICIPLE.search(text, before, mention.start)
    return participle is not None


def last_sentence(stretch: str, patterns: TagPatterns) -> int:
    """Where the last sentence of a stretch of narration starts in it."""
    start = 0
    for match in patterns.sentence_end.finditer(stretch):
        start = match.end()
    return start


def actor(reader: TagReader, start: int, end: int) -> Subject | None:
    """The first person in a sentence who is not merely an object.

    A name, a pronoun, or a noun phrase that the sentence opens with; of two
    at one place the name is preferred.
    """
    limit = min(end, start + REACH)
    candidates = (
        _acting_name(reader, start, limit),
        _acting_pronoun(reader, start, limit),
        _acting_noun(reader, start, limit),
    )
    found = [subject for subject in candidates if subject is not None]
    return min(found, key=_place_and_kind, default=None)


def last_actor(reader: TagReader, start: int, end: int) -> Subject | None:
    """Who acts in the last main clause of a sentence that has several.

    "She shrugged, and he blinked": whoever acts last is nearest to what is said next.
    """
    found: Subject | None = None
    for match in _NEXT_CLAUSE.finditer(reader.text, start, end):
        subject = reader.subject_at(match.end(), inverted=False)
        if subject is None or subject.kind not in (NAME, PRONOUN, SELF, NOUN):
            continue
        if subject.kind == PRONOUN and not subject.gender:
            continue
        if subject.end < end and _acts_next(reader, subject.end, end):
            found = subject
    return found


def _acts_next(reader: TagReader, place: int, end: int) -> bool:
    """Whether a verb in the past follows a subject that ends at ``place``."""
    match = reader.patterns.direct.match(reader.text, place, end)
    if match is None:
        return False
    verb = match.group("verb")
    if verb in reader.patterns.speech or verb in words("ranker_past"):
        return True
    return verb.endswith("ed")


def _place_and_kind(subject: Subject) -> tuple[int, str]:
    """What subjects are chosen by: the least is preferred."""
    return subject.start, subject.kind


def _acting_name(reader: TagReader, start: int, limit: int) -> Subject | None:
    """The first name that no preposition and no verb makes an object."""
    object_of = reader.patterns.object_of
    for mention in reader.places.within(reader.chapter, start, limit):
        if mention.quoted or mention.oblique:
            continue
        before = max(start, mention.start - _BEFORE_NAME)
        if not object_of.search(reader.text, before, mention.start):
            return _named(mention)
    return None


def _acting_pronoun(
    reader: TagReader,
    start: int,
    limit: int,
) -> Subject | None:
    """The first pronoun that is not an object: "she", but not "her"."""
    match = reader.patterns.nominative.search(reader.text, start, limit)
    if match is None:
        return None
    return _pronoun(match, reader.patterns)


def _acting_noun(reader: TagReader, start: int, limit: int) -> Subject | None:
    """A short noun phrase that the sentence opens with."""
    opening = reader.patterns.opening.match(reader.text, start, limit)
    if opening is None:
        return None
    subject = reader.subject_at(opening.end(), inverted=False)
    if subject is None or subject.kind != NOUN:
        return None
    if len(subject.phrase.split()) > _MAX_PHRASE:
        return None
    return subject


def _named(mention: Mention) -> Subject:
    """The subject that a name is."""
    return Subject(
        NAME,
        mention.start,
        mention.end,
        mention.person,
    )


def _pronoun(match: re.Match[str], patterns: TagPatterns) -> Subject:
    """The subject that "he", "she" or "I" is, or the owner in "his hand"."""
    start, end = match.span()
    word = match.group().lower()
    if word in patterns.me:
        return Subject(SELF, start, end)
    gender = FEMALE
    if word in patterns.he:
        gender = MALE
    return Subject(
        PRONOUN,
        start,
        end,
        gender=gender,
        head=word,
    )
