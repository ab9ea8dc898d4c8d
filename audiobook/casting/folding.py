"""Text made comparable, with the way back to its own offsets.

White space, quotation marks, dashes and dots come out in one shape each.
"""

from functools import cached_property

_SHAPES = {
    **dict.fromkeys("“”„‟«»", '"'),
    **dict.fromkeys("‘’‚‛`", "'"),
    **dict.fromkeys("–—―−‐‑", "-"),
    "…": "...",
    "\u00ad": "",  # soft hyphen
}
_TABLE = str.maketrans(_SHAPES)


class Folded:
    """A text folded, with the way back to its own offsets."""

    def __init__(self, text: str) -> None:
        self._original = text

    @cached_property
    def text(self) -> str:
        """The folded text: no white space at its ends, one space for each run of white space."""
        return " ".join(self._original.translate(_TABLE).split())

    @cached_property
    def _places(self) -> list[int]:
        """The offset in the original of each character of the folded text."""
        places: list[int] = []
        after_space = True
        for place, character in enumerate(self._original):
            shape = _shape(character)
            if shape == " " and after_space:
                continue
            places.extend([place] * len(shape))
            if shape:  # a soft hyphen leaves nothing, and so changes nothing
                after_space = shape == " "
        return places

    @cached_property
    def lowered(self) -> str:
        """The folded text in lower case, for names."""
        return self.text.lower()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """``[start, end)`` of the folded text as a stretch of the original; ``start < end``."""
        return self._places[start], self._places[end - 1] + 1

    def find_all(self, needle: str) -> list[int]:
        """Where the folded text has ``needle``, which is folded too."""
        starts = []
        start = self.text.find(needle)
        while start >= 0:
            starts.append(start)
            start = self.text.find(needle, start + 1)
        return starts


def _shape(character: str) -> str:
    if character.isspace():
        return " "
    return _SHAPES.get(character, character)
