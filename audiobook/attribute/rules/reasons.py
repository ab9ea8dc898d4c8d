"""Why a turn was given to somebody, in words for the reader of a script."""

from collections.abc import Sequence

from audiobook.attribute.lexicon import FEMALE
from audiobook.attribute.rules.scene import Context, Scenes
from audiobook.attribute.tags import BEAT, INTRO, LEADS, SAID, Tag
from audiobook.attribute.tags.subjects import NOUN, PRONOUN

_LABELS = {SAID: "tag", LEADS: "tag before", INTRO: "introduced", BEAT: "acts"}
_LONGEST = 40


def reason(scenes: Scenes, who: Sequence[int], index: int) -> str:
    """The strongest evidence for the choice made for a turn: ``who`` has the person of every turn."""
    context, number = scenes.contexts[index], who[index]
    if number < 0:
        return "nobody is named"
    named = _by_name(scenes, context, number)
    return named or _pointed(scenes, context, number) or _by_turns(scenes, who, index)


def _by_name(scenes: Scenes, context: Context, number: int) -> str:
    for kind in (SAID, LEADS, INTRO, BEAT):
        for tag, person in zip(context.tags, context.people, strict=True):
            if tag.kind == kind and person == number:
                return f'{_LABELS[kind]}: "{_words(scenes, context, tag)}"'
    return ""


def _words(scenes: Scenes, context: Context, tag: Tag) -> str:
    words = " ".join(scenes.texts[context.turn.chapter][tag.start : tag.end].split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()}…"


def _pointed(scenes: Scenes, context: Context, number: int) -> str:
    gender = scenes.people[number].gender
    for tag in context.tags:
        if (
            tag.subject.kind in (PRONOUN, NOUN)
            and tag.kind != BEAT
            and gender
            and tag.subject.gender == gender
        ):
            last = [p for p in context.recent if scenes.people[p].gender == gender][:1]
            kind = "woman" if gender == FEMALE else "man"
            why = f"the last {kind} named" if last == [number] else f"a {kind} who is present"
            return f'{tag.subject.kind} "{_words(scenes, context, tag)}": {why}'
    return ""


def _by_turns(scenes: Scenes, who: Sequence[int], index: int) -> str:
    name = scenes.people[who[index]].name
    context = scenes.contexts[index]
    follows = index > 0 and context.turn.gap >= 0
    if follows and who[index] in scenes.contexts[index - 1].names.spoken_to:
        return f"{name} was addressed just before"
    if (
        follows
        and index > 1
        and who[index] == who[index - 2]
        and who[index - 1] not in (-1, who[index])
    ):
        return f"alternates with {scenes.people[who[index - 1]].name} (2 turns back)"
    if who[index] in context.recent[:1]:
        return f"{name} was named last"
    return f"{name} is present"
