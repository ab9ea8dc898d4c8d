"""What the words around a quotation say about its speaker: tags ("said Emma") and beats ("Emma smiled.").

Each turn is looked at through nine windows; each shows at most one actor, who is a person, or a pronoun or a
role with a gender. The windows are the channels of the features.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from audiobook.attribute.ranker.features.actors import NONE, Actor, actor_at, is_act
from audiobook.attribute.ranker.features.reading import Reading
from audiobook.attribute.ranker.features.words import ADVERBS, PREPOSITIONS, SPEECH

LONGEST_SENTENCE = 45  # words looked at for a subject
LEADS = frozenset({",", ":", "--", "—", "–", ";"})  # what a sentence ends in that leads up to a quotation
BETWEEN = frozenset({",", "who", "had", "has", "was", "could", "would", "did", "then", "also", "only", "to"})
RELATIVE = frozenset({"that", "which", "whom", "whose"})  # the words that Emma had heard: she only hears
JOINING = frozenset(
    {"and", "but", "as", "when", "while", "that", "then", "till", "until", "if", "so", "for", "before", "after"}
)
CONJUNCTIONS = frozenset({"before", "after", "until", "till", "since"})  # where somebody acts: else prepositions
HELPING = frozenset({"had", "was", "could", "would", "did"})
SOON = 6  # tokens at the end of a sentence among which a verb of saying leads up to a quotation without a mark
FAR = 400  # tokens from a quotation at which narration stops to matter


class Window(IntEnum):
    """Where an actor stands relative to the turn."""

    AFTER_FIRST = 0  # "…" said Emma
    AFTER_REST = 1
    BEFORE_FIRST = 2  # Emma said, "…"
    BEFORE_REST = 3
    PARAGRAPH_BEFORE = 4  # the last sentence of the narration that precedes
    PARAGRAPH_AFTER = 5  # the first sentence of the narration that follows
    SUBJECT_BEFORE = 6  # the subject of the last sentence before, whoever is nearest the verb
    SUBJECT_EARLIER = 7  # the same of the narration that precedes
    OPENING_EARLIER = 8  # the subject of its first sentence


def _skip(reading: Reading, index: int, end: int) -> int:
    while index < end and (reading.words[index] in ADVERBS or reading.words[index].endswith("ly")):
        index += 1
    return index


def after_quote(reading: Reading, index: int, end: int) -> Actor:
    """The actor of the narration right after a quotation: tokens ``[index, end)``."""
    while index < end and reading.words[index] in {",", "-", "--", "—", "–", ".", "…"}:
        index += 1
    index = _skip(reading, index, end)
    if index >= end:
        return NONE
    word = reading.words[index]
    small = reading.small(index)
    if is_act(word) and small and index not in reading.named:
        found = actor_at(reading, _skip(reading, index + 1, end), end)
        if found:
            return Actor(found.who, found.gender, 3 if word in SPEECH else 2, index, found.role)
    found = actor_at(reading, index, end)
    if not found:
        return _first_subject(reading, index, end)
    verb = _skip(reading, found.after, end)
    strength = _strength(reading, verb, end, joined=small)
    return Actor(found.who, found.gender, strength, index, found.role)


def _strength(reading: Reading, verb: int, end: int, *, joined: bool) -> int:
    if verb >= end:
        return 1
    if reading.words[verb] in SPEECH:
        return 3
    return 2 if joined and is_act(reading.words[verb]) else 1


def _first_subject(reading: Reading, index: int, end: int) -> Actor:
    stop = min(end, index + LONGEST_SENTENCE)
    for place in range(index, stop):
        if reading.words[place] in {".", "!", "?"} or (place > index and reading.words[place] in RELATIVE):
            break
        if place > index and reading.words[place - 1] in PREPOSITIONS:
            continue
        found = actor_at(reading, place, stop)
        if found:
            return Actor(found.who, found.gender, 1, place, found.role)
    return NONE


def before_quote(reading: Reading, start: int, index: int) -> Actor:
    """The actor of the last sentence of tokens ``[start, index)``, which a quotation follows: who is nearest
    before a verb of saying that leads up to the quotation, else the sentence's subject.
    """
    if index <= start:
        return NONE
    first = _sentence_start(reading, start, index)
    if not _leads_up(reading, first, index):
        return _first_subject(reading, first, index)
    for verb in range(index - 1, first, -1):
        if reading.words[verb] in SPEECH and verb not in reading.named:
            found = _nearest(reading, first, verb)
            if found is not NONE:
                return replace(found, strength=3)
    subject = _first_subject(reading, first, index)
    return subject if subject is NONE else replace(subject, strength=2)


def _nearest(reading: Reading, first: int, verb: int) -> Actor:
    for place in range(verb - 1, first - 1, -1):
        found = actor_at(reading, place, verb)
        if found and place > first and _object(reading, place, found.after):
            continue
        if found and (_meets(reading, found.after, verb) or _opens(reading, place, first)):
            return Actor(found.who, found.gender, 1, place, found.role)
    return NONE


def _leads_up(reading: Reading, first: int, index: int) -> bool:
    """Whether a sentence leads up to a quotation: by its last mark, or unfinished and by a verb of saying."""
    last = reading.words[max(first, index - SOON) : index]
    return last[-1] in LEADS or (last[-1].isalpha() and any(word in SPEECH for word in last))


def _object(reading: Reading, place: int, after: int) -> bool:
    """Whether an actor stands behind a preposition; "before Kakashi sighed" has none."""
    word = reading.words[place - 1]
    if word in CONJUNCTIONS:
        verb = _skip(reading, after, len(reading.words))
        acts = verb < len(reading.words) and (is_act(reading.words[verb]) or reading.words[verb] in HELPING)
        return not acts
    return word in PREPOSITIONS - {"and", "but", "as"}


def _meets(reading: Reading, after: int, verb: int) -> bool:
    """Whether only small words stand between an actor and the verb: "she had also said", "who then said"."""
    return all(word in BETWEEN or word in ADVERBS or word.endswith("ly") for word in reading.words[after:verb])


def _opens(reading: Reading, place: int, first: int) -> bool:
    """Whether an actor may be the subject of what follows, and not the object of a verb before."""
    return place == first or not reading.words[place - 1].isalpha() or reading.words[place - 1] in JOINING


def last_subject(reading: Reading, start: int, index: int) -> Actor:
    """The subject of the last sentence of tokens ``[start, index)``."""
    return _first_subject(reading, _sentence_start(reading, start, index), index) if index > start else NONE


def _sentence_start(reading: Reading, start: int, index: int) -> int:
    for place in range(index - 2, max(start, index - LONGEST_SENTENCE) - 1, -1):
        if reading.words[place] in {".", "!", "?"} and reading.words[place - 1] not in {"mr", "mrs", "dr", "st"}:
            return place + 1
    return max(start, index - LONGEST_SENTENCE)


@dataclass(frozen=True, slots=True)
class Frame:
    """The narration around a turn, as token ranges: before, between and after its quotations, and the
    stretches of other paragraphs on either side up to the neighbouring turns.
    """

    gaps: tuple[tuple[int, int], ...]
    earlier: tuple[int, int]
    later: tuple[int, int]


def frame(reading: Reading, number: int) -> Frame:
    """The frame of a turn."""
    turn = reading.turns[number]
    start, end = reading.token(turn.start), reading.token(turn.end)
    edges = [start, *(reading.token(edge) for quote in turn.quotes for edge in quote), end]
    gaps = tuple((edges[place], edges[place + 1]) for place in range(0, len(edges), 2))
    before = reading.token(reading.turns[number - 1].end) if number else 0
    last = number + 1 == len(reading.turns)
    after = len(reading.words) if last else reading.token(reading.turns[number + 1].start)
    return Frame(gaps, (max(before, start - FAR), start), (end, min(after, end + FAR)))


def strip(reading: Reading, span: tuple[int, int]) -> tuple[int, int]:
    """A token range without quotation marks at its ends."""
    start, end = span
    marks = {'"', "“", "”", "‘", "’", "'", "«", "»", "_", "„"}
    while start < end and reading.words[start] in marks:
        start += 1
    while start < end and reading.words[end - 1] in marks:
        end -= 1
    return start, end


def actors(reading: Reading, around: Frame) -> tuple[Actor, ...]:
    """What each :class:`Window` shows."""
    gaps = [strip(reading, gap) for gap in around.gaps]
    after = [after_quote(reading, *gap) for gap in gaps[1:]]
    before = [before_quote(reading, *gap) for gap in gaps[:-1]]
    earlier, later = around.earlier, around.later
    return (
        after[0],
        _strongest(after[1:]),
        before[0],
        _strongest(before[1:]),
        before_quote(reading, *earlier),
        _first_subject(reading, *later),
        last_subject(reading, *gaps[0]),
        last_subject(reading, *earlier),
        _first_subject(reading, *earlier),
    )


def _strongest(found: Iterable[Actor]) -> Actor:
    return max(found, key=lambda actor: actor.strength, default=NONE)


ORDER = (
    (Window.AFTER_FIRST, 2),
    (Window.AFTER_REST, 2),
    (Window.BEFORE_FIRST, 2),
    (Window.BEFORE_REST, 3),
    (Window.AFTER_FIRST, 1),
    (Window.BEFORE_FIRST, 1),
    (Window.BEFORE_REST, 1),
    (Window.AFTER_REST, 1),
)


def best(windows: tuple[Actor, ...]) -> Actor:
    """The turn's own tag: the first convincing window."""
    for window, least in ORDER:
        if windows[window].strength >= least:
            return windows[window]
    return NONE
