"""A local page to hear, correct and recast a book: what the command line does, in a browser."""
