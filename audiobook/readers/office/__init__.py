"""DOCX and ODT -> Book."""

from audiobook.readers.office.package import finished, letters

__all__ = ["finished", "letters"]
