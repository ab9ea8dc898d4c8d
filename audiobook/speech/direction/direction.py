"""How every utterance of a chapter is said, from what the text says about it. Pure.

A tag counts for every sentence of its quotation, and for the other halves of a quotation that it
breaks: what the same speaker says in the same paragraph. A speaker who is heard over a telephone
or a radio stays there until the scene ends or the call does. Marks (exclamations, capitals,
italics) and kinds (thoughts, letters, verse) come on top.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

_SHOUTED = re.compile(
    r"""
    !{2,} | !\? | \?!
    | \b [A-Z]{2,} \b [^\w]+ \b [A-Z]{2,} \b  # two words in capitals
    """,
    re.VERBOSE,
)
_EXCLAIMED = re.compile(
    r"""
    ! ['"”’»)\]_*]* \s* $  # the mark may stand within quotation marks
    """,
    re.VERBOSE,
)
_LONG = re.compile(r"([^\W\d_])\1{3,}", re.IGNORECASE)
_SHORT_LINE = 6  # words
# A letter and a quoted document are read alike.
_SET_APART = {
    MarkKind.LETTER: "letter",
    MarkKind.VERSE: "verse",
    MarkKind.QUOTE: "letter",
}
_ITALICS = (MarkKind.EMPHASIS, MarkKind.STRONG)
_SCENE_ENDS = (Kind.HEADING, Kind.BREAK)
_SPOKEN = (Kind.DIALOGUE, Kind.THOUGHT)

_Names = tuple[str, ...]  # of manners


def directions(
    chapter: Chapter, utterances: Sequence[Utterance], table: Manners, strength: float
) -> tuple[Delivery, ...]:
    """A delivery for every utterance, relative to its speaker's own way.

    ``strength`` 0 leaves all neutral.
    """
    if not strength:
        return (table.delivery((), strength),) * len(utterances)
    texts = [chapter.text[each.start : each.end] for each in utterances]
    lines = _Lines(utterances, texts)
    tagged = _tagged(lines, table)
    # A call goes on through lines without a tag, so it is told from all tags together.
    _stay_on_the_line(tagged, lines)
    set_apart = _SetApart(chapter)
    deliveries = []
    for index, utterance in enumerate(utterances):
        names = tagged.get(index, ())
        names += _of_marks(utterance, texts[index])
        names += set_apart.names(utterance)
        names += _of_tag(lines, index)
        # A cry with a tag that says so is not twice as loud.
        each_once = tuple(dict.fromkeys(names))
        delivery = table.delivery(each_once, strength)
        deliveries.append(delivery)
    return tuple(deliveries)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The utterances of a chapter, and what is printed of each."""

    utterances: Sequence[Utterance]
    texts: Sequence[str]

    def is_quotation_beside(self, index: int, narration: int) -> bool:
        """Whether there is a quotation at ``index``, in the paragraph of the narration."""
        if not self._share_paragraph(index, narration):
            return False
        return self.utterances[index].kind in _SPOKEN

    def turn(self, index: int) -> Iterator[int]:
        """Everything that the speaker of an utterance says in its paragraph.

        Yields indices, that of the utterance itself among them.
        """
        utterance = self.utterances[index]
        for other in self._paragraph(index):
            candidate = self.utterances[other]
            # A thought between two quotations is said in its own way.
            if candidate.kind is not utterance.kind:
                continue
            if candidate.speaker == utterance.speaker:
                yield other

    def _paragraph(self, index: int) -> range:
        """The indices of all utterances in the paragraph of one."""
        start = index
        while self._share_paragraph(start - 1, index):
            start -= 1
        end = index + 1
        while self._share_paragraph(end, index):
            end += 1
        return range(start, end)

    def _share_paragraph(self, index: int, other: int) -> bool:
        """Whether there is an utterance at ``index``, in the paragraph of the other."""
        if not 0 <= index < len(self.utterances):
            return False
        return self.utterances[index].paragraph == self.utterances[other].paragraph


def _tagged(lines: _Lines, table: Manners) -> dict[int, _Names]:
    """The manners that tags state, by the index of the utterance that is said so."""
    manners: dict[int, _Names] = {}
    for index, utterance in enumerate(lines.utterances):
        if utterance.kind is not Kind.NARRATION:
            continue
        quotation, names = _stated(lines, index, table)
        if names:
            for other in lines.turn(quotation):
                manners[other] = manners.get(other, ()) + names
    return manners


def _stated(lines: _Lines, narration: int, table: Manners) -> tuple[int, _Names]:
    """The index of the quotation that narration speaks of, and how that is said.

    A tag belongs to the quotation before it, unless it says nothing of that one and leads into
    the next.
    """
    text = lines.texts[narration]
    before = narration - 1
    if lines.is_quotation_beside(before, narration):
        names = manners_after(lines.texts[before], text, table)
        if names:
            return before, names
    after = narration + 1
    if lines.is_quotation_beside(after, narration):
        return after, manners_before(text, table)
    return narration, ()


def _stay_on_the_line(tagged: dict[int, _Names], lines: _Lines) -> None:
    """Add the manner of a voice from afar to all that it says in the same call.

    ``tagged`` is what :func:`_tagged` returns, and is changed in place.
    """
    on_the_line: set[str] = set()
    for index, utterance in enumerate(lines.utterances):
        names = tagged.get(index, ())
        if _ends_call(utterance, lines.texts[index]):
            on_the_line.clear()
        elif BY_WIRE in names:
            on_the_line.add(utterance.speaker)
        elif utterance.kind is Kind.DIALOGUE and utterance.speaker in on_the_line:
            tagged[index] = (*names, BY_WIRE)


def _ends_call(utterance: Utterance, text: str) -> bool:
    """Whether nobody is on the line any more."""
    if utterance.kind in _SCENE_ENDS:
        return True
    return utterance.kind is Kind.NARRATION and hangs_up(text)


def _of_marks(utterance: Utterance, text: str) -> _Names:
    """The manners of an utterance's kind, and of the marks at the end of it."""
    names: list[str] = []
    if utterance.kind is Kind.THOUGHT:
        names.append("thought")
    if utterance.kind is Kind.VERSE:
        names.append("verse")
    elif utterance.kind in WRITTEN:
        names.append("letter")
    if utterance.kind in _SPOKEN:
        names.extend(_of_cry(text))
    return tuple(names)


def _of_cry(text: str) -> Iterator[str]:
    """The manners of exclamation marks, capitals, and "Nooooo"."""
    if _SHOUTED.search(text):
        yield "outcry"
    elif _EXCLAIMED.search(text):
        yield "exclamation"
    if _is_short(text) and _LONG.search(text):
        yield "drawn_out"


def _is_short(text: str) -> bool:
    return len(text.split()) <= _SHORT_LINE


def _of_tag(lines: _Lines, index: int) -> _Names:
    """The narrator hurries over a bare "he said" in the sentence of a quotation."""
    if lines.utterances[index].kind is not Kind.NARRATION:
        return ()
    if not lines.is_quotation_beside(index - 1, index):
        return ()
    text = lines.texts[index]
    quotation = lines.texts[index - 1]
    if not goes_on(quotation, text) or not is_short_tag(text):
        return ()
    return ("tag",)


class _SetApart:
    """What the source sets apart: letters, verse, italics."""

    def __init__(self, chapter: Chapter) -> None:
        """Keep the marks that count, in order, for a quick look around a place."""
        self._text = chapter.text
        self._marks: list[tuple[int, int, MarkKind]] = []
        self._longest = 0
        for mark in chapter.marks:
            if mark.kind in _ITALICS or mark.kind in _SET_APART:
                self._marks.append((mark.start, mark.end, mark.kind))
                # A mark that begins more than this before a place cannot reach it.
                self._longest = max(self._longest, mark.end - mark.start)
        self._marks.sort()

    def names(self, utterance: Utterance) -> _Names:
        """The manner of the first mark that covers the whole utterance, if any does."""
        if utterance.kind is Kind.HEADING:
            return ()
        text = self._text[utterance.start : utterance.end].rstrip()
        # Marks may stand within the quotation marks, which are a character at either end.
        start = utterance.start + 1
        end = utterance.start + len(text) - 1
        for mark_start, mark_end, kind in self._around(end + 1):
            if mark_start <= start and mark_end >= end:
                return (_manner(kind, mark_end - mark_start, text),)
        return ()

    def _around(self, end: int) -> Sequence[tuple[int, int, MarkKind]]:
        """The marks that begin before ``end`` and may reach it."""
        by_start = itemgetter(0)
        earliest = end - self._longest - 1
        first = bisect_right(self._marks, earliest, key=by_start)
        last = bisect_right(self._marks, end, key=by_start)
        return self._marks[first:last]


def _manner(kind: MarkKind, marked: int, text: str) -> str:
    """The manner of a text under a mark that is ``marked`` characters long."""
    if kind in _SET_APART:
        return _SET_APART[kind]
    goes_beyond = marked > len(text) + 3
    # A short line in italics is stressed; a long one, or part of one, has another tone.
    if _is_short(text) and not goes_beyond:
        return "emphasis"
    return "italics"
