"""Values -> files that are whole or absent, and back."""

from audiobook.files.writing import (
    duplicate,
    output_errors,
    replacing,
    write_bytes,
    write_text,
)

__all__ = ["duplicate", "output_errors", "replacing", "write_bytes", "write_text"]
