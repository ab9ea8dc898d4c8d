"""A script + tracks -> the text with its times: subtitles, lyrics, labels, a page.

Nothing is exported: formats are named in :mod:`audiobook.publish.table`, and what the room
above takes from here is imported by file, for it imports the timeline that this room needs.
"""
