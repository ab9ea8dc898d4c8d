"""A colour for every speaker: the same one whenever the book is made again.

A speaker's name says which colour is theirs; where two want the same one, the one who says
more has it and the other takes the next that is free. So a new chapter with a new character
recolours hardly anybody. The narrator has none: plain text.
"""

import hashlib

from audiobook.model import NARRATOR, Cast

# Sixteen hues of OKLCH, 22.5 degrees apart, lighter and darker by turns: on black with a
# contrast of at least 8.5:1, on white of at least 5.2:1 (WCAG 2.2, 1.4.3 asks for 4.5:1).
# fmt: off
ON_BLACK = (
    "#fe7b94", "#ffc4b7", "#f68c36", "#ffcb79",
    "#c2ac00", "#c2e564", "#61c568", "#46f5bf",
    "#10c4bc", "#73e7ff", "#07b8fe", "#bad6ff",
    "#9ba0ff", "#dec9fe", "#dd84e2", "#ffbede",
)
ON_WHITE = (
    "#880033", "#b6341d", "#6f3600", "#8b5f02",
    "#524800", "#5c7402", "#005813", "#007c5c",
    "#035350", "#047687", "#024e6e", "#1965c8",
    "#3c319f", "#7d49b8", "#711378", "#aa337b",
)
# fmt: on


def colours(cast: Cast) -> dict[str, int]:
    """For every speaker but the narrator, an index into the two tables."""
    slots: dict[str, int] = {}
    for role in cast.roles:
        if role.speaker != NARRATOR:
            slots[role.speaker] = free_slot(role.speaker, list(slots.values()))
    return slots


def free_slot(speaker: str, used: list[int]) -> int:
    """The first of the least used colours, counted from the one that the name asks for."""
    count = len(ON_BLACK)
    least = min(used.count(slot) for slot in range(count))
    name = speaker.encode("utf-8", "replace")
    digest = hashlib.sha256(name).digest()
    slot = digest[0] % count
    while used.count(slot) > least:
        slot = (slot + 1) % count
    return slot
