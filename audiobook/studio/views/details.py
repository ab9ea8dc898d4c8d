"""The title page and the chapters, as the book has them and as the user wants them."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from audiobook.model import Chapter
from audiobook.studio.book.book_state import BookState

Record = dict[str, Any]


def details_record(state: BookState) -> Record:
    """The title page, the chapters, and what is left out."""
    own = asdict(state.reading.original.metadata)
    wanted = asdict(state.run.settings.metadata)
    cover = wanted.pop("cover")
    metadata = {}
    for name, value in wanted.items():
        metadata[name] = {"own": own.get(name), "wanted": value or None}
    settings_now = state.run.settings
    return {
        "metadata": metadata,
        "chapters": [_chapter(chapter) for chapter in state.script.book.chapters],
        "left_out": _left_out(state),
        "skip": list(settings_now.skip),
        "include": list(settings_now.include),
        "notes": settings_now.notes,
        "own_cover": state.script.book.cover is not None,
        "cover": None if cover == Path() else Path(cover).name,
    }


def _chapter(chapter: Chapter) -> Record:
    words = len(chapter.text.split())
    return {
        "number": chapter.number,
        "title": chapter.title,
        "own_title": chapter.own_title or chapter.title,
        "words": words,
    }


def _left_out(state: BookState) -> list[Record]:
    """The pieces that are not read, with the numbers by which they are included."""
    left_out = []
    for number, piece in enumerate(state.script.book.skipped, 1):
        left_out.append(
            {
                "number": number,
                "title": piece.title,
                "own_title": piece.title,
                "kind": piece.kind,
                "reason": piece.reason,
                "words": piece.words,
                "can_include": piece.chapter is not None,
            }
        )
    return left_out
