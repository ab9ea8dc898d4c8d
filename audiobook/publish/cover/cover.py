"""The cover that goes into every file: a whole JPEG or PNG that any player shows.

The book's own is kept as it is where that suffices, and converted where it does not: too large, animated, in
print colours, lying on its side, in a format that players do not know. One that is no picture, or has too many
pixels to be one, gives way to a cover made from title and author, with a notice.
"""

import warnings
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageOps

from audiobook.events import Listener, Notice, ignore
from audiobook.model import Cover
from audiobook.publish.base import Edition
from audiobook.publish.cover.art import cover_art
from audiobook.publish.cover.svg import can_draw, rendered
from audiobook.publish.tags import tags_of

VERSION = 1  # to be raised when the same cover, or the same title and author, give another picture
LARGEST_BYTES = 2**20  # every chapter's file holds it
LARGEST_SIDE = 3000  # pixels; Apple's directory of podcasts refuses more
SMALLEST_SQUARE = 1400  # pixels; and less
CONVERTED_SIDE = 2000  # pixels: what is converted anyway need not be larger
MOST_PIXELS = 100_000_000  # 300 MB of memory; the largest cameras have as many
_QUALITY = 88
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")  # not those that start another program
_KEPT = {
    ("JPEG", "L"),
    ("JPEG", "RGB"),
    ("PNG", "L"),
    ("PNG", "RGB"),
    ("PNG", "P"),
    ("PNG", "RGBA"),
    ("PNG", "LA"),
}
_MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
_ORIENTATION = 0x0112  # Exif

_Encoded = tuple[bytes, str]  # and its media type


@dataclass(frozen=True, slots=True)
class Picture:
    """A cover that every player can show; it is made when it is first asked for, and then kept.

    ``key`` names everything that goes into it.
    """

    cover: Cover | None
    title: str
    author: str
    listener: Listener = field(default=ignore, compare=False)

    @property
    def key(self) -> str:
        """A name for everything that may shape the picture."""
        own = sha256(self.cover.data).hexdigest() if self.cover else ""
        return "\0".join((f"{VERSION} {can_draw()}", own, self.title, self.author))

    @property
    def data(self) -> bytes:
        """The file. The listener hears why the book's own cover was not used."""
        return self._encoded()[0]

    @property
    def media_type(self) -> str:
        """JPEG's or PNG's."""
        return self._encoded()[1]

    def _encoded(self) -> _Encoded:
        if self.cover is not None:
            found, reason = _converted(self.cover)
            if found is not None:
                return found
            self.listener(Notice(f"The book's cover {reason}: one was made from title and author."))
        return cover_art(self.title, self.author), "image/jpeg"


def picture_of(edition: Edition) -> Picture:
    """The cover of a book, or one made for it."""
    tags = tags_of(edition)
    return Picture(edition.book.cover, tags.album, tags.written_by, edition.listener)


def as_jpeg(picture: Picture) -> bytes:
    """The picture as a JPEG."""
    if picture.media_type == "image/jpeg":
        return picture.data
    with Image.open(BytesIO(picture.data), formats=("PNG",)) as image:
        return _jpeg(image)


def as_square(picture: Picture) -> bytes:
    """The picture as a JPEG that is square, between the sides that Apple's directory of podcasts takes.

    What is not square lies in the middle, on the mean colour of its corners.
    """
    with Image.open(BytesIO(picture.data), formats=("JPEG", "PNG")) as image:
        side = min(max(SMALLEST_SQUARE, *image.size), LARGEST_SIDE)
        if image.size == (side, side) and picture.media_type == "image/jpeg":
            return picture.data
        flat = _flat(image)
    edge = Image.new("RGB", (4, 1))
    corners = ((0, 0), (flat.width - 1, 0), (0, flat.height - 1), (flat.width - 1, flat.height - 1))
    for number, corner in enumerate(corners):
        edge.putpixel((number, 0), flat.getpixel(corner) or 0)
    ground = tuple(edge.resize((1, 1), Image.Resampling.BOX).tobytes())
    return _encoded(ImageOps.pad(flat, (side, side), Image.Resampling.LANCZOS, color=ground))


@lru_cache(maxsize=2)
def _converted(cover: Cover) -> tuple[_Encoded | None, str]:
    data = cover.data
    if b"<svg" in data[:4096].lower():
        data = rendered(data)
        if not data:
            return None, 'is a drawing (SVG), which the extra "svg" reads where it is whole'
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged Exif and of sizes below our own limit
            with Image.open(BytesIO(data), formats=_FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    return None, f"has {image.width} x {image.height} pixels"
                return _kept(image, data) or (_jpeg(image), "image/jpeg"), ""
    except Image.DecompressionBombError:
        return None, "has too many pixels"
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError):
        return None, f"({cover.media_type or 'of no known type'}) is no whole picture"


def _kept(image: Image.Image, data: bytes) -> _Encoded | None:
    """The picture as it is, where any player shows it."""
    kind, upright = image.format or "", image.getexif().get(_ORIENTATION, 1) == 1
    small = max(image.size) <= LARGEST_SIDE and len(data) <= LARGEST_BYTES
    still = getattr(image, "n_frames", 1) == 1
    if not (small and upright and still and (kind, image.mode) in _KEPT):
        return None
    image.load()  # raises where it breaks off
    return data, _MEDIA_TYPES[kind]


def _jpeg(image: Image.Image) -> bytes:
    image.draft("RGB", (CONVERTED_SIDE, CONVERTED_SIDE))  # a huge JPEG is decoded small
    image.load()
    image.thumbnail((CONVERTED_SIDE, CONVERTED_SIDE), Image.Resampling.LANCZOS)
    return _encoded(_flat(ImageOps.exif_transpose(image)))


def _flat(image: Image.Image) -> Image.Image:
    """In the colours of screens, on white where it is transparent."""
    clear = image.convert("RGBA")
    flat = Image.new("RGB", clear.size, "white")
    flat.paste(clear, mask=clear.getchannel("A"))
    return flat


def _encoded(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
