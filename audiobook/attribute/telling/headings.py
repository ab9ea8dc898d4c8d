"""Headings that name who tells what follows: "Tanya", "Piet’s POV", "Contributed by Miss Clack".

A heading may also name whom a chapter is about ("Captain Silver"). So headings count only where
they name two tellers or more, and where hardly any scene that an "I" tells right under such a
heading names that one as if it were somebody else. A name that stands in one heading alone is a
teller's only where the heading says so, as "by" does.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from audiobook.attribute.roster import CALLED, Roster
from audiobook.attribute.telling.scenes import Scene
from audiobook.attribute.turns import Layout
from audiobook.language.patterns import alternatives

# A short line that ends no sentence.
_LINE = re.compile(r".{1,80}(?<![.!?…:;,\"”’])")
_WORDS_TO_A_NAME = 400  # of narration, where the teller's own name may stand once
_MOST = 0.8  # of the scenes under a heading with a name, told by whom it names
_TELLERS = 2  # at least
_AGAIN = 2  # headings with the name of somebody whom none says to tell
_SAYS_SO = re.compile(
    r"\b(?:by|pov|point of view|perspective|story|narrative|account|statement|journal|diary)\b",
    re.IGNORECASE,
)


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
    told = list(filter(_may_tell, right_under))
    named = Counter(each.who for each in told)
    tellers = {each.who for each in told if named[each.who] + each.says_so >= _AGAIN}
    if len(tellers) < _TELLERS or len(told) < _MOST * len(right_under):
        return {}
    found: dict[int, int] = {}
    for each in filter(_may_tell, under):
        paragraphs = range(each.scene.first, each.scene.end)
        found.update(dict.fromkeys(paragraphs, each.who))
    return found


@dataclass(frozen=True, slots=True)
class _Under:
    """A scene and whom the last heading with a name has named.

    ``named_there``: right before it; ``says_so``: that heading says that its name is a teller's.
    """

    scene: Scene
    who: int
    named_there: bool
    says_so: bool


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
    numbers = range(len(book.paragraphs))
    headings = list(filter(partial(_is_heading, book), numbers))
    named = _named_in_headings(book, roster, headings)
    lines = sorted(named)
    # The paragraphs that are no headings; before the first one there is none.
    text = [-1, *sorted(set(numbers).difference(headings))]
    for scene in filter(attrgetter("by_i"), scenes):
        place = bisect_left(text, scene.first)
        before = bisect_left(lines, text[place]) - 1
        if before >= 0:
            line = lines[before]
            yield _Under(
                scene,
                who=named[line],
                named_there=line > text[place - 1],
                says_so=_SAYS_SO.search(_text(book, line)) is not None,
            )


def _named_in_headings(
    book: Layout,
    roster: Roster,
    headings: Iterable[int],
) -> Mapping[int, int]:
    """The headings with one name -> whose it is."""
    called = _called(roster)
    pattern = re.compile(rf"(?<!\w)(?:{alternatives(called)})(?!\w)")
    found: dict[int, int] = {}
    for number in headings:
        # In lower case, as the names are: a pattern that ignores case would find "ſ" for "s".
        names = pattern.findall(_text(book, number).lower())
        people = {called[name] for name in names}
        if len(people) == 1:
            found[number] = people.pop()
    return found


def _called(roster: Roster) -> Mapping[str, int]:
    """What the people who have names are called, in lower case -> the number of each."""
    found: dict[str, int] = {}
    for number, person in enumerate(roster.people):
        if person.kind == CALLED:
            names = map(str.lower, (person.name, *person.aliases))
            found.update(dict.fromkeys(names, number))
    # Whoever was joined to another has no name any more.
    found.pop("", None)
    return found


def _is_heading(book: Layout, number: int) -> bool:
    """Whether a paragraph is a heading, or a short line that stands beside one."""
    if book.paragraphs[number].apart:
        return True
    beside = book.paragraphs[max(0, number - 1) : number + 2]
    if not any(paragraph.apart for paragraph in beside):
        return False
    is_line = _LINE.fullmatch(_text(book, number)) is not None
    return is_line and _is_narration(book, number)


def _is_narration(book: Layout, number: int) -> bool:
    """Whether a paragraph is narration alone."""
    paragraph = book.paragraphs[number]
    text = book.texts[paragraph.chapter]
    narrated = "".join(text[start:end] for start, end in paragraph.narration)
    return narrated.strip() == _text(book, number)


def _text(book: Layout, number: int) -> str:
    paragraph = book.paragraphs[number]
    return book.texts[paragraph.chapter][paragraph.start : paragraph.end].strip()
