"""The part of Audiobookshelf's API that a book is delivered by, as the code of 2.36.0 answers it.

Uploads land in folders by author, series and title, with names that every disk takes; files of
the same names are replaced, as they are since 2.7. What the server shows of a book is what its
``metadata.json`` says.
"""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from local_server import LocalServer, running

TOKEN = "the token"
LIBRARY = {
    "id": "lib_1",
    "name": "Audiobooks",
    "mediaType": "book",
    "folders": [{"id": "fol_1", "fullPath": "/audiobooks"}],
}
PODCASTS = {"id": "lib_0", "name": "Podcasts", "mediaType": "podcast", "folders": []}


class Audiobookshelf(LocalServer):
    """``failing`` is a status with which every request ends; ``slow_s`` is waited before.

    ``is_admin``: so is the user of the token.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.url = self.url.removesuffix("/v1")
        self.folder = folder
        self.failing = 0
        self.slow_s = 0.0
        self.is_admin = True
        self.scans: list[str] = []
        self.uploads = 0

    @property
    def books(self) -> list[dict]:
        """What the server shows."""
        found = []
        for path in sorted(self.folder.rglob("metadata.json")):
            found.append(json.loads(path.read_text(encoding="utf-8")))
        return found

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length)
        time.sleep(self.slow_s)
        parts = urlsplit(handler.path)
        if self.failing:
            self._send(handler, self.failing, "Nginx says no.")
        elif handler.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._send(handler, 401, "Unauthorized")
        elif parts.path == "/api/libraries":
            self._send(handler, 200, {"libraries": [PODCASTS, LIBRARY]})
        elif parts.path == "/api/libraries/lib_1/search":
            self._send(handler, *self._search(parse_qs(parts.query)))
        elif parts.path == "/api/libraries/lib_1/scan":
            self._send(handler, *self._scan())
        elif parts.path == "/api/upload":
            self._send(handler, *self._upload(handler.headers["Content-Type"], body))
        else:
            self._send(handler, 404, "Not Found")

    def _scan(self) -> tuple[int, str]:
        if not self.is_admin:
            return 403, "Forbidden"
        self.scans.append("lib_1")
        return 200, "OK"

    def _search(self, asked: dict[str, list[str]]) -> tuple[int, object]:
        (query,) = asked.get("q", [""])
        (limit,) = asked.get("limit", ["12"])
        if not query:
            return 400, 'Invalid request. Query param "q" must be a string'
        items = []
        for book in self.books:
            if query.strip().casefold() in f"{book['title']}\n{book['subtitle']}".casefold():
                # Not in the order of the book.
                authors = ", ".join(reversed(book["authors"]))
                metadata = {**book, "authorName": authors}
                items.append({"libraryItem": {"id": "li", "media": {"metadata": metadata}}})
        return 200, {"book": items[: int(limit)], "series": [], "authors": []}

    def _upload(self, kind: str, body: bytes) -> tuple[int, str]:
        form = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        fields: dict[str, str] = {}
        files: dict[str, bytes] = {}
        for part in form.get_payload():
            data = part.get_payload(decode=True)
            if part.get_filename():
                files[part.get_filename()] = data
            else:
                name = re.search('name="(.*?)"', part["Content-Disposition"])[1]
                fields[name] = data.decode()
        if not files:
            return 400, "Bad Request"
        if not all(fields.get(name) for name in ("library", "folder", "title")):
            return 400, "Invalid request body"
        if fields["library"] != "lib_1":
            return 404, "Library not found"
        if fields["folder"] != "fol_1":
            return 404, "Folder not found"
        levels = filter(None, [fields.get(name) for name in ("author", "series", "title")])
        target = self.folder.joinpath(*map(_as_file_name, levels))
        target.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (target / _as_file_name(name)).write_bytes(data)
        self.uploads += 1
        return 200, "OK"

    def _send(self, handler: BaseHTTPRequestHandler, status: int, answer: object) -> None:
        data = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        try:
            handler.wfile.write(data)
        except BrokenPipeError:  # whoever asked has gone
            return


def _as_file_name(text: str) -> str:
    """What ``sanitizeFilename`` makes of a name that is not too long."""
    plain = text.replace(":", " - ", 1)
    plain = re.sub(r'[/?<>\\:*|"\x00-\x1f\x80-\x9f]', "", plain)
    plain = re.sub(r"^\.+$", "", plain)
    return re.sub(r"\s+", " ", re.sub(r"[. ]+$", "", plain))


@contextmanager
def audiobookshelf(folder: Path) -> Iterator[Audiobookshelf]:
    folder.mkdir(parents=True, exist_ok=True)
    server = Audiobookshelf(folder)
    with running(server):
        yield server
