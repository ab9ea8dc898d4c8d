"""DOCX and ODT -> Book."""

from audiobook.readers.office.package import characters, finished, with_losses

__all__ = ["characters", "finished", "with_losses"]
