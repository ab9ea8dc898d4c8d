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
from functools import cache

from audiobook.attribute.grammar import gender_of_verb
from audiobook.attribute.lexicon import words
from audiobook.attribute.people import Mention, Places
from audiobook.attribute.subjects import GROUP, NAME, NOUN, PRONOUN, SELF, Subject, subject_at
from audiobook.attribute.turns import Layout, Paragraph, Turn
from audiobook.language import rows
from audiobook.language.patterns import LOWER, QUOTES, UPPER, alternatives, lists

SAID, LEADS, INTRO, BEAT = "said", "leads", "intro", "beat"

_WAS_OF = re.compile(r"(?:was|were|came|is)\s+(?=\S)")
_WHO = re.compile(r",\s+who\b")
_DOING = re.compile(r"\w+ing\s+$")
_WHOSE = re.compile(r"['’]s?\s+[a-z]")
_CONTINUES = ",—–-;"
_REACH = 200
_SHORT = "".join(
    rf"(?<!{word})"
    for word in (
        *["Mr", "Mrs", "Ms", "Dr", "St", "Mme", "Mlle", "Messrs", "Capt", "Col", "Prof", "Rev", "Gen", "Lt"],
        rf"[^{UPPER}{LOWER}][{UPPER}]",
    )
)
_ENGLISH_END = rf"{_SHORT}[.!?…][\"”’)\]]*\s+(?=[\"“‘(A-Z_])"
_ANY_END = rf"{_SHORT}[.!?…][{QUOTES})\]]*\s+(?=[{QUOTES}(¿¡_—–{UPPER}])"


@dataclass(frozen=True, slots=True)
class _Patterns:
    """How tags look in one language."""

    language: str
    english: bool
    lead_in: re.Pattern[str]
    inverted: tuple[re.Pattern[str], ...]
    alone: re.Pattern[str]
    direct: re.Pattern[str]
    word: re.Pattern[str]
    small_word: re.Pattern[str]
    before_verb: re.Pattern[str]
    nominative_last: re.Pattern[str]
    sentence_end: re.Pattern[str]
    nominative: re.Pattern[str]
    object_of: re.Pattern[str]
    opening: re.Pattern[str]
    speech: frozenset[str]
    said_by_me: frozenset[str]
    no_verbs: frozenset[str]
    no_endings: tuple[str, ...]
    he: frozenset[str]
    me: frozenset[str]


@cache
def _patterns(language: str) -> _Patterns:
    of = lists(language)
    early = f"{of.adverb}|{of.any('adverbs', 'before_verb')}"
    after = of.any("clitics", "after_verb")
    between = f"{of.adverb}|{of.any('adverbs', 'between')}"
    opens = alternatives(w[0].upper() + w[1:] for w in of.rows("pronouns", "his", "her", "my"))
    subjects = of.any("pronouns", "he", "she", "i", capital=True)
    return _Patterns(
        language=of.code,
        english=of.english,
        lead_in=re.compile(rf"[\s,;.…—–\-_*)\]]*(?:(?:{of.any('adverbs', 'links')})\s+)?"),
        inverted=(
            re.compile(
                rf"(?:(?:{early})\s+)?{of.clitic}(?P<verb>[{of.letters}]+){of.joint}"
                rf"(?:(?:{after})\s+)?(?:(?:{of.adverb})\s+)?"
            ),
            re.compile(rf"{of.clitic}(?P<verb>[{of.letters}]+){of.joint}"),
        ),
        alone=re.compile(rf"{of.clitic}(?P<verb>[{of.letters}]+)\b"),
        direct=re.compile(rf",?\s+(?:(?:{between}),?\s+)*{of.clitic}(?P<verb>[{of.letters}]+)"),
        word=re.compile(rf"[{of.letters}]+"),
        small_word=re.compile(rf"(?<![\w'’-])[{of.letters}]+(?![\w'’-])"),
        before_verb=_before_verb(language),
        nominative_last=re.compile(rf"(?<![\w'’])(?:{subjects})$"),
        sentence_end=re.compile(_ENGLISH_END if of.english else _ANY_END),
        nominative=re.compile(rf"(?<![\w'’])(?:{subjects})(?![\w'’])|(?<![\w'’])(?:{opens})(?=\s)"),
        object_of=_object_of(language),
        opening=re.compile(r"\s*(?=[TAHM])" if of.english else rf"\s*(?=[{UPPER}])"),
        speech=words("speech", of.code),
        said_by_me=frozenset(rows(of.code, "verbs", "speech_first")),
        no_verbs=words("no_verbs", of.code),
        no_endings=rows(of.code, "verbs", "not_endings"),
        he=frozenset(of.rows("pronouns", "he", "his")),
        me=frozenset(w.lower() for w in of.rows("pronouns", "i", "my")),
    )


