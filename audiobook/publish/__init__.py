"""SEAM tracks + book -> files a player opens: one publisher per format.

A finished book goes in as an :class:`Edition`; files in an :class:`OutputFolder` come out.
"""

from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.publish import (
    OutputFolder,
    check_formats,
    encodings_of,
    publish,
    wants_words,
)
from audiobook.publish.table import PUBLISHERS

__all__ = [
    "PUBLISHERS",
    "Edition",
    "Output",
    "OutputFolder",
    "Publisher",
    "check_formats",
    "encodings_of",
    "publish",
    "wants_words",
]
