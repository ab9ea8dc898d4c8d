"""What of a line can be spoken at all."""

from audiobook.errors import EngineError


def speakable(words: str) -> str:
    """The words without control characters, by which engines may take commands.

    Raises :class:`EngineError` where no letter or digit is left to be spoken.
    """
    cleaned = words.replace("\0", "")
    for character in set(cleaned):
        if not character.isprintable() and not character.isspace():
            cleaned = cleaned.replace(character, " ")
    if not any(map(str.isalnum, cleaned)):
        raise EngineError(f"There are no words to speak in {words[:40]!r}.")
    return cleaned