def _before_verb(language: str) -> re.Pattern[str]:
    """What may stand between a subject and its verb of speech: "who then", "lui"."""
    of = lists(language)
    early = f"{of.adverb}|{of.any('adverbs', 'before_last')}"
    return re.compile(rf"(?:,?\s+(?:{of.any('phrases', 'relative')}))?(?:,?\s+(?:{early}))*,?\s+{of.clitic}$")


def _object_of(language: str) -> re.Pattern[str]:
    """What stands before somebody who does nothing: a preposition, a verb with an object."""
    of = lists(language)
    elided = of.elided("phrases", "object_of")
    between = of.before("phrases", "before_object")
    return re.compile(rf"(?:\b(?:{of.any('phrases', 'object_of')})\s+|\b{elided})(?:{between})*$")


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
    reader = _Reader(layout.texts[turn.chapter], turn.chapter, places, _patterns(layout.language))
    found: list[Tag] = []
    for paragraph in layout.paragraphs[turn.first : turn.last + 1]:
        for start, end in paragraph.narration:
            if turn.low <= start < turn.high:
                found.extend(_stretch(reader, turn, paragraph, start, end))
    if not any(tag.kind in (SAID, LEADS) for tag in found):
        found.extend(_intro(reader, turn, layout))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Reader:
    """One chapter, who is named where in it, and how its language tags speech."""

    text: str
    chapter: int
    places: Places
    patterns: _Patterns

    def subject_at(self, at: int, *, inverted: bool) -> Subject | None:
        """The subject that starts at ``at``."""
        return subject_at(
            self.text, self.chapter, at, self.places, inverted=inverted, language=self.patterns.language
        )


def _stretch(reader: _Reader, turn: Turn, paragraph: Paragraph, start: int, end: int) -> Iterator[Tag]:
    """Tags in one stretch of narration between quotations."""
    at = bisect_left(turn.quotations, start, key=lambda q: q.start)
    before = at - 1 if at and turn.quotations[at - 1].end > paragraph.start else None
    after = at if at < len(turn.quotations) and turn.quotations[at].start < paragraph.end else None
    said = _after(reader, turn, before, (start, end)) if before is not None else None
    if said is not None:
        yield said
    if after is not None:
        lead = _before(reader, after, (start, end))
        if lead is not None and (said is None or lead.start >= said.end):
            yield lead
    nearest = before if before is not None else after or 0
    yield from _beats(reader, nearest, (said.end if said else start, end))


def _after(reader: _Reader, turn: Turn, index: int, span: tuple[int, int]) -> Tag | None:
    """The tag that follows a quotation directly."""
    text = reader.text
    lead = reader.patterns.lead_in.match(text, span[0], span[1])
    at = lead.end() if lead else span[0]
    inside = text[turn.quotations[index].start : span[0]].rstrip().rstrip("\"”’'»_")
    goes_on = inside[-1:] in _CONTINUES or (not reader.patterns.english and text[at : at + 1].islower())
    return (
        _reply_of(reader, index, at)
        or _inverted(reader, index, at, open_class=goes_on)
        or _direct(reader, index, at, open_class=goes_on)
    )


def _reply_of(reader: _Reader, index: int, at: int) -> Tag | None:
    """The tag that calls a quotation somebody's: "was Edmund's only reply"."""
    was = _WAS_OF.match(reader.text, at)
    mention = reader.places.at(reader.chapter, was.end()) if was else None
    if mention is None or not _WHOSE.match(reader.text, mention.end):
        return None
    return Tag(SAID, Subject(NAME, mention.start, mention.end, mention.person), index, "was", at, mention.end)


