"""Passages of a chapter in languages other than the book's."""

import re

from audiobook.model import Chapter, MarkKind, Utterance
from audiobook.speech.tables import primary

_QUOTES = "\"'“”‘’«»_* \n.,!?…"
_CLOSING = re.compile(r"[^\w\s]+")

Passage = tuple[int, int, str]  # [start, end) in the chapter, primary language


def foreign_passages(chapter: Chapter, language: str) -> tuple[Passage, ...]:
    """The stretches of a chapter that are not in ``language``, with their primary languages."""
    own_language = primary(language)
    passages = []
    for mark in chapter.marks:
        if mark.kind is not MarkKind.LANGUAGE or not mark.value:
            continue
        marked_language = primary(mark.value)
        # British words in an American book are not a foreign passage.
        if marked_language != own_language:
            passages.append((mark.start, mark.end, marked_language))
    return tuple(passages)


class ForeignPassages:
    """The passages of one chapter, looked up by utterance."""

    def __init__(self, chapter: Chapter, language: str) -> None:
        self._text = chapter.text
        self._passages = foreign_passages(chapter, language)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._passages)

    def language_of(self, utterance: Utterance) -> str:
        """The primary language of an utterance that is foreign as a whole; else empty.

        Quotation marks and stops around the words may belong to either language.
        """
        if not self._passages:
            return ""
        printed = self._text[utterance.start : utterance.end]
        start = utterance.start + len(printed) - len(printed.lstrip(_QUOTES))
        end = utterance.start + len(printed.rstrip(_QUOTES))
        if start >= end:
            return ""
        for first, last, language in self._passages:
            if first <= start and end <= last:
                return language
        return ""

    def changes(self, utterance: Utterance) -> dict[int, str]:
        """Where an utterance changes its language: place in its text -> primary language.

        An empty language is that of the book.
        """
        text = self._text[utterance.start : utterance.end]
        languages = {0: ""}
        for first, last, language in self._passages:
            start = max(first - utterance.start, 0)
            end = min(last - utterance.start, len(text))
            if start >= end:
                continue
            # Marks after a passage belong to its last sentence.
            closing = _CLOSING.match(text, end)
            if closing:
                end = closing.end()
            languages[start] = language
            languages[end] = ""
        return languages
