"""Narration around a quotation -> the tags that say who speaks, and how surely they do."""

from audiobook.attribute.tags.tags import BEAT, INTRO, LEADS, SAID, Tag, tags_of

__all__ = ["BEAT", "INTRO", "LEADS", "SAID", "Tag", "tags_of"]
