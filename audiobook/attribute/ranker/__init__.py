"""A trained ranker of candidate speakers: script + guidance -> script."""

from audiobook.attribute.ranker.ranker import RankerAttributor

__all__ = ["RankerAttributor"]
