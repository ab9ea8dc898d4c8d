"""Why the ranker gave a turn to somebody, in words: the strongest piece of evidence that a reader can check."""

import re

from audiobook.attribute.ranker.features.actors import Actor
from audiobook.attribute.ranker.features.reading import NOBODY, Ints
from audiobook.attribute.ranker.features.scene import VOCATIVE, Scene
from audiobook.attribute.ranker.features.tags import Window
from audiobook.attribute.ranker.features.words import FEMALE, FIRST, MALE

EDGE = re.compile(r'["“”«»]|(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.!?](?=\s+[A-Z])')
PRONOUN = {MALE: "he", FEMALE: "she", FIRST: "I"}
PLACE = {
    Window.AFTER_FIRST: "after the quotation",
    Window.AFTER_REST: "after a later quotation",
    Window.BEFORE_FIRST: "before the quotation",
    Window.BEFORE_REST: "between the quotations",
    Window.PARAGRAPH_BEFORE: "in the narration before",
    Window.PARAGRAPH_AFTER: "in the narration after",
}


class Reasons:
    """Says why. ``who`` (turns,) are the chosen people."""

    def __init__(self, about: Scene, who: Ints) -> None:
        self._about, self._who = about, who

    def of(self, turn: int) -> str:
        """The reason for one turn."""
        person = int(self._who[turn])
        if person == NOBODY:
            return "nobody is named"
        return (
            self._shown(turn, person, least=2)
            or self._pronoun(turn, person)
            or self._called(turn, person)
            or self._shown(turn, person, least=1)
            or self._turns(turn, person)
        )

    def name(self, person: int) -> str:
        """What a person is called."""
        return self._about.reading.people[person].name

    def _words(self, actor: Actor) -> str:
        reading = self._about.reading
        start = reading.starts[actor.where]
        end = reading.starts[min(actor.where + 4, len(reading.starts) - 1)]
        return EDGE.split(" ".join(reading.text[start:end].split()))[0].rstrip(" ,;:-—.")

    def _shown(self, turn: int, person: int, least: int) -> str:
        for window, place in PLACE.items():
            actor = self._about.windows[turn][window]
            if actor.who == person and actor.strength >= least:
                return f'"{self._words(actor)}" {place}'
        return ""

    def _pronoun(self, turn: int, person: int) -> str:
        tag = self._about.tags[turn]
        fits = tag.gender == self._about.genders[person] or (
            tag.gender == FIRST and person == self._about.narrator
        )
        if tag.who == NOBODY and tag.gender in PRONOUN and fits:
            return f'"{self._words(tag)}" fits {self.name(person)}'
        return ""

    def _called(self, turn: int, person: int) -> str:
        for by, when in ((-1, "just before"), (1, "in the reply")):
            near = turn + by
            if 0 <= near < len(self._who) and self._about.spoken[near, person] == VOCATIVE:
                return f"{self.name(person)} is spoken to {when}"
        return ""

    def _turns(self, turn: int, person: int) -> str:
        same_run = turn > 1 and self._about.run[turn] == self._about.run[turn - 2]
        if same_run and self._who[turn - 2] == person and self._who[turn - 1] not in {person, NOBODY}:
            return f"takes turns with {self.name(int(self._who[turn - 1]))}"
        after = turn + 2 < len(self._who) and self._about.run[turn] == self._about.run[turn + 2]
        if after and self._who[turn + 2] == person:
            return f"{self.name(person)} speaks again two turns later"
        return f"{self.name(person)} is the likeliest of those present"
