"""What the words around a quotation say about its speaker.

Tags ("said Emma") and beats ("Emma smiled."). Nine places around each turn are looked at; each
shows at most one actor, who is a person, or a pronoun or a role with a gender.
"""

from collections.abc import Iterable
from dataclasses import replace
from enum import IntEnum

from audiobook.attribute.ranker.evidence.actors import (
    ACTS,
    JOINED,
    NO_ACTOR,
    SAYS,
    Actor,
    ActorPhrase,
    actor_at,
    behind_aside,
    is_act,
    stays_silent,
)
from audiobook.attribute.ranker.evidence.clause_words import (
    AFTER_QUOTATION,
    BETWEEN,
    BREAKS_IN,
    BRINGS_IN,
    CLAUSE_STARTS,
    CONJUNCTIONS,
    DOTTED,
    HEARS,
    HELPING,
    JOINING,
    JOINING_NO_OBJECT,
    LEAD_ENDS,
    NO_VERBS,
    QUOTATION_MARKS,
    RELATIVE,
    SENTENCE_ENDS,
)
from audiobook.attribute.ranker.evidence.reading import Reading, Span
from audiobook.attribute.ranker.evidence.surroundings import Surroundings
from audiobook.attribute.ranker.evidence.words import (
    HEARD,
    is_adverb,
    skip_adverbs,
    vocabulary,
)
from audiobook.attribute.roster import NOBODY

LONGEST_SENTENCE = 45  # words looked at for a subject
# Tokens at the end of a sentence among which a verb of saying leads up to a
# quotation without a mark.
LEAD_REACH = 6
# Tokens behind "heard" with what somebody unnamed says: "a low voice say".
VOICE_REACH = 4


class ActorPlace(IntEnum):
    """Where an actor stands relative to the turn.

    The names of features are made of these names.
    """

    AFTER_FIRST = 0  # "…" said Emma
    AFTER_REST = 1
    BEFORE_FIRST = 2  # Emma said, "…"
    BEFORE_REST = 3
    PARAGRAPH_BEFORE = 4  # the last sentence of the narration that precedes
    PARAGRAPH_AFTER = 5  # the first sentence of the narration that follows
    # The subject of the last sentence before, whoever is nearest the verb.
    SUBJECT_BEFORE = 6
    SUBJECT_EARLIER = 7  # the same of the narration that precedes
    OPENING_EARLIER = 8  # the subject of its first sentence


# The places that show a turn's own tag, and the least strength that convinces
# there: best first.
TAG_PLACES = (
    (ActorPlace.AFTER_FIRST, JOINED),
    (ActorPlace.AFTER_REST, JOINED),
    (ActorPlace.BEFORE_FIRST, JOINED),
    (ActorPlace.BEFORE_REST, SAYS),
    (ActorPlace.AFTER_FIRST, ACTS),
    (ActorPlace.BEFORE_FIRST, ACTS),
    (ActorPlace.BEFORE_REST, ACTS),
    (ActorPlace.AFTER_REST, ACTS),
)


def nearby_actors(reading: Reading, around: Surroundings) -> tuple[Actor, ...]:
    """What each :class:`ActorPlace` shows."""
    gaps = [_without_marks(reading, gap) for gap in around.gaps]
    after = [_after_quotation(reading, *gap) for gap in gaps[1:]]
    before = [_before_quotation(reading, *gap) for gap in gaps[:-1]]
    # In the order of the places.
    return (
        after[0],
        _strongest(after[1:]),
        before[0],
        _strongest(before[1:]),
        _before_quotation(reading, *around.earlier),
        _first_subject(reading, *around.later),
        _last_subject(reading, *gaps[0]),
        _last_subject(reading, *around.earlier),
        _first_subject(reading, *around.earlier),
    )


def own_tag(nearby: tuple[Actor, ...]) -> Actor:
    """The turn's own tag: the first place that shows a convincing actor."""
    for place, least in TAG_PLACES:
        actor = nearby[place]
        if actor.strength >= least:
            return actor
    return NO_ACTOR


def _strongest(actors: Iterable[Actor]) -> Actor:
    return max(actors, key=_strength_of, default=NO_ACTOR)


def _strength_of(actor: Actor) -> int:
    return actor.strength


def _without_marks(reading: Reading, span: Span) -> Span:
    """A token range without quotation marks at its ends."""
    start, end = span
    while start < end and reading.words[start] in QUOTATION_MARKS:
        start += 1
    while start < end and reading.words[end - 1] in QUOTATION_MARKS:
        end -= 1
    return start, end


