"""A finished book -> descriptions of it for library servers, feeds and players.

Nothing is exported: each format is named in :mod:`audiobook.publish.table`, and a name that
others need of one format would load all of them if it stood here.
"""
