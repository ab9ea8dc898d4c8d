"""Where each thing that we know of a book stands in the tags of each kind of file.

The writers and docs/players.md both come from this table. Names are those of the formats:
ID3 frames (``TXXX:`` is a text with a name of its own), MP4 atoms (``----:`` is Apple's
freeform atom), Vorbis comments (Opus, FLAC).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A field of :class:`~audiobook.publish.tags.tags.Tags`, and the tags that hold it.

    ``field`` may also be "title" or "number", which are a file's own.
    """

    field: str
    means: str
    id3: tuple[str, ...]
    mp4: tuple[str, ...]
    vorbis: tuple[str, ...]


PLACES = (
    Place(
        field="title",
        means="title of the chapter; of the book where it is one file",
        id3=("TIT2",),
        mp4=("\xa9nam",),
        vorbis=("TITLE",),
    ),
    Place(
        field="number",
        means="number of the chapter",
        id3=("TRCK",),
        mp4=(),
        vorbis=("TRACKNUMBER",),
    ),
    Place(
        field="album",
        means="title of the book",
        id3=("TALB",),
        mp4=("\xa9alb",),
        vorbis=("ALBUM",),
    ),
    Place(
        field="subtitle",
        means="subtitle",
        id3=("TIT3",),
        mp4=("----:SUBTITLE",),
        vorbis=("SUBTITLE",),
    ),
    Place(
        field="authors",
        means="authors",
        id3=("TPE1", "TPE2"),
        mp4=("\xa9ART", "aART"),
        vorbis=("ARTIST", "ALBUMARTIST"),
    ),
    Place(
        field="narrators",
        means="narrators",
        id3=("TCOM", "TXXX:NARRATOR"),
        mp4=("\xa9wrt", "\xa9nrt"),
        vorbis=("COMPOSER", "NARRATOR"),
    ),
    Place(
        field="year",
        means="year of publication",
        id3=("TYER",),
        mp4=("\xa9day",),
        vorbis=("DATE",),
    ),
    Place(
        field="genre",
        means="genres",
        id3=("TCON",),
        mp4=("\xa9gen",),
        vorbis=("GENRE",),
    ),
    Place(
        field="publisher",
        means="publisher",
        id3=("TPUB",),
        mp4=("\xa9pub", "----:PUBLISHER"),
        vorbis=("PUBLISHER", "ORGANIZATION"),
    ),
    Place(
        field="description",
        means="description",
        id3=("COMM",),
        mp4=("desc", "ldes"),
        vorbis=("DESCRIPTION",),
    ),
    Place(
        field="narration",
        means="that the voices are synthetic",
        id3=("TXXX:NARRATION",),
        mp4=("----:NARRATION",),
        vorbis=("NARRATION",),
    ),
    Place(
        field="series",
        means="series",
        id3=("TXXX:SERIES", "TXXX:MVNM", "MVNM"),
        mp4=("----:SERIES", "\xa9mvn"),
        vorbis=("SERIES",),
    ),
    Place(
        field="part",
        means="number in the series",
        id3=("TXXX:SERIES-PART", "TXXX:MVIN", "MVIN"),
        mp4=("----:SERIES-PART",),
        vorbis=("SERIES-PART",),
    ),
    Place(
        field="language",
        means="language, ISO 639-2",
        id3=("TLAN",),
        mp4=("----:LANGUAGE",),
        vorbis=("LANGUAGE",),
    ),
    Place(
        field="isbn",
        means="ISBN",
        id3=("TXXX:ISBN",),
        mp4=("----:ISBN",),
        vorbis=("ISBN",),
    ),
    Place(
        field="asin",
        means="number at Audible",
        id3=("TXXX:ASIN",),
        mp4=("----:ASIN",),
        vorbis=("ASIN",),
    ),
)
