"""A story of two chapters and three voices, and what became of it."""

import hashlib

STORY = """\
The Bridge

Chapter 1: Evening

Anna came down to the river. "Is the boat gone?" said Anna.

"It left an hour ago," Peter said.

"Then we walk," said Anna. She took the lamp.

* * *

They walked until the moon rose. "Are you tired?" Peter asked.

"Not yet," said Anna.

Chapter 2: Morning

The town lay below them. "There it is," Peter said.

"At last," said Anna.
"""


def digests(folder):
    files = (path for path in folder.iterdir() if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
