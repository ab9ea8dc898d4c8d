"""Where each thing that we know of a book stands in the tags of each kind of file.

The writers and docs/players.md both come from this table. Names are those of the formats: ID3 frames (``TXXX:``
is a text with a name of its own), MP4 atoms (``----:`` is Apple's freeform atom), Vorbis comments (Opus, FLAC).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A field of :class:`~audiobook.publish.tags.tags.Tags`, "title" or "number", and the tags that hold it."""

    field: str
    means: str
    id3: tuple[str, ...]
    mp4: tuple[str, ...]
    vorbis: tuple[str, ...]


# fmt: off
PLACES = (
    Place("title", "title of the chapter; of the book where it is one file", ("TIT2",), ("\xa9nam",), ("TITLE",)),
    Place("number", "number of the chapter", ("TRCK",), (), ("TRACKNUMBER",)),
    Place("album", "title of the book", ("TALB",), ("\xa9alb",), ("ALBUM",)),
    Place("subtitle", "subtitle", ("TIT3",), ("----:SUBTITLE",), ("SUBTITLE",)),
    Place("authors", "authors", ("TPE1", "TPE2"), ("\xa9ART", "aART"), ("ARTIST", "ALBUMARTIST")),
    Place("narrators", "narrators", ("TCOM", "TXXX:NARRATOR"), ("\xa9wrt", "\xa9nrt"), ("COMPOSER", "NARRATOR")),
    Place("year", "year of publication", ("TYER",), ("\xa9day",), ("DATE",)),
    Place("genre", "genres", ("TCON",), ("\xa9gen",), ("GENRE",)),
    Place("publisher", "publisher", ("TPUB",), ("\xa9pub", "----:PUBLISHER"), ("PUBLISHER", "ORGANIZATION")),
    Place("description", "description", ("COMM",), ("desc", "ldes"), ("DESCRIPTION",)),
    Place("series", "series", ("TXXX:SERIES", "TXXX:MVNM", "MVNM"), ("----:SERIES", "\xa9mvn"), ("SERIES",)),
    Place("part", "number in the series",
          ("TXXX:SERIES-PART", "TXXX:MVIN", "MVIN"), ("----:SERIES-PART",), ("SERIES-PART",)),
    Place("language", "language, ISO 639-2", ("TLAN",), ("----:LANGUAGE",), ("LANGUAGE",)),
    Place("isbn", "ISBN", ("TXXX:ISBN",), ("----:ISBN",), ("ISBN",)),
    Place("asin", "number at Audible", ("TXXX:ASIN",), ("----:ASIN",), ("ASIN",)),
)
# fmt: on
