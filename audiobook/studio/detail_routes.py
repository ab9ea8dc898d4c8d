"""Title page, cover, chapters; what is shared; books that are brought in."""

import hashlib
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from audiobook.files import write_bytes
from audiobook.project.titlepage import cover_in
from audiobook.publish.cover.cover import Picture, as_jpeg
from audiobook.readers.folder import STORY_SUFFIXES
from audiobook.studio.answering import (
    BOOK,
    body_of,
    desk_of,
    in_thread,
    number_in,
    reading,
    shelf_of,
)
from audiobook.studio.book.troubles import BadRequestError, StudioError, TooLargeError
from audiobook.studio.desk.desk import Desk
from audiobook.studio.desk.scene import scene_around, scene_page
from audiobook.studio.edits.exchange import exported
from audiobook.studio.shelf import Shelf, brief
from audiobook.studio.views.details import details_record

Record = dict[str, Any]
Query = Mapping[str, str]

_FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}
_LARGEST_COVER = 20 << 20  # bytes
# A small file may unpack to gigabytes of pixels.
_MOST_PIXELS = 100_000_000
_LONGEST_NAME = 120  # characters of a file's name
_UNSAFE = re.compile(r"[\x00-\x1f/\\:*?\"<>|]")


def _details(desk: Desk, _query: Query) -> Record:
    return details_record(desk.state)


def _cover(desk: Desk, _query: Query) -> Response:
    """The cover as it will be in the files; one is made where the book has none."""
    state = desk.state
    metadata = state.script.book.metadata
    cover = cover_in(state.run.settings.metadata.cover) or state.script.book.cover
    picture = Picture(cover, metadata.title, " and ".join(metadata.authors))
    headers = {"Cache-Control": "private, no-cache"}
    return Response(as_jpeg(picture), media_type="image/jpeg", headers=headers)


async def _put_cover(request: Request) -> Response:
    desk = desk_of(request)
    data = await request.body()
    base = request.query_params.get("base")
    return JSONResponse(await in_thread(_set_cover, desk, data, base))


async def _remove_cover(request: Request) -> Response:
    desk = desk_of(request)
    asked = await body_of(request)
    cover = {"base": asked.get("base"), "name": None}
    return JSONResponse(await in_thread(desk.change, "cover", cover, dry=False))


def _set_cover(desk: Desk, data: bytes, base: str | None) -> Record:
    """Keep a picture in the book's folder, and have it as the cover.

    Its name is that of its content: undoing finds the one that was there before.
    """
    suffix = _picture_suffix(data)
    desk.check_base(base)
    name = f"cover-{hashlib.sha256(data).hexdigest()[:8]}.{suffix}"
    if not (desk.folder / name).exists():
        write_bytes(desk.folder / name, data)
    return desk.change("cover", {"base": base, "name": name}, dry=False)


def _picture_suffix(data: bytes) -> str:
    if len(data) > _LARGEST_COVER:
        raise TooLargeError("A cover may have 20 MB at most.")
    try:
        with Image.open(BytesIO(data), formats=tuple(_FORMATS)) as image:
            width, height = image.size
            kind = image.format or ""
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise StudioError(
            "This is not a picture that can be a cover.",
            remedy="Give a JPEG, PNG, WebP or GIF file.",
        ) from error
    if width * height > _MOST_PIXELS:
        raise TooLargeError("A cover may have 100 megapixels at most.")
    return _FORMATS[kind]


def _scene(desk: Desk, query: Query) -> Response:
    """One HTML file with the sound inside; the scene around a line where no end is given."""
    number = number_in(query, "chapter", 0)
    first = number_in(query, "first", 0)
    if "last" in query:
        last = number_in(query, "last", 0)
    else:
        first, last = scene_around(desk.state, number, first)
    name, page = scene_page(desk.state, desk.lines, number, first, last)
    # It is for keeping. Shown here, its script would be refused by our own policy.
    disposition = f'attachment; filename="{name.encode("ascii", "ignore").decode()}"'
    headers = {"Content-Disposition": disposition}
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


def _corrections(desk: Desk, _query: Query) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="corrections.json"'}
    return JSONResponse(exported(desk.state), headers=headers)


async def _upload(request: Request) -> Response:
    shelf = shelf_of(request)
    name = request.query_params.get("name", "")
    data = await request.body()
    return JSONResponse({"book": await in_thread(_bring_in, shelf, name, data)})


def _bring_in(shelf: Shelf, name: str, data: bytes) -> Record:
    """Put a story into the library's folder, and on the shelf."""
    if not shelf.folders:
        raise StudioError(
            "The studio was not opened on a folder that takes new stories.",
            remedy="Start it with one: audiobook studio DIR.",
        )
    # The name comes from a browser: it is a name in this folder, whatever it says.
    path = shelf.folders[0] / _file_name(name)
    if path.exists():
        raise StudioError(
            f'There is a story "{path.name}" already.', remedy="Rename the file."
        )
    if not data:
        raise BadRequestError("The file is empty.")
    write_bytes(path, data)
    return brief(shelf.add(path))


def _file_name(name: str) -> str:
    plain = _UNSAFE.sub(" ", name).strip(" .")[-_LONGEST_NAME:].strip(" .")
    suffix = Path(plain).suffix.lower()
    if suffix not in STORY_SUFFIXES or plain == suffix:
        raise StudioError(
            f'"{plain[:60]}" is not a story that can be read.',
            remedy=f"Give one of: {', '.join(sorted(STORY_SUFFIXES))}.",
        )
    return plain


ROUTES = [
    Route("/api/books", _upload, methods=["POST"]),
    Route(f"{BOOK}/details", reading(_details)),
    Route(f"{BOOK}/cover", reading(_cover), methods=["GET"]),
    Route(f"{BOOK}/cover", _put_cover, methods=["PUT"]),
    Route(f"{BOOK}/cover", _remove_cover, methods=["DELETE"]),
    Route(f"{BOOK}/scene", reading(_scene)),
    Route(f"{BOOK}/corrections", reading(_corrections)),
]
