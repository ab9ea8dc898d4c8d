"""An account of every character of a source that is not in the text, by reason.

Whatever a reader leaves out it says here; what a document has is counted apart from that, on the document.
Only if both agree has nothing fallen through. White space never counts.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from audiobook.model import Unread
from audiobook.readers.tree.xml import Element

_SAMPLE = 60
_SAMPLE_WORDS = 10


# What str.split() takes for white space. Counting them one by one is quick and copies nothing.
_WHITE = [chr(code) for code in range(0x3001) if chr(code).isspace()]
_ASCII = bytes(range(128))
_NO_LETTERS = re.compile(
    r"\W+"
)  # what str.isalnum() says no to, and no underscore: that is ASCII
_NO_ASCII_LETTER = bytes(
    code for code in range(256) if code > 127 or not chr(code).isalnum()
)


def solid(text: str) -> int:
    """How many characters are not white space."""
    return len(text) - sum(map(text.count, _WHITE))


def letters(text: str) -> int:
    """How many characters are letters or digits, in any script, as ``str.isalnum`` has it."""
    data = text.encode(errors="surrogatepass")
    wide = data.translate(None, _ASCII).decode(errors="surrogatepass")
    no_letters = sum(map(len, _NO_LETTERS.findall(wide)))
    return len(data.translate(None, _NO_ASCII_LETTER)) + len(wide) - no_letters


@dataclass(slots=True)
class _Left:
    """What was left out for one reason: texts, and what was only counted."""

    texts: list[str] = field(default_factory=list)
    characters: int = 0
    letters: int = 0
    sample: str = ""


class Account:
    """What was left out of one place (a page, a file), and what was added to its text."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.added = 0
        self.letters_added = 0
        self._left: dict[str, _Left] = {}

    def leave(self, reason: str, texts: Iterable[str]) -> None:
        """Say that texts are not read."""
        for text in texts:
            if text and not text.isspace():
                self._left.setdefault(reason, _Left()).texts.append(text)

    def drop(
        self, reason: str, characters: int, sample: str = "", *, letters: int = 0
    ) -> None:
        """Say that so many characters are not read, with so many letters and digits among them."""
        if characters or letters:
            left = self._left.setdefault(reason, _Left())
            left.characters += characters
            left.letters += letters
            left.sample = left.sample or sample[:_SAMPLE]

    def add(self, text: str, *, instead_of: str = "") -> None:
        """Say that the text has something that the source does not have, or has otherwise."""
        self.added += solid(text) - solid(instead_of)
        self.letters_added += letters(text) - letters(instead_of)

    def unread(self) -> tuple[Unread, ...]:
        """Everything left out, in the order in which its reasons first came up."""
        return tuple(self._unread(reason, left) for reason, left in self._left.items())

    def _unread(self, reason: str, left: _Left) -> Unread:
        text = "\n".join(left.texts)
        first = left.texts[0] if left.texts else ""
        sample = " ".join(first.split(None, _SAMPLE_WORDS)[:_SAMPLE_WORDS])[:_SAMPLE]
        characters = left.characters + solid(text)
        return Unread(
            self.place,
            reason,
            characters,
            sample or left.sample,
            left.letters + letters(text),
            text,
        )


def children(
    node: Element, account: Account, reason: str = "not text"
) -> Iterator[Element]:
    """The elements in one whose own text means nothing in its format: such text is left out."""
    account.leave(reason, [node.text or ""])
    for child in node:
        yield child
        account.leave(reason, [child.tail or ""])
