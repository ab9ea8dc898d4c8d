"""Tags: the words of narration that say who speaks, and how surely they do.

``said``    after or between quotations: "Go on," said Emma / Emma said / corroborated Flora
``leads``   before the quotation, in its own sentence: Emma said, "Go on."
``intro``   the paragraph before ends in a colon or comma: Emma turned to him and said:
``beat``    somebody acts in the quotation's paragraph: Mizuki crossed his arms. "You're fine."

After a comma any verb may be a verb of speech; after a full stop only a known one is.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from audiobook.attribute.grammar import gender_of_verb
from audiobook.attribute.roster import Places
from audiobook.attribute.tags.actors import REACH, actor, last_sentence, subject_of_saying
from audiobook.attribute.tags.reader import Patterns, Reader, patterns_of
from audiobook.attribute.tags.subjects import GROUP, NAME, NOUN, PRONOUN, SELF, Subject
from audiobook.attribute.turns import Layout, Paragraph, Turn

SAID, LEADS, INTRO, BEAT = "said", "leads", "intro", "beat"

_WAS_OF = re.compile(r"(?:was|were|came|is)\s+(?=\S)")
_WHOSE = re.compile(r"['’]s?\s+[a-z]")
_JOINED = re.compile(r"[\s,.]*(?:;\s*|(?:;\s*)?(?:and|but|while|whereupon)\s+)")
_LEADS_UP = re.compile(r"(?:\s+\w+ly)?\s*[,:]\s*")
_MARKS = " \n\"”’'»_"
_CONTINUES = ",—–-;"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a turn. ``quotation`` indexes the quotation of the turn that it is next to; ``verb`` may be empty;
    ``[start, end)`` are the words to show a reader.
    """

    kind: str
    subject: Subject
    quotation: int
    verb: str = ""
    start: int = 0
    end: int = 0


def tags_of(turn: Turn, layout: Layout, places: Places) -> tuple[Tag, ...]:
    """The tags of a turn, in the order of the text."""
    reader = Reader(layout.texts[turn.chapter], turn.chapter, places, patterns_of(layout.language))
    found: list[Tag] = []
    for paragraph in layout.paragraphs[turn.first : turn.last + 1]:
        for start, end in paragraph.narration:
            if turn.low < end and start < turn.high:
                found.extend(_stretch(reader, turn, paragraph, max(start, turn.low), min(end, turn.high)))
    if not any(tag.kind in (SAID, LEADS) for tag in found):
        found.extend(_intro(reader, turn, layout))
    return tuple(found)


def _stretch(reader: Reader, turn: Turn, paragraph: Paragraph, start: int, end: int) -> Iterator[Tag]:
    """Tags in one stretch of narration between quotations."""
    at = bisect_left(turn.quotations, start, key=lambda q: q.start)
    before = at - 1 if at and turn.quotations[at - 1].end > paragraph.start else None
    after = at if at < len(turn.quotations) and turn.quotations[at].start < paragraph.end else None
    said = _after(reader, turn, before, (start, end)) if before is not None else None
    if said is not None and after is not None and _leads_on(reader, turn, said, (start, end)):
        yield replace(said, quotation=after)
        return
    if said is not None:
        yield said
    if after is not None:
        lead = _before(reader, after, (said.end if said else start, end))
        if lead is not None:
            yield lead
    nearest = before if before is not None else after or 0
    yield from _beats(reader, nearest, (said.end if said else start, end))


def _leads_on(reader: Reader, turn: Turn, said: Tag, span: tuple[int, int]) -> bool:
    """Whether what stands between two quotations leads up to the second: ``" and Emma said, "``."""
    text = reader.text
    if said.end <= said.subject.end or not _LEADS_UP.fullmatch(text, said.end, span[1]):
        return False
    opens = said.subject.kind == PRONOUN and text[said.start].isupper()
    ended = text[turn.quotations[said.quotation].start : span[0]].rstrip(_MARKS).endswith(".")
    return ended or opens or bool(_JOINED.fullmatch(text, span[0], said.start))


def _after(reader: Reader, turn: Turn, index: int, span: tuple[int, int]) -> Tag | None:
    """The tag that follows a quotation directly."""
    text = reader.text
    lead = reader.patterns.lead_in.match(text, span[0], span[1])
    at = lead.end() if lead else span[0]
    inside = text[turn.quotations[index].start : span[0]].rstrip(_MARKS)
    goes_on = inside[-1:] in _CONTINUES or (not reader.patterns.english and text[at : at + 1].islower())
    return (
        _reply_of(reader, index, at)
        or _inverted(reader, index, at, open_class=goes_on)
        or _direct(reader, index, at, open_class=goes_on)
    )


def _reply_of(reader: Reader, index: int, at: int) -> Tag | None:
    """The tag that calls a quotation somebody's: "was Edmund's only reply"."""
    was = _WAS_OF.match(reader.text, at)
    mention = reader.places.at(reader.chapter, was.end()) if was else None
    if mention is None or not _WHOSE.match(reader.text, mention.end):
        return None
    return Tag(SAID, Subject(NAME, mention.start, mention.end, mention.person), index, "was", at, mention.end)


