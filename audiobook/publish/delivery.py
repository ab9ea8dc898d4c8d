"""A finished book on its way to a server Audiobookshelf, by the server's own API.

It is uploaded; or where the books' library is a folder that the server shows, the server is asked
to look through it. A book that the server has, by title and author, is not sent again. The server
may fail as it likes: the book is finished, and the user is told.
"""

import json
import os
import re
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from audiobook.errors import PublishError
from audiobook.events import Listener, Notice
from audiobook.publish.base import Edition, Output
from audiobook.publish.library import library_files
from audiobook.publish.publish import OutputFolder
from audiobook.publish.tags import tags_of
from audiobook.publish.tags.credits import credited
from audiobook.servers import RequestFailure, Server, split_address

TOKEN = "AUDIOBOOKSHELF_TOKEN"  # noqa: S105 - the name of a variable
_SERVICE = "audiobookshelf"  # in the keyring
_TIMEOUT_S = 20.0
_UPLOAD_TIMEOUT_S = 120.0  # for a piece, and for the server to take the whole
_PIECE = 1 << 20
_ANSWER_BYTES = 64 << 20  # of a library with very many books

_Record = dict[str, Any]


def deliver(edition: Edition, published: OutputFolder, tell: Listener) -> str:
    """Have the server show a book, if the settings name one.

    Return why it does not, in a sentence; nothing where it does, or will.
    """
    settings = edition.settings
    if not settings.audiobookshelf or settings.chapters:
        return ""
    try:
        news = _Delivery(edition, published).deliver()
    except (RequestFailure, PublishError, OSError, ValueError, KeyError) as error:
        reason = str(error).rstrip(".")
        told = (
            f"The server {settings.audiobookshelf} did not take the book: {reason}. "
            "The book is finished; run the same command again to send it."
        )
        tell(Notice(told))
        return told
    tell(Notice(news))
    return ""


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A library of the server, and the folder in it that takes uploads."""

    library: str
    folder: str
    name: str


class _Delivery:
    """One book and its server."""

    def __init__(self, edition: Edition, published: OutputFolder) -> None:
        self._edition = edition
        self._published = published
        self._url = edition.settings.audiobookshelf.rstrip("/")
        if split_address(self._url) is None:
            raise ValueError(f'"{self._url}" is not a web address')
        self._token = _token(self._url)
        tags = tags_of(edition)
        self._fields = {
            "title": tags.album,
            "author": credited(tags.authors),
            "series": tags.series,
        }

    def deliver(self) -> str:
        """Send the book or have it found; what to tell the user."""
        shelf = self._shelf()
        title = self._fields["title"]
        if self._edition.settings.library != Path():
            self._ask(f"/api/libraries/{quote(shelf.library)}/scan", {})
            return f'The server looks through its library "{shelf.name}".'
        if self._has(shelf):
            return f'The library "{shelf.name}" of the server has "{title}" already.'
        with tempfile.TemporaryDirectory(prefix="audiobook-") as name:
            files = self._files(Path(name))
            self._upload(shelf, files)
        return f'"{title}" was uploaded to the library "{shelf.name}" of the server.'

    def _shelf(self) -> _Shelf:
        """The library of books that shares the user's folder by its name, else the first."""
        found = []
        for library in self._ask("/api/libraries")["libraries"]:
            if library.get("mediaType") == "book":
                for folder in library["folders"]:
                    shelf = _Shelf(library["id"], folder["id"], library["name"])
                    found.append((Path(folder["fullPath"]).name, shelf))
        if not found:
            raise ValueError("it has no library of books, or the token sees none")
        own = self._edition.settings.library.name
        for name, shelf in found:
            if own and name == own:
                return shelf
        return found[0][1]

    def _has(self, shelf: _Shelf) -> bool:
        query = urlencode({"q": self._fields["title"], "limit": 50})
        found = self._ask(f"/api/libraries/{quote(shelf.library)}/search?{query}")
        return any(self._is_this(item["libraryItem"]) for item in found.get("book", ()))

    def _is_this(self, item: _Record) -> bool:
        metadata = item["media"]["metadata"]
        title = _folded(metadata.get("title"))
        author = _words(metadata.get("authorName"))
        same_author = author in (_words(self._fields["author"]), [])
        return title == _folded(self._fields["title"]) and same_author

    def _files(self, folder: Path) -> list[Path]:
        """The files that a library gets, under their names there."""
        files = []
        for output in self._outputs():
            path = folder / Path(output.name).name
            output.write(path)
            files.append(path)
        return files

    def _outputs(self) -> tuple[Output, ...]:
        formats = self._edition.settings.formats
        return library_files(formats, self._edition, self._published.folder)

    def _upload(self, shelf: _Shelf, files: Sequence[Path]) -> None:
        fields = {**self._fields, "library": shelf.library, "folder": shelf.folder}
        form = _Form(fields, files)
        server = Server(f"{self._url}/api/upload", self._token)
        server.send(form.pieces(), form.length, form.kind, _UPLOAD_TIMEOUT_S)

    def _ask(self, path: str, asked: _Record | None = None) -> _Record:
        server = Server(self._url + path, self._token, most_bytes=_ANSWER_BYTES)
        body = server.ask(asked, _TIMEOUT_S).body
        if asked is not None:  # a scan is answered by "OK"
            return {}
        found = json.loads(body)
        if not isinstance(found, dict):
            raise ValueError("its answer is not that of an Audiobookshelf")  # noqa: TRY004
        return found


