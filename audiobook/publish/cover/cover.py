"""The cover that goes into every file: a whole JPEG or PNG that any player shows.

The book's own is kept as it is where that suffices, and converted where it does not: too large,
animated, in print colours, lying on its side, in a format that players do not know. A file that
is not a picture, or has too many pixels, gives way to a cover made from title and author, with a
notice.
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

# To be raised when the same cover, or title and author, give another picture.
VERSION = 1
LARGEST_BYTES = 2**20  # every chapter's file holds it
LARGEST_SIDE = 3000  # pixels; Apple's directory of podcasts refuses more
SMALLEST_SQUARE = 1400  # pixels; and less
CONVERTED_SIDE = 2000  # pixels: what is converted anyway need not be larger
MOST_PIXELS = 100_000_000  # 300 MB of memory; the largest cameras have as many
_QUALITY = 88
# Those that Pillow reads without starting another program.
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")
# Colours, as Pillow calls them, that any player shows in a format.
_KEPT = {"JPEG": {"L", "RGB"}, "PNG": {"L", "RGB", "P", "RGBA", "LA"}}
_MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
_ORIENTATION = 0x0112  # tag of Exif
_UPRIGHT = 1

_Encoded = tuple[bytes, str]  # a file's bytes and its media type


@dataclass(frozen=True, slots=True)
class Picture:
    """A cover that every player can show.

    ``cover`` is the book's own, ``title`` and ``author`` are for one that is made. It is made
    when it is first asked for, and then kept.
    """

    cover: Cover | None
    title: str
    author: str
    listener: Listener = field(default=ignore, compare=False)

    @property
    def key(self) -> str:
        """A name for everything that may shape the picture."""
        own = ""
        if self.cover:
            own = sha256(self.cover.data).hexdigest()
        # A drawing gives a picture only where the package for it is installed.
        made_by = f"{VERSION} {can_draw()}"
        return f"{made_by}\0{own}\0{self.title}\0{self.author}"

    @property
    def data(self) -> bytes:
        """The file. The listener hears why the book's own cover was not used."""
        data, _ = self._encoded()
        return data

    @property
    def media_type(self) -> str:
        """JPEG's or PNG's."""
        _, media_type = self._encoded()
        return media_type

    def _encoded(self) -> _Encoded:
        if self.cover is not None:
            own, reason = _converted(self.cover)
            if own is not None:
                return own
            self.listener(
                Notice(
                    f"The book's cover {reason}: one was made from title and author."
                )
            )
        return cover_art(self.title, self.author), "image/jpeg"


def why_unusable(cover: Cover) -> str:
    """Why a cover is not a usable picture, as the end of a sentence; empty for a good one."""
    encoded, reason = _converted(cover)
    return "" if encoded else reason


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
    """The picture as a square JPEG, of a size that Apple's directory of podcasts takes.

    One that is not square is put in the middle, on the mean colour of its corners.
    """
    with Image.open(BytesIO(picture.data), formats=("JPEG", "PNG")) as image:
        side = min(max(SMALLEST_SQUARE, *image.size), LARGEST_SIDE)
        is_square = image.size == (side, side)
        if is_square and picture.media_type == "image/jpeg":
            return picture.data
        flat = _flat(image)
    ground = _mean_of_corners(flat)
    square = ImageOps.pad(flat, (side, side), Image.Resampling.LANCZOS, color=ground)
    return _encoded(square)


def _mean_of_corners(image: Image.Image) -> tuple[int, ...]:
    right = image.width - 1
    bottom = image.height - 1
    places = (
        (0, 0),
        (right, 0),
        (0, bottom),
        (right, bottom),
    )
    corners = Image.new("RGB", (4, 1))
    for x, place in enumerate(places):
        colour = image.getpixel(place)
        corners.putpixel((x, 0), colour or 0)
    # Pillow takes the mean where it scales a picture down to one pixel.
    mean = corners.resize((1, 1), Image.Resampling.BOX)
    return tuple(mean.tobytes())


@lru_cache(maxsize=2)
def _converted(cover: Cover) -> tuple[_Encoded | None, str]:
    """A cover as players show it.

    Where it is not a usable picture: ``None``, and the end of a sentence that says why.
    """
    data = cover.data
    if b"<svg" in data[:4096].lower():
        data = rendered(data)
        if not data:
            return (
                None,
                'is a drawing (SVG), which the extra "svg" reads where it is whole',
            )
    try:
        with warnings.catch_warnings():
            # Pillow warns of damaged Exif, and of sizes below our own limit.
            warnings.simplefilter("ignore")
            return _opened(data)
    except Image.DecompressionBombError:
        return None, "has too many pixels"
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError):
        kind = cover.media_type or "of an unknown type"
        return None, f"({kind}) is not a complete picture"


def _opened(data: bytes) -> tuple[_Encoded | None, str]:
    """Likewise, of a file's bytes. Raises what Pillow raises of a damaged one."""
    with Image.open(BytesIO(data), formats=_FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            return None, f"has {image.width} x {image.height} pixels"
        if _is_shown_by_any_player(image, len(data)):
            image.load()  # raises where it breaks off
            return (data, _MEDIA_TYPES[image.format or ""]), ""
        return (_jpeg(image), "image/jpeg"), ""


def _is_shown_by_any_player(image: Image.Image, size: int) -> bool:
    """Whether a picture can stay as it is; ``size``: that of its file in bytes."""
    # Exif and the number of frames are read in any case: both raise for a damaged file.
    is_upright = image.getexif().get(_ORIENTATION, _UPRIGHT) == _UPRIGHT
    is_still = getattr(image, "n_frames", 1) == 1
    is_small = max(image.size) <= LARGEST_SIDE and size <= LARGEST_BYTES
    is_known = image.mode in _KEPT.get(image.format or "", ())
    return is_small and is_upright and is_still and is_known


def _jpeg(image: Image.Image) -> bytes:
    """A picture as a JPEG of at most :data:`CONVERTED_SIDE` pixels, the right way up."""
    most = (CONVERTED_SIDE, CONVERTED_SIDE)
    image.draft("RGB", most)  # a huge JPEG is decoded small
    image.load()
    image.thumbnail(most, Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(image)
    return _encoded(_flat(upright))


def _flat(image: Image.Image) -> Image.Image:
    """In the colours of screens, on white where it is transparent."""
    clear = image.convert("RGBA")
    flat = Image.new("RGB", clear.size, "white")
    flat.paste(clear, mask=clear.getchannel("A"))
    return flat


def _encoded(image: Image.Image) -> bytes:
    """The file of a JPEG."""
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
