"""A cover made from title and author: two colours, waves of sound, the title as large as it fits.

The same words give the same picture. Colours are chosen by the words, each pair with a contrast
of at least 7 to its text (WCAG's enhanced contrast), so that the title is legible at the size of
a thumbnail.
"""

import hashlib
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from audiobook.publish.cover.lettering import font_for

Colour = tuple[int, ...]  # red, green, blue, to 255

SIDE = 1600  # pixels; directories ask for 1400 at least
_FRAME = 50  # pixels from the edge
_FRAME_WIDTH = 8
_MARGIN = 130
_TITLE_BOX = (150, 900)  # top and bottom
_AUTHOR_BOX = (930, 1080)
_WAVES_AT = 1330
_BAR_WIDTH = 26
_BAR_STEP = 40  # pixels from one bar to the next
# Sizes of type, in pixels.
_LARGEST = 300
_SMALLEST = 64
_STEP = 6
_AUTHOR_LARGEST = 96
_LINE = 1.18  # the height of a line, in sizes of its type
_LONGEST = 160  # characters of a title; the rest would be too small to read
_INK = (250, 246, 235)
_PAIRS = (  # ground, accent
    "#153147 #efa05c",
    "#42142a #eeba68",
    "#123d34 #e2c16b",
    "#312054 #f09aa0",
    "#4a2512 #f0be78",
    "#103652 #7ad2cc",
    "#3a133c #96ceec",
    "#283018 #e6ca6e",
    "#1f1f26 #e88068",
    "#0d4048 #f4b084",
    "#581818 #f0d096",
    "#222a52 #f6be68",
)


def _colours() -> Iterator[tuple[Colour, Colour]]:
    for pair in _PAIRS:
        ground, accent = pair.replace("#", "").split()
        yield tuple(bytes.fromhex(ground)), tuple(bytes.fromhex(accent))


_COLOURS = tuple(_colours())


@lru_cache(maxsize=4)
def cover_art(title: str, author: str) -> bytes:
    """A JPEG of :data:`SIDE` pixels square, in RGB."""
    seed = hashlib.sha256(f"{title}\0{author}".encode()).digest()
    ground, accent = _COLOURS[seed[0] % len(_COLOURS)]
    image = Image.new("RGB", (SIDE, SIDE), ground)
    draw = ImageDraw.Draw(image)
    # A frame, so that the cover has an edge on a page of the same colour.
    far = SIDE - _FRAME - 1
    draw.rectangle((_FRAME, _FRAME, far, far), outline=accent, width=_FRAME_WIDTH)
    title = drawable(title)[:_LONGEST]
    author = drawable(author)[:_LONGEST]
    waves_at = _WAVES_AT
    # Without words, the waves are all there is.
    if not title and not author:
        waves_at = SIDE // 2
    _draw_waves(draw, seed, accent, waves_at)
    _draw_words(draw, title, _TITLE_BOX, _LARGEST, _INK)
    _draw_words(draw, author, _AUTHOR_BOX, _AUTHOR_LARGEST, accent)
    out = BytesIO()
    image.save(out, "JPEG", quality=90, optimize=True)
    return out.getvalue()


def drawable(text: str) -> str:
    """``text`` without pictures and signs that have no shape; empty where no font has the rest."""
    kept = []
    for character in unicodedata.normalize("NFC", text):
        if character.isspace():
            kept.append(" ")
        # Letters, marks, numbers, punctuation and separators.
        elif unicodedata.category(character)[0] in "LMNPZ":
            kept.append(character)
    words = " ".join("".join(kept).split())
    if any(map(str.isalnum, words)) and font_for(words):
        return words
    return ""


def _draw_waves(
    draw: ImageDraw.ImageDraw, seed: bytes, accent: Colour, middle: int
) -> None:
    """Bars like those of a sound's envelope.

    Their heights are from the bytes of the seed; ``middle`` is the height of the row, in pixels.
    """
    count = len(seed)
    gap = _BAR_STEP - _BAR_WIDTH
    left = (SIDE - count * _BAR_STEP + gap) // 2
    for number, byte in enumerate(seed):
        swell = 1 - abs(2 * number / (count - 1) - 1)  # low at both ends
        share = byte / 255 * 0.75 + 0.25
        height = 16 + round(share * 150 * swell)
        x = left + number * _BAR_STEP
        bar = (x, middle - height, x + _BAR_WIDTH, middle + height)
        draw.rounded_rectangle(bar, _BAR_WIDTH // 2, fill=accent)


def _draw_words(
    draw: ImageDraw.ImageDraw,
    text: str,
    box: tuple[int, int],
    largest: int,
    ink: Colour,
) -> None:
    """Draw words in the middle of a box, as large as they fit.

    ``box`` is its top and bottom; ``largest`` the size of type to try first.
    """
    path = font_for(text)
    if not text or path is None:
        return
    top, bottom = box
    font, lines = _fitted(text, path, bottom - top, largest)
    height = font.size * _LINE
    first = (top + bottom - height * len(lines)) / 2
    for number, line in enumerate(lines):
        middle = round(first + height * (number + 0.5))
        draw.text(
            (SIDE / 2, middle),
            line,
            fill=ink,
            font=font,
            anchor="mm",
        )


def _fitted(
    text: str, path: Path, height: int, largest: int
) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest type in which the words fit, in as many lines as it takes."""
    for size in range(largest, _SMALLEST, -_STEP):
        font = ImageFont.truetype(str(path), size)
        lines = list(_lines(text, font, broken=False))
        is_low_enough = len(lines) * size * _LINE <= height
        if is_low_enough and all(_fits(line, font) for line in lines):
            return font, lines
    # Even the smallest is too large: words are broken, and what is below the box is left out.
    font = ImageFont.truetype(str(path), _SMALLEST)
    lines = list(_lines(text, font, broken=True))
    most = int(height / (_SMALLEST * _LINE))
    return font, lines[:most]


def _fits(line: str, font: ImageFont.FreeTypeFont) -> bool:
    """Whether a line is not wider than the cover without its margins."""
    return font.getlength(line) <= SIDE - 2 * _MARGIN


def _lines(text: str, font: ImageFont.FreeTypeFont, *, broken: bool) -> Iterator[str]:
    """The text in lines; with ``broken``, also words break that are too wide alone."""
    line = ""
    for word in _pieces(text, font, broken=broken):
        longer = f"{line} {word}".strip()
        if _is_wide(word):
            longer = line + word
        if line and not _fits(longer, font):
            yield line.strip()
            longer = word
        line = longer
    yield line.strip()


def _pieces(text: str, font: ImageFont.FreeTypeFont, *, broken: bool) -> Iterator[str]:
    """What a line may end after: words, wide characters, and pieces of words that are too wide."""
    for word in text.split():
        if broken and not _fits(word, font):
            average = len(word) * (SIDE - 2 * _MARGIN) / font.getlength(word)
            most = max(1, int(average * 0.9))  # letters differ in width
            for start in range(0, len(word), most):
                yield word[start : start + most]
        elif _is_wide(word):
            yield from word
        else:
            yield word


def _is_wide(word: str) -> bool:
    """Whether a word is Chinese or Japanese.

    These have no spaces: a line may end after any character.
    """
    widths = map(unicodedata.east_asian_width, word)
    return set(widths) <= {"W", "F"}  # wide and full width
