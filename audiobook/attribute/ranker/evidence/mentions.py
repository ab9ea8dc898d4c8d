"""Every place of a book at which somebody is named."""

from dataclasses import dataclass

import numpy as np

from audiobook.attribute.ranker.evidence.reading import (
    Bools,
    Ints,
    Reading,
    as_ints,
)
from audiobook.attribute.ranker.evidence.words import vocabulary


@dataclass(frozen=True, slots=True)
class MentionTable:
    """Every mention, as arrays (mentions,) in the order of the text.

    ``token`` where it begins, ``who`` the person number, ``spoken`` whether
    in speech, ``subject`` whether it may be the subject of its clause.
    """

    token: Ints
    who: Ints
    spoken: Bools
    subject: Bools

    @property
    def narrated(self) -> tuple[Ints, Ints]:
        """Token and person of every mention in narration."""
        return self._where(~self.spoken)

    @property
    def acting(self) -> tuple[Ints, Ints]:
        """Token and person of every subject in narration."""
        return self._where(~self.spoken & self.subject)

    @property
    def heard(self) -> tuple[Ints, Ints]:
        """Token and person of every mention in speech."""
        return self._where(self.spoken)

    def _where(self, chosen: Bools) -> tuple[Ints, Ints]:
        return self.token[chosen], self.who[chosen]


def mention_table(reading: Reading) -> MentionTable:
    """The mentions of a book, with what each of them is."""
    tokens: list[int] = []
    people: list[int] = []
    spoken: list[bool] = []
    subjects: list[bool] = []
    quoted = reading.quoted
    for token, (person, after) in sorted(reading.named.items()):
        tokens.append(token)
        people.append(person)
        spoken.append(bool(quoted[token]))
        subjects.append(_is_subject(reading, token, after))
    return MentionTable(
        token=as_ints(tokens),
        who=as_ints(people),
        spoken=np.array(spoken, bool),
        subject=np.array(subjects, bool),
    )


def _is_subject(reading: Reading, place: int, after: int) -> bool:
    """Whether a name is not a possessive and does not follow a preposition."""
    if reading.is_possessive(after):
        return False
    if place == 0:
        return True
    return reading.words[place - 1] not in vocabulary().prepositions