class _Form:
    """Fields and files as a browser sends a form; files are read while they are sent."""

    def __init__(self, fields: dict[str, str], files: Sequence[Path]) -> None:
        self._boundary = uuid.uuid4().hex
        self._fields = fields
        self._files = files
        self.kind = f"multipart/form-data; boundary={self._boundary}"
        self.length = sum(len(head) + size for head, size in self._sizes())

    def pieces(self) -> Iterator[bytes]:
        """The form, bit by bit."""
        for name, value in self._fields.items():
            yield self._field(name, value)
        for number, path in enumerate(self._files):
            yield self._head(number, path)
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    yield piece
            yield b"\r\n"
        yield self._end()

    def _sizes(self) -> Iterator[tuple[bytes, int]]:
        for name, value in self._fields.items():
            yield self._field(name, value), 0
        for number, path in enumerate(self._files):
            yield self._head(number, path), path.stat().st_size + len(b"\r\n")
        yield self._end(), 0

    def _field(self, name: str, value: str) -> bytes:
        head = f'--{self._boundary}\r\nContent-Disposition: form-data; name="{name}"'
        return f"{head}\r\n\r\n{value}\r\n".encode()

    def _head(self, number: int, path: Path) -> bytes:
        name = path.name.replace('"', "%22")
        head = f'--{self._boundary}\r\nContent-Disposition: form-data; name="{number}"'
        kind = "Content-Type: application/octet-stream"
        return f'{head}; filename="{name}"\r\n{kind}\r\n\r\n'.encode()

    def _end(self) -> bytes:
        return f"--{self._boundary}--\r\n".encode()


def _token(url: str) -> str:
    """The server's token: of the environment, else of the keyring, if that is installed."""
    token = os.environ.get(TOKEN, "").strip()
    if token:
        return token
    try:
        keyring = import_module("keyring")
    except ImportError:
        remedy = f"set {TOKEN}, or install keyring: keyring set {_SERVICE} {url}"
        raise ValueError(f"there is no token for it; {remedy}") from None
    found = keyring.get_password(_SERVICE, url)
    if not found:
        raise ValueError(f"the keyring has no token; keyring set {_SERVICE} {url}")
    return str(found)


def _words(names: object) -> list[str]:
    """The words of some names, whatever stands between them: the server orders them anew."""
    return sorted(re.findall(r"\w+", _folded(names)))


def _folded(text: object) -> str:
    return " ".join(str(text or "").casefold().split())
