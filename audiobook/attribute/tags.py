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
from dataclasses import dataclass

from audiobook.attribute.lexicon import words
from audiobook.attribute.people import Places
from audiobook.attribute.subjects import GROUP, NAME, NOUN, PRONOUN, SELF, Subject, subject_at
from audiobook.attribute.turns import Layout, Paragraph, Turn

SAID, LEADS, INTRO, BEAT = "said", "leads", "intro", "beat"

_LEAD_IN = re.compile(r"[\s,;.…—–\-_*)\]]*(?:(?:and|but|then|so)\s+)?")
_INVERTED = re.compile(
    r"(?:(?:\w+ly|then|thus|here|now|again)\s+)?(?P<verb>[a-z]+)\s+"
    r"(?:(?:in|on|out|up|back|again|forth|for|to|with)\s+)?(?:\w+ly\s+)?"
)
_VERB = re.compile(
    r",?\s+(?:(?:\w+ly|then|also|only|just|had|would|could|again|at last|once more|still|merely|all|both),?\s+)*"
    r"(?P<verb>[a-z]+)"
)
_SENTENCE_END = re.compile(
    r"(?<!Mr)(?<!Mrs)(?<!Dr)(?<!Ms)(?<!St)(?<!Mme)(?<!Mlle)(?<!Messrs)(?<!Capt)(?<!Col)(?<!Prof)(?<!Rev)(?<!Gen)(?<!Lt)(?<![^A-Za-z][A-Z])[.!?…][\"”’)\]]*\s+(?=[\"“‘(A-Z_])"
)
_NOMINATIVE = re.compile(r"(?<![\w'’])(?:he|she|I|He|She)(?![\w'’])|(?<![\w'’])(?:His|Her|My)(?=\s)")
_OBJECT_OF = re.compile(
    r"\b(?:to|at|of|with|from|on|for|by|in|and|upon|towards?|beside|behind|after|before|near|against|over|than|like"
    r"|into|told|asked|saw|watched|gave|made|let|not)\s+(?:the\s+|poor\s+|old\s+|young\s+|little\s+)*$"
)
_SMALL_WORD = re.compile(r"(?<![\w'’-])[a-z]+(?![\w'’-])")
_BEFORE_VERB = re.compile(
    r"(?:,?\s+(?:who|which|that))?"
    r"(?:,?\s+(?:\w+ly|then|also|only|just|had|has|again|at last|once more|still|merely|now|first))*,?\s+$"
)
_NOMINATIVE_LAST = re.compile(r"(?<![\w'’])(?:he|she|I|He|She)$")
_CONTINUES = ",—–-;"
_REACH = 200


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
    text = layout.texts[turn.chapter]
    found: list[Tag] = []
    for paragraph in layout.paragraphs[turn.first : turn.last + 1]:
        for start, end in paragraph.narration:
            if turn.low <= start < turn.high:
                found.extend(_stretch(turn, paragraph, text, start, end, places))
    if not any(tag.kind in (SAID, LEADS) for tag in found):
        found.extend(_intro(turn, layout, text, places))
    return tuple(found)


def _stretch(turn: Turn, paragraph: Paragraph, text: str, start: int, end: int, places: Places) -> Iterator[Tag]:
    """Tags in one stretch of narration between quotations."""
    at = bisect_left(turn.quotations, start, key=lambda q: q.start)
    before = at - 1 if at and turn.quotations[at - 1].end > paragraph.start else None
    after = at if at < len(turn.quotations) and turn.quotations[at].start < paragraph.end else None
    said = _after(turn, before, text, (start, end), places) if before is not None else None
    if said is not None:
        yield said
    if after is not None:
        lead = _before(turn.chapter, after, text, (start, end), places)
        if lead is not None and (said is None or lead.start >= said.end):
            yield lead
    nearest = before if before is not None else after or 0
    yield from _beats(turn.chapter, nearest, text, (said.end if said else start, end), places)


def _after(turn: Turn, index: int, text: str, span: tuple[int, int], places: Places) -> Tag | None:
    """The tag that follows a quotation directly."""
    lead = _LEAD_IN.match(text, span[0], span[1])
    at = lead.end() if lead else span[0]
    inside = text[turn.quotations[index].start : span[0]].rstrip().rstrip("\"”’'»_")
    goes_on = inside[-1:] in _CONTINUES
    return _inverted(turn.chapter, index, text, at, places, open_class=goes_on) or _direct(
        turn.chapter, index, text, at, places, open_class=goes_on
    )


def _inverted(chapter: int, index: int, text: str, at: int, places: Places, *, open_class: bool) -> Tag | None:
    for pattern in (_INVERTED, _PLAIN_INVERTED):
        match = pattern.match(text, at)
        if match is None:
            continue
        verb = match.group("verb")
        known = verb in words("speech")
        if not known and (not open_class or not _may_speak(verb)):
            continue
        subject = subject_at(text, chapter, match.end(), places, inverted=True)
        if subject is not None and (known or subject.kind in (NAME, NOUN)):
            return Tag(SAID, subject, index, verb, at, subject.end)
    return None


