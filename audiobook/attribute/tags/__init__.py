"""Narration around a quotation -> the tags that say who speaks, and how
surely they do.
"""

from audiobook.attribute.tags.introduced import Introductions
from audiobook.attribute.tags.split import split_turns
from audiobook.attribute.tags.subject import (
    NAME,
    NOUN,
    PRONOUN,
    SELF,
    SEVERAL,
    Subject,
)
from audiobook.attribute.tags.tag import BEAT, INTRO, LEADS, SAID, Tag
from audiobook.attribute.tags.tags import tags_of
from audiobook.attribute.tags.unnamed import (
    group_name,
    one_of_a_group,
    owned_name,
    renamed,
    with_unnamed_speakers,
)

__all__ = [
    "BEAT",
    "INTRO",
    "LEADS",
    "NAME",
    "NOUN",
    "PRONOUN",
    "SAID",
    "SELF",
    "SEVERAL",
    "Introductions",
    "Subject",
    "Tag",
    "group_name",
    "one_of_a_group",
    "owned_name",
    "renamed",
    "split_turns",
    "tags_of",
    "with_unnamed_speakers",
]
