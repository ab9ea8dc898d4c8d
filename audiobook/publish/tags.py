"""What every format says of a book, whatever its tags are called."""

import re
from dataclasses import dataclass

from audiobook.events import Listener, Notice
from audiobook.model import NARRATOR, Cast, Cover, Track
from audiobook.publish.base import Edition

GENRE = "Audiobook"
FULL_CAST = "Full Cast"
LARGEST_COVER = 16 * 2**20  # bytes; players choke on less

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
    artist: str
    narrators: str
    year: str
    language: str  # three letters
    publisher: str
    description: str
    series: str
    part: str


def printable(text: str) -> str:
    """Without what tags cannot hold: NUL ends a text, a stray surrogate has no encoding."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def title_of(track: Track) -> str:
    """The title of a chapter on one line; its number where it has none."""
    return " ".join(printable(track.title).split()) or f"Chapter {track.chapter}"


def tags_of(edition: Edition) -> Tags:
    """The tags that all files of an edition share."""
    about = edition.book.metadata
    year = re.search(r"\d{4}", about.year)
    code = about.language.lower().partition("-")[0]
    return Tags(
        album=" ".join(printable(about.title).split()) or "Untitled",
        artist=printable(", ".join(about.authors)),
        narrators=printable(_narrators(edition.cast)),
        year=year[0] if year else "",
        language=_THREE_LETTERS.get(code, code if len(code) == 3 else ""),
        publisher=printable(about.publisher),
        description=printable(about.description),
        series=printable(about.series),
        part=printable(about.series_part),
    )


def _narrators(cast: Cast) -> str:
    """The narrator's voice; the rest of a cast goes by the trade's usual name."""
    voices = {role.voice.name for role in cast.roles}
    narrator = next((role.voice.name for role in cast.roles if role.speaker == NARRATOR), "")
    return ", ".join(filter(None, (narrator, FULL_CAST if len(voices) > 1 else "")))


@dataclass(frozen=True, slots=True)
class Picture:
    """A cover that every player can show."""

    data: bytes
    media_type: str


def picture_of(cover: Cover | None, listener: Listener) -> Picture | None:
    """The cover, where it is a whole JPEG or PNG; else a notice and none."""
    if cover is None:
        return None
    data, kind = cover.data, _kind(cover.data)
    if kind and len(data) <= LARGEST_COVER:
        return Picture(data, kind)
    reason = "is larger than 16 MB" if kind else f"({cover.media_type or 'unknown'}) is no whole JPEG or PNG"
    listener(Notice(f"The cover {reason} and is left out."))
    return None


def _kind(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in data[-16:]:
        return "image/png"
    if data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in data[-1024:]:
        return "image/jpeg"
    return ""
