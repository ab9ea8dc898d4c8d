"""A book that is open in the studio: what it is, what is asked of it, and every change of it."""
