"""The utterances of a chapter go in; how each is said comes out, from what the text says of it."""

from audiobook.speech.direction.direction import directions
from audiobook.speech.direction.inline import InlineDirections, inline
from audiobook.speech.direction.manners import Manners, built_in, read_manners
from audiobook.speech.direction.tagging import is_bare_tag

__all__ = [
    "InlineDirections",
    "Manners",
    "built_in",
    "directions",
    "inline",
    "is_bare_tag",
    "read_manners",
]
