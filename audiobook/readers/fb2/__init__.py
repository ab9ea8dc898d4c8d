"""FB2 (FictionBook 2) -> Book."""

from audiobook.readers.fb2.reader import Fb2Reader

__all__ = ["Fb2Reader"]
