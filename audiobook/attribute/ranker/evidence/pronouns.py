"""Pronouns: whom they fit, and whom they mean."""

import numpy as np

from audiobook.attribute.ranker.evidence.book_evidence import (
    BookEvidence,
)
from audiobook.attribute.ranker.evidence.mentions import MentionTable
from audiobook.attribute.ranker.evidence.reading import (
    Floats,
    Ints,
    Reading,
    as_ints,
)
from audiobook.attribute.ranker.evidence.words import (
    FEMALE,
    FIRST,
    MALE,
    OWN,
    PLURAL,
    PRONOUNS,
    THING,
    UNKNOWN,
)
from audiobook.attribute.roster import NOBODY

UNKNOWN_FITS = 0.2  # how a person of unknown gender fits "he" or "she"
# What stands before whoever the narrator has to do with next.
FACES = frozenset({"met", "saw", "found", "told", "asked", "let", "to", "at", "into"})
CLAUSE = 12  # tokens before a name among which its clause has its subject
SENTENCE = 40  # tokens before a name among which its sentence opens
SENTENCE_ENDS = frozenset({".", "!", "?", "…"})
NARRATOR_FITS = -0.5  # how the narrator does, who is "I"


def agreement(gender: Ints, evidence: BookEvidence) -> Floats:
    """How each turn's gender code fits each person, -1 to 1: (turns, people).

    ``gender`` (turns,).
    """
    # A row for each gender code; "they" and no gender fit everybody alike.
    fits = np.zeros((THING + 1, evidence.people), np.float32)
    fits[MALE] = _fits(evidence.genders, MALE, FEMALE)
    fits[FEMALE] = _fits(evidence.genders, FEMALE, MALE)
    fits[THING] = np.where(evidence.genders == UNKNOWN, 1.0, -1.0)
    if evidence.narrator != NOBODY:
        fits[FIRST] = -1.0
        fits[FIRST, evidence.narrator] = 1.0
        fits[MALE, evidence.narrator] = NARRATOR_FITS
        fits[FEMALE, evidence.narrator] = NARRATOR_FITS
        fits[THING, evidence.narrator] = -1.0
    return fits[gender]


def _fits(genders: Ints, code: int, other: int) -> Floats:
    """How a pronoun of one gender fits people: (people,)."""
    fits = np.full(len(genders), UNKNOWN_FITS, np.float32)
    fits[genders == code] = 1.0
    fits[genders == other] = -1.0
    return fits


def antecedents(
    evidence: BookEvidence, mentions: MentionTable
) -> tuple[Ints, Ints, Ints]:
    """Pronouns followed back to a name.

    The person meant by each turn's tag or ``NOBODY`` (turns,), and every
    place where somebody is named or meant in narration: its token and the
    person (places,) each.
    """
    reading = evidence.reading
    subject_at = _narrated_subjects(evidence, mentions)
    tag_at = _places_of_tags(evidence)
    meant = np.full(len(evidence.tags), NOBODY, np.int64)
    last_named = {
        MALE: NOBODY,
        FEMALE: NOBODY,
        FIRST: evidence.narrator,
        PLURAL: NOBODY,
        THING: NOBODY,
    }
    places: list[tuple[int, int]] = []
    for place, word in enumerate(reading.words):
        if place in subject_at:
            person, is_subject = subject_at[place]
            gender = int(evidence.genders[person])
            _remember(last_named, person, gender, is_subject=is_subject)
            places.append((place, person))
        elif word in PRONOUNS and not reading.quoted[place]:
            person = last_named[PRONOUNS[word]]
            if person != NOBODY:
                places.append((place, person))
        # Whoever the tag itself names is remembered already.
        if place in tag_at:
            turn = tag_at[place]
            meant[turn] = last_named[int(evidence.gender[turn])]
    tokens, people = zip(*places, strict=True) if places else ((), ())
    return meant, as_ints(tokens), as_ints(people)


def _places_of_tags(evidence: BookEvidence) -> dict[int, int]:
    """Token of a tag that tells a gender -> its turn."""
    tag_at: dict[int, int] = {}
    for turn, tag in enumerate(evidence.tags):
        if tag.gender != UNKNOWN:
            tag_at[tag.where] = turn
    return tag_at


def _narrated_subjects(
    evidence: BookEvidence,
    mentions: MentionTable,
) -> dict[int, tuple[int, bool]]:
    """Token of a mention in narration -> the person, and whether "he" or "she" means them next.

    That is a subject, whose face turns red at the start of a sentence, and whoever the narrator's
    "I" has to do with: "I met Bill".
    """
    tokens, people = mentions.narrated
    subjects = mentions.subject[~mentions.spoken]
    found: dict[int, tuple[int, bool]] = {}
    for token, person, is_subject in zip(
        tokens.tolist(), people.tolist(), subjects.tolist(), strict=True
    ):
        found[token] = (person, _leads(evidence, token, is_subject=is_subject))
    return found


def _leads(evidence: BookEvidence, token: int, *, is_subject: bool) -> bool:
    """Whether "he" or "she" means the name at a token next.

    A sentence that opens with another of its gender goes on about that one: "He knew that Tom
    would leave." tells of him.
    """
    reading = evidence.reading
    if _opens_sentence(reading, token):
        return True
    if not is_subject and not _with_me(reading, token):
        return False
    person, _ = reading.named[token]
    gender = int(evidence.genders[person])
    opening = _opening(reading, token)
    if opening in reading.named:
        other, _ = reading.named[opening]
        return other == person or int(evidence.genders[other]) != gender
    word = reading.words[opening]
    told_of = PRONOUNS.get(word, OWN.get(word))
    return told_of != gender or gender not in (MALE, FEMALE)


def _opening(reading: Reading, token: int) -> int:
    """The token that opens the sentence of another, at most ``SENTENCE`` before it."""
    place = token - 1
    while place > max(0, token - SENTENCE) and not _opens_sentence(reading, place):
        place -= 1
    return place


def _opens_sentence(reading: Reading, token: int) -> bool:
    """Whether a sentence or a paragraph opens with a token."""
    if token == 0 or reading.words[token - 1] in SENTENCE_ENDS:
        return True
    between = reading.text[reading.starts[token - 1] : reading.starts[token]]
    return "\n\n" in between


def _with_me(reading: Reading, token: int) -> bool:
    """Whether a name is what the narrator's "I" does something to or with."""
    _, after = reading.named[token]
    if reading.is_possessive(after) or reading.words[token - 1] not in FACES:
        return False
    for place in range(token - 2, max(-1, token - CLAUSE), -1):
        if reading.words[place] in SENTENCE_ENDS or reading.quoted[place]:
            return False
        if reading.words[place] in PRONOUNS or place in reading.named:
            return PRONOUNS.get(reading.words[place]) == FIRST
    return False


def _remember(
    last_named: dict[int, int],
    person: int,
    gender: int,
    *,
    is_subject: bool,
) -> None:
    """Let "he" or "she" mean a person from now on.

    An object of its sentence only where they meant nobody yet.
    """
    for code in (MALE, FEMALE, THING):
        fits = gender in (code, UNKNOWN)
        if fits and (is_subject or last_named[code] == NOBODY):
            last_named[code] = person
