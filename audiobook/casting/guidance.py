"""What the cast file tells whoever finds out who speaks: merged names, genders, corrected lines.

A corrected line is found by its words. White space, the shapes of quotation marks and dashes do
not matter, everything else does. Words that are found in several places, that are found with a
small difference, or that stand in another chapter are errors, because the remedy can be named.
Words that the book does not have at all, as happens when the book was edited, are only noticed:
the correction stays in the file and changes nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from audiobook.casting.choices import CastChoices, Choice, LineChoice
from audiobook.casting.folding import Folded
from audiobook.casting.reasons import means_many
from audiobook.errors import SettingsError
from audiobook.model import NARRATOR, Book, Correction, Guidance
from audiobook.registry import nearest

NEAR = 0.8  # likeness (difflib's ratio) from which a passage is taken for the one that was meant
_SHOWN = 60
_WORD = re.compile(r"\w+")


def guidance(choices: CastChoices, book: Book) -> tuple[Guidance, tuple[str, ...]]:
    """The guidance, and a notice for each corrected line whose words the book does not have.

    Raises :class:`SettingsError` for names that contradict one another or that nobody has, and
    for corrected lines that cannot be placed, each with its line in the cast file.
    """
    texts = {chapter.number: Folded(chapter.text) for chapter in book.chapters}
    merges = _merges(choices)
    _check_names(choices, texts)
    genders = []
    for choice in choices.speakers:
        if choice.gender:
            genders.append((choice.speaker, choice.gender))
    corrections = []
    notices = []
    for line, place in zip(choices.lines, _places(choices, texts), strict=True):
        if place is None:
            words = _short(line.text)
            notices.append(
                f'Chapter {line.chapter} no longer says "{words}": its correction waits.'
            )
        else:
            speaker = merges.get(line.speaker, line.speaker)
            corrections.append(Correction(line.chapter, *place, speaker))
    told = Guidance(tuple(merges.items()), tuple(corrections), tuple(genders))
    return told, tuple(notices)


def printed_names(
    names: Iterable[str], choices: CastChoices, book: Book
) -> frozenset[str]:
    """Those of some names that may be of this book: it prints their words."""
    tables = frozenset(choice.speaker for choice in choices.speakers) | {NARRATOR}
    known = _Names(tables, tuple(Folded(chapter.text) for chapter in book.chapters))
    return frozenset(name for name in names if known.knows(name))


def places(choices: CastChoices, book: Book) -> tuple[tuple[int, int] | None, ...]:
    """The stretch of its chapter that each corrected line means; ``None`` where there is none.

    Raises :class:`SettingsError` for a line that cannot be placed.
    """
    texts = {chapter.number: Folded(chapter.text) for chapter in book.chapters}
    return tuple(_places(choices, texts))


def _places(
    choices: CastChoices, texts: dict[int, Folded]
) -> Iterator[tuple[int, int] | None]:
    for number in range(len(choices.lines)):
        yield _Placing(choices, number, texts).place()


def _merges(choices: CastChoices) -> dict[str, str]:
    """Name -> canonical name, chains followed to their end."""
    into: dict[str, str] = {}
    for choice in choices.speakers:
        for name in choice.also:
            _check_merge(choices, choice, name, into)
            into[name] = choice.speaker
    return {name: _end(name, into) for name in into}


def _end(name: str, into: dict[str, str]) -> str:
    while name in into:
        name = into[name]
    return name


def _check_merge(
    choices: CastChoices, choice: Choice, name: str, into: dict[str, str]
) -> None:
    """Raise :class:`SettingsError` where a name cannot be another name of this speaker."""
    speaker = choice.speaker
    message = ""
    remedy = ""
    if not name.strip():
        message = "This name is empty."
        remedy = "Remove it."
    elif name == NARRATOR:
        message = "The narrator cannot become somebody else."
        remedy = (
            f'To have the narrator be "{speaker}", '
            f'write also = ["{speaker}"] in [speakers.{name}].'
        )
    elif into.get(name, speaker) != speaker:
        message = f'"{name}" is said to be both "{into[name]}" and "{speaker}".'
        remedy = "Remove one of the two."
    elif _end(speaker, into) == name:
        message = f'"{speaker}" is said to be "{name}" and the other way round.'
        remedy = (
            "Keep the name under which the lines should stand, and remove the other."
        )
    if message:
        raise choices.error(message, speaker, "also", remedy=remedy)


@dataclass(frozen=True)
class _Names:
    """Which names are of this book: those with a table, and those made of words that it prints.

    We may call somebody "the mistress" whom the book calls the harbour mistress.
    """

    tables: frozenset[str]
    texts: tuple[Folded, ...]

    @cached_property
    def _printed(self) -> frozenset[str]:
        words: set[str] = set()
        for text in self.texts:
            words.update(_WORD.findall(text.lowered))
        return frozenset(words)

    def knows(self, name: str) -> bool:
        """Whether a name is of this book."""
        if name in self.tables or means_many(name):
            return True
        words = _WORD.findall(Folded(name).lowered)
        return bool(words) and self._printed.issuperset(words)


def _check_names(choices: CastChoices, texts: dict[int, Folded]) -> None:
    """Raise :class:`SettingsError` for a name in a merge or corrected line that nobody has."""
    tables = frozenset(choice.speaker for choice in choices.speakers) | {NARRATOR}
    names = _Names(tables, tuple(texts.values()))
    for choice in choices.speakers:
        for name in choice.also:
            if not names.knows(name):
                remedy = nearest(name, tables)
                raise choices.error(
                    _unknown(name), choice.speaker, "also", remedy=remedy
                )
    for number, line in enumerate(choices.lines):
        if not names.knows(line.speaker):
            message = _unknown(line.speaker)
            remedy = nearest(line.speaker, tables)
            raise choices.file.error(message, "lines", number, "speaker", remedy=remedy)


def _unknown(name: str) -> str:
    return f'Nobody in this book is called "{name}".'


class _Placing:
    """One corrected line on the way to its place; ``texts`` are the chapters by number."""

    def __init__(
        self, choices: CastChoices, number: int, texts: dict[int, Folded]
    ) -> None:
        self._choices = choices
        self._number = number
        self._texts = texts
        self._line: LineChoice = choices.lines[number]
        self._needle = Folded(self._line.text).text

    def place(self) -> tuple[int, int] | None:
        """The stretch of the chapter's text that is meant; ``None`` where the book lacks it."""
        line = self._line
        if not self._needle:
            raise self._error("This corrected line has no words.", "text")
        if line.chapter not in self._texts:
            message = f"There is no chapter {line.chapter}."
            raise self._error(message, "chapter", f"The book has {len(self._texts)}.")
        text = self._texts[line.chapter]
        starts = text.find_all(self._needle)
        if not starts:
            self._check_elsewhere()
            return None
        ambiguous = len(starts) > 1 and not line.nth
        if ambiguous or line.nth > len(starts):
            raise self._several(len(starts))
        start = starts[max(line.nth, 1) - 1]
        return text.original(start, start + len(self._needle))

    def _error(self, message: str, key: str, remedy: str = "") -> SettingsError:
        return self._choices.file.error(
            message, "lines", self._number, key, remedy=remedy
        )

    def _several(self, times: int) -> SettingsError:
        line = self._line
        return self._error(
            f'"{_short(line.text)}" occurs {times} times in chapter {line.chapter}.',
            "nth" if line.nth else "text",
            f"Give more of the words around it, or add a line nth = 1 (to {times}).",
        )

    def _check_elsewhere(self) -> None:
        """Raise :class:`SettingsError` where the words that were meant can be named."""
        line = self._line
        message = f'"{_short(line.text)}" is not in chapter {line.chapter}.'
        for number, text in self._texts.items():
            if self._needle in text.text:
                raise self._error(message, "chapter", f"It is in chapter {number}.")
        near = _nearest_passage(self._needle, self._texts[line.chapter].text)
        if near:
            raise self._error(message, "text", f"Did you mean: {near}")


def _nearest_passage(needle: str, text: str) -> str:
    """The passage of ``text`` that is much like ``needle``, in whole words; empty for none."""
    match = SequenceMatcher(None, text, needle, autojunk=False).find_longest_match()
    start = max(0, match.a - match.b)
    passage = text[start : start + len(needle)]
    if SequenceMatcher(None, passage, needle, autojunk=False).ratio() < NEAR:
        return ""
    start = text.rfind(" ", 0, start + 1) + 1
    end = text.find(" ", start + len(needle) - 1)
    if end < 0:
        end = len(text)
    return text[start:end]


def _short(text: str) -> str:
    folded = Folded(text).text
    if len(folded) <= _SHOWN:
        return folded
    return f"{folded[:_SHOWN].rstrip()}..."
