"""What the cast file tells whoever finds out who speaks: merged names, genders, corrected lines.

A corrected line is found by its words. White space, the shapes of quotation marks and dashes do not matter,
everything else does. Words that are found in several places, that are found with a small difference, or that
stand in another chapter are errors, because the remedy can be named. Words that the book does not have at all,
as happens when the book was edited, are only noticed: the correction waits in the file and changes nothing.
"""

import re
from difflib import SequenceMatcher
from functools import cache

from audiobook.casting.choices import CastChoices, Choice
from audiobook.casting.folding import Folded
from audiobook.casting.reasons import means_many
from audiobook.model import NARRATOR, Book, Correction, Guidance
from audiobook.registry import nearest

NEAR = 0.8  # likeness (difflib's ratio) from which a passage is taken for the one that was meant
_SHOWN = 60
_WORD = re.compile(r"\w+")
_UNKNOWN = 'Nobody in this book is called "{}".'


def guidance(choices: CastChoices, book: Book) -> tuple[Guidance, tuple[str, ...]]:
    """The guidance, and a notice for each corrected line whose words the book does not have.

    Raises :class:`SettingsError` for names that contradict one another or that nobody has, and for corrected
    lines that cannot be placed, each with its line in the cast file.
    """
    texts = tuple(Folded(chapter.text) for chapter in book.chapters)
    merges = _merges(choices)
    _check_names(choices, texts)
    genders = tuple((choice.speaker, choice.gender) for choice in choices.speakers if choice.gender)
    corrections, notices = [], []
    for n, line in enumerate(choices.lines):
        place = _place(choices, n, book, texts)
        speaker = merges.get(line.speaker, line.speaker)
        if place is None:
            notices.append(f'Chapter {line.chapter} no longer says "{_short(line.text)}": its correction waits.')
        else:
            corrections.append(Correction(line.chapter, *place, speaker))
    return Guidance(tuple(merges.items()), tuple(corrections), genders), tuple(notices)


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


def _check_merge(choices: CastChoices, choice: Choice, name: str, into: dict[str, str]) -> None:
    if not name.strip():
        raise choices.error("There is an empty name here.", choice.speaker, "also", remedy="Remove it.")
    if name == NARRATOR:
        remedy = (
            f'To have the narrator be "{choice.speaker}", write also = ["{choice.speaker}"] in [speakers.{name}].'
        )
        raise choices.error("The narrator cannot become somebody else.", choice.speaker, "also", remedy=remedy)
    if into.get(name, choice.speaker) != choice.speaker:
        message, remedy = (
            f'"{name}" is said to be both "{into[name]}" and "{choice.speaker}".',
            "Remove one of the two.",
        )
        raise choices.error(message, choice.speaker, "also", remedy=remedy)
    if _end(choice.speaker, into) == name:
        message = f'"{choice.speaker}" is said to be "{name}" and the other way round.'
        remedy = "Keep the name under which the lines should stand, and remove the other."
        raise choices.error(message, choice.speaker, "also", remedy=remedy)


def _check_names(choices: CastChoices, texts: tuple[Folded, ...]) -> None:
    """Names in merges and corrected lines have to have a table, or to be made of words that stand in the book (we
    may call somebody "the mistress" whom it calls the harbour mistress).
    """
    known = {choice.speaker for choice in choices.speakers} | {NARRATOR}

    @cache
    def printed() -> frozenset[str]:
        return frozenset(word for text in texts for word in _WORD.findall(text.lowered))

    def stranger(name: str) -> bool:
        own = _WORD.findall(Folded(name).lowered)
        return not (name in known or means_many(name) or (own and printed().issuperset(own)))

    for choice in choices.speakers:
        for name in filter(stranger, choice.also):
            raise choices.error(_UNKNOWN.format(name), choice.speaker, "also", remedy=nearest(name, known))
    for n, line in enumerate(choices.lines):
        if stranger(line.speaker):
            message = _UNKNOWN.format(line.speaker)
            raise choices.file.error(message, "lines", n, "speaker", remedy=nearest(line.speaker, known))


def _place(choices: CastChoices, n: int, book: Book, texts: tuple[Folded, ...]) -> tuple[int, int] | None:
    """The stretch of the chapter's text that a corrected line means; ``None`` where the book has no such words."""
    line = choices.lines[n]
    needle = Folded(line.text).text
    chapters = {chapter.number: text for chapter, text in zip(book.chapters, texts, strict=True)}
    if not needle:
        raise choices.file.error("This corrected line has no words.", "lines", n, "text")
    if line.chapter not in chapters:
        message = f"There is no chapter {line.chapter}."
        raise choices.file.error(message, "lines", n, "chapter", remedy=f"The book has {len(chapters)}.")
    text = chapters[line.chapter]
    found = text.find_all(needle)
    if not found:
        _check_elsewhere(choices, n, needle, chapters)
        return None
    if line.nth > len(found) or (len(found) > 1 and not line.nth):
        raise choices.file.error(
            f'"{_short(line.text)}" stands {len(found)} times in chapter {line.chapter}.',
            "lines",
            n,
            "nth" if line.nth else "text",
            remedy=f"Give more of the words around it, or add a line nth = 1 (to {len(found)}).",
        )
    start = found[max(line.nth, 1) - 1]
    return text.original(start, start + len(needle))


def _check_elsewhere(choices: CastChoices, n: int, needle: str, chapters: dict[int, Folded]) -> None:
    """Raise where the words that were meant can be named."""
    line = choices.lines[n]
    others = [number for number, text in chapters.items() if needle in text.text]
    if others:
        message = f'"{_short(line.text)}" does not stand in chapter {line.chapter}.'
        raise choices.file.error(message, "lines", n, "chapter", remedy=f"It stands in chapter {others[0]}.")
    near = _nearest_passage(needle, chapters[line.chapter].text)
    if near:
        message = f'"{_short(line.text)}" does not stand in chapter {line.chapter}.'
        raise choices.file.error(message, "lines", n, "text", remedy=f"Did you mean: {near}")


def _nearest_passage(needle: str, text: str) -> str:
    """The passage of ``text`` that is much like ``needle``, in whole words; empty where there is none."""
    match = SequenceMatcher(None, text, needle, autojunk=False).find_longest_match()
    start = max(0, match.a - match.b)
    passage = text[start : start + len(needle)]
    if SequenceMatcher(None, passage, needle, autojunk=False).ratio() < NEAR:
        return ""
    start = text.rfind(" ", 0, start + 1) + 1
    end = text.find(" ", start + len(needle) - 1)
    return text[start : end if end >= 0 else len(text)]


def _short(text: str) -> str:
    folded = Folded(text).text
    return folded if len(folded) <= _SHOWN else f"{folded[:_SHOWN].rstrip()}..."
