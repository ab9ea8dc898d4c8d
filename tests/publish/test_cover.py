"""Covers: kept, converted, or made; never boxes, never a bomb."""

import struct
import warnings
import zlib
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from audiobook.events import Notice
from audiobook.model import Cover, Metadata
from audiobook.publish import Edition
from audiobook.publish.cover import (
    CONVERTED_SIDE,
    LARGEST_BYTES,
    LARGEST_SIDE,
    as_jpeg,
    as_square,
    picture_of,
)
from audiobook.publish.cover import art as cover_art
from audiobook.publish.cover import lettering as cover_fonts
from audiobook.publish.cover import svg as cover_svg
from audiobook.publish.cover.art import SIDE, drawable
from audiobook.publish.cover.lettering import SHIPPED, font_for
from hearing import cast, script
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

ABOUT = Metadata("The Storm", ("Ann Author",))


def saved(image, kind, **options):
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def edition(data=None, told=None, about=ABOUT):
    played = script("One.")
    cover = None if data is None else Cover(data, "image/png")
    book = replace(played.book, metadata=about, cover=cover)
    return Edition(
        replace(played, book=book),
        cast(),
        (),
        listener=told.append if told is not None else lambda _: None,
    )


def opened(picture):
    image = Image.open(BytesIO(picture.data))
    image.load()
    assert (image.format, picture.media_type) in {("JPEG", "image/jpeg"), ("PNG", "image/png")}
    return image


def noise(size, mode="RGB"):
    bands = len(mode)
    pixels = np.random.default_rng(1).integers(0, 256, (size[1], size[0], bands), dtype=np.uint8)
    return Image.fromarray(
        pixels if bands > 1 else pixels[:, :, 0], mode=mode if mode != "RGBA" else None
    )


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("RGB", "JPEG"), ("L", "JPEG"), ("RGB", "PNG"), ("RGBA", "PNG"), ("L", "PNG")],
)
def test_what_any_player_shows_stays_as_it_is(mode, kind):
    told = []
    data = saved(noise((300, 450), mode), kind)
    assert picture_of(edition(data, told)).data == data
    assert told == []


CONVERTED = {
    "GIF": lambda: saved(noise((60, 40)).convert("P"), "GIF"),
    "animated GIF": lambda: saved(
        noise((60, 40)), "GIF", save_all=True, append_images=[Image.new("RGB", (60, 40))]
    ),
    "animated PNG": lambda: saved(
        noise((60, 40)), "PNG", save_all=True, append_images=[Image.new("RGB", (60, 40))]
    ),
    "WebP": lambda: saved(noise((60, 40)), "WEBP"),
    "BMP": lambda: saved(noise((60, 40)), "BMP"),
    "TIFF": lambda: saved(noise((60, 40)), "TIFF"),
    "print colours": lambda: saved(noise((60, 40)).convert("CMYK"), "JPEG"),
    "16 bits": lambda: saved(Image.new("I;16", (60, 40), 40000), "PNG"),
    "one bit": lambda: saved(Image.new("1", (60, 40), 1), "PNG"),
}


@pytest.mark.parametrize("data", CONVERTED.values(), ids=CONVERTED)
def test_what_players_do_not_know_is_converted(data):
    told = []
    picture = picture_of(edition(data(), told))
    image = opened(picture)
    assert (image.size, image.mode, image.format) == ((60, 40), "RGB", "JPEG")
    assert told == []


def test_a_picture_on_its_side_is_turned():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    sideways = Image.new("RGB", (400, 200), "black")
    sideways.paste("white", (0, 0, 100, 200))  # its left edge is the top
    image = opened(picture_of(edition(saved(sideways, "JPEG", exif=exif))))
    assert image.size == (200, 400)
    assert image.getpixel((100, 20))[0] > 200
    assert image.getpixel((100, 380))[0] < 50


