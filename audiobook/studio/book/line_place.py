"""Where a line of a book stands, as the page and all that answers it name it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audiobook.studio.book.troubles import BadRequestError


@dataclass(frozen=True, slots=True, order=True)
class LinePlace:
    """Where an utterance stands: the number of its chapter, and its index in it."""

    chapter: int
    utterance: int

    @property
    def record(self) -> dict[str, Any]:
        """As the page has it."""
        return {"chapter": self.chapter, "utterance": self.utterance}


def place_of(value: object) -> LinePlace:
    """The place in a request. Raises :class:`BadRequestError`."""
    if isinstance(value, Mapping):
        chapter, utterance = value.get("chapter"), value.get("utterance")
        if isinstance(chapter, int) and isinstance(utterance, int):
            return LinePlace(chapter, utterance)
    raise BadRequestError("A line is given as {chapter, utterance}.")
