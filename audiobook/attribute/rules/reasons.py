"""Why a turn was given to somebody, in words for the reader of a script."""

from collections.abc import Sequence

from audiobook.attribute.lexicon import FEMALE
from audiobook.attribute.roster import NOBODY
from audiobook.attribute.rules.scene import Context, Scenes
from audiobook.attribute.tags import (
    BEAT,
    INTRO,
    LEADS,
    NOUN,
    PRONOUN,
    SAID,
    Tag,
)
from audiobook.attribute.turns import OPENS_SCENE

# Kinds of tags, the strongest first.
_LABELS = {SAID: "tag", LEADS: "tag before", INTRO: "introduced", BEAT: "acts"}
_LONGEST = 40  # characters of a tag that are shown


def reason(
    scenes: Scenes,
    speakers: Sequence[int],
    index: int,
) -> str:
    """The strongest evidence for the choice made for a turn, in a few words.

    It is looked for anew: scores add up all evidence and do not say which of it decided.
    ``speakers`` has the person of every turn.
    """
    context = scenes.contexts[index]
    speaker = speakers[index]
    if speaker == NOBODY:
        return "nobody is named"
    by_tag = _by_name(scenes, context, speaker) or _by_gender(scenes, context, speaker)
    return by_tag or _by_turns(scenes, speakers, index)


def _by_name(
    scenes: Scenes,
    context: Context,
    speaker: int,
) -> str:
    """The strongest tag that names the speaker."""
    for kind, label in _LABELS.items():
        for tag, person in context.tags:
            if tag.kind == kind and person == speaker:
                return f'{label}: "{_printed(scenes, context, tag)}"'
    return ""


def _printed(
    scenes: Scenes,
    context: Context,
    tag: Tag,
) -> str:
    """A tag as it stands in the book, on one line and not too long."""
    text = scenes.texts[context.turn.chapter]
    words = " ".join(text[tag.start : tag.end].split())
    if len(words) <= _LONGEST:
        return words
    return f"{words[:_LONGEST].rstrip()}…"


def _by_gender(
    scenes: Scenes,
    context: Context,
    speaker: int,
) -> str:
    """A tag with a pronoun or noun of the speaker's gender."""
    gender = scenes.people[speaker].gender
    if not gender:
        return ""
    for tag, _ in context.tags:
        points = tag.subject.kind in (PRONOUN, NOUN) and tag.kind != BEAT
        if points and tag.subject.gender == gender:
            pointer = f'{tag.subject.kind} "{_printed(scenes, context, tag)}"'
            return f"{pointer}: {_who_is_meant(scenes, context, speaker)}"
    return ""


def _who_is_meant(
    scenes: Scenes,
    context: Context,
    speaker: int,
) -> str:
    """How a pronoun or noun comes to mean the speaker."""
    gender = scenes.people[speaker].gender
    kind = "woman" if gender == FEMALE else "man"
    for person in context.recent:
        if scenes.people[person].gender == gender:
            if person == speaker:
                return f"the last {kind} named"
            break
    return f"a {kind} who is present"


def _by_turns(
    scenes: Scenes,
    speakers: Sequence[int],
    index: int,
) -> str:
    """What the turns before, and the narration between them, say for the speaker.

    The last resort is that the speaker is there at all.
    """
    speaker = speakers[index]
    name = scenes.people[speaker].name
    context = scenes.contexts[index]
    if context.turn.gap != OPENS_SCENE:
        if speaker in scenes.contexts[index - 1].names.spoken_to:
            return f"{name} was addressed just before"
        if _alternates(speakers, index):
            other = scenes.people[speakers[index - 1]].name
            return f"alternates with {other} (2 turns back)"
    if speaker in context.recent[:1]:
        return f"{name} was named last"
    return f"{name} is present"


def _alternates(
    speakers: Sequence[int],
    index: int,
) -> bool:
    """Whether the speaker of a turn said the last but one, and somebody else the last."""
    if index < 2 or speakers[index - 2] != speakers[index]:
        return False
    return speakers[index - 1] not in (NOBODY, speakers[index])
