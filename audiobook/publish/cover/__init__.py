"""A book -> its cover as a picture: its own, or one that is made from title and author."""

from audiobook.publish.cover.cover import (
    CONVERTED_SIDE,
    LARGEST_BYTES,
    LARGEST_SIDE,
    Picture,
    as_jpeg,
    as_square,
    picture_of,
    why_unusable,
)

__all__ = [
    "CONVERTED_SIDE",
    "LARGEST_BYTES",
    "LARGEST_SIDE",
    "Picture",
    "as_jpeg",
    "as_square",
    "picture_of",
    "why_unusable",
]
