"""Tracks + tags -> sound files, one for each chapter or one for the book.

Nothing is exported: each format is named in :mod:`audiobook.publish.table`.
"""
