"""The lines whose speaker is unsure, as corrections that are ready to paste into the cast file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from audiobook.casting.folding import Folded
from audiobook.model import Script, Utterance

# Characters of a quotation that a correction names, as far as a sentence or word goes.
SHOWN = 160


@dataclass(frozen=True, slots=True)
class Doubt:
    """A quotation whose speaker is unsure. ``start`` and ``end`` are offsets into the chapter."""

    chapter: int
    start: int
    end: int
    words: int
    speaker: str
    confidence: float
    reason: str


def doubts(script: Script, threshold: float) -> tuple[Doubt, ...]:
    """Quotations whose speaker is right with a probability under ``threshold``.

    The longest come first: what is heard most is worth most to set right.
    """
    unsure = [doubt for doubt in _all_doubts(script) if doubt.confidence < threshold]
    unsure.sort(key=lambda doubt: (-doubt.words, doubt.chapter, doubt.start))
    return tuple(unsure)


def corrections(script: Script, unsure: tuple[Doubt, ...]) -> Iterator[str]:
    """Each doubt as a ``[[lines]]`` table of the cast file, with the evidence as a comment."""
    texts = {chapter.number: chapter.text for chapter in script.book.chapters}
    folded = {number: Folded(text) for number, text in texts.items()}
    for doubt in unsure:
        text = texts[doubt.chapter]
        words, nth = naming_words(folded[doubt.chapter], text, doubt.start, doubt.end)
        lines = [
            f"# {doubt.confidence:.0%} sure, {doubt.words:,} words; {doubt.reason}",
            "[[lines]]",
            f"chapter = {doubt.chapter}",
            f"text = {json.dumps(words, ensure_ascii=False)}",
        ]
        if nth:
            lines.append(f"nth = {nth}")
        lines.append(f"speaker = {json.dumps(doubt.speaker, ensure_ascii=False)}")
        yield "\n".join(lines) + "\n"


def _all_doubts(script: Script) -> Iterator[Doubt]:
    for index, utterances in enumerate(script.utterances):
        quoted = [
            utterance for utterance in utterances if utterance.quotation is not None
        ]
        for _, quotation in groupby(quoted, lambda utterance: utterance.quotation):
            yield _doubt(script, index, tuple(quotation))


def _doubt(script: Script, index: int, utterances: tuple[Utterance, ...]) -> Doubt:
    first = utterances[0]
    words = sum(len(script.text(index, utterance).split()) for utterance in utterances)
    return Doubt(
        script.book.chapters[index].number,
        first.start,
        _end_of_first_paragraph(utterances),
        words,
        first.speaker,
        first.confidence,
        first.reason,
    )


def _end_of_first_paragraph(utterances: tuple[Utterance, ...]) -> int:
    """A quotation of several paragraphs is corrected by any of its words, so the first will do."""
    for utterance in utterances:
        if utterance.paragraph != utterances[0].paragraph:
            return utterance.start
    return utterances[-1].end


def naming_words(folded: Folded, text: str, start: int, end: int) -> tuple[str, int]:
    """Words that name a stretch of a chapter's text, and which of their places it is.

    0 where there is only one.
    """
    words = _shortened(" ".join(text[start:end].split()))
    needle = Folded(words).text
    places = [
        folded.original(at, at + len(needle))[0] for at in folded.find_all(needle)
    ]
    if len(places) < 2:
        return words, 0
    before = [place for place in places if place < start]
    return words, 1 + len(before)


def _shortened(words: str) -> str:
    if len(words) <= SHOWN:
        return words
    last_space = words.rfind(" ", 0, SHOWN)
    return words[:last_space] if last_space >= 0 else words[:SHOWN]
