"""Characters that a reader sees otherwise than they are encoded.

One table for everybody: what readers of marked-up text drop or take apart, the
read-along pages have to skip or take apart in the same way to find a word again.
"""

from typing import Final

# Dropped from the text: soft hyphen, zero-width space, word joiner, byte-order mark,
# the selector of a plain glyph, the arrow that leads back from a note, and NUL.
INVISIBLE: Final = "\u00ad\u200b\u2060\ufeff\ufe0e\u21a9\0"

# Kept in the text, because scripts and emoji need them, though nobody sees them: the
# selector of a coloured glyph, the non-joiner and the joiner.
JOINERS: Final = "\ufe0f\u200c\u200d"

LIGATURES: Final = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
}

# A digit in ``<sup>`` becomes the character that is raised by itself.
DIGITS: Final = "0123456789"
RAISED_DIGITS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
