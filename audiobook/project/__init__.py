"""A book's folder: where everything of one book lies, and what is kept of it from run to run."""

from audiobook.project.folder import Project, project_for, project_of, speech_files

__all__ = ["Project", "project_for", "project_of", "speech_files"]
