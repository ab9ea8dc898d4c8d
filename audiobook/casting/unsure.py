"""The lines whose speaker is unsure, as corrections that are ready to paste into the cast file. Pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from audiobook.casting.folding import Folded
from audiobook.model import Script, Utterance

SHOWN = 160  # characters of a quotation that a correction names, as far as a sentence or word goes


@dataclass(frozen=True, slots=True)
class Doubt:
    """A quotation whose speaker is unsure. ``start`` and ``end`` are offsets into the chapter's text."""

    chapter: int
    start: int
    end: int
    words: int
    speaker: str
    confidence: float
    reason: str


def doubts(script: Script, threshold: float) -> tuple[Doubt, ...]:
    """Quotations whose speaker is right with a probability under ``threshold``, the longest first: what is
    heard most is worth most to set right.
    """
    found = (
        doubt
        for index, utterances in enumerate(script.utterances)
        for _, group in groupby((u for u in utterances if u.quotation is not None), lambda u: u.quotation)
        if (doubt := _doubt(script, index, tuple(group))).confidence < threshold
    )
    return tuple(sorted(found, key=lambda doubt: (-doubt.words, doubt.chapter, doubt.start)))


def _doubt(script: Script, index: int, utterances: tuple[Utterance, ...]) -> Doubt:
    first, words = utterances[0], sum(len(script.text(index, u).split()) for u in utterances)
    number = script.book.chapters[index].number
    # A quotation of several paragraphs is corrected by any of its words.
    end = next((u.start for u in utterances if u.paragraph != first.paragraph), utterances[-1].end)
    return Doubt(number, first.start, end, words, first.speaker, first.confidence, first.reason)


def corrections(script: Script, found: tuple[Doubt, ...]) -> Iterator[str]:
    """Each doubt as a ``[[lines]]`` table of the cast file, with the evidence as a comment."""
    texts = {chapter.number: chapter.text for chapter in script.book.chapters}
    folded = {number: Folded(text) for number, text in texts.items()}
    for doubt in found:
        words, nth = _named(folded[doubt.chapter], texts[doubt.chapter], doubt)
        lines = [
            f"# {doubt.confidence:.0%} sure, {doubt.words:,} words; {doubt.reason}",
            "[[lines]]",
            f"chapter = {doubt.chapter}",
            f"text = {json.dumps(words, ensure_ascii=False)}",
            *([f"nth = {nth}"] if nth else []),
            f"speaker = {json.dumps(doubt.speaker, ensure_ascii=False)}",
        ]
        yield "\n".join(lines) + "\n"


def _named(folded: Folded, text: str, doubt: Doubt) -> tuple[str, int]:
    """Words that name a quotation, and which of their places it is; 0 where there is one place only."""
    words = " ".join(text[doubt.start : doubt.end].split())
    if len(words) > SHOWN:
        words = words[: words.rfind(" ", 0, SHOWN)] if " " in words[:SHOWN] else words[:SHOWN]
    needle = Folded(words).text
    places = [folded.original(at, at + len(needle))[0] for at in folded.find_all(needle)]
    if len(places) < 2:
        return words, 0
    return words, 1 + sum(place < doubt.start for place in places)
