"""Words as they may be handed to any engine: free of control characters, and not too long."""

import re

from audiobook.errors import EngineError

# Where words may be parted, the best places first; what is matched stays with the words before.
_PLACES = (
    re.compile(r"[.!?…]+[\"'”’»)]*\s+"),
    re.compile(r"[;:—–][\"'”’»)]*\s*"),
    re.compile(r",[\"'”’»)]*\s+"),
    re.compile(r"\s+"),
)


def speakable(words: str) -> str:
    """The words without control characters, by which an engine might take commands.

    Raises :class:`EngineError` where no letter or digit is left to be spoken.
    """
    cleaned = words.replace("\0", "")
    for character in set(cleaned):
        if not character.isprintable() and not character.isspace():
            cleaned = cleaned.replace(character, " ")
    if not any(map(str.isalnum, cleaned)):
        shown = f' in "{words[:40]}"' if words.strip() else ""
        raise EngineError(
            f"There are no words to speak{shown}.",
            remedy="Write something with letters or digits.",
        )
    return cleaned


def parted(words: str, longest: int) -> list[str]:
    """The words in pieces of at most ``longest`` characters, parted at the best places.

    Those are the ends of sentences, then of clauses, then commas, then spaces; a word that is
    longer than a piece is cut. Pieces without a letter or a digit are left out.
    """
    pieces = []
    left = words.strip()
    while len(left) > longest:
        end = _best_end(left, longest)
        pieces.append(left[:end].strip())
        left = left[end:].strip()
    pieces.append(left)
    return [piece for piece in pieces if any(map(str.isalnum, piece))]


def _best_end(words: str, longest: int) -> int:
    """Where the first piece ends."""
    for place in _PLACES:
        # Spaces behind the last word that fits need no room.
        ends = [
            match.end()
            for match in place.finditer(words, 0, longest + 2)
            if len(words[: match.end()].rstrip()) <= longest
        ]
        # A piece that is much too short would sound hacked.
        if ends and ends[-1] >= longest // 3:
            return ends[-1]
    return longest