def _may_speak(verb: str) -> bool:
    """Whether an unknown word after a comma may be a verb of speech."""
    return len(verb) > 2 and not verb.endswith(("ing", "ly")) and verb not in words("no_verbs")


_PLAIN_INVERTED = re.compile(r"(?P<verb>[a-z]+)\s+")


def _direct(chapter: int, index: int, text: str, at: int, places: Places, *, open_class: bool) -> Tag | None:
    subject = subject_at(text, chapter, at, places, inverted=False)
    if subject is None:
        return None
    match = _VERB.match(text, subject.end)
    if match is None:
        return None
    verb = match.group("verb")
    if verb in words("speech") or (open_class and _may_speak(verb)):
        return Tag(SAID, subject, index, verb, at, match.end())
    return None


def _before(chapter: int, index: int, text: str, span: tuple[int, int], places: Places) -> Tag | None:
    """The tag in the sentence that a quotation ends."""
    stretch = text[span[0] : span[1]].rstrip()
    if not stretch or stretch[-1] in '.!?…"”':
        return None
    begin = span[0] + _last_sentence(stretch)
    spoken = stretch[-1] in ":," or any(
        w in words("speech") for w in re.findall(r"[a-z]+", text[begin : span[1]])[-4:]
    )
    if not spoken:
        return None
    own = _subject_of_saying(chapter, text, (begin, span[0] + len(stretch)), places)
    if own is not None:
        return Tag(SAID, own, index, "", own.start, span[0] + len(stretch))
    subject = _actor(chapter, text, begin, span[1], places)
    return Tag(LEADS, subject, index, "", begin, span[0] + len(stretch)) if subject else None


def _subject_of_saying(chapter: int, text: str, span: tuple[int, int], places: Places) -> Subject | None:
    """The subject right before the last verb of speech: "when Margaret said, ...", "the Rabbit, who cried out"."""
    verbs = [m for m in _SMALL_WORD.finditer(text, *span) if m.group() in words("speech")]
    if not verbs:
        return None
    before = _BEFORE_VERB.search(text, span[0], verbs[-1].start())
    end = before.start() if before else verbs[-1].start()
    who = _NOMINATIVE_LAST.search(text, span[0], end)
    if who is not None:
        return _pronoun(who)
    for mention in places.within(chapter, span[0], end):
        if mention.end == end and not mention.quoted:
            return Subject(NAME, mention.start, mention.end, mention.person)
    return None


def _last_sentence(stretch: str) -> int:
    ends = [m.end() for m in _SENTENCE_END.finditer(stretch)]
    return ends[-1] if ends else 0


def _actor(chapter: int, text: str, start: int, end: int, places: Places) -> Subject | None:
    """The first person in a sentence who is not merely an object."""
    limit = min(end, start + _REACH)
    options: list[tuple[int, Subject]] = []
    for mention in places.within(chapter, start, limit):
        if not mention.quoted and not _OBJECT_OF.search(text, max(0, start, mention.start - 24), mention.start):
            options.append((mention.start, Subject(NAME, mention.start, mention.end, mention.person)))
            break
    pronoun = _NOMINATIVE.search(text, start, limit)
    if pronoun is not None:
        options.append((pronoun.start(), _pronoun(pronoun)))
    opening = re.compile(r"\s*(?=[TAHM])").match(text, start, limit)
    if opening is not None:
        phrase = subject_at(text, chapter, opening.end(), places, inverted=False)
        if phrase is not None and phrase.kind == NOUN and len(phrase.phrase.split()) <= 4:
            options.append((phrase.start, phrase))
    return min(options, key=lambda o: (o[0], o[1].kind))[1] if options else None


def _pronoun(match: re.Match[str]) -> Subject:
    word = match.group().lower()
    if word in ("i", "my"):
        return Subject(SELF, match.start(), match.end())
    return Subject(
        PRONOUN, match.start(), match.end(), gender="male" if word in ("he", "his") else "female", head=word
    )


def _beats(chapter: int, index: int, text: str, span: tuple[int, int], places: Places) -> Iterator[Tag]:
    start = span[0]
    for stop in (*(m.end() for m in _SENTENCE_END.finditer(text, *span)), span[1]):
        subject = _actor(chapter, text, start, stop, places)
        if subject is not None:
            yield Tag(BEAT, subject, index, "", start, min(stop, start + _REACH))
        start = stop


def _intro(turn: Turn, layout: Layout, text: str, places: Places) -> Iterator[Tag]:
    """The tag at the end of the paragraph before, where the turn opens its own paragraph."""
    if turn.first == 0:
        return
    own, previous = layout.paragraphs[turn.first], layout.paragraphs[turn.first - 1]
    if previous.chapter != turn.chapter or previous.apart or not previous.narration:
        return
    start, end = previous.narration[-1]
    stretch = text[start:end].rstrip()
    if text[own.start : turn.start].strip() or end < previous.end or stretch[-1:] not in ":,—":
        return
    begin = start + _last_sentence(stretch)
    subject = _actor(turn.chapter, text, begin, end, places)
    if subject is not None and subject.kind != GROUP:
        yield Tag(INTRO, subject, 0, "", begin, start + len(stretch))
