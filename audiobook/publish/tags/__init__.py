"""What is known of a book -> its tags, whatever each format calls them."""

from audiobook.publish.tags.tags import (
    AI_VOICE,
    GENRE,
    LABEL,
    MOST_GENRES,
    Tags,
    genres_of,
    language_of,
    narrators_of,
    printable,
    tags_of,
    texts_of,
    title_of,
    vorbis_comments,
)

__all__ = [
    "AI_VOICE",
    "GENRE",
    "LABEL",
    "MOST_GENRES",
    "Tags",
    "genres_of",
    "language_of",
    "narrators_of",
    "printable",
    "tags_of",
    "texts_of",
    "title_of",
    "vorbis_comments",
]
