"""How every utterance of a chapter is said, from what the text says about it. Pure.

A tag counts for every sentence of its quotation, and for the other halves of a quotation that it breaks: what the
same speaker says in the same paragraph. Who is once heard over a telephone or a radio is heard so until the scene
ends or the call does. Marks (exclamations, capitals, italics) and kinds (thoughts, letters, verse) come on top.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter

from audiobook.model import WRITTEN, Chapter, Delivery, Kind, MarkKind, Utterance
from audiobook.speech.direction.manners import Manners
from audiobook.speech.direction.tagging import (
    BY_WIRE,
    goes_on,
    hangs_up,
    is_short_tag,
    manners_after,
    manners_before,
)

_SHOUTED = re.compile(r"!{2,}|!\?|\?!|\b[A-Z]{2,}\b[^\w]+\b[A-Z]{2,}\b")
_EXCLAIMED = re.compile(r"!['\"”’»)\]_*]*\s*$")
_LONG = re.compile(r"([^\W\d_])\1{3,}", re.IGNORECASE)
_SHORT_LINE = 6  # words
_ASIDE = {MarkKind.LETTER: "letter", MarkKind.VERSE: "verse", MarkKind.QUOTE: "letter"}
_APART = (Kind.HEADING, Kind.BREAK)
_SPOKEN = (Kind.DIALOGUE, Kind.THOUGHT)

_Names = tuple[str, ...]


def directions(
    chapter: Chapter, utterances: Sequence[Utterance], table: Manners, strength: float
) -> tuple[Delivery, ...]:
    """A delivery for every utterance, relative to its speaker's own way. ``strength`` 0 leaves all neutral."""
    texts = [chapter.text[u.start : u.end] for u in utterances]
    tagged = (
        _on_the_line(_tagged(utterances, texts, table), utterances, texts)
        if strength
        else {}
    )
    aside = _Asides(chapter)
    found = []
    for index, (utterance, text) in enumerate(zip(utterances, texts, strict=True)):
        names = tagged.get(index, ())
        if strength:
            names += _of_marks(utterance, text) + aside.of(utterance)
            names += _of_tag(index, utterances, texts)
        found.append(table.delivery(tuple(dict.fromkeys(names)), strength))
    return tuple(found)


def _tagged(
    utterances: Sequence[Utterance], texts: Sequence[str], table: Manners
) -> dict[int, _Names]:
    """The manners that tags state, by the index of the utterance that is said so."""
    found: dict[int, _Names] = {}
    for index, utterance in enumerate(utterances):
        if utterance.kind is not Kind.NARRATION:
            continue
        before = index - 1 if _neighbours(utterances, index - 1, index) else None
        after = index + 1 if _neighbours(utterances, index + 1, index) else None
        names = (
            manners_after(texts[before], texts[index], table)
            if before is not None
            else ()
        )
        said = before if names else after
        names = names or (
            manners_before(texts[index], table) if after is not None else ()
        )
        if names and said is not None:
            found |= {
                other: found.get(other, ()) + names
                for other in _same_turn(utterances, said)
            }
    return found


def _on_the_line(
    tagged: dict[int, _Names], utterances: Sequence[Utterance], texts: Sequence[str]
) -> dict[int, _Names]:
    """The same, with the manner of a voice from afar for all that it says in the same call."""
    found = dict(tagged)
    heard: set[str] = set()
    for index, utterance in enumerate(utterances):
        if utterance.kind in _APART or (
            utterance.kind is Kind.NARRATION and hangs_up(texts[index])
        ):
            heard.clear()
        elif BY_WIRE in found.get(index, ()):
            heard.add(utterance.speaker)
        elif utterance.kind is Kind.DIALOGUE and utterance.speaker in heard:
            found[index] = (*found.get(index, ()), BY_WIRE)
    return found


def _neighbours(utterances: Sequence[Utterance], said: int, told: int) -> bool:
    """Whether ``said`` is in a quotation in the paragraph of ``told``."""
    if not 0 <= said < len(utterances):
        return False
    return (
        utterances[said].kind in _SPOKEN
        and utterances[said].paragraph == utterances[told].paragraph
    )


def _same_turn(utterances: Sequence[Utterance], said: int) -> list[int]:
    """Everything that the speaker of an utterance says in its paragraph."""
    one = utterances[said]
    start, end = said, said
    while start and utterances[start - 1].paragraph == one.paragraph:
        start -= 1
    while end + 1 < len(utterances) and utterances[end + 1].paragraph == one.paragraph:
        end += 1
    return [
        i
        for i in range(start, end + 1)
        if utterances[i].kind is one.kind and utterances[i].speaker == one.speaker
    ]


def _of_marks(utterance: Utterance, text: str) -> _Names:
    names: list[str] = []
    if utterance.kind is Kind.THOUGHT:
        names.append("thought")
    if utterance.kind in WRITTEN:
        names.append("verse" if utterance.kind is Kind.VERSE else "letter")
    if utterance.kind in _SPOKEN:
        if _SHOUTED.search(text):
            names.append("outcry")
        elif _EXCLAIMED.search(text):
            names.append("exclamation")
        if len(text.split()) <= _SHORT_LINE and _LONG.search(text):
            names.append("drawn_out")
    return tuple(names)


def _of_tag(
    index: int, utterances: Sequence[Utterance], texts: Sequence[str]
) -> _Names:
    """The narrator hurries over a bare "he said" in the sentence of a quotation."""
    if utterances[index].kind is not Kind.NARRATION or not _neighbours(
        utterances, index - 1, index
    ):
        return ()
    quick = goes_on(texts[index - 1], texts[index]) and is_short_tag(texts[index])
    return ("tag",) if quick else ()


class _Asides:
    """What the source sets apart: letters, verse, italics."""

    def __init__(self, chapter: Chapter) -> None:
        kept = (MarkKind.EMPHASIS, MarkKind.STRONG, *_ASIDE)
        self._marks = sorted(
            (m.start, m.end, m.kind) for m in chapter.marks if m.kind in kept
        )
        self._text = chapter.text
        self._longest = max((end - start for start, end, _ in self._marks), default=0)

    def of(self, utterance: Utterance) -> _Names:
        start = utterance.start
        end = start + len(self._text[start : utterance.end].rstrip())
        first = bisect_right(self._marks, end - self._longest - 1, key=itemgetter(0))
        for mark_start, mark_end, kind in self._marks[
            first : bisect_right(self._marks, end, key=itemgetter(0))
        ]:
            if (
                mark_start <= start + 1
                and mark_end >= end - 1
                and utterance.kind is not Kind.HEADING
            ):
                return (
                    self._name(
                        kind, mark_end - mark_start > end - start + 3, start, end
                    ),
                )
        return ()

    def _name(self, kind: MarkKind, goes_beyond: bool, start: int, end: int) -> str:  # noqa: FBT001
        if kind in _ASIDE:
            return _ASIDE[kind]
        short = len(self._text[start:end].split()) <= _SHORT_LINE
        return "emphasis" if short and not goes_beyond else "italics"
