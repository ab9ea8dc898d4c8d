"""A line -> what it says of itself: a chapter's heading or not."""

from audiobook.readers.headings.headings import (
    Label,
    Rank,
    as_title,
    is_small,
    is_title,
    label_of,
)

__all__ = ["Label", "Rank", "as_title", "is_small", "is_title", "label_of"]
