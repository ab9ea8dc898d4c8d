"""A sound file -> its tags, chapter marks and cover, and findings on what players will show."""

from audiobook.checks.tags.tags import file_findings, folder_findings, mark_findings

__all__ = ["file_findings", "folder_findings", "mark_findings"]
