"""SEAM Script -> Script with characters and speakers.

In goes a script whose quotations are marked; out comes the same script with a speaker for each of
them.
"""

from audiobook.attribute.base import Attributor
from audiobook.attribute.table import ATTRIBUTORS

__all__ = ["ATTRIBUTORS", "Attributor"]
