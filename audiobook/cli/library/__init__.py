"""``make-audiobook`` for more than one book."""
