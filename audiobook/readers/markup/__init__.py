"""HTML, Markdown and every page of XHTML -> plain text with marks, or the whole book."""

from audiobook.readers.markup.hidden import mark_hidden
from audiobook.readers.markup.markup import flow_of
from audiobook.readers.markup.notes import without_label
from audiobook.readers.markup.sites import around_chapters, is_download
from audiobook.readers.markup.styles import Sheets

__all__ = [
    "Sheets",
    "around_chapters",
    "flow_of",
    "is_download",
    "mark_hidden",
    "without_label",
]
