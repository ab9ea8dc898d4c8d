"""HTML, FB2, Markdown and other marked-up text -> plain text with marks -> Book."""

from audiobook.readers.markup.markup import flow_of

__all__ = ["flow_of"]
