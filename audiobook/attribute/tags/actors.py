"""Who acts or speaks in a sentence of narration that stands before or beside a quotation."""

import re

from audiobook.attribute.roster import Mention
from audiobook.attribute.tags.reader import Patterns, Reader
from audiobook.attribute.tags.subjects import NAME, NOUN, PRONOUN, SELF, Subject

REACH = 200  # characters of a sentence that are looked at
_CLAUSE = re.compile(r"[;:—]|--")
_WHO = re.compile(r",\s+who\b")
_DOING = re.compile(r"\w+ing\s+$")


def subject_of_saying(reader: Reader, start: int, end: int) -> Subject | None:
    """The subject right before the last verb of speech: "when Margaret said, ...", "the Rabbit, who cried out"."""
    patterns = reader.patterns
    verbs = [m for m in patterns.small_word.finditer(reader.text, start, end) if m.group() in patterns.speech]
    if not verbs:
        return None
    before = patterns.before_verb.search(reader.text, start, verbs[-1].start())
    stop = before.start() if before else verbs[-1].start()
    pronoun = patterns.nominative_last.search(reader.text, start, stop)
    if pronoun is not None:
        return _pronoun(pronoun, patterns)
    for mention in reader.places.within(reader.chapter, start, stop):
        if mention.end == stop and not (mention.quoted or mention.oblique or _aside(reader, mention, start)):
            return Subject(NAME, mention.start, mention.end, mention.person)
    return _before_aside(reader, start, stop)


def _before_aside(reader: Reader, start: int, stop: int) -> Subject | None:
    """The subject of a verb that an aside parts from it: "Mrs. Elton, speaking louder, said"."""
    if reader.text[stop : stop + 1] != ",":
        return None
    clause = start + max((m.end() for m in _CLAUSE.finditer(reader.text[start:stop])), default=0)
    for mention in reader.places.within(reader.chapter, clause, stop):
        ends = reader.text[mention.end : mention.end + 1] == ","
        if ends and not (mention.quoted or mention.oblique or _aside(reader, mention, clause)):
            return Subject(NAME, mention.start, mention.end, mention.person)
    return None


def _aside(reader: Reader, mention: Mention, start: int) -> bool:
    """Whether a name is the object of an aside: in "Ned, nearing Julia, said" Julia is silent."""
    if reader.text[mention.end : mention.end + 1] != "," or _WHO.match(reader.text, mention.end):
        return False
    before = max(start, mention.start - 24)
    object_of = reader.patterns.object_of.search(reader.text, before, mention.start)
    return bool(object_of or _DOING.search(reader.text, before, mention.start))


def last_sentence(stretch: str, patterns: Patterns) -> int:
    """Where the last sentence of a stretch of narration starts."""
    ends = [m.end() for m in patterns.sentence_end.finditer(stretch)]
    return ends[-1] if ends else 0


def actor(reader: Reader, start: int, end: int) -> Subject | None:
    """The first person in a sentence who is not merely an object."""
    text, patterns = reader.text, reader.patterns
    limit = min(end, start + REACH)
    options: list[tuple[int, Subject]] = []
    for mention in reader.places.within(reader.chapter, start, limit):
        object_of = patterns.object_of.search(text, max(0, start, mention.start - 24), mention.start)
        if not (mention.quoted or mention.oblique or object_of):
            options.append((mention.start, Subject(NAME, mention.start, mention.end, mention.person)))
            break
    pronoun = patterns.nominative.search(text, start, limit)
    if pronoun is not None:
        options.append((pronoun.start(), _pronoun(pronoun, patterns)))
    opening = patterns.opening.match(text, start, limit)
    if opening is not None:
        phrase = reader.subject_at(opening.end(), inverted=False)
        if phrase is not None and phrase.kind == NOUN and len(phrase.phrase.split()) <= 4:
            options.append((phrase.start, phrase))
    return min(options, key=lambda o: (o[0], o[1].kind))[1] if options else None


def _pronoun(match: re.Match[str], patterns: Patterns) -> Subject:
    word = match.group().lower()
    if word in patterns.me:
        return Subject(SELF, match.start(), match.end())
    return Subject(
        PRONOUN, match.start(), match.end(), gender="male" if word in patterns.he else "female", head=word
    )
