"""Many books on many machines, by Dask: a book is a task, and lines never travel.

A room without a door: workers import only what they need of it. The packages come with the extra
``cluster``.
"""
