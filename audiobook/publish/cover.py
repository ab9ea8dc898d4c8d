"""The cover that goes into every file: a whole JPEG or PNG that any player shows.

The book's own is kept as it is where that suffices, and converted where it does not: too large, animated, in
print colours, lying on its side, in a format that players do not know. One that is no picture, or has too many
pixels to be one, gives way to a cover made from title and author, with a notice.
"""

import warnings
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageOps

from audiobook.events import Notice
from audiobook.model import Cover
from audiobook.publish.base import Edition
from audiobook.publish.cover_art import cover_art
from audiobook.publish.cover_svg import rendered
from audiobook.publish.tags import tags_of

LARGEST_BYTES = 4 * 2**20  # in a file with a cover in each of its chapters, more is felt
LARGEST_SIDE = 3000  # pixels; Apple's directory of podcasts refuses more
MOST_PIXELS = 100_000_000  # 300 MB of memory; the largest cameras have as many
_QUALITY = 90
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


@dataclass(frozen=True, slots=True)
class Picture:
    """A cover that every player can show."""

    data: bytes
    media_type: str  # "image/jpeg" or "image/png"


def picture_of(edition: Edition) -> Picture:
    """The cover of a book, or one made for it. The listener hears why the book's own was not used."""
    cover = edition.book.cover
    if cover is not None:
        picture, reason = _converted(cover)
        if picture is not None:
            return picture
        edition.listener(Notice(f"The book's cover {reason}: one was made from title and author."))
    tags = tags_of(edition)
    return Picture(cover_art(tags.album, tags.artist), "image/jpeg")


def as_jpeg(picture: Picture) -> bytes:
    """The picture as a JPEG."""
    if picture.media_type == "image/jpeg":
        return picture.data
    with Image.open(BytesIO(picture.data), formats=("PNG",)) as image:
        return _jpeg(image)


@lru_cache(maxsize=2)
def _converted(cover: Cover) -> tuple[Picture | None, str]:
    data = cover.data
    if b"<svg" in data[:4096].lower():
        data = rendered(data)
        if not data:
            return None, 'is an SVG drawing, which only the extra "svg" reads'
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged Exif and of sizes below our own limit
            with Image.open(BytesIO(data), formats=_FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    return None, f"has {image.width} x {image.height} pixels"
                return _fitting(image, data), ""
    except Image.DecompressionBombError:
        return None, "has too many pixels"
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError):
        return None, f"({cover.media_type or 'of no known type'}) is no whole picture"


def _fitting(image: Image.Image, data: bytes) -> Picture:
    kind, upright = image.format or "", image.getexif().get(_ORIENTATION, 1) == 1
    small = max(image.size) <= LARGEST_SIDE and len(data) <= LARGEST_BYTES
    still = getattr(image, "n_frames", 1) == 1
    image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))  # a huge JPEG is decoded small
    if small and upright and still and (kind, image.mode) in _KEPT:
        image.load()  # raises where it breaks off
        return Picture(data, _MEDIA_TYPES[kind])
    return Picture(_jpeg(image), "image/jpeg")


def _jpeg(image: Image.Image) -> bytes:
    image.load()
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    turned = ImageOps.exif_transpose(image)
    clear = turned.convert("RGBA")
    flat = Image.new("RGB", clear.size, "white")
    flat.paste(clear, mask=clear.getchannel("A"))
    out = BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
