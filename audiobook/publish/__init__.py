"""SEAM tracks + book -> files a player opens: one file per format."""

from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.publish import Press, encodings_of, publish
from audiobook.publish.table import PUBLISHERS

__all__ = ["PUBLISHERS", "Edition", "Output", "Press", "Publisher", "encodings_of", "publish"]
