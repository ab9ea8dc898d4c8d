"""Findings on a book, a script, a cast and finished audio."""
