"""Plain text -> Book: bytes decoded, headings found, chapters cut."""
