"""The scenes of a book: who is named and spoken to in each, and whether an "I" tells it."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import filterfalse
from operator import attrgetter

from audiobook.attribute.address import addressed
from audiobook.attribute.roster import Places, Roster
from audiobook.attribute.turns import Layout, Paragraph

_I = re.compile(r"(?<![\w'’])(?:I|me|my|myself)(?![\w’'-])")
_TOLD_BY_I = 0.008  # of the words of a scene's narration
_TOLD_FROM_OUTSIDE = 0.001
_WORDS = 100  # of narration that show who tells a scene


@dataclass(slots=True)
class Scene:
    """Paragraphs ``[first, end)`` of the layout, and who is named in them, how often.

    ``narrated``: in narration; ``called``: turns that speak to somebody by name.
    """

    first: int
    end: int
    words: int = 0
    mine: int = 0
    narrated: Counter[int] = field(default_factory=Counter)
    called: Counter[int] = field(default_factory=Counter)

    @property
    def by_i(self) -> bool:
        """Whether an "I" tells the scene."""
        return self.words >= _WORDS and self.mine >= _TOLD_BY_I * self.words

    @property
    def from_outside(self) -> bool:
        """Whether nobody in the story tells the scene."""
        return self.words >= _WORDS and self.mine <= _TOLD_FROM_OUTSIDE * self.words


def scenes_of(book: Layout, roster: Roster) -> list[Scene]:
    """The scenes of the book: chapters, cut at headings and breaks."""
    scenes = list(_empty_scenes(book.paragraphs))
    at = {n: scene for scene in scenes for n in range(scene.first, scene.end)}
    starts: dict[int, list[tuple[int, int]]] = {}
    for number, paragraph in enumerate(book.paragraphs):
        starts.setdefault(paragraph.chapter, []).append((paragraph.start, number))
        if not paragraph.apart:
            _count(at[number], paragraph, book.texts[paragraph.chapter])
    for scene, person in _narrated(roster, starts, at):
        scene.narrated[person] += 1
    places = Places(roster.mentions)
    for turn in book.turns:
        who = addressed(turn, book.texts[turn.chapter], places, book.language)
        at[turn.first].called.update(who.spoken_to)
    return scenes


def _empty_scenes(paragraphs: Sequence[Paragraph]) -> Iterator[Scene]:
    first = 0
    for number in range(1, len(paragraphs) + 1):
        if number == len(paragraphs) or _opens(paragraphs, number):
            yield Scene(first, number)
            first = number


def _opens(paragraphs: Sequence[Paragraph], number: int) -> bool:
    """Whether a scene opens with a paragraph."""
    paragraph = paragraphs[number]
    return paragraph.apart or paragraph.chapter != paragraphs[number - 1].chapter


def _count(scene: Scene, paragraph: Paragraph, text: str) -> None:
    """Count the words of a paragraph's narration, and how many of them say "I"."""
    for start, end in paragraph.narration:
        narration = text[start:end]
        scene.words += len(narration.split())
        scene.mine += len(_I.findall(narration))


def _narrated(
    roster: Roster,
    starts: Mapping[int, Sequence[tuple[int, int]]],
    at: Mapping[int, Scene],
) -> Iterator[tuple[Scene, int]]:
    """The scene of each mention in narration, and whom it names."""
    for mention in filterfalse(attrgetter("quoted"), roster.mentions):
        numbered = starts[mention.chapter]
        place = bisect_right(numbered, (mention.start, len(at))) - 1
        _, number = numbered[place]
        yield at[number], mention.person
