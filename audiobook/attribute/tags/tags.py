"""Tags: the words of narration that say who speaks, and how surely they do.

``said``    after or between quotations: "Go on," said Emma / Emma said / corroborated Flora
``leads``   before the quotation, in its own sentence: Emma said, "Go on."
``intro``   the paragraph before ends in a colon or comma: Emma turned to him and said:
``beat``    somebody acts in the quotation's paragraph: Mizuki crossed his arms. "You're fine."

After a comma any verb may be a verb of speech; after a full stop only a known
one is.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from audiobook.attribute.grammar import gender_of_verb
from audiobook.attribute.roster import Places
from audiobook.attribute.tags.sentence_actors import (
    REACH,
    actor,
    last_sentence,
    subject_of_saying,
)
from audiobook.attribute.tags.subject import (
    NAME,
    NOUN,
    PRONOUN,
    SELF,
    SEVERAL,
    Subject,
)
from audiobook.attribute.tags.tag_reader import (
    TagPatterns,
    TagReader,
    tag_reader,
)
from audiobook.attribute.turns import Layout, Paragraph, Turn

SAID = "said"
LEADS = "leads"
INTRO = "intro"
BEAT = "beat"

_WAS_OF = re.compile(r"(?:was|were|came|is)\s+(?=\S)")
_WHOSE = re.compile(r"['’]s?\s+[a-z]")
_JOINED = re.compile(r"[\s,.]*(?:;\s*|(?:;\s*)?(?:and|but|while|whereupon)\s+)")
_LEADS_UP = re.compile(r"(?:\s+\w+ly)?\s*[,:]\s*")
_CLOSING_MARKS = " \n\"”’'»_"
_UNFINISHED_ENDS = (",", "—", "–", "-", ";")
_INTRO_ENDS = (":", ",", "—")
_LEAD_ENDS = (":", ",")
_FULL_ENDS = (".", "!", "?", "…", '"', "”")
_LAST_WORDS = 4  # of a sentence, among which a verb of speech leads up to a quotation
_SHORTEST_VERB = 3  # letters of an unknown verb of speech

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a turn.

    ``quotation`` is the index, within the turn, of the quotation that the tag
    belongs to; ``verb`` may be empty; ``[start, end)`` are the words of the
    chapter to show to a reader.
    """

    kind: str
    subject: Subject
    quotation: int
    verb: str = ""
    start: int = 0
    end: int = 0


def tags_of(turn: Turn, layout: Layout, places: Places) -> tuple[Tag, ...]:
    """The tags of a turn, in the order of the text."""
    reader = tag_reader(
        layout.texts[turn.chapter],
        turn.chapter,
        places,
        layout.language,
    )
    tags: list[Tag] = []
    for paragraph in layout.paragraphs[turn.first : turn.last + 1]:
        for start, end in paragraph.narration:
            # Of a paragraph with two speakers only the turn's own share.
            low = max(start, turn.low)
            high = min(end, turn.high)
            if start < turn.high and turn.low < end:
                stretch = (low, high)
                tags.extend(_stretch_tags(reader, turn, paragraph, stretch))
    kinds = {tag.kind for tag in tags}
    # What the paragraph before announces counts only where the turn's own
    # paragraph does not say who speaks.
    if kinds.isdisjoint((SAID, LEADS)):
        tags.extend(_intro(reader, turn, layout))
    return tuple(tags)


def _stretch_tags(reader: TagReader, turn: Turn, paragraph: Paragraph, span: Span) -> Iterator[Tag]:
    """The tags in one stretch of narration between quotations.

    At most one belongs to the quotation before it and one to the quotation
    after it; what people do in the rest of it are beats.
    """
    start, end = span
    before, after = _quotations_beside(turn, paragraph, start)
    said = None
    if before is not None:
        said = _tag_after(reader, turn, before, span)
    if said is not None:
        if after is not None and _leads_on(reader, turn, said, span):
            # It looks like a tag of the quotation before, but is none.
            yield replace(said, quotation=after)
            return
        yield said
        start = said.end
    if after is not None:
        lead = _tag_before(reader, after, (start, end))
        if lead is not None:
            yield lead
    nearest = before
    if nearest is None:
        nearest = after or 0
    yield from _beats(reader, nearest, (start, end))


def _quotations_beside(
    turn: Turn,
    paragraph: Paragraph,
    start: int,
) -> tuple[int | None, int | None]:
    """The quotations of the paragraph before and after the narration that
    begins at ``start``.
    """
    before = None
    after = None
    place = bisect_left(turn.quotations, start, key=attrgetter("start"))
    if place > 0 and turn.quotations[place - 1].end > paragraph.start:
        before = place - 1
    if place < len(turn.quotations) and turn.quotations[place].start < paragraph.end:
        after = place
    return before, after


