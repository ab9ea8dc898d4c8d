"""What every format says of a book, whatever its tags are called."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from audiobook.model import NARRATOR, Cast, Metadata, Track, primary_subtag
from audiobook.publish.base import Edition
from audiobook.publish.tags.credits import credited
from audiobook.publish.tags.tag_fields import PLACES

GENRE = "Audiobook"
FULL_CAST = "Full Cast"

# The term of the Audio Publishers Association, and a sentence for people.
AI_VOICE = "AI voice"
LABEL = f"Read by synthesized voices ({AI_VOICE})."

# Characters: a longer one is a library's subject heading, by which no player sorts.
LONGEST_GENRE = 40
MOST_GENRES = 5

# ISO 639-1 -> 639-2/T for the languages of most books (Library of Congress code list).
# fmt: off
_THREE_LETTERS = {
    "ar": "ara", "bg": "bul", "ca": "cat", "cs": "ces", "cy": "cym", "da": "dan",
    "de": "deu", "el": "ell", "en": "eng", "eo": "epo", "es": "spa", "et": "est",
    "fa": "fas", "fi": "fin", "fr": "fra", "ga": "gle", "he": "heb", "hi": "hin",
    "hr": "hrv", "hu": "hun", "id": "ind", "is": "isl", "it": "ita", "ja": "jpn",
    "ko": "kor", "la": "lat", "lt": "lit", "lv": "lav", "nb": "nob", "nl": "nld",
    "nn": "nno", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus",
    "sk": "slk", "sl": "slv", "sr": "srp", "sv": "swe", "ta": "tam", "th": "tha",
    "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "zho",
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Tags:
    """The title page in words. Empty where the book does not say.

    ``language`` has three letters; several genres are parted by semicolons. ``narration`` says
    what kind of voices read it, and so does the end of ``description``.
    """

    album: str
    authors: tuple[str, ...]
    narrators: tuple[str, ...]
    year: str
    language: str
    publisher: str
    description: str
    series: str
    part: str
    subtitle: str = ""
    genre: str = GENRE
    isbn: str = ""
    asin: str = ""
    narration: str = ""

    @property
    def written_by(self) -> str:
        """The authors as people read them."""
        return ", ".join(self.authors)

    @property
    def read_by(self) -> str:
        """The narrators as people read them."""
        return ", ".join(self.narrators)

    @property
    def heard(self) -> str:
        """The narrators, and what kind of voices they are."""
        if not self.narration or not self.read_by:
            return self.read_by
        return f"{self.read_by} ({self.narration})"


_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def printable(text: str) -> str:
    """Text without what tags and XML cannot hold."""
    # NUL ends a text and other controls beep; a surrogate has no encoding.
    allowed = _CONTROLS.sub("", text.replace("\r\n", "\n"))
    return allowed.encode("utf-8", "replace").decode()


def title_of(track: Track) -> str:
    """The title of a chapter on one line; its number where it has none."""
    return _line(track.title) or f"Chapter {track.chapter}"


def tags_of(edition: Edition) -> Tags:
    """The tags that all files of an edition share."""
    metadata = edition.book.metadata
    label = ""
    if edition.settings.label:
        label = LABEL
    description = printable(metadata.description)
    # A book that this program has made before has the label already.
    if label not in description:
        description = "\n\n".join(filter(None, (description, label)))
    year = re.search(r"\d{4}", metadata.year)
    return Tags(
        album=_line(metadata.title) or "Untitled",
        authors=_names(metadata.authors),
        narrators=_names(narrators_of(edition)),
        year=year[0] if year else "",
        language=three_letters(language_of(metadata)),
        publisher=_line(metadata.publisher),
        description=description,
        series=_line(metadata.series),
        part=_line(metadata.series_part),
        subtitle=_line(metadata.subtitle),
        genre="; ".join(genres_of(metadata)) or GENRE,
        isbn=_line(metadata.isbn),
        asin=_line(metadata.asin),
        narration=AI_VOICE if label else "",
    )


def texts_of(
    tags: Tags,
    title: str,
    number: str = "",
) -> Mapping[str, str]:
    """The text for every field of :data:`~audiobook.publish.tags.tag_fields.PLACES`.

    It is empty where there is none.
    """
    texts = asdict(tags)
    texts["authors"] = credited(tags.authors)
    texts["narrators"] = credited(tags.narrators)
    texts["title"] = title
    texts["number"] = number
    return texts


def vorbis_comments(
    tags: Tags,
    title: str,
    number: str = "",
) -> dict[str, list[str]]:
    """The comments of an Opus or FLAC file: a chapter's with its number, or the book's."""
    texts = texts_of(tags, title, number)
    comments = {}
    for place in PLACES:
        text = texts[place.field]
        if not text:
            continue
        for name in place.vorbis:
            comments[name] = [text]
    return comments


def three_letters(language: str) -> str:
    """A BCP 47 tag as ISO 639-2; empty where there is none."""
    code = primary_subtag(language)
    if code in _THREE_LETTERS:
        return _THREE_LETTERS[code]
    if re.fullmatch("[a-z]{3}", code):
        return code
    return ""


def language_of(metadata: Metadata) -> str:
    """The language as a BCP 47 tag; empty where what the book says cannot be one."""
    tag = metadata.language.strip().replace("_", "-")
    if not _LANGUAGE.fullmatch(tag):
        return ""
    return tag


def genres_of(metadata: Metadata) -> tuple[str, ...]:
    """The genres that are short enough to be names of shelves."""
    # Servers split at "/" before they split at ";": "Fiction / Thrillers" has to be two.
    joined = "/".join(metadata.genres).replace(";", ",")
    names = dict.fromkeys(map(_line, joined.split("/")))
    short = [name for name in names if name and len(name) <= LONGEST_GENRE]
    return tuple(short[:MOST_GENRES])


def narrators_of(edition: Edition) -> tuple[str, ...]:
    """Those whom the user names, or else the voices of the cast."""
    return edition.book.metadata.narrators or tuple(_voices(edition.cast))


def _voices(cast: Cast) -> Iterator[str]:
    """The narrator's voice, and the trade's usual name for the rest of a cast."""
    narrator = _narrator_voice(cast)
    # Voice packs name their voices in small letters.
    if narrator.islower():
        narrator = narrator.capitalize()
    if narrator:
        yield narrator
    voices = {role.voice.name for role in cast.roles}
    if len(voices) > 1:
        yield FULL_CAST


def _narrator_voice(cast: Cast) -> str:
    for role in cast.roles:
        if role.speaker == NARRATOR:
            return role.voice.name
    return ""


def _names(people: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(_line, people)))


def _line(text: str) -> str:
    """Text on one line, without what tags cannot hold."""
    # White space first: some of it is a control that would vanish and join two words.
    spaced = " ".join(text.split())
    return " ".join(printable(spaced).split())
