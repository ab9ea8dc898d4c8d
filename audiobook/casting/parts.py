"""How many voices a book is read with: all, two (the narrator's and one for dialogue), or one.

Pure. The cast file stays as it is: this is how the cast is played.
"""

from dataclasses import replace

from audiobook.errors import UsageError
from audiobook.model import NARRATOR, Cast, Role
from audiobook.model.cast import NEUTRAL
from audiobook.registry import nearest

ALL, TWO, ONE = PARTS = ("all", "two", "one")


def in_parts(cast: Cast, parts: str) -> Cast:
    """The cast played in ``parts``: "all", "two" or "one".

    Raises :class:`UsageError` for anything else.
    """
    if parts not in PARTS:
        message = f'A book cannot be read in "{parts}" parts.'
        raise UsageError(message, remedy=nearest(parts, PARTS))
    narrator = _narrator_of(cast)
    if parts == ALL or narrator is None:
        return cast
    dialogue = narrator if parts == ONE else _second(cast, narrator)
    roles = []
    for role in cast.roles:
        if role == narrator:
            roles.append(role)
        else:
            roles.append(_played(role, narrator, dialogue))
    return Cast(tuple(roles))


def _narrator_of(cast: Cast) -> Role | None:
    for role in cast.roles:
        if role.speaker == NARRATOR:
            return role
    return None


def _second(cast: Cast, narrator: Role) -> Role:
    """The role of whoever speaks most and has another voice than the narrator."""
    for role in cast.roles:
        if role.voice != narrator.voice:
            return role
    return narrator


def _played(role: Role, narrator: Role, dialogue: Role) -> Role:
    """A role spoken by one of the two voices; the "I" who tells the story keeps the narrator's."""
    player = narrator if role.voice == narrator.voice else dialogue
    delivery = player.delivery if player.speaker == NARRATOR else NEUTRAL
    reason = f"spoken by the voice of {player.speaker}"
    return replace(role, voice=player.voice, delivery=delivery, reason=reason)
