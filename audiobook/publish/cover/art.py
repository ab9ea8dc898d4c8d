"""A cover made from title and author: two colours, waves of sound, and the title as large as it fits.

The same words give the same picture. Colours are chosen by the words, each pair with a contrast of at least 7 to
its text (WCAG's enhanced contrast), so that the title can be read at the size of a thumbnail.
"""

import hashlib
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from audiobook.publish.cover.lettering import font_for

SIDE = 1600  # pixels; directories ask for 1400 at least
_MARGIN = 130
_TITLE_BOX = (150, 900)  # top and bottom
_AUTHOR_BOX = (930, 1080)
_WAVES_AT = 1330
_LARGEST, _SMALLEST, _STEP = 300, 64, 6  # pixels of type
_AUTHOR_LARGEST = 96
_LINE = 1.18  # of the type's size
_LONGEST = 160  # characters of a title; the rest would be too small to read
_INK = (250, 246, 235)
# fmt: off
_COLOURS = (  # ground, accent
    ((21, 49, 71), (239, 160, 92)), ((66, 20, 42), (238, 186, 104)), ((18, 61, 52), (226, 193, 107)),
    ((49, 32, 84), (240, 154, 160)), ((74, 37, 18), (240, 190, 120)), ((16, 54, 82), (122, 210, 204)),
    ((58, 19, 60), (150, 206, 236)), ((40, 48, 24), (230, 202, 110)), ((31, 31, 38), (232, 128, 104)),
    ((13, 64, 72), (244, 176, 132)), ((88, 24, 24), (240, 208, 150)), ((34, 42, 82), (246, 190, 104)),
)
# fmt: on


@lru_cache(maxsize=4)
def cover_art(title: str, author: str) -> bytes:
    """A JPEG of :data:`SIDE` pixels square, in RGB."""
    seed = hashlib.sha256(f"{title}\0{author}".encode()).digest()
    ground, accent = _COLOURS[seed[0] % len(_COLOURS)]
    image = Image.new("RGB", (SIDE, SIDE), ground)
    draw = ImageDraw.Draw(image)
    draw.rectangle((50, 50, SIDE - 51, SIDE - 51), outline=accent, width=8)
    title, author = drawable(title)[:_LONGEST], drawable(author)[:_LONGEST]
    _waves(draw, seed, accent, _WAVES_AT if title or author else SIDE // 2)
    _words(draw, title, _TITLE_BOX, _LARGEST, _INK)
    _words(draw, author, _AUTHOR_BOX, _AUTHOR_LARGEST, accent)
    out = BytesIO()
    image.save(out, "JPEG", quality=90, optimize=True)
    return out.getvalue()


def drawable(text: str) -> str:
    """``text`` without pictures and signs that have no shape; empty where no font has the rest."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    kept = " ".join("".join(c for c in spaced if unicodedata.category(c)[0] in "LMNPZ").split())
    return kept if any(map(str.isalnum, kept)) and font_for(kept) else ""


def _waves(draw: ImageDraw.ImageDraw, seed: bytes, accent: tuple[int, int, int], middle: int) -> None:
    """Bars as of a sound's envelope, their heights from the seed."""
    count, width = len(seed), 26
    left = (SIDE - count * (width + 14) + 14) // 2
    for number, byte in enumerate(seed):
        swell = 1 - abs(2 * number / (count - 1) - 1)  # low at both ends
        height = 16 + round((byte / 255 * 0.75 + 0.25) * 150 * swell)
        x = left + number * (width + 14)
        draw.rounded_rectangle((x, middle - height, x + width, middle + height), width // 2, fill=accent)


def _words(
    draw: ImageDraw.ImageDraw, text: str, box: tuple[int, int], largest: int, ink: tuple[int, int, int]
) -> None:
    path = font_for(text)
    if not text or path is None:
        return
    font, lines = _fitted(text, path, box[1] - box[0], largest)
    height = font.size * _LINE
    top = (box[0] + box[1] - height * len(lines)) / 2
    for number, line in enumerate(lines):
        draw.text((SIDE / 2, round(top + height * (number + 0.5))), line, fill=ink, font=font, anchor="mm")


def _fitted(text: str, path: Path, height: int, largest: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest type in which the words fit, in as many lines as it takes."""
    for size in range(largest, _SMALLEST, -_STEP):
        font = ImageFont.truetype(str(path), size)
        lines = list(_lines(text, font, broken=False))
        if len(lines) * size * _LINE <= height and all(_fits(line, font) for line in lines):
            return font, lines
    font = ImageFont.truetype(str(path), _SMALLEST)
    return font, list(_lines(text, font, broken=True))[: int(height / (_SMALLEST * _LINE))]


def _fits(line: str, font: ImageFont.FreeTypeFont) -> bool:
    return font.getlength(line) <= SIDE - 2 * _MARGIN


def _lines(text: str, font: ImageFont.FreeTypeFont, *, broken: bool) -> Iterator[str]:
    """The text in lines; with ``broken``, also words break that are too wide alone."""
    line = ""
    for word in _pieces(text, font, broken=broken):
        longer = f"{line} {word}".strip() if not _is_wide(word) else line + word
        if line and not _fits(longer, font):
            yield line.strip()
            longer = word
        line = longer
    yield line.strip()


def _pieces(text: str, font: ImageFont.FreeTypeFont, *, broken: bool) -> Iterator[str]:
    for word in text.split():
        if broken and not _fits(word, font):
            most = max(1, int(len(word) * (SIDE - 2 * _MARGIN) / font.getlength(word) * 0.9))
            yield from (word[at : at + most] for at in range(0, len(word), most))
        elif _is_wide(word):
            yield from word
        else:
            yield word


def _is_wide(word: str) -> bool:
    """Chinese and Japanese have no spaces: a line may end after any character."""
    return all(unicodedata.east_asian_width(character) in "WF" for character in word)
