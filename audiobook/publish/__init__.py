"""SEAM tracks + book -> files a player opens: one file per format."""

from audiobook.publish.base import Edition, Publisher
from audiobook.publish.table import PUBLISHERS

__all__ = ["PUBLISHERS", "Edition", "Publisher"]
