"""A source -> a second count of its letters, by other code than reads it.

With it a book is checked to have them all. ``witness.sources`` finds the parts of each
format that hold text.
"""

from audiobook.readers.witness.balance import balanced
from audiobook.readers.witness.count import Part, counted_page

__all__ = ["Part", "balanced", "counted_page"]
