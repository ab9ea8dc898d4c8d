"""A script's quotations as plain data: what a scorer or another program reads."""

from collections.abc import Iterable

from audiobook.attribute.lexicon import FEMALE, MALE
from audiobook.attribute.turns import SPOKEN
from audiobook.model import NARRATOR, Character, Script, Utterance

_LETTERS = {FEMALE: "F", MALE: "M"}
_NARRATOR_LABEL = "NARRATOR"

_Quote = dict[str, int | str]


def quotes_json(script: Script) -> dict[str, object]:
    """Return the quotations and speakers of a script as JSON values.

    ``{"quotes": [{"start", "end", "speaker"}], "speakers": {label: {"gender": "M" | "F" |
    None}}}``

    Offsets are code points into the decoded source for chapters that know their place in it, else
    into the chapter's text. The first-person narrator and whoever has no name are "NARRATOR".
    """
    # The "I" of a book has a name in the cast, and none in the annotations of novels.
    narrators = {NARRATOR}
    for character in script.characters:
        if character.narrates:
            narrators.add(character.name)
    quotes: list[_Quote] = []
    for chapter, utterances in script.by_chapter():
        quotes += _quotes(utterances, chapter.offset or 0)
    for quote in quotes:
        if quote["speaker"] in narrators:
            quote["speaker"] = _NARRATOR_LABEL
    return {"quotes": quotes, "speakers": _speakers(script.characters)}


def _speakers(
    characters: Iterable[Character],
) -> dict[str, dict[str, str | None]]:
    """Label -> gender, "M", "F" or ``None``.

    The label of the narrator comes last, with the gender of the first who tells the book.
    """
    speakers: dict[str, dict[str, str | None]] = {}
    narrator_genders: list[str | None] = []
    for character in characters:
        letter = _LETTERS.get(character.gender)
        speakers[character.name] = {"gender": letter}
        if character.narrates:
            narrator_genders.append(letter)
    speakers[_NARRATOR_LABEL] = {"gender": next(iter(narrator_genders), None)}
    return speakers


def _quotes(utterances: Iterable[Utterance], offset: int) -> list[_Quote]:
    """The quotations of a chapter that starts at ``offset``.

    The sentences of one quotation are joined, unless the user gave them to different speakers.
    """
    quotes: list[_Quote] = []
    previous: Utterance | None = None
    for utterance in utterances:
        if utterance.kind not in SPOKEN:
            previous = None
            continue
        end = offset + utterance.end
        if _continues(utterance, previous):
            quotes[-1]["end"] = end
        else:
            start = offset + utterance.start
            quotes.append(
                {
                    "start": start,
                    "end": end,
                    "speaker": utterance.speaker,
                }
            )
        previous = utterance
    return quotes


def _continues(utterance: Utterance, previous: Utterance | None) -> bool:
    """Whether an utterance goes on with the quotation of the one before it."""
    if previous is None or utterance.quotation != previous.quotation:
        return False
    return utterance.speaker == previous.speaker
