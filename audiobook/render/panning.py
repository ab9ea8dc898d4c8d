"""Where the speakers stand, for a book in two channels: the narrator in the middle, the others to both sides.

Those who speak most stand farthest apart, left and right in turn; after eight the places begin again. A speaker
stands in one place all through the book, also where a chapter is made alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle

from audiobook.model import NARRATOR, Cast, Script
from audiobook.render.plan import ChapterPlan
from audiobook.settings import Encoding

_PLACES = (-1.0, 1.0, -0.5, 0.5, -0.75, 0.75, -0.25, 0.25)  # of the width


def seated(
    plans: Sequence[ChapterPlan], script: Script, cast: Cast, encoding: Encoding
) -> tuple[ChapterPlan, ...]:
    """The plans of the script with a place for every line; as they are where there is one channel."""
    if encoding.channels == 1:
        return tuple(plans)
    speakers = [role.speaker for role in cast.roles if role.speaker != NARRATOR]
    places = {who: place * encoding.width for who, place in zip(speakers, cycle(_PLACES), strict=False)}
    found = []
    for plan, utterances in zip(plans, script.utterances, strict=True):
        items = [replace(i, place=places.get(utterances[i.utterance].speaker, 0.0)) for i in plan.items]
        found.append(replace(plan, items=tuple(items)))
    return tuple(found)