def _inverted(reader: Reader, index: int, at: int, *, open_class: bool) -> Tag | None:
    patterns = reader.patterns
    for pattern in patterns.inverted:
        match = pattern.match(reader.text, at)
        if match is None:
            continue
        verb = match.group("verb")
        known = verb in patterns.speech
        if not known and (not open_class or not _may_speak(verb, patterns)):
            continue
        subject = reader.subject_at(match.end(), inverted=True)
        if subject is not None and (known or subject.kind in (NAME, NOUN)):
            return Tag(SAID, subject, index, verb, at, subject.end)
    return None if patterns.english else _verb_alone(reader, index, at)


def _verb_alone(reader: Reader, index: int, at: int) -> Tag | None:
    """A tag without a subject, where the form of its verb tells the person or the gender: "сказала"."""
    patterns = reader.patterns
    match = patterns.alone.match(reader.text, at)
    if match is None or match.group("verb") not in patterns.speech:
        return None
    verb = match.group("verb")
    if verb in patterns.said_by_me:
        return Tag(SAID, Subject(SELF, at, match.end()), index, verb, at, match.end())
    gender = gender_of_verb(verb, patterns.language)
    subject = Subject(PRONOUN, at, match.end(), gender=gender, head=verb)
    return Tag(SAID, subject, index, verb, at, match.end()) if gender else None


def _may_speak(verb: str, patterns: Patterns) -> bool:
    """Whether an unknown word after a comma may be a verb of speech."""
    return len(verb) > 2 and not verb.endswith(patterns.no_endings) and verb not in patterns.no_verbs


def _direct(reader: Reader, index: int, at: int, *, open_class: bool) -> Tag | None:
    subject = reader.subject_at(at, inverted=False)
    if subject is None:
        return None
    match = reader.patterns.direct.match(reader.text, subject.end)
    if match is None:
        return None
    verb = match.group("verb")
    if verb in reader.patterns.speech or (open_class and _may_speak(verb, reader.patterns)):
        return Tag(SAID, subject, index, verb, at, match.end())
    return None


def _before(reader: Reader, index: int, span: tuple[int, int]) -> Tag | None:
    """The tag in the sentence that a quotation ends."""
    patterns = reader.patterns
    stretch = reader.text[span[0] : span[1]].rstrip()
    if not stretch or stretch[-1] in '.!?…"”':
        return None
    begin = span[0] + last_sentence(stretch, patterns)
    if stretch[-1] not in ":," and not _ends_in_speech(reader, begin, span[1]):
        return None
    own = subject_of_saying(reader, begin, span[0] + len(stretch))
    if own is not None:
        return Tag(SAID, own, index, "", own.start, span[0] + len(stretch))
    subject = actor(reader, begin, span[1])
    return Tag(LEADS, subject, index, "", begin, span[0] + len(stretch)) if subject else None


def _ends_in_speech(reader: Reader, start: int, end: int) -> bool:
    """Whether a verb of speech is among the last words of a sentence that leads up to a quotation."""
    patterns = reader.patterns
    return any(word in patterns.speech for word in patterns.word.findall(reader.text[start:end])[-4:])


def _beats(reader: Reader, index: int, span: tuple[int, int]) -> Iterator[Tag]:
    start = span[0]
    ends = reader.patterns.sentence_end.finditer(reader.text, *span)
    for stop in (*(m.end() for m in ends), span[1]):
        subject = actor(reader, start, stop)
        if subject is not None:
            yield Tag(BEAT, subject, index, "", start, min(stop, start + REACH))
        start = stop


def _intro(reader: Reader, turn: Turn, layout: Layout) -> Iterator[Tag]:
    """The tag at the end of the paragraph before, where the turn opens its own paragraph."""
    if turn.first == 0:
        return
    own, previous = layout.paragraphs[turn.first], layout.paragraphs[turn.first - 1]
    if previous.chapter != turn.chapter or previous.apart or not previous.narration:
        return
    start, end = previous.narration[-1]
    stretch = reader.text[start:end].rstrip()
    if reader.text[own.start : turn.start].strip() or end < previous.end:
        return
    begin = start + last_sentence(stretch, reader.patterns)
    unfinished = stretch[-1:].isalpha() and _ends_in_speech(reader, begin, end)
    if stretch[-1:] not in ":,—" and not unfinished:
        return
    speaker = subject_of_saying(reader, begin, start + len(stretch))
    if speaker is not None:
        yield Tag(SAID, speaker, 0, "", speaker.start, start + len(stretch))
        return
    subject = actor(reader, begin, end)
    if subject is not None and subject.kind != GROUP:
        kind = LEADS if _ends_in_speech(reader, begin, end) else INTRO
        yield Tag(kind, subject, 0, "", begin, start + len(stretch))
