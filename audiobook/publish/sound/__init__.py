"""Tracks + tags -> sound files, one for each chapter or one for the book."""