def test_what_is_transparent_lies_on_white():
    clear = Image.new("RGBA", (4000, 10), (255, 0, 0, 0))
    assert opened(picture_of(edition(saved(clear, "PNG")))).getpixel((3, 3)) == (255, 255, 255)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_fifty_megapixels_become_a_cover(kind):
    told = []
    data = saved(Image.new("RGB", (8660, 5774), (10, 120, 200)), kind)
    image = opened(picture_of(edition(data, told)))
    assert max(image.size) == CONVERTED_SIDE
    assert image.size[1] == pytest.approx(CONVERTED_SIDE * 5774 / 8660, abs=2)
    assert image.getpixel((100, 100)) == pytest.approx((10, 120, 200), abs=4)
    assert told == []


def test_a_file_that_is_too_large_is_made_smaller():
    data = saved(noise((1500, 1500)), "PNG")
    assert len(data) > LARGEST_BYTES
    small = picture_of(edition(data))
    assert (len(small.data) < len(data) / 2, small.media_type) == (True, "image/jpeg")


def bomb(width, height):
    """A PNG that claims to be huge and has almost no data."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


NO_PICTURES = {
    "nothing": b"",
    "text": b"this is no picture",
    "HTML": b"<html><body>404</body></html>",
    "a script that draws": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n",
    "broken off": saved(noise((100, 100)), "JPEG")[:-2000],
    "broken PNG": saved(noise((100, 100)), "PNG")[:2000],
    "header alone": b"\xff\xd8\xff\xe0" + b"\0" * 50 + b"\xff\xd9",
    "ten thousand megapixels": bomb(100_000, 100_000),
    "a hundred and ten megapixels": bomb(11_000, 10_000),
    "more than a number holds": bomb(2**31 - 1, 2**31 - 1),
    "no pixels": bomb(0, 0),
}


@pytest.mark.parametrize("data", NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_picture_gives_way_to_one_that_is_made(data):
    told = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = picture_of(edition(data, told))
        assert told == []  # it is made when it is asked for
        assert picture.data == picture_of(edition()).data
    (notice,) = told
    assert isinstance(notice, Notice)
    assert "title and author" in notice.message


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, 2000))
def test_damaged_pictures_never_stop_a_book(noise_, at):
    data = bytearray(WHOLE)
    data[at : at + len(noise_)] = noise_
    opened(picture_of(edition(bytes(data))))


WHOLE = saved(noise((40, 40)), "PNG")


def test_the_key_of_a_picture_tells_it_from_others_before_it_is_made():
    whole, other = saved(noise((30, 20)), "PNG"), saved(noise((20, 30)), "PNG")
    editions = [edition(), edition(whole), edition(other), edition(about=Metadata("Another"))]
    keys = [picture_of(one).key for one in editions]
    assert len(set(keys)) == 4
    assert picture_of(edition(whole)).key == keys[1]


def test_a_cover_that_is_made_for_want_of_a_picture_follows_the_title():
    one, other = (edition(b"no picture", about=Metadata(title)) for title in ("One", "Another"))
    assert picture_of(one).key != picture_of(other).key
    assert picture_of(one).data != picture_of(other).data


def test_a_made_cover_is_large_square_and_always_the_same():
    image = opened(picture_of(edition()))
    assert (image.size, image.mode, image.format) == ((SIDE, SIDE), "RGB", "JPEG")
    cover_art.cover_art.cache_clear()
    first = cover_art.cover_art("The Storm", "Ann Author")
    cover_art.cover_art.cache_clear()
    assert cover_art.cover_art("The Storm", "Ann Author") == first
    assert cover_art.cover_art("The Storm", "Bea") != first
    assert len(first) < 2**20


def ink(title, author=""):
    """The share of pixels in the colour of the title, in the upper part of a cover at the size of a thumbnail."""
    image = Image.open(BytesIO(cover_art.cover_art(title, author))).resize(
        (160, 160), Image.Resampling.LANCZOS
    )
    upper = np.asarray(image, dtype=int)[16:90, 12:148]
    return float(np.mean(upper.min(axis=2) > 190))


@pytest.mark.parametrize(
    "title", ["It", "The Adventures of Sherlock Holmes", "Война и мир", "Schöne neue Welt"]
)
def test_a_title_can_be_read_at_the_size_of_a_thumbnail(title):
    assert ink(title) > 0.02
    ground = np.asarray(Image.open(BytesIO(cover_art.cover_art(title, ""))), dtype=int)[20, 20]
    assert contrast(ground, cover_art._INK) >= 7


def contrast(one, other):
    """WCAG 2.2, contrast ratio of two colours in sRGB."""

    def luminance(colour):
        linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_pair_of_colours_can_be_read():
    for ground, accent in cover_art._COLOURS:
        assert contrast(ground, cover_art._INK) >= 7
        assert contrast(ground, accent) >= 4.5  # the author's name is large type too


@pytest.mark.parametrize(
    "title",
    ["word " * 60, "x" * 300, "Donaudampfschifffahrtsgesellschaftskapitänsmütze", "a" * 29 + " b"],
)
def test_long_titles_stay_inside_the_frame(title):
    image = Image.open(BytesIO(cover_art.cover_art(title, "y" * 300)))
    pixels = np.asarray(image, dtype=int)
    ground = pixels[20, 20]
    for edge in (pixels[:, :45], pixels[:, -45:], pixels[:45], pixels[-45:]):
        assert np.abs(edge - ground).max() < 40
    assert ink(title) > 0.01


def test_what_cannot_be_drawn_is_left_out_not_drawn_as_boxes(monkeypatch):
    monkeypatch.setattr(cover_fonts, "_system_fonts", lambda: iter(()))
    font_for.cache_clear()
    assert drawable("ナルトの物語") == ""
    assert drawable("🌟 Stars 🌟") == "Stars"
    assert drawable("🌟🌟") == drawable("...") == drawable("\u202e\0") == ""
    assert drawable("A\tB\u00adC") == "A BC"
    assert ink("ナルトの物語") == 0
    font_for.cache_clear()


@pytest.mark.skipif(
    not cover_fonts._writes_both_ways(),
    reason="needs the part of Pillow that writes from right to left",
)
def test_hebrew_and_arabic_run_from_right_to_left():
    assert font_for("שלום عليكم") == SHIPPED
    wide = np.asarray(Image.open(BytesIO(cover_art.cover_art("שלום" + "ו" * 6, ""))), dtype=int)[
        150:900
    ]
    marks = (wide.min(axis=2) > 190).mean(axis=0)
    columns = np.flatnonzero(marks)
    left, right = (
        marks[columns[0] : columns[0] + 100].mean(),
        marks[columns[-1] - 100 : columns[-1]].mean(),
    )
    assert left < right  # thin letters at the left end: the last ones


@pytest.mark.parametrize(
    "title",
    [
        "Ænima ő ß",
        "Οδύσσεια",
        "Ёлка Їжак",
        "Հեքիաթ",
        "ვეფხისტყაოსანი",
        "Truyện Kiều",
        "“Quotes” — … ’",
    ],
)
def test_the_font_that_ships_has_the_alphabets_of_the_docs(title):
    assert font_for(title) == SHIPPED


def test_what_would_stand_in_the_wrong_order_is_not_drawn(monkeypatch):
    monkeypatch.setattr(cover_fonts, "_writes_both_ways", lambda: False)
    font_for.cache_clear()
    assert drawable("שלום") == ""
    assert drawable("Storm") == "Storm"
    font_for.cache_clear()


def test_another_font_is_asked_for_what_ours_lacks(monkeypatch, tmp_path):
    wanted = tmp_path / "Other-Bold.ttf"
    monkeypatch.setattr(
        cover_fonts, "_system_fonts", lambda: iter((tmp_path / "broken.ttf", wanted))
    )
    monkeypatch.setattr(cover_fonts, "_has", lambda path, _: path == wanted)
    font_for.cache_clear()
    assert font_for("物語") == wanted
    font_for.cache_clear()


def test_fonts_of_a_system_are_looked_through_in_one_order(monkeypatch, tmp_path):
    for name in ("b/Zebra.ttf", "a/Plain.otf", "a/Some-Bold.ttc", "a/readme.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"no font")
    monkeypatch.setattr(cover_fonts, "_folders", lambda: (tmp_path, tmp_path / "missing"))
    assert [path.name for path in cover_fonts._system_fonts()] == [
        "Some-Bold.ttc",
        "Plain.otf",
        "Zebra.ttf",
    ]
    assert not cover_fonts._has(tmp_path / "a/Plain.otf", "A")


DRAWING = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 30">'
    b'<rect width="20" height="30" fill="#0a78c8"/></svg>'
)


def test_a_drawing_is_drawn_where_the_package_for_it_is_there():
    pytest.importorskip("resvg_py", reason="needs the extra svg")
    told = []
    image = opened(picture_of(edition(DRAWING, told)))
    assert image.size[1] == 1500
    assert image.convert("RGB").getpixel((200, 200)) == pytest.approx((10, 120, 200), abs=3)
    assert told == []


def test_a_drawing_without_the_package_gives_way_and_says_what_to_install(monkeypatch):
    monkeypatch.setattr(cover_svg, "find_spec", lambda _: None)
    picture_of.__globals__["_converted"].cache_clear()
    told = []
    assert picture_of(edition(DRAWING, told)).data == picture_of(edition()).data
    assert '"svg"' in told[0].message
    picture_of.__globals__["_converted"].cache_clear()


HOSTILE_DRAWINGS = {
    "no drawing": b"<svg",
    "not closed": b'<svg xmlns="http://www.w3.org/2000/svg"><g>',
    "no size": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "a line": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e9 1"><rect width="9" height="9"/></svg>',
    "a tower": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1e9"><rect width="9" height="9"/></svg>',
    "negative": b'<svg xmlns="http://www.w3.org/2000/svg" width="-5" height="-5"/>',
    "laughs": b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">'
    b'<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">]><svg xmlns="http://www.w3.org/2000/svg">'
    b"<text>&e;</text></svg>",
    "nested": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">' + b"<g>" * 100_000,
}


@pytest.mark.parametrize("data", HOSTILE_DRAWINGS.values(), ids=HOSTILE_DRAWINGS)
def test_a_hostile_drawing_gives_a_cover_all_the_same(data):
    image = opened(picture_of(edition(data)))
    assert max(image.size) <= LARGEST_SIDE


def test_a_png_becomes_a_jpeg_where_one_is_needed():
    picture = picture_of(edition(saved(noise((30, 20), "RGBA"), "PNG")))
    image = Image.open(BytesIO(as_jpeg(picture)))
    assert (image.format, image.size, image.mode) == ("JPEG", (30, 20), "RGB")
    assert as_jpeg(picture_of(edition())) == picture_of(edition()).data


@pytest.mark.parametrize(
    ("size", "side"),
    [((300, 450), 1400), ((2500, 1000), 2500), ((1, 1), 1400), ((2000, 2000), 2000)],
)
def test_a_podcasts_cover_is_square_with_the_whole_picture_in_it(size, side):
    picture = Image.new("RGB", size, (10, 120, 200))
    picture.paste(
        (200, 30, 30), (size[0] // 4, size[1] // 4, size[0] - size[0] // 4, size[1] - size[1] // 4)
    )
    image = Image.open(BytesIO(as_square(picture_of(edition(saved(picture, "PNG"))))))
    assert (image.size, image.mode, image.format) == ((side, side), "RGB", "JPEG")
    assert image.getpixel((side // 2, side // 2)) == pytest.approx((200, 30, 30), abs=6)
    if size != (1, 1):
        assert (
            image.getpixel((3, 3))
            == image.getpixel((side - 4, side - 4))
            == pytest.approx((10, 120, 200), abs=6)
        )


def test_a_made_cover_is_square_already():
    assert as_square(picture_of(edition())) == picture_of(edition()).data
