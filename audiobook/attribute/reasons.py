"""Why a turn was given to somebody, in words for the reader of a script."""

from collections.abc import Sequence

from audiobook.attribute.scene import Context, Scenes
from audiobook.attribute.subjects import PRONOUN
from audiobook.attribute.tags import BEAT, INTRO, LEADS, SAID, Tag

_LABELS = {SAID: "tag", LEADS: "tag before", INTRO: "introduced", BEAT: "acts"}


def reason(scenes: Scenes, who: Sequence[int], index: int) -> str:
    """The strongest evidence for the choice made for a turn."""
    context, number = scenes.contexts[index], who[index]
    if number < 0:
        return "nobody is named"
    for kind in (SAID, LEADS, INTRO, BEAT):
        for tag, person in zip(context.tags, context.people, strict=True):
            if tag.kind == kind and person == number:
                return f"{_LABELS[kind]} at {tag.start}"
    return _pointed(scenes, context, number) or _turns(scenes, who, index)


def _pointed(scenes: Scenes, context: Context, number: int) -> str:
    for tag in context.tags:
        if tag.kind != BEAT and tag.subject.gender and tag.subject.gender == scenes.people[number].gender:
            return f'{_what(tag)} "{tag.subject.head} {tag.verb}".strip()'
    return ""


def _what(tag: Tag) -> str:
    return "pronoun" if tag.subject.kind == PRONOUN else "noun"


def _turns(scenes: Scenes, who: Sequence[int], index: int) -> str:
    name = scenes.people[who[index]].name
    context = scenes.contexts[index]
    if index and who[index] in scenes.contexts[index - 1].names.spoken_to and context.turn.gap >= 0:
        return f"{name} was addressed just before"
    if index > 1 and who[index] == who[index - 2] and context.turn.gap >= 0:
        return f"alternates with {scenes.people[who[index - 1]].name}" if who[index - 1] >= 0 else "alternates"
    if who[index] in context.recent[:1]:
        return f"{name} was named last"
    return f"{name} is present"
