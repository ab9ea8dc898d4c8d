"""A small edition to publish, pictures for its cover, and what ffprobe says of a file."""

import json
import struct
import subprocess
import zlib
from dataclasses import replace
from io import BytesIO

from audiobook.publish import Edition, OutputFolder, publish
from hearing import ABOUT, cast, script
from PIL import Image

CHAPTERS = (
    'Emma | "One."\nshe said.',
    'Tom | "Two, which is rather longer than the first chapter of this book."',
    'Emma | "Three."',
)


def png():
    """One grey pixel."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    size = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\x80")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def jpeg():
    """Sixteen grey pixels."""
    data = BytesIO()
    Image.new("L", (4, 4), 128).save(data, "JPEG")
    return data.getvalue()


JPEG = jpeg()


def edition(tracks, cover=None, about=ABOUT):
    played = script(*CHAPTERS)
    book = replace(played.book, metadata=about, cover=cover)
    return Edition(replace(played, book=book), cast(), tracks)


def published(folder, formats, what, listener=lambda _: None):
    return publish(
        formats,
        what,
        OutputFolder(folder / "out", folder / "manifest.json", folder / "parts"),
        listener,
    )


def probe(path, *what):
    command = ["ffprobe", "-v", "error", "-of", "json", *what, str(path)]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
