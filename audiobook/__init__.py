"""Turns any story or novel into a full-cast, chaptered audiobook, offline."""

__version__ = "0.1.0"
