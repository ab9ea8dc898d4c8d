"""Text -> who is who: in goes a book laid out, out comes a roster of its people and their mentions."""

from audiobook.attribute.people.discovery import discover, discover_in

__all__ = ["discover", "discover_in"]
