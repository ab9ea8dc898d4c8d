"""An account of every character of a source that is not in the text, by reason.

Whatever a reader leaves out it says here; what a document has is counted apart from that, on
the document. Only if both agree has nothing fallen through. White space never counts.
"""

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass, field

from audiobook.model import Unread

_SAMPLE = 60  # characters
_SAMPLE_WORDS = 10
_LAST_WHITE = 0x3000  # the last of all white space: the ideographic space


def _white_space() -> list[str]:
    """What ``str.split`` takes for white space."""
    return [char for char in map(chr, range(_LAST_WHITE + 1)) if char.isspace()]


def _no_ascii_letters() -> bytes:
    """Every byte but the ASCII letters and digits."""
    ascii_letters = set(string.ascii_letters + string.digits)
    return bytes(code for code in range(256) if chr(code) not in ascii_letters)


# Counting them one by one is quick and copies nothing.
_WHITE = _white_space()
_ASCII = bytes(range(128))
_NO_ASCII_LETTER = _no_ascii_letters()
# What str.isalnum() says no to. The underscore is ASCII, and not looked for.
_NO_LETTERS = re.compile(r"\W+")


def solid(text: str) -> int:
    """How many characters are not white space."""
    return len(text) - sum(map(text.count, _WHITE))


def letters(text: str) -> int:
    """How many characters are letters or digits, in any script, as ``str.isalnum`` has it."""
    # ASCII is nearly all of a text, and quicker to count as bytes.
    data = text.encode(errors="surrogatepass")
    ascii_letters = len(data.translate(None, _NO_ASCII_LETTER))
    wide = data.translate(None, _ASCII).decode(errors="surrogatepass")
    no_letters = sum(map(len, _NO_LETTERS.findall(wide)))
    return ascii_letters + len(wide) - no_letters


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
                left = self._left.setdefault(reason, _Left())
                left.texts.append(text)

    def drop(
        self,
        reason: str,
        characters: int,
        sample: str = "",
        *,
        letters: int = 0,
    ) -> None:
        """Say that so many characters are not read, with so many letters and digits in them."""
        if not characters and not letters:
            return
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
        sample = left.sample
        if left.texts:
            sample = _beginning(left.texts[0]) or sample
        return Unread(
            self.place,
            reason,
            left.characters + solid(text),
            sample,
            left.letters + letters(text),
            text,
        )


def _beginning(text: str) -> str:
    """The first words of a text, which may be very long."""
    words = text.split(None, _SAMPLE_WORDS)
    return " ".join(words[:_SAMPLE_WORDS])[:_SAMPLE]
