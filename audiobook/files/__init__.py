"""Values -> files that are whole or absent, and back."""

from audiobook.files.writing import output_errors, replacing, write_bytes, write_text

__all__ = ["output_errors", "replacing", "write_bytes", "write_text"]
