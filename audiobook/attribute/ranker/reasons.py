"""Why the ranker gave a turn to somebody, in words.

The strongest piece of evidence that a reader can check is shown; the trees
may have weighed others.
"""

import re

from audiobook.attribute.ranker.evidence import (
    NOBODY,
    VOCATIVE,
    Actor,
    ActorPlace,
    BookEvidence,
    Ints,
)
from audiobook.attribute.ranker.evidence.actors import ACTS, JOINED
from audiobook.attribute.ranker.evidence.words import (
    FEMALE,
    MALE,
)

# Where the words to show end: at a quotation mark or a full stop.
EDGE = re.compile(
    r'["“”«»]|(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.!?](?=\s+[A-Z])'
)
SHOWN = 4  # words of an actor's sentence
SHOWN_GENDERS = (MALE, FEMALE)
PLACES = {
    ActorPlace.AFTER_FIRST: "after the quotation",
    ActorPlace.AFTER_REST: "after a later quotation",
    ActorPlace.BEFORE_FIRST: "before the quotation",
    ActorPlace.BEFORE_REST: "between the quotations",
    ActorPlace.PARAGRAPH_BEFORE: "in the narration before",
    ActorPlace.PARAGRAPH_AFTER: "in the narration after",
}


class Reasons:
    """Says why. ``who`` (turns,) are the chosen people."""

    def __init__(self, evidence: BookEvidence, who: Ints) -> None:
        self._evidence = evidence
        self._who = who

    def of(self, turn: int) -> str:
        """The reason for one turn."""
        person = int(self._who[turn])
        if person == NOBODY:
            return "nobody is named"
        # What a reader can check at once goes first, guesses go last.
        return (
            self._shown_nearby(turn, person, least=JOINED)
            or self._meant_by_pronoun(turn, person)
            or self._spoken_to(turn, person)
            or self._shown_nearby(turn, person, least=ACTS)
            or self._answers(turn, person)
            or self._speaks_again(turn, person)
            or f"{self.name(person)} is the likeliest of those present"
        )

    def name(self, person: int) -> str:
        """What a person is called."""
        return self._evidence.reading.people[person].name

    def _words(self, actor: Actor) -> str:
        """The first words of an actor's sentence."""
        reading = self._evidence.reading
        last = min(actor.where + SHOWN, len(reading.starts) - 1)
        stretch = reading.text[reading.starts[actor.where] : reading.starts[last]]
        in_one_line = " ".join(stretch.split())
        return EDGE.split(in_one_line)[0].rstrip(" ,;:-—.")

    def _shown_nearby(self, turn: int, person: int, least: int) -> str:
        """That the narration names a person with a strength of at least
        ``least``.
        """
        for place, where in PLACES.items():
            actor = self._evidence.nearby[turn][place]
            if actor.who == person and actor.strength >= least:
                return f'"{self._words(actor)}" {where}'
        return ""

    def _meant_by_pronoun(self, turn: int, person: int) -> str:
        """That the pronoun of the turn's tag fits a person."""
        tag = self._evidence.tags[turn]
        if tag.who != NOBODY or tag.gender not in SHOWN_GENDERS:
            return ""
        if tag.gender == self._evidence.genders[person]:
            return f'"{self._words(tag)}" fits {self.name(person)}'
        return ""

    def _spoken_to(self, turn: int, person: int) -> str:
        """That a neighbouring turn addresses a person."""
        called = self._evidence.spoken[:, person] == VOCATIVE
        if turn > 0 and called[turn - 1]:
            return f"{self.name(person)} is spoken to just before"
        if turn + 1 < len(called) and called[turn + 1]:
            return f"{self.name(person)} is spoken to in the reply"
        return ""

    def _answers(self, turn: int, person: int) -> str:
        """That a person spoke before last and answers who spoke last."""
        if turn < 2 or not self._in_one_run(turn, turn - 2):
            return ""
        other = int(self._who[turn - 1])
        if self._who[turn - 2] != person or other in (person, NOBODY):
            return ""
        return f"takes turns with {self.name(other)}"

    def _speaks_again(self, turn: int, person: int) -> str:
        """That a person speaks again two turns later."""
        later = turn + 2
        if later >= len(self._who) or not self._in_one_run(turn, later):
            return ""
        if self._who[later] != person:
            return ""
        return f"{self.name(person)} speaks again two turns later"

    def _in_one_run(self, turn: int, other: int) -> bool:
        return bool(self._evidence.run[turn] == self._evidence.run[other])
