"""A sound file -> its tags, chapter marks and cover, and findings on what players will show.

Likewise for what stands beside it: the names of files, playlists, cue sheets and catalogues.
"""

from audiobook.checks.tags.names import (
    CUE_SHEETS,
    PLAYLISTS,
    list_findings,
    name_findings,
)
from audiobook.checks.tags.stated import UNREADABLE, Stated, is_catalogue, stated_in
from audiobook.checks.tags.tagged import (
    BROKEN,
    ChapterMark,
    Tagged,
    TagsError,
    read_tags,
)
from audiobook.checks.tags.tags import file_findings, folder_findings, mark_findings

__all__ = [
    "BROKEN",
    "CUE_SHEETS",
    "PLAYLISTS",
    "UNREADABLE",
    "ChapterMark",
    "Stated",
    "Tagged",
    "TagsError",
    "file_findings",
    "folder_findings",
    "is_catalogue",
    "list_findings",
    "mark_findings",
    "name_findings",
    "read_tags",
    "stated_in",
]