def _after_quotation(reading: Reading, index: int, end: int) -> Actor:
    """The actor of the narration right after a quotation.

    The narration is tokens ``[index, end)``.
    """
    while index < end and reading.words[index] in AFTER_QUOTATION:
        index += 1
    index = skip_adverbs(reading.words, index, end)
    if index >= end:
        return NO_ACTOR
    inverted = _behind_verb(reading, index, end)
    if inverted is not None:
        return inverted
    phrase = actor_at(reading, index, end)
    if phrase is None:
        return _first_subject(reading, index, end)
    verb = skip_adverbs(reading.words, behind_aside(reading, phrase.after, end), end)
    if stays_silent(reading.words, verb, end):
        return NO_ACTOR
    heard = _heard(reading, verb, end)
    if heard is not None:
        return heard
    strength = _strength(reading, verb, end, joined=reading.is_lower(index))
    return phrase.acting(strength, index)


def _heard(reading: Reading, verb: int, end: int) -> Actor | None:
    """Who is heard to speak: "Tom heard Emma say", "Tom heard her say".

    Nobody by "Tom heard a voice say"; ``None`` where nothing is said.
    """
    words = reading.words
    if verb >= end or words[verb] not in HEARS:
        return None
    index = verb + 1
    phrase = actor_at(reading, index, end)
    if index < end and words[index] in HEARD:
        phrase = ActorPhrase(NOBODY, HEARD[words[index]], role="", after=index + 1)
    if phrase is None:
        near = words[index : min(index + VOICE_REACH, end)]
        return None if vocabulary().speech.isdisjoint(near) else NO_ACTOR
    says = skip_adverbs(words, phrase.after, end)
    if says < end and words[says] in vocabulary().speech:
        return phrase.acting(SAYS, index)
    return None


def _behind_verb(reading: Reading, verb: int, end: int) -> Actor | None:
    """The actor behind a verb that goes on in the quotation's sentence.

    "said Emma".
    """
    word = reading.words[verb]
    if not is_act(word) or not reading.is_lower(verb) or verb in reading.named:
        return None
    subject = skip_adverbs(reading.words, verb + 1, end)
    phrase = actor_at(reading, subject, end)
    if phrase is None:
        return None
    if word in vocabulary().speech:
        return phrase.acting(SAYS, verb)
    return phrase.acting(JOINED, verb)


def _strength(reading: Reading, verb: int, end: int, *, joined: bool) -> int:
    """How surely the subject of a verb speaks.

    ``joined`` is true in the sentence of the quotation.
    """
    if verb >= end:
        return ACTS
    word = reading.words[verb]
    if word in vocabulary().speech:
        return SAYS
    if joined and is_act(word):
        return JOINED
    return ACTS


def _first_subject(reading: Reading, start: int, end: int) -> Actor:
    """The subject of the first sentence of tokens ``[start, end)``."""
    prepositions = vocabulary().prepositions
    stop = min(end, start + LONGEST_SENTENCE)
    previous = ""  # nothing stands before the first word
    for place in range(start, stop):
        word = reading.words[place]
        if word in SENTENCE_ENDS or (previous and word in RELATIVE):
            break
        is_object = previous in prepositions
        previous = word
        if is_object:
            continue
        phrase = actor_at(reading, place, stop)
        if phrase is not None:
            return phrase.acting(ACTS, place)
    return NO_ACTOR


def _last_subject(reading: Reading, start: int, end: int) -> Actor:
    """The subject of the last sentence of tokens ``[start, end)``."""
    if end <= start:
        return NO_ACTOR
    return _first_subject(reading, _sentence_start(reading, start, end), end)


def _sentence_start(reading: Reading, start: int, end: int) -> int:
    """Where the last sentence of tokens ``[start, end)`` begins.

    No further back than ``LONGEST_SENTENCE``.
    """
    earliest = max(start, end - LONGEST_SENTENCE)
    for place in range(end - 2, earliest - 1, -1):
        is_end = reading.words[place] in SENTENCE_ENDS
        if is_end and reading.words[place - 1] not in DOTTED:
            return place + 1
    return earliest


def _before_quotation(reading: Reading, start: int, end: int) -> Actor:
    """The actor of the last sentence before a quotation.

    Whoever is nearest before a verb of saying that leads up to the quotation,
    else the sentence's subject. The narration is tokens ``[start, end)``.
    """
    if end <= start:
        return NO_ACTOR
    first = _sentence_start(reading, start, end)
    if not _leads_up(reading, first, end):
        return _breaking_in(reading, first, end) or _first_subject(reading, first, end)
    speaker = _brought_in(reading, first, end) or _last_to_say(reading, first, end)
    if speaker is not None:
        return speaker
    subject = _last_clause_subject(reading, first, end)
    if subject is NO_ACTOR:
        subject = _first_subject(reading, first, end)
    if subject is NO_ACTOR:
        return NO_ACTOR
    return replace(subject, strength=JOINED)


