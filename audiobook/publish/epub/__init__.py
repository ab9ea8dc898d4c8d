"""A book + tracks -> an EPUB 3 whose text is marked while it is heard.

Other pages than an EPUB's are made of the same XHTML.
"""

from audiobook.publish.epub.page import direction, escaped, language_tag, prose

__all__ = ["direction", "escaped", "language_tag", "prose"]
