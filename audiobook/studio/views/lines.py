"""Lines as the page knows them: the attributes of an utterance, and what changes of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from audiobook.errors import AudiobookError
from audiobook.model import Script, Utterance
from audiobook.publish.epub import escaped, prose
from audiobook.publish.prose import PageLine, paragraphs
from audiobook.studio.book.book_state import CORRECTED, BookState
from audiobook.studio.book.line_place import LinePlace
from audiobook.studio.book.people import People

Record = dict[str, Any]


def quotation_of(state: BookState, place: LinePlace) -> tuple[LinePlace, ...]:
    """The utterances that are corrected together with one: those of its quotation."""
    utterances = state.utterances(place.chapter)
    wanted = state.utterance(place).quotation
    if wanted is None:
        return (place,)
    together = []
    for index, utterance in enumerate(utterances):
        if utterance.quotation == wanted:
            together.append(LinePlace(place.chapter, index))
    return tuple(together)


def attributes(
    utterance: Utterance, people: People, threshold: float
) -> dict[str, object]:
    """What the page marks an utterance with."""
    return {
        "who": people.number(utterance.speaker),
        "speaker": utterance.speaker,
        "slot": people.slot(utterance.speaker),
        "sure": round(utterance.confidence * 100),
        "fixed": utterance.reason == CORRECTED,
        "doubt": is_doubtful(utterance, threshold),
    }


def is_doubtful(utterance: Utterance, threshold: float) -> bool:
    """Whether a line is to be looked at."""
    return utterance.quotation is not None and utterance.confidence < threshold


def changes(before: BookState, after: BookState, people: People) -> list[Record]:
    """Every utterance whose attributes are others now, as both states have the same text."""
    threshold = after.run.settings.unsure
    changed = []
    for place, old, new in _pairs(before.script, after.script):
        if _shown(old, before.run.settings.unsure) == _shown(new, threshold):
            continue
        changed.append(
            {
                "place": place.record,
                "text": after.text(place),
                **attributes(new, people, threshold),
                "kind": new.kind.value,
                "before": old.speaker,
                "after": new.speaker,
            }
        )
    return changed


def same_text(before: BookState, after: BookState) -> bool:
    """Whether two states have the same chapters, cut into the same utterances."""
    # As nearly always: one book was read, and decided twice.
    if before.script.book.chapters is after.script.book.chapters:
        return True
    for old, new in zip(
        before.script.book.chapters, after.script.book.chapters, strict=False
    ):
        if (old.number, old.title, old.text) != (new.number, new.title, new.text):
            return False
    lengths = list(map(len, before.script.utterances))
    return lengths == list(map(len, after.script.utterances))


def _pairs(
    before: Script, after: Script
) -> Iterator[tuple[LinePlace, Utterance, Utterance]]:
    chapters = zip(
        after.book.chapters, before.utterances, after.utterances, strict=True
    )
    for chapter, old, new in chapters:
        for index, pair in enumerate(zip(old, new, strict=True)):
            yield LinePlace(chapter.number, index), *pair


def _shown(utterance: Utterance, threshold: float) -> tuple[object, ...]:
    return (
        utterance.speaker,
        utterance.kind,
        round(utterance.confidence * 100),
        utterance.reason == CORRECTED,
        is_doubtful(utterance, threshold),
    )


def chapter_html(state: BookState, people: People, number: int) -> str:
    """A chapter as a section of a page; every text in it is escaped."""
    index = state.index(number)
    chapter = state.chapter(number)
    content = list(paragraphs(state.script, index))
    # The page's own title is the only heading of the first level.
    text = prose(content, partial(_attributes, state, people, number), highest=2)
    label = escaped(chapter.title or f"Chapter {number}")
    heading = ""
    if not content or content[0].form != "heading":
        heading = f"<h2>{label}</h2>\n"
    opening = (
        f'<section class="chapter" id="c{number}" data-chapter="{number}" '
        f'aria-label="{label}">'
    )
    return f"{opening}\n{heading}{text}\n</section>"


def context_html(
    state: BookState, people: People, place: LinePlace, around: int
) -> str:
    """The paragraph of a line and some before and after it; the line is marked ``here``."""
    index = state.index(place.chapter)
    utterances = state.utterances(place.chapter)
    here = frozenset(each.utterance for each in quotation_of(state, place))
    numbers = [utterances[each].paragraph for each in here]
    # Paragraphs are numbered in order, so that those near by are found without a search.
    low, high = min(numbers) - around, max(numbers) + around
    first = bisect_left(utterances, low, key=_paragraph)
    last = bisect_right(utterances, high, key=_paragraph)
    alone = _stretch(state.script, index, first, last)
    mark = partial(_in_context, state, people, place.chapter, first, here)
    return prose(paragraphs(alone, 0), mark, highest=3)


def _paragraph(utterance: Utterance) -> int:
    return utterance.paragraph


def _stretch(script: Script, index: int, first: int, last: int) -> Script:
    """Some utterances of a chapter, as a script of its own."""
    book = replace(script.book, chapters=(script.book.chapters[index],))
    utterances = script.utterances[index][first:last]
    return replace(script, book=book, utterances=(utterances,))


def _in_context(
    state: BookState,
    people: People,
    number: int,
    first: int,
    here: frozenset[int],
    line: PageLine,
) -> str:
    moved = replace(line, utterance=line.utterance + first)
    return _attributes(state, people, number, moved, here)


def _attributes(
    state: BookState,
    people: People,
    number: int,
    line: PageLine,
    here: frozenset[int] = frozenset(),
) -> str:
    utterance = state.utterance(LinePlace(number, line.utterance))
    marks = attributes(utterance, people, state.run.settings.unsure)
    classes = ["u"]
    if marks["slot"] is not None:
        classes.append(f"s{marks['slot']}")
    if line.utterance in here:
        classes.append("here")
    # What stands around a line is shown beside the book: an id may stand in a page once.
    kind = "data-id" if here else "id"
    pieces = [
        f'{kind}="c{number}u{line.utterance}"',
        f'class="{" ".join(classes)}"',
        f'data-u="{line.utterance}"',
        f'data-kind="{utterance.kind.value}"',
        f'data-who="{marks["who"]}"',
    ]
    if utterance.quotation is not None:
        pieces.append(f'data-q="{utterance.quotation}" data-sure="{marks["sure"]}"')
    if marks["doubt"]:
        pieces.append("data-doubt")
    if marks["fixed"]:
        pieces.append("data-fixed")
    return " ".join(pieces)


def refusal(error: AudiobookError) -> Record:
    """An error as the page shows it."""
    return {"message": error.message, "remedy": error.remedy}
