"""A book in a few words: what every page shows of it."""

from collections import Counter
from functools import lru_cache
from typing import Any

from audiobook.studio.book.book_state import BookState
from audiobook.studio.desk.desk import Desk
from audiobook.studio.views.doubting import queue

Record = dict[str, Any]


def book_record(desk: Desk) -> Record:
    """Title page and chapters."""
    state = desk.state
    book = state.script.book
    metadata = book.metadata
    doubts = Counter(line.place.chapter for line in queue(state))
    chapters = []
    for chapter in book.chapters:
        chapters.append(
            {
                "number": chapter.number,
                "title": chapter.title,
                "part": chapter.part,
                "words": _words(chapter.text),
                "doubts": doubts[chapter.number],
            }
        )
    return {
        "id": desk.book_id,
        "title": metadata.title,
        "subtitle": metadata.subtitle,
        "authors": list(metadata.authors),
        "language": metadata.language,
        "words": words_of(state),
        "chapters": chapters,
        "folder": str(desk.folder),
        "source": str(desk.origin.source),
        "cover": book.cover is not None,
    }


def words_of(state: BookState) -> int:
    """How many words a book has."""
    return sum(_words(chapter.text) for chapter in state.script.book.chapters)


@lru_cache(maxsize=4096)
def _words(text: str) -> int:
    return len(text.split())
