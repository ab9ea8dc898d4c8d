"""Words -> the pieces of the encoder's vocabulary, by the longest match (WordPiece, uncased)."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

UNKNOWN = "[UNK]"
LONGEST = 40  # letters; a longer word is unknown


class WordPieces:
    """Cuts words into pieces; remembers every word, for books repeat themselves."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._ids: Mapping[str, int] = {
            piece: number for number, piece in enumerate(vocabulary)
        }
        self._known: dict[str, tuple[int, ...]] = {}

    def id(self, piece: str) -> int:
        """The number of a piece that the vocabulary has. Raises ``KeyError``."""
        return self._ids[piece]

    def ids(self, word: str) -> tuple[int, ...]:
        """The pieces of one word or mark."""
        known = self._known.get(word)
        if known is None:
            known = tuple(self._cut(_plain(word)))
            self._known[word] = known
        return known

    def _cut(self, word: str) -> Iterator[int]:
        """The longest pieces from left to right; unknown where no piece fits."""
        pieces: list[int] = []
        start = 0
        while start < len(word) <= LONGEST:
            piece, start = self._longest(word, start)
            if piece is None:
                break
            pieces.append(piece)
        if start < len(word):
            yield self._ids[UNKNOWN]
            return
        yield from pieces

    def _longest(self, word: str, start: int) -> tuple[int | None, int]:
        """The longest piece from ``start``, and where it ends."""
        for end in range(len(word), start, -1):
            piece = word[start:end]
            if start:
                piece = "##" + piece
            if piece in self._ids:
                return self._ids[piece], end
        return None, start


def _plain(word: str) -> str:
    """Lower case, without accents."""
    parted = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))
