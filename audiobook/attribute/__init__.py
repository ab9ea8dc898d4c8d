"""SEAM Script -> Script with characters and speakers."""

from audiobook.attribute.base import Attributor
from audiobook.attribute.table import ATTRIBUTORS

__all__ = ["ATTRIBUTORS", "Attributor"]
