"""A state of a book -> what a page shows of it, as plain records and HTML."""
