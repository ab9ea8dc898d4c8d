"""Text -> who is who.

In goes a book laid out as paragraphs and turns; out comes a roster of its people and of where
they are mentioned.
"""

from audiobook.attribute.people.discovery import discover, discover_in

__all__ = ["discover", "discover_in"]
