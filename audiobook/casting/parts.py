"""How many voices a book is read with: all, two (the narrator's and one for dialogue), or one. Pure.

The cast file stays as it is: this is how the cast is played.
"""

from dataclasses import replace

from audiobook.errors import UsageError
from audiobook.model import NARRATOR, Cast, Role
from audiobook.model.cast import NEUTRAL
from audiobook.registry import nearest

ALL, TWO, ONE = PARTS = ("all", "two", "one")


def in_parts(cast: Cast, parts: str) -> Cast:
    """``cast`` played in ``parts``. Raises :class:`UsageError` for anything but "all", "two" and "one"."""
    if parts not in PARTS:
        raise UsageError(f'A book cannot be read in "{parts}" parts.', remedy=nearest(parts, PARTS))
    narrator = next((role for role in cast.roles if role.speaker == NARRATOR), None)
    if parts == ALL or narrator is None:
        return cast
    other = narrator if parts == ONE else _second(cast, narrator)
    return Cast(tuple(role if role == narrator else _played(role, narrator, other) for role in cast.roles))


def _second(cast: Cast, narrator: Role) -> Role:
    """Whoever speaks most and has another voice than the narrator."""
    return next((role for role in cast.roles if role.voice != narrator.voice), narrator)


def _played(role: Role, narrator: Role, other: Role) -> Role:
    """The "I" who tells the story keeps the narrator's voice."""
    by = narrator if role.voice == narrator.voice else other
    delivery = by.delivery if by.speaker == NARRATOR else NEUTRAL
    return replace(role, voice=by.voice, delivery=delivery, reason=f"spoken by the voice of {by.speaker}")
