"""Text made comparable: white space, quotation marks, dashes and dots in one shape, places remembered."""

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
        """The folded text: no white space at its ends, and one space where there was some."""
        return " ".join(self._original.translate(_TABLE).split())

    @cached_property
    def _places(self) -> list[int]:
        """Where each character of the folded text comes from."""
        places: list[int] = []
        after_space = True
        for place, character in enumerate(self._original):
            shape = " " if character.isspace() else _SHAPES.get(character, character)
            if shape == " " and after_space:
                continue
            places.extend([place] * len(shape))
            after_space = shape == " " if shape else after_space
        return places

    @cached_property
    def lowered(self) -> str:
        """The folded text in lower case, for names."""
        return self.text.lower()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """``[start, end)`` of the folded text as a stretch of the text itself; ``start < end``."""
        return self._places[start], self._places[end - 1] + 1

    def find_all(self, needle: str) -> list[int]:
        """Where the folded text has ``needle``, which is folded too."""
        found = []
        start = self.text.find(needle)
        while start >= 0:
            found.append(start)
            start = self.text.find(needle, start + 1)
        return found