def _inverted(reader: _Reader, index: int, at: int, *, open_class: bool) -> Tag | None:
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


def _verb_alone(reader: _Reader, index: int, at: int) -> Tag | None:
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


def _may_speak(verb: str, patterns: _Patterns) -> bool:
    """Whether an unknown word after a comma may be a verb of speech."""
    return len(verb) > 2 and not verb.endswith(patterns.no_endings) and verb not in patterns.no_verbs


def _direct(reader: _Reader, index: int, at: int, *, open_class: bool) -> Tag | None:
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


def _before(reader: _Reader, index: int, span: tuple[int, int]) -> Tag | None:
    """The tag in the sentence that a quotation ends."""
    patterns = reader.patterns
    stretch = reader.text[span[0] : span[1]].rstrip()
    if not stretch or stretch[-1] in '.!?…"”':
        return None
    begin = span[0] + _last_sentence(stretch, patterns)
    spoken = stretch[-1] in ":," or any(
        w in patterns.speech for w in patterns.word.findall(reader.text[begin : span[1]])[-4:]
    )
    if not spoken:
        return None
    own = _subject_of_saying(reader, begin, span[0] + len(stretch))
    if own is not None:
        return Tag(SAID, own, index, "", own.start, span[0] + len(stretch))
    subject = _actor(reader, begin, span[1])
    return Tag(LEADS, subject, index, "", begin, span[0] + len(stretch)) if subject else None


def _subject_of_saying(reader: _Reader, start: int, end: int) -> Subject | None:
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
    return None


def _aside(reader: _Reader, mention: Mention, start: int) -> bool:
    """Whether a name is the object of an aside: in "Ned, nearing Julia, said" Julia is silent."""
    if reader.text[mention.end : mention.end + 1] != "," or _WHO.match(reader.text, mention.end):
        return False
    before = max(start, mention.start - 24)
    object_of = reader.patterns.object_of.search(reader.text, before, mention.start)
    return bool(object_of or _DOING.search(reader.text, before, mention.start))


def _last_sentence(stretch: str, patterns: _Patterns) -> int:
    ends = [m.end() for m in patterns.sentence_end.finditer(stretch)]
    return ends[-1] if ends else 0


def _actor(reader: _Reader, start: int, end: int) -> Subject | None:
    """The first person in a sentence who is not merely an object."""
    text, patterns = reader.text, reader.patterns
    limit = min(end, start + _REACH)
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


def _pronoun(match: re.Match[str], patterns: _Patterns) -> Subject:
    word = match.group().lower()
    if word in patterns.me:
        return Subject(SELF, match.start(), match.end())
    return Subject(
        PRONOUN, match.start(), match.end(), gender="male" if word in patterns.he else "female", head=word
    )


def _beats(reader: _Reader, index: int, span: tuple[int, int]) -> Iterator[Tag]:
    start = span[0]
    ends = reader.patterns.sentence_end.finditer(reader.text, *span)
    for stop in (*(m.end() for m in ends), span[1]):
        subject = _actor(reader, start, stop)
        if subject is not None:
            yield Tag(BEAT, subject, index, "", start, min(stop, start + _REACH))
        start = stop


def _intro(reader: _Reader, turn: Turn, layout: Layout) -> Iterator[Tag]:
    """The tag at the end of the paragraph before, where the turn opens its own paragraph."""
    if turn.first == 0:
        return
    own, previous = layout.paragraphs[turn.first], layout.paragraphs[turn.first - 1]
    if previous.chapter != turn.chapter or previous.apart or not previous.narration:
        return
    start, end = previous.narration[-1]
    stretch = reader.text[start:end].rstrip()
    if reader.text[own.start : turn.start].strip() or end < previous.end or stretch[-1:] not in ":,—":
        return
    begin = start + _last_sentence(stretch, reader.patterns)
    speaker = _subject_of_saying(reader, begin, start + len(stretch))
    if speaker is not None:
        yield Tag(SAID, speaker, 0, "", speaker.start, start + len(stretch))
        return
    subject = _actor(reader, begin, end)
    if subject is not None and subject.kind != GROUP:
        yield Tag(INTRO, subject, 0, "", begin, start + len(stretch))