def _leads_on(reader: TagReader, turn: Turn, said: Tag, span: Span) -> bool:
    """Whether what stands between two quotations leads up to the second.

    ``" and Emma said, "``: the verb stands behind its subject and a comma or
    a colon behind the verb, and the sentence is one of its own.
    """
    text = reader.text
    start, end = span
    verb_is_last = said.end > said.subject.end
    if not verb_is_last or not _LEADS_UP.fullmatch(text, said.end, end):
        return False
    opening = turn.quotations[said.quotation].start
    quotation = text[opening:start].rstrip(_CLOSING_MARKS)
    # The quotation before has ended, so that nothing of it is tagged here.
    if quotation.endswith("."):
        return True
    # A capital "He" opens a sentence; a name has a capital anywhere.
    if said.subject.kind == PRONOUN and text[said.start].isupper():
        return True
    return _JOINED.fullmatch(text, start, said.start) is not None


def _tag_after(reader: TagReader, turn: Turn, quotation: int, span: Span) -> Tag | None:
    """The tag that follows a quotation directly.

    Any verb may be one of speech there if the sentence of the quotation goes
    on: ``"Go on," corroborated Flora``.
    """
    text = reader.text
    start, end = span
    at = start
    lead_in = reader.patterns.lead_in.match(text, start, end)
    if lead_in is not None:
        at = lead_in.end()
    opening = turn.quotations[quotation].start
    quoted = text[opening:start].rstrip(_CLOSING_MARKS)
    goes_on = not quoted or quoted.endswith(_UNFINISHED_ENDS)
    # English ends the quoted part of a sentence with a comma; elsewhere a
    # small letter may be all.
    if not reader.patterns.english:
        goes_on = goes_on or text[at : at + 1].islower()
    return (
        _reply_tag(reader, quotation, at)
        or _inverted_tag(reader, quotation, at, any_verb=goes_on)
        or _direct_tag(reader, quotation, at, any_verb=goes_on)
    )


def _reply_tag(reader: TagReader, quotation: int, at: int) -> Tag | None:
    """The tag that calls a quotation somebody's.

    "was Edmund's only reply".
    """
    was = _WAS_OF.match(reader.text, at)
    if was is None:
        return None
    mention = reader.places.at(reader.chapter, was.end())
    if mention is None or not _WHOSE.match(reader.text, mention.end):
        return None
    subject = Subject(
        NAME,
        mention.start,
        mention.end,
        mention.person,
    )
    return Tag(
        SAID,
        subject,
        quotation,
        verb="was",
        start=at,
        end=mention.end,
    )


def _inverted_tag(reader: TagReader, quotation: int, at: int, *, any_verb: bool) -> Tag | None:
    """A verb and the subject behind it: "said Emma", "softly asked he".

    ``any_verb`` is true where an unlisted verb may be one of speech too.
    """
    patterns = reader.patterns
    for pattern in patterns.inverted:
        match = pattern.match(reader.text, at)
        if match is None:
            continue
        verb = match.group("verb")
        if not _is_of_speech(verb, patterns, any_verb=any_verb):
            continue
        subject = reader.subject_at(match.end(), inverted=True)
        if subject is None:
            continue
        # Behind an unlisted verb a pronoun is likelier its object.
        listed = verb in patterns.speech
        if listed or subject.kind in (NAME, NOUN):
            return Tag(
                SAID,
                subject,
                quotation,
                verb=verb,
                start=at,
                end=subject.end,
            )
    # English always names the subject.
    if patterns.english:
        return None
    return _verb_alone(reader, quotation, at)


def _verb_alone(reader: TagReader, quotation: int, at: int) -> Tag | None:
    """A tag without a subject: the form of its verb tells who speaks.

    Either the person ("dije") or the gender ("сказала").
    """
    patterns = reader.patterns
    match = patterns.alone.match(reader.text, at)
    if match is None:
        return None
    verb = match.group("verb")
    end = match.end()
    if verb not in patterns.speech:
        return None
    if verb in patterns.said_by_me:
        subject = Subject(SELF, at, end)
    else:
        gender = gender_of_verb(verb, patterns.language)
        if not gender:
            return None
        subject = Subject(
            PRONOUN,
            at,
            end,
            gender=gender,
            head=verb,
        )
    return Tag(
        SAID,
        subject,
        quotation,
        verb=verb,
        start=at,
        end=end,
    )


