"""Attribution by rules: no model, no data but word lists.

Discovery finds the people; tags, addresses and presence score them turn by turn; the chain in
``decode`` settles whole scenes. Guidance outweighs everything, and a corrected line also
re-decides its neighbours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from audiobook.attribute.base import Attributor
from audiobook.attribute.corrected_passages import with_corrected_passages
from audiobook.attribute.people import discover_in
from audiobook.attribute.result import Decision, apply
from audiobook.attribute.rules.corrections import (
    CORRECTED,
    overruled,
    pins_of,
)
from audiobook.attribute.rules.decode import (
    Floats,
    ScoredTurn,
    certain,
    decode,
)
from audiobook.attribute.rules.reasons import reason
from audiobook.attribute.rules.scene import Scenes, survey
from audiobook.attribute.rules.scores import scored
from audiobook.attribute.tagged_genders import with_tagged_genders
from audiobook.attribute.tags import renamed, split_turns
from audiobook.attribute.telling import (
    by_story,
    by_tellers,
    stories_of,
    with_long_tales,
)
from audiobook.attribute.turns import OPENS_SCENE, layout
from audiobook.model import Guidance, Script

# How often a probability of the chain was right over 21 novels: it is too sure of itself.
_CHAIN = (0.0, 0.45, 0.65, 0.75, 0.85, 0.95, 0.99, 1.0)
_RIGHT = (0.25, 0.46, 0.58, 0.64, 0.72, 0.82, 0.90, 0.965)


class RulesAttributor(Attributor):
    """Decides speakers by tags, pronouns, forms of address and the alternation of turns."""

    def attribute(
        self,
        script: Script,
        guidance: Guidance,
    ) -> Script:
        """``script`` with its characters and speakers.

        Discovery comes before the turns are split: who shares a paragraph is known by names.
        """
        book = layout(script)
        roster = discover_in(book, guidance)
        stories = stories_of(script, book, roster)
        if stories:
            by_itself = [(story, self.attribute) for story in stories]
            return by_story(script, guidance, by_itself)
        book = split_turns(book, roster)
        scenes = survey(book, roster)
        pins = pins_of(
            book.turns, scenes.people, script.book, guidance, roster.narrator
        )
        decided = by_tellers(book, roster, decisions(scenes, pins))
        decided = with_long_tales(book, decided)
        # The user's names for people that exist by a tag alone come last: what was scored is
        # what is printed.
        named = scenes.people[: len(roster.people)]
        extras = scenes.people[len(roster.people) :]
        people = (*named, *renamed(extras, guidance))
        exact = overruled(decided, people, script.book, guidance, roster.narrator)
        stated = dict(guidance.genders)
        people = with_tagged_genders(book, roster, people, exact, stated)
        return with_corrected_passages(
            apply(script, people, exact, roster.narrator), guidance
        )


def decisions(
    scenes: Scenes,
    pins: Mapping[int, int],
) -> list[Decision]:
    """The speaker of every turn, decided scene by scene, how surely, and why.

    ``pins`` maps the indexes of turns to who certainly says them.
    """
    turns = [_candidates(scenes, index, pins) for index in range(len(scenes.contexts))]
    shares = _shares(scenes, turns)
    # All speakers first: a reason may name who spoke before.
    speakers: list[int] = []
    for index, turn in enumerate(turns):
        best = int(np.argmax(shares[index]))
        speakers.append(turn.people[best])
    decided: list[Decision] = []
    for index, context in enumerate(scenes.contexts):
        # What the user said needs no other reason.
        confidence = 1.0
        why = CORRECTED
        if index not in pins:
            confidence = _confidence(shares[index])
            why = reason(scenes, speakers, index)
        decided.append(Decision(context.turn, speakers[index], confidence, why))
    return decided


def _candidates(
    scenes: Scenes,
    index: int,
    pins: Mapping[int, int],
) -> ScoredTurn:
    """Who may say a turn, with scores; a pinned turn has one candidate."""
    if index in pins:
        return certain(pins[index], scenes.contexts[index].turn.gap)
    return scored(scenes, index)


def _confidence(share: Floats) -> float:
    """The probability that the best candidate is right, by the table above."""
    return float(np.interp(share.max(), _CHAIN, _RIGHT))


def _shares(
    scenes: Scenes,
    turns: Sequence[ScoredTurn],
) -> list[Floats]:
    """The probability of every candidate of every turn.

    Dialogue is decided as a chain; thoughts each for themselves: nobody answers them.
    """
    # Both are in the order of the book: the next of the chain is the next that is spoken.
    chain = iter(decode(_dialogue(scenes, turns)))
    shares: list[Floats] = []
    for index, turn in enumerate(turns):
        if scenes.contexts[index].turn.thought:
            shares += decode([turn])
        else:
            shares.append(next(chain))
    return shares


def _dialogue(
    scenes: Scenes,
    turns: Sequence[ScoredTurn],
) -> list[ScoredTurn]:
    """The turns that are not thoughts, their gaps counted anew."""
    spoken: list[int] = []
    for index, context in enumerate(scenes.contexts):
        if not context.turn.thought:
            spoken.append(index)
    # No turn is before the first: its gap counts nothing.
    dialogue = [turns[index] for index in spoken[:1]]
    for last, index in pairwise(spoken):
        dialogue.append(replace(turns[index], gap=_gap(scenes, last, index)))
    return dialogue


def _gap(
    scenes: Scenes,
    last: int,
    index: int,
) -> int:
    """The paragraphs of narration between two turns with nothing but thoughts in between.

    A thought counts as one. A thought that opens a scene does not keep the first spoken turn from
    opening it.
    """
    if scenes.contexts[last].turn.scene != scenes.contexts[index].turn.scene:
        return OPENS_SCENE
    thoughts = index - last - 1
    # A thought may stand in the paragraph that opens the scene, as its first line does.
    gaps = [
        max(context.turn.gap, 0) for context in scenes.contexts[last + 1 : index + 1]
    ]
    return thoughts + sum(gaps)
