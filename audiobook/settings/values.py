"""What the user may set: frozen values. Defaults < user file < book file < flags.

An unknown key is an error that names the nearest known one.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from audiobook.files.toml import Between

_Milliseconds = Annotated[int, Between(0, 60_000)]


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silence between utterances, in milliseconds. Where several apply, the longest counts.

    Values are those of the pace ``natural``; see :data:`PACES`.
    """

    sentence: _Milliseconds = 250
    # Between a quotation and the narration in its own sentence ("Go on," | she said).
    tag: _Milliseconds = 120
    paragraph: _Milliseconds = 500
    speaker: _Milliseconds = 400  # somebody else begins to speak
    scene: _Milliseconds = 1500
    heading: _Milliseconds = 1200
    chapter_start: _Milliseconds = 500
    chapter_end: _Milliseconds = 1500
    cut: _Milliseconds = 150  # somebody else cuts in ("But I—")


NATURAL = "natural"
PACES = {
    "relaxed": Pauses(350, 160, 750, 600, 2200, 1600, 800, 2000, 200),
    NATURAL: Pauses(),
    "brisk": Pauses(160, 80, 320, 250, 900, 700, 400, 1000, 90),
}


@dataclass(frozen=True, slots=True)
class Speech:
    """What is said besides the text, and how.

    ``direction`` is how much the text's own directions count ("she whispered"): 0 is not at all,
    1 gently. ``opening`` and ``closing`` are templates of announcements, see
    :mod:`audiobook.speech`.
    """

    direction: Annotated[float, Between(0, 2)] = 1.0
    headings: bool = True  # chapter headings are read
    # False: a bare "he said" is left out where the voice makes it plain, as in a radio play.
    tags: bool = True
    emoji: bool = False  # emoji are named, not silent
    markup: bool = False  # directions in the text itself: [pause 2s], [say "..."] ...
    opening: str = ""
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How finished sound is encoded.

    ``bitrate_kbps`` at ``sample_rate`` Hz, in one channel or two. A ``sample_rate`` of 0 is the
    highest at which the voices of the book speak.

    In two, ``width`` is how far from the middle the characters stand: 0 is all in the middle, 1
    at the far ends.
    """

    bitrate_kbps: Annotated[int, Between(16, 320)] = 64
    sample_rate: Annotated[int, Between(0, 48_000)] = 0
    channels: Annotated[int, Between(1, 2)] = 1
    width: Annotated[float, Between(0, 1)] = 0.25


@dataclass(frozen=True, slots=True)
class Mastering:
    """How finished chapters are levelled. Nothing at all is done where ``measure`` is empty.

    ``measure`` is "rms" (``level`` in dB of full scale) or "lufs" (integrated loudness of one
    channel; the same in two channels is 3 LU louder). No true peak passes ``peak`` dB.
    ``room_tone`` is the level of the faint noise under everything, in dB RMS; -120 is none.
    """

    measure: str = ""
    level: Annotated[float, Between(-40, -8)] = -20.0
    peak: Annotated[float, Between(-20, 0)] = -1.0
    room_tone: Annotated[float, Between(-120, -50)] = -75.0


@dataclass(frozen=True, slots=True)
class About:
    """What the title page should say instead of what the book says of itself.

    Empty: as the book says; :data:`NOTHING` leaves out what the book says. ``cover`` is a
    picture.
    """

    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    narrators: tuple[str, ...] = ()  # instead of the voices' names
    series: str = ""
    series_part: str = ""
    publisher: str = ""
    year: str = ""
    description: str = ""
    genres: tuple[str, ...] = ()
    language: str = ""
    isbn: str = ""
    asin: str = ""
    cover: Path = Path()


NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Names:
    """Templates of the names of finished files, without suffix, and of a library's folders.

    See :mod:`audiobook.settings.template` for their form and :mod:`audiobook.publish.naming` for
    their fields.
    """

    chapter: str = "{n} - {chapter}"
    book: str = "{title}"
    library: str = (
        "[{author}/][{series}/][Vol {part} - ][{year} - ]{title}[ {{narrator}}]"
    )


@dataclass(frozen=True, slots=True)
class Feed:
    """A podcast feed of a book's chapters: where its files will lie, and what directories ask
    for.
    """

    url: str = ""  # the folder of the files on the web
    email: str = ""  # the owner's; directories send a code there
    category: str = "Arts > Books"  # of Apple's list
    explicit: bool = False
    # The day of the first episode; the others follow, a day each.
    start: str = "2000-01-01"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that shapes a run. An empty name means the default of its table."""

    engine: str = ""
    attributor: str = ""
    executor: str = ""
    workers: Annotated[int, Between(0, 256)] = 0  # 0: as many as there are cores to use
    voices: tuple[
        Path, ...
    ] = ()  # voice packs besides those that ship and the user's own
    formats: tuple[str, ...] = ("mp3", "m4b", "m3u8", "cover")
    chapters: str = ""  # "3-7,9"; empty: all
    # What is left out and yet wanted: kinds, or numbers as listed.
    include: tuple[str, ...] = ()
    # Chapters not wanted: numbers as listed, or how their titles begin.
    skip: tuple[str, ...] = ()
    # Footnotes and endnotes: "skip", "place" or "end" (of the chapter).
    notes: str = "skip"
    # Other titles of chapters, by the title that the book gives, or by number as listed.
    titles: dict[str, str] = field(default_factory=dict, hash=False)
    # Of every voice, relative to its own.
    rate: Annotated[float, Between(0.25, 4)] = 1.0
    # An engine that takes longer on one line has hung.
    line_timeout_s: Annotated[float, Between(0.1, 86_400)] = 60.0
    # Programs and servers that voices may use. They count in the user's own file alone.
    allow_commands: tuple[str, ...] = ()
    allow_servers: tuple[str, ...] = ()
    # A line that cannot be spoken becomes a beep instead of the end of the run.
    allow_missing: bool = False
    # A folder of spoken lines that several books share; empty: each book has its own.
    cache: Path = Path()
    # Of spoken lines kept once a book is made; 0: all of them. What took long to speak is kept
    # in any case.
    cache_limit_mb: Annotated[int, Between(0, 10_000_000)] = 200
    # The same, of all books that one command made together; 0: all of them.
    cache_total_mb: Annotated[int, Between(0, 10_000_000)] = 5000
    # Below this probability a line's speaker is marked unsure.
    unsure: Annotated[float, Between(0, 1)] = 0.6
    # What the book is made for: a name in PROFILES, whose settings count as defaults.
    profile: str = "plain"
    pace: str = NATURAL  # the pauses between lines: a name in PACES
    parts: str = "all"  # voices: "all", "two" (narrator and dialogue) or "one"
    pauses: Pauses = Pauses()
    speech: Speech = Speech()
    encoding: Encoding = Encoding()
    mastering: Mastering = Mastering()
    # Longer chapters are made in parts; 0: never.
    split_min: Annotated[int, Between(0, 1440)] = 0
    # About how long the format "sample" is.
    sample_s: Annotated[int, Between(10, 300)] = 180
    metadata: About = About()
    # Finished files say that the voices are synthetic.
    label: bool = True
    names: Names = Names()
    # Cast files of other books, whose people have the same voices here.
    cast_from: tuple[Path, ...] = ()
    # A folder of finished books that a library server shows; empty: none.
    library: Path = Path()
    # The address of a server Audiobookshelf, which gets finished books. It counts in the user's
    # own file alone.
    audiobookshelf: str = ""
    feed: Feed = Feed()
