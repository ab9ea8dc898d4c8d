"""HTML, Markdown and every page of XHTML -> plain text with marks, or the whole book."""

from audiobook.readers.markup.markup import flow_of
from audiobook.readers.markup.notes import without_label
from audiobook.readers.markup.sites import around_chapters, is_download
from audiobook.readers.markup.unread import mark_other_cases

__all__ = [
    "around_chapters",
    "flow_of",
    "is_download",
    "mark_other_cases",
    "without_label",
]
