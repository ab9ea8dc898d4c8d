"""Finds the tags of a turn: those of its own paragraphs, then that of the one
before.

A tag belongs to the quotation that it is next to. What people do in the same
paragraph are beats.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from audiobook.attribute.roster import Places
from audiobook.attribute.tags.following_tag import (
    CLOSING_MARKS,
    following_tag,
    reveal,
)
from audiobook.attribute.tags.sentence_actors import (
    REACH,
    actor,
    last_actor,
    last_sentence,
    subject_of_saying,
)
from audiobook.attribute.tags.subject import PRONOUN, SEVERAL
from audiobook.attribute.tags.tag import (
    BEAT,
    INTRO,
    LEADS,
    SAID,
    Span,
    Tag,
)
from audiobook.attribute.tags.tag_reader import TagReader, tag_reader
from audiobook.attribute.turns import Layout, Paragraph, Turn

_JOINED = re.compile(r"[\s,.]*(?:;\s*|(?:;\s*)?(?:and|but|while|whereupon)\s+)")
_LEADS_UP = re.compile(r"(?:\s+\w+ly)?\s*[,:]\s*")
_INTRO_ENDS = (":", ",", "—")
_LEAD_ENDS = (":", ",")
_FULL_ENDS = (".", "!", "?", "…", '"', "”")
# Behind a tag, before whoever is spoken to.
_SPEAKS_TO = re.compile(
    r"(?:\s+\w+ly)?(?:,?\s+(?:turning|speaking|nodding|looking|pointing|whispering))?(?:\s+\w+ly)?"
    r"\s+(?:to|at|towards?)\s+(?:(?:the|old|young|poor|dear|little)\s+)*"
)
_SPACE = re.compile(r"\s+(?:the\s+)?")
_OWNS = re.compile(r"['’]s?(?![\w])")
_LAST_WORDS = 4  # of a sentence, among which a verb of speech leads up to a quotation


def tags_of(
    turn: Turn,
    layout: Layout,
    places: Places,
) -> tuple[Tag, ...]:
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
                led = any(_leads_to_last(tag, turn, low) for tag in tags)
                stretch = (low, high)
                tags.extend(_stretch_tags(reader, turn, paragraph, stretch, led=led))
    tags.extend(_tags_around(reader, turn, layout, tags))
    return tuple(_with_listener(reader, tag) for tag in tags)


def _tags_around(
    reader: TagReader,
    turn: Turn,
    layout: Layout,
    tags: Sequence[Tag],
) -> Iterator[Tag]:
    """The tags in the paragraphs before and after a turn, whose own are ``tags``."""
    kinds = {tag.kind for tag in tags}
    # They count only where the turn's own paragraph does not say who speaks.
    if kinds.isdisjoint((SAID, LEADS)):
        before = list(_intro(reader, turn, layout))
        yield from before
        if not tags and not before:
            yield from reveal(reader, turn, layout)


def _with_listener(
    reader: TagReader,
    tag: Tag,
) -> Tag:
    """The tag with whoever is spoken to right behind it: "he said to Tom", "he asked Tom"."""
    if tag.kind == BEAT or not reader.patterns.english:
        return tag
    to = _SPEAKS_TO.match(reader.text, tag.end)
    # Behind an inverted verb stands the subject itself.
    is_direct = bool(tag.verb) and tag.subject.end < tag.end
    if to is None and is_direct:
        to = _SPACE.match(reader.text, tag.end)
    if to is None:
        return tag
    mention = reader.places.at(reader.chapter, to.end())
    if mention is None or _OWNS.match(reader.text, mention.end):
        return tag
    # "He said to Tom, who replied:" leads up to what Tom says.
    if tag.kind != SAID and _LEADS_UP.match(reader.text, mention.end) is None:
        return tag
    return replace(tag, listener=mention.person)


def _leads_to_last(
    tag: Tag,
    turn: Turn,
    place: int,
) -> bool:
    """Whether a tag leads up to the last quotation before a place."""
    if tag.kind not in (SAID, LEADS):
        return False
    quotation = turn.quotations[tag.quotation]
    if tag.start > quotation.start:
        return False
    following = turn.quotations[tag.quotation + 1 : tag.quotation + 2]
    return not following or following[0].start >= place


def _stretch_tags(
    reader: TagReader,
    turn: Turn,
    paragraph: Paragraph,
    span: Span,
    *,
    led: bool,
) -> Iterator[Tag]:
    """The tags in one stretch of narration between quotations.

    At most one belongs to the quotation before it and one to the quotation
    after it; what people do in the rest of it are beats. ``led`` is true where
    a tag leads up to the quotation before.
    """
    start, end = span
    before, after = _quotations_beside(turn, paragraph, start)
    said = None
    if before is not None:
        said = following_tag(reader, turn, before, span)
    if said is not None:
        if after is not None and _leads_on(reader, turn, said, span, led=led):
            # It looks like a tag of the quotation before, but is none.
            yield replace(said, quotation=after)
            return
        yield said
        start = said.end
    if after is not None:
        lead = _leading_tag(reader, after, (start, end))
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


def _leads_on(
    reader: TagReader,
    turn: Turn,
    said: Tag,
    span: Span,
    *,
    led: bool,
) -> bool:
    """Whether what stands between two quotations leads up to the second.

    ``" and Emma said, "``: the verb stands behind its subject and a comma or
    a colon behind the verb, and the sentence is one of its own. The quotation
    before it has its speaker where a tag ``led`` up to it.
    """
    text = reader.text
    start, end = span
    verb_is_last = said.end > said.subject.end
    if not verb_is_last or not _LEADS_UP.fullmatch(text, said.end, end):
        return False
    opening = turn.quotations[said.quotation].start
    quotation = text[opening:start].rstrip(CLOSING_MARKS)
    # The quotation before has ended, so that nothing of it is tagged here.
    if quotation.endswith((".", "!", "?") if led else "."):
        return True
    # A capital "He" opens a sentence; a name has a capital anywhere.
    if said.subject.kind == PRONOUN and text[said.start].isupper():
        return True
    return _JOINED.fullmatch(text, start, said.start) is not None


def _leading_tag(
    reader: TagReader,
    quotation: int,
    span: Span,
) -> Tag | None:
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
    subject = last_actor(reader, begin, stop) or actor(reader, begin, end)
    if subject is not None:
        return Tag(
            LEADS,
            subject,
            quotation,
            start=begin,
            end=stop,
        )
    return None


def _ends_in_speech(
    reader: TagReader,
    start: int,
    end: int,
) -> bool:
    """Whether a sentence leads up to a quotation by its last words.

    A verb of speech is among them.
    """
    words = reader.patterns.word.findall(reader.text[start:end])
    last_words = words[-_LAST_WORDS:]
    return not reader.patterns.speech.isdisjoint(last_words)


def _beats(
    reader: TagReader,
    quotation: int,
    span: Span,
) -> Iterator[Tag]:
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


def _intro(
    reader: TagReader,
    turn: Turn,
    layout: Layout,
) -> Iterator[Tag]:
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
    subject = last_actor(reader, begin, stop) or actor(reader, begin, end)
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


def _narration_before(
    reader: TagReader,
    turn: Turn,
    layout: Layout,
) -> Span | None:
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
