"""A book -> the stories in it, and who tells what.

A file of several stories is cut into them; where several people say "I", each scene gets its own
teller; a tale told aloud goes on over a chapter's end.
"""

from audiobook.attribute.telling.stories import Story, by_story, stories_of
from audiobook.attribute.telling.tellers import (
    by_tellers,
    with_long_tales,
)

__all__ = [
    "Story",
    "by_story",
    "by_tellers",
    "stories_of",
    "with_long_tales",
]
