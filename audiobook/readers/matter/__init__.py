"""Pages and pieces of a book -> which are no story, and why."""

from audiobook.readers.matter.matter import Page, by_title, reason_for

__all__ = ["Page", "by_title", "reason_for"]