def _is_of_speech(verb: str, patterns: TagPatterns, *, any_verb: bool) -> bool:
    """Whether a word in the place of a verb is one of speech.

    ``any_verb`` is true where an unlisted one may be, as after a comma.
    """
    if verb in patterns.speech:
        return True
    if not any_verb or len(verb) < _SHORTEST_VERB:
        return False
    if verb.endswith(patterns.no_verb_endings):
        return False
    return verb not in patterns.no_verbs


def _direct_tag(reader: TagReader, quotation: int, at: int, *, any_verb: bool) -> Tag | None:
    """A subject and the verb behind it: "Emma said", "he softly asked".

    ``any_verb`` is true where an unlisted verb may be one of speech too.
    """
    patterns = reader.patterns
    subject = reader.subject_at(at, inverted=False)
    if subject is None:
        return None
    match = patterns.direct.match(reader.text, subject.end)
    if match is None:
        return None
    verb = match.group("verb")
    if _is_of_speech(verb, patterns, any_verb=any_verb):
        return Tag(
            SAID,
            subject,
            quotation,
            verb=verb,
            start=at,
            end=match.end(),
        )
    return None


def _tag_before(reader: TagReader, quotation: int, span: Span) -> Tag | None:
    """The tag in the sentence that a quotation ends.

    ``Emma said, "Go on."`` tells of speech; ``Emma turned to him: "Go on."``
    only leads up to it.
    """
    start, end = span
    stretch = reader.text[start:end].rstrip()
    if not stretch or stretch.endswith(_FULL_ENDS):
        return None
    begin = start + last_sentence(stretch, reader.patterns)
    stop = start + len(stretch)
    if not stretch.endswith(_LEAD_ENDS) and not _ends_in_speech(reader, begin, end):
        return None
    speaker = subject_of_saying(reader, begin, stop)
    if speaker is not None:
        return Tag(
            SAID,
            speaker,
            quotation,
            start=speaker.start,
            end=stop,
        )
    subject = actor(reader, begin, end)
    if subject is not None:
        return Tag(
            LEADS,
            subject,
            quotation,
            start=begin,
            end=stop,
        )
    return None


def _ends_in_speech(reader: TagReader, start: int, end: int) -> bool:
    """Whether a sentence leads up to a quotation by its last words.

    A verb of speech is among them.
    """
    words = reader.patterns.word.findall(reader.text[start:end])
    last_words = words[-_LAST_WORDS:]
    return not reader.patterns.speech.isdisjoint(last_words)


def _beats(reader: TagReader, quotation: int, span: Span) -> Iterator[Tag]:
    """What people do in each sentence of a stretch."""
    start, end = span
    matches = reader.patterns.sentence_end.finditer(reader.text, start, end)
    sentence_ends = [match.end() for match in matches]
    for stop in (*sentence_ends, end):
        subject = actor(reader, start, stop)
        if subject is not None:
            shown = min(stop, start + REACH)
            yield Tag(
                BEAT,
                subject,
                quotation,
                start=start,
                end=shown,
            )
        start = stop


def _intro(reader: TagReader, turn: Turn, layout: Layout) -> Iterator[Tag]:
    """The tag at the end of the paragraph before, where the turn opens its
    own paragraph.
    """
    span = _narration_before(reader, turn, layout)
    if span is None:
        return
    start, end = span
    stretch = reader.text[start:end].rstrip()
    begin = start + last_sentence(stretch, reader.patterns)
    stop = start + len(stretch)
    speaks = _ends_in_speech(reader, begin, end)
    unfinished = speaks and stretch[-1:].isalpha()
    if not unfinished and not stretch.endswith(_INTRO_ENDS):
        return
    speaker = subject_of_saying(reader, begin, stop)
    if speaker is not None:
        yield Tag(
            SAID,
            speaker,
            0,
            start=speaker.start,
            end=stop,
        )
        return
    subject = actor(reader, begin, end)
    # A group is not taken for the speaker by what it does.
    if subject is not None and subject.kind != SEVERAL:
        kind = LEADS if speaks else INTRO
        yield Tag(
            kind,
            subject,
            0,
            start=begin,
            end=stop,
        )


def _narration_before(reader: TagReader, turn: Turn, layout: Layout) -> Span | None:
    """The narration that ends the paragraph before a turn which opens its own
    paragraph.
    """
    if turn.first == 0:
        return None
    own = layout.paragraphs[turn.first]
    previous = layout.paragraphs[turn.first - 1]
    if previous.chapter != turn.chapter or previous.apart or not previous.narration:
        return None
    start, end = previous.narration[-1]
    # A quotation behind the narration, or words before the turn's own one,
    # stand between the two.
    if end < previous.end or reader.text[own.start : turn.start].strip():
        return None
    return start, end