def _breaking_in(reading: Reading, first: int, end: int) -> Actor | None:
    """Who breaks in at the end of a sentence: "Tom was about to answer when Emma cut in."."""
    words = reading.words
    last = end
    while last > first and (
        words[last - 1] in SENTENCE_ENDS or is_adverb(words[last - 1])
    ):
        last -= 1
    verbs = BREAKS_IN.get(words[last - 1], NO_VERBS)
    for verb in range(last - 2, max(first, last - 4), -1):
        if words[verb] not in verbs:
            continue
        for place in range(verb - 1, max(first - 1, verb - LEAD_REACH), -1):
            phrase = actor_at(reading, place, verb)
            if phrase is not None and skip_adverbs(words, phrase.after, verb) == verb:
                return phrase.acting(JOINED, place)
    return None


def _last_to_say(reading: Reading, first: int, end: int) -> Actor | None:
    """Who is nearest before the last verb of saying that has somebody before it."""
    for verb in range(end - 1, first, -1):
        if reading.words[verb] in vocabulary().speech and verb not in reading.named:
            speaker = _nearest_before(reading, first, verb)
            if speaker is not None:
                return speaker
    return None


def _brought_in(reading: Reading, first: int, end: int) -> Actor | None:
    """Who stands right before a colon and is to speak: "Tom was greeted by Emma:"."""
    mark = end - 1
    if reading.words[mark] != ":":
        return None
    for place in range(mark - 1, first + 1, -1):
        phrase = actor_at(reading, place, mark)
        if phrase is None or phrase.after != mark:
            continue
        before = reading.words[place - 1]
        listened = reading.words[place - 2 : place] == ["listened", "to"]
        if listened or before in BRINGS_IN:
            return phrase.acting(JOINED, place)
    return None


def _last_clause_subject(reading: Reading, first: int, end: int) -> Actor:
    """Who acts in the last main clause: "She shrugged, and he blinked, "."""
    for place in range(end - 2, first, -1):
        if reading.words[place - 1] not in CLAUSE_STARTS:
            continue
        phrase = actor_at(reading, place, end)
        if phrase is None:
            continue
        verb = skip_adverbs(reading.words, phrase.after, end)
        if verb < end and is_act(reading.words[verb]):
            return phrase.acting(JOINED, place)
    return NO_ACTOR


def _leads_up(reading: Reading, first: int, end: int) -> bool:
    """Whether a sentence leads up to a quotation.

    By its last mark, or unfinished and by a verb of saying.
    """
    last_words = reading.words[max(first, end - LEAD_REACH) : end]
    if last_words[-1] in LEAD_ENDS:
        return True
    if not last_words[-1].isalpha():
        return False
    return not vocabulary().speech.isdisjoint(last_words)


def _nearest_before(reading: Reading, first: int, verb: int) -> Actor | None:
    """The actor of a sentence nearest before its verb of saying."""
    for place in range(verb - 1, first - 1, -1):
        phrase = actor_at(reading, place, verb)
        if phrase is None:
            continue
        opens_sentence = place == first
        if not opens_sentence and _is_object(reading, place, phrase):
            continue
        opens = opens_sentence or _opens_clause(reading.words[place - 1])
        if opens or _reaches(reading, phrase.after, verb):
            return phrase.acting(SAYS, place)
    return None


def _is_object(reading: Reading, place: int, phrase: ActorPhrase) -> bool:
    """Whether an actor stands behind a preposition, or is the object of an aside.

    "before Kakashi sighed" has none; in "Ned, nearing Julia, said" Julia is silent, in "Ned turned
    to Julia, who said" she is not.
    """
    if reading.words[phrase.after : phrase.after + 2] == [",", "who"]:
        return False
    word = reading.words[place - 1]
    before_and_after = (reading.words[place - 2], reading.words[phrase.after])
    if word.endswith("ing") and before_and_after == (",", ","):
        return True
    if word in CONJUNCTIONS:
        verb = skip_adverbs(reading.words, phrase.after, len(reading.words))
        return not _acts(reading, verb)
    return word in vocabulary().prepositions and word not in JOINING_NO_OBJECT


def _acts(reading: Reading, verb: int) -> bool:
    """Whether a token is a verb with which somebody acts."""
    word = reading.words[verb]
    return word in HELPING or is_act(word)


def _reaches(reading: Reading, after: int, verb: int) -> bool:
    """Whether only small words part an actor from the verb.

    "she had also said", "who then said".
    """
    between = reading.words[after:verb]
    return all(word in BETWEEN or is_adverb(word) for word in between)


def _opens_clause(before: str) -> bool:
    """Whether the actor behind a word may be a subject, and not a verb's object."""
    return before in JOINING or not before.isalpha()
