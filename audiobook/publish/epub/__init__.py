"""A book + tracks -> an EPUB 3 whose text is marked while it is heard."""
