"""An account of every character of a source that is not in the text, by reason.

Whatever a reader leaves out it says here; what a document has is counted apart from that, on the document.
Only if both agree has nothing fallen through. White space never counts.
"""

from collections.abc import Iterable, Iterator

from audiobook.model import Unread
from audiobook.readers.tree.xml import Element

_SAMPLE = 60


# What str.split() takes for white space. Counting them one by one is quick and copies nothing.
_WHITE = [chr(code) for code in range(0x3001) if chr(code).isspace()]


def solid(text: str) -> int:
    """How many characters are not white space."""
    return len(text) - sum(map(text.count, _WHITE))


class Account:
    """What was left out of one place (a page, a file), and what was added to its text."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.added = 0
        self._left: dict[str, tuple[int, str]] = {}

    def leave(self, reason: str, texts: Iterable[str]) -> None:
        """Say that texts are not read."""
        for text in texts:
            words = text.split()
            if words:
                self.drop(reason, sum(map(len, words)), " ".join(words[:10]))

    def drop(self, reason: str, characters: int, sample: str = "") -> None:
        """Say that so many characters are not read."""
        before, first = self._left.get(reason, (0, ""))
        if characters:
            self._left[reason] = (before + characters, first or sample[:_SAMPLE])

    def unread(self) -> tuple[Unread, ...]:
        """Everything left out, in the order in which its reasons first came up."""
        return tuple(Unread(self.place, reason, count, sample) for reason, (count, sample) in self._left.items())


def children(node: Element, account: Account, reason: str = "not text") -> Iterator[Element]:
    """The elements in one whose own text means nothing in its format: such text is left out."""
    account.leave(reason, [node.text or ""])
    for child in node:
        yield child
        account.leave(reason, [child.tail or ""])
