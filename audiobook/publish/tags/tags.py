"""What every format says of a book, whatever its tags are called."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from audiobook.model import NARRATOR, Cast, Metadata, Track, primary_subtag
from audiobook.publish.base import Edition
from audiobook.publish.tags.credits import credited
from audiobook.publish.tags.tag_fields import PLACES

GENRE = "Audiobook"
FULL_CAST = "Full Cast"
LONGEST_GENRE = 40  # characters; a longer one is a library's subject heading, which no player sorts by
MOST_GENRES = 5

# ISO 639-1 -> 639-2/T for the languages of most books (Library of Congress code list).
# fmt: off
_THREE_LETTERS = {
    "ar": "ara", "bg": "bul", "ca": "cat", "cs": "ces", "cy": "cym", "da": "dan", "de": "deu", "el": "ell",
    "en": "eng", "eo": "epo", "es": "spa", "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "ga": "gle",
    "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "id": "ind", "is": "isl", "it": "ita", "ja": "jpn",
    "ko": "kor", "la": "lat", "lt": "lit", "lv": "lav", "nb": "nob", "nl": "nld", "nn": "nno", "no": "nor",
    "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sr": "srp", "sv": "swe",
    "ta": "tam", "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "zho",
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Tags:
    """The title page in words. Empty where the book does not say."""

    album: str
    authors: tuple[str, ...]
    narrators: tuple[str, ...]
    year: str
    language: str  # three letters
    publisher: str
    description: str
    series: str
    part: str
    subtitle: str = ""
    genre: str = GENRE  # several are parted by semicolons
    isbn: str = ""
    asin: str = ""

    @property
    def written_by(self) -> str:
        """The authors as people read them."""
        return ", ".join(self.authors)

    @property
    def read_by(self) -> str:
        """The narrators as people read them."""
        return ", ".join(self.narrators)


_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def printable(text: str) -> str:
    """Without what tags and XML cannot hold: NUL ends a text, other controls beep, a surrogate has no encoding."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n")).encode("utf-8", "replace").decode()


def title_of(track: Track) -> str:
    """The title of a chapter on one line; its number where it has none."""
    return _line(track.title) or f"Chapter {track.chapter}"


def tags_of(edition: Edition) -> Tags:
    """The tags that all files of an edition share."""
    about = edition.book.metadata
    year = re.search(r"\d{4}", about.year)
    return Tags(
        album=_line(about.title) or "Untitled",
        authors=_names(about.authors),
        narrators=_names(narrators_of(edition)),
        year=year[0] if year else "",
        language=three_letters(language_of(about)),
        publisher=_line(about.publisher),
        description=printable(about.description),
        series=_line(about.series),
        part=_line(about.series_part),
        subtitle=_line(about.subtitle),
        genre="; ".join(genres_of(about)) or GENRE,
        isbn=_line(about.isbn),
        asin=_line(about.asin),
    )


def texts_of(tags: Tags, title: str, number: str = "") -> Mapping[str, str]:
    """The text for every field of :data:`~audiobook.publish.tags.tag_fields.PLACES`; empty where there is none."""
    people = {"authors": credited(tags.authors), "narrators": credited(tags.narrators)}
    return {**asdict(tags), **people, "title": title, "number": number}


def vorbis_comments(tags: Tags, title: str, number: str = "") -> dict[str, list[str]]:
    """The comments of an Opus or FLAC file: a chapter's with its number, or the book's."""
    texts = texts_of(tags, title, number)
    return {name: [texts[place.field]] for place in PLACES if texts[place.field] for name in place.vorbis}


def three_letters(language: str) -> str:
    """A BCP 47 tag as ISO 639-2; empty where there is none."""
    code = primary_subtag(language)
    return _THREE_LETTERS.get(code, code if re.fullmatch("[a-z]{3}", code) else "")


def language_of(about: Metadata) -> str:
    """The language as a BCP 47 tag; empty where what the book says cannot be one."""
    tag = about.language.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


def genres_of(about: Metadata) -> tuple[str, ...]:
    """The genres that are short enough to be names of shelves.

    Servers split at "/" before they split at ";", so that "Fiction / Thrillers" has to be two.
    """
    pieces = "/".join(about.genres).replace(";", ",").split("/")
    lines = dict.fromkeys(_line(piece) for piece in pieces)
    return tuple(line for line in lines if line and len(line) <= LONGEST_GENRE)[:MOST_GENRES]


def narrators_of(edition: Edition) -> tuple[str, ...]:
    """Those whom the user names; else the narrator's voice, and the trade's usual name for the rest of a cast."""
    return edition.book.metadata.narrators or tuple(_voices(edition.cast))


def _voices(cast: Cast) -> list[str]:
    voices = {role.voice.name for role in cast.roles}
    narrator = next((role.voice.name for role in cast.roles if role.speaker == NARRATOR), "")
    narrator = narrator.capitalize() if narrator.islower() else narrator  # packs name voices in small letters
    return list(filter(None, (narrator, FULL_CAST if len(voices) > 1 else "")))


def _names(people: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(_line, people)))


def _line(text: str) -> str:
    return " ".join(printable(" ".join(text.split())).split())
