"""A script's quotations as plain data: what a scorer or another program reads."""

from audiobook.attribute.lexicon import FEMALE, MALE
from audiobook.attribute.turns import SPOKEN
from audiobook.model import NARRATOR, Script, Utterance

_LETTERS = {FEMALE: "F", MALE: "M"}


def quotes_json(script: Script) -> dict[str, object]:
    """``{"quotes": [{"start", "end", "speaker"}], "speakers": {label: {"gender": "M" | "F" | None}}}``.

    Offsets are code points into the decoded source for chapters that know their place in it, else into the
    chapter's text. The first-person narrator and whoever has no name are "NARRATOR".
    """
    quotes = [
        quote
        for chapter, utterances in zip(script.book.chapters, script.utterances, strict=True)
        for quote in _quotes(utterances, chapter.offset or 0)
    ]
    narrators = {c.name for c in script.characters if c.narrates} | {NARRATOR}
    for quote in quotes:
        if quote["speaker"] in narrators:
            quote["speaker"] = "NARRATOR"
    speakers = {c.name: {"gender": _LETTERS.get(c.gender)} for c in script.characters}
    speakers["NARRATOR"] = {
        "gender": next((_LETTERS.get(c.gender) for c in script.characters if c.narrates), None)
    }
    return {"quotes": quotes, "speakers": speakers}


def _quotes(utterances: tuple[Utterance, ...], offset: int) -> list[dict[str, int | str]]:
    found: list[dict[str, int | str]] = []
    last: Utterance | None = None
    for utterance in utterances:
        if utterance.kind not in SPOKEN:
            last = None
            continue
        joined = last is not None and last.quotation == utterance.quotation and last.speaker == utterance.speaker
        if joined:
            found[-1]["end"] = offset + utterance.end
        else:
            found.append(
                {"start": offset + utterance.start, "end": offset + utterance.end, "speaker": utterance.speaker}
            )
        last = utterance
    return found
