"""Pages and pieces of a book -> which are not story, and why."""

from audiobook.readers.matter.front import (
    FrontKind,
    FrontPiece,
    TitlePage,
    opening,
    pieces_of,
    title_page,
)
from audiobook.readers.matter.matter import (
    JudgedPage,
    by_title,
    reason_for,
    stated,
)

__all__ = [
    "FrontKind",
    "FrontPiece",
    "JudgedPage",
    "TitlePage",
    "by_title",
    "opening",
    "pieces_of",
    "reason_for",
    "stated",
    "title_page",
]
