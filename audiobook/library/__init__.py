"""Many books: found, made each apart from all others, and reported.

A room without a door: the process that makes one book imports as little of it as it can.
"""
