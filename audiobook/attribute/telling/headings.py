"""Headings that name who tells what follows: "Tanya", "Piet’s POV", "Contributed by Miss Clack".

A heading may also name whom a chapter is about ("Captain Silver"). So headings count only where
they name two tellers or more, and where hardly any scene that an "I" tells right under such a
heading names that one as if it were somebody else.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audiobook.attribute.roster import CALLED, Roster
from audiobook.attribute.telling.scenes import Scene
from audiobook.attribute.turns import Layout

_LONGEST = 80  # characters of a line that is a heading, or stands with one
_SENTENCE = re.compile(r"[.!?…:;,\"”’]\s*$")
_WORDS_TO_A_NAME = 400  # of narration, where the teller's own name may stand once
_MOST = 0.8  # of the scenes under a heading with a name, told by whom it names
_TELLERS = 2  # at least

_Names = Sequence[tuple[int, re.Pattern[str]]]


def tellers_in_headings(
    book: Layout,
    roster: Roster,
    scenes: Sequence[Scene],
) -> Mapping[int, int]:
    """Paragraph of the layout -> who says "I" in it, by the heading before it.

    Empty where the headings do not tell.
    """
    under = list(_under_headings(book, roster, scenes))
    right_under = [each for each in under if each.named_there]
    told = [each for each in right_under if _may_tell(each)]
    tellers = {each.who for each in told}
    if len(tellers) < _TELLERS or len(told) < _MOST * len(right_under):
        return {}
    found: dict[int, int] = {}
    for each in filter(_may_tell, under):
        paragraphs = range(each.scene.first, each.scene.end)
        found.update(dict.fromkeys(paragraphs, each.who))
    return found


@dataclass(frozen=True, slots=True)
class _Under:
    """A scene and whom the last heading with a name has named; ``named_there``: right before it."""

    scene: Scene
    who: int
    named_there: bool


def _may_tell(under: _Under) -> bool:
    """Whether a scene's narration names somebody as rarely as tellers name themselves.

    Once besides, by the line that says who tells it.
    """
    named = under.scene.narrated[under.who]
    return (named - 1) * _WORDS_TO_A_NAME <= under.scene.words


def _under_headings(
    book: Layout,
    roster: Roster,
    scenes: Sequence[Scene],
) -> Iterator[_Under]:
    """Every scene that an "I" tells under a heading with a name.

    A chapter without a name in its heading goes on with what a part has begun.
    """
    named = _named_in_headings(book, roster)
    lines = sorted(named)
    last_text = -1  # the last paragraph before a scene that is no heading
    for scene in scenes:
        numbers = range(scene.first, scene.end)
        text = [number for number in numbers if not _is_heading(book, number)]
        if not text:
            continue
        before = bisect_left(lines, text[0]) - 1
        if before >= 0 and scene.by_i:
            line = lines[before]
            yield _Under(scene, named[line], named_there=line > last_text)
        last_text = text[-1]


def _named_in_headings(book: Layout, roster: Roster) -> Mapping[int, int]:
    """The paragraphs that are headings with one name -> whose it is."""
    names = _names(roster)
    found: dict[int, int] = {}
    for number in range(len(book.paragraphs)):
        if not _is_heading(book, number):
            continue
        named = _named_in(_text(book, number), names)
        if len(named) == 1:
            found[number] = named.pop()
    return found


def _names(roster: Roster) -> _Names:
    """The people who have names, each with a pattern of all they are called."""
    found: list[tuple[int, re.Pattern[str]]] = []
    for number, person in enumerate(roster.people):
        if person.kind != CALLED or not person.name:
            continue
        called = {person.name, *person.aliases}
        longest_first = sorted(called, key=lambda name: (-len(name), name))
        alternatives = "|".join(map(re.escape, longest_first))
        pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)
        found.append((number, pattern))
    return found


def _is_heading(book: Layout, number: int) -> bool:
    """Whether a paragraph is a heading, or a short line that stands beside one."""
    paragraph = book.paragraphs[number]
    line = _text(book, number)
    if len(line) > _LONGEST:
        return False
    if paragraph.apart:
        return True
    if _SENTENCE.search(line) or not _is_narration(book, number):
        return False
    beside = book.paragraphs[max(0, number - 1) : number + 2]
    return any(other.apart for other in beside)


def _is_narration(book: Layout, number: int) -> bool:
    """Whether a paragraph is narration alone."""
    paragraph = book.paragraphs[number]
    text = book.texts[paragraph.chapter]
    narrated = "".join(text[start:end] for start, end in paragraph.narration)
    return narrated.strip() == _text(book, number)


def _text(book: Layout, number: int) -> str:
    paragraph = book.paragraphs[number]
    return book.texts[paragraph.chapter][paragraph.start : paragraph.end].strip()


def _named_in(line: str, names: _Names) -> set[int]:
    """Whom a heading names; of two names at one place the longer one."""
    spans = [
        (*match.span(), number)
        for number, pattern in names
        for match in pattern.finditer(line)
    ]
    return {
        number
        for start, end, number in spans
        if not any(
            low <= start and end <= high and (low, high) != (start, end)
            for low, high, _ in spans
        )
    }
