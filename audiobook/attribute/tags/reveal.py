"""Narration that names the speaker once the words are said: "Let me in." It was Emma.

A paragraph of words alone says nothing of its speaker; the next one opens with who it was. English
alone.
"""

import re
from collections.abc import Iterator

from audiobook.attribute.tags.subject import NAME
from audiobook.attribute.tags.tag import SAID, Tag
from audiobook.attribute.tags.tag_reader import TagReader
from audiobook.attribute.turns import Layout, Turn

_IT_WAS = re.compile(r"\s*It\s+(?:was|is)\s+(?:only\s+|just\s+)?")
# "It was Emma's turn" and "It was Emma and Tom" reveal nobody.
_ENDS = re.compile(r"\s*[.,;:!—–]|\s+(?:who|himself|herself)\b|['’]s\s+voice\b")
# Whoever is asked in is somebody else: "Come in." It was Emma.
_INVITES = re.compile(r"\W*(?:come|walk|step)\s+in\b\W*", re.IGNORECASE)


def reveal(
    reader: TagReader,
    turn: Turn,
    layout: Layout,
) -> Iterator[Tag]:
    """The tag at the start of the paragraph after a turn, where the turn has no words beside it."""
    following = turn.last + 1
    if not reader.patterns.english or following >= len(layout.paragraphs):
        return
    paragraph = layout.paragraphs[following]
    if paragraph.chapter != turn.chapter or paragraph.apart or not paragraph.narration:
        return
    start = paragraph.narration[0][0]
    match = _IT_WAS.match(reader.text, start)
    if match is None or start > paragraph.start or not _is_bare(reader, turn, layout):
        return
    subject = reader.subject_at(match.end(), inverted=True)
    if subject is None or subject.kind != NAME:
        return
    if _ENDS.match(reader.text, subject.end):
        last = len(turn.quotations) - 1
        yield Tag(SAID, subject, last, start=match.start(), end=subject.end)


def _is_bare(
    reader: TagReader,
    turn: Turn,
    layout: Layout,
) -> bool:
    """Whether the paragraphs of a turn have nothing but what it says."""
    if _INVITES.fullmatch(reader.text, turn.start, turn.end):
        return False
    paragraphs = layout.paragraphs[turn.first : turn.last + 1]
    narration = [span for paragraph in paragraphs for span in paragraph.narration]
    return not any(
        character.isalnum()
        for start, end in narration
        for character in reader.text[start:end]
    )
