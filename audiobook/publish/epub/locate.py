"""Where each utterance is on the pages of its source.

Readers do not say which letters of a page they kept, so that the text of the book is aligned with
that of the pages. An utterance has a place only where all of its letters are found, on one page,
without a word cut in two; otherwise it has none.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from audiobook.model import Script
from audiobook.publish.epub.align import Match, MatchIndex, aligned, letters
from audiobook.publish.epub.source import OriginalPage

# Letters inside an utterance that are not read: note markers, page numbers.
_MOST_EXTRA = 80

UtteranceKey = tuple[int, int]  # the index of a chapter, and of an utterance in it


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where an utterance is on the pages of a book.

    ``page`` is the index of a page, and ``[start, end)`` are its letters.
    """

    page: int
    start: int
    end: int


@dataclass(slots=True)
class _BookLetters:
    """The letters of what is played.

    ``ranges`` says which of them each utterance has; ``paragraphs`` and ``words`` say where
    paragraphs and words begin.
    """

    text: str = ""
    ranges: dict[UtteranceKey, tuple[int, int]] = field(default_factory=dict)
    paragraphs: list[int] = field(default_factory=list)
    words: set[int] = field(default_factory=set)

    def is_inside_word(self, place: int) -> bool:
        """Whether there is no gap before a letter."""
        if place in self.words:
            return False
        return self.text[place - 1].isalnum() and self.text[place].isalnum()

    def count_alphanumeric(self, start: int, end: int) -> int:
        """How many letters and digits are in a stretch: what an utterance cannot lack."""
        return sum(map(str.isalnum, self.text[start:end]))


class Locator:
    """Finds utterances on pages.

    ``chapters`` are the indices of the chapters whose utterances are looked for; ``pages`` are
    all pages of the source in reading order. The alignment is made once, for all of them.
    """

    def __init__(
        self,
        script: Script,
        chapters: Sequence[int],
        pages: Sequence[OriginalPage],
    ) -> None:
        self._pages = pages
        self._page_starts = [page.start for page in pages]
        self._book = _letters_of(script, chapters)
        self._paragraph_starts = frozenset(self._book.paragraphs)
        theirs = "".join(page.text.letters for page in pages)
        # A paragraph is where something that is not read may stand on the page.
        matches = aligned(self._book.text, theirs, self._book.paragraphs)
        self._matches = MatchIndex(matches)

    def place(self, utterance: UtteranceKey) -> PagePlace | None:
        """Where an utterance is; ``None`` where that is not certain."""
        start, end = self._book.ranges[utterance]
        wanted = self._book.count_alphanumeric(start, end)
        matches = list(self._matches.within(start, end))
        matches = self._with_words(matches)
        found = sum(map(self._count, matches))
        # An utterance of punctuation alone may be that of any other line.
        if not found:
            return None
        if found < wanted and not self._lacks_first_letter(
            start, wanted - found, matches
        ):
            return None
        if self._has_divided_word(matches):
            return None
        return self._on_one_page(matches)

    def _lacks_first_letter(
        self, start: int, lacking: int, matches: Sequence[Match]
    ) -> bool:
        """Whether all that is not found is the letter that a paragraph begins with.

        On the page it is a picture, described by that letter.
        """
        if lacking != 1 or start not in self._paragraph_starts:
            return False
        return self._book.count_alphanumeric(start, matches[0].ours) == 1

    def _count(self, match: Match) -> int:
        """How many letters and digits are in a match."""
        return self._book.count_alphanumeric(match.ours, match.our_end)

    def _with_words(self, matches: list[Match]) -> list[Match]:
        """Without punctuation at the ends that is apart from the words.

        A quotation mark is everywhere: this one may be that of another utterance.
        """
        with_words = []
        for index, match in enumerate(matches):
            if self._count(match):
                with_words.append(index)
        if not with_words:
            return []
        first = with_words[0]
        last = with_words[-1]
        return matches[first : last + 1]

    def _has_divided_word(self, matches: Sequence[Match]) -> bool:
        """Whether there is something on the page inside a word of ours.

        Then it is another word that happens to have the same letters.
        """
        for match, after in pairwise(matches):
            is_apart = match.their_end < after.theirs
            if is_apart and self._book.is_inside_word(after.ours):
                return True
        return False

    def _on_one_page(self, matches: Sequence[Match]) -> PagePlace | None:
        """The place of matches; ``None`` where they are far apart or cut a word of the page."""
        first = matches[0].theirs
        last = matches[-1].their_end
        number = bisect_right(self._page_starts, first) - 1
        page = self._pages[number]
        start = first - page.start
        end = last - page.start
        if end > len(page.text.letters):
            return None
        found = sum(match.length for match in matches)
        extra = end - start - found
        if extra > _MOST_EXTRA:
            return None
        if page.text.splits_word(start, end):
            return None
        return PagePlace(number, start, end)


def _letters_of(script: Script, chapters: Sequence[int]) -> _BookLetters:
    """The letters of some chapters, by their indices.

    The other chapters of the book are on the pages too; the alignment finds nothing of them
    there.
    """
    book = _BookLetters()
    found: list[str] = []
    for index in chapters:
        before = -1
        for number, utterance in enumerate(script.utterances[index]):
            start = len(found)
            if utterance.paragraph != before:
                book.paragraphs.append(start)
                before = utterance.paragraph
            text = script.text(index, utterance)
            _add_letters(text, found, book)
            book.ranges[index, number] = (start, len(found))
    book.text = "".join(found)
    return book


def _add_letters(text: str, found: list[str], book: _BookLetters) -> None:
    """Add the letters of an utterance to ``found``, and where words begin to the book."""
    next_place = -1
    for place, letter in letters(text):
        # A place that is skipped is white space, or invisible. The letters of a ligature share
        # one.
        if place > next_place:
            book.words.add(len(found))
        next_place = place + 1
        found.append(letter)
