"""A source -> a second count of its letters, by other code than reads it; and whether a book has them all."""

from audiobook.readers.witness.count import Part, counted_page

__all__ = ["Part", "counted_page"]
