"""The part of Audiobookshelf's API that a book is delivered by, as its own code answers it.

Uploads land in folders by author, series and title, as there; a title whose folder is there
already is refused with 500. What the server shows of a book is what its ``metadata.json`` says.
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
    """``failing`` is a status with which every request ends; ``slow_s`` is waited before."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.url = self.url.removesuffix("/v1")
        self.folder = folder
        self.failing = 0
        self.slow_s = 0.0
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
            self._send(handler, 200, {"book": self._search(parse_qs(parts.query)["q"][0])})
        elif parts.path == "/api/libraries/lib_1/scan":
            self.scans.append("lib_1")
            self._send(handler, 200, "OK")
        elif parts.path == "/api/upload":
            self._send(handler, *self._upload(handler.headers["Content-Type"], body))
        else:
            self._send(handler, 404, "Not Found")

    def _search(self, query: str) -> list[dict]:
        items = []
        for book in self.books:
            if query.casefold() in book["title"].casefold():
                metadata = {**book, "authorName": ", ".join(book["authors"])}
                items.append({"libraryItem": {"id": "li", "media": {"metadata": metadata}}})
        return items

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
        if fields.get("library") != "lib_1":
            return 500, "Library not found"
        if fields.get("folder") != "fol_1":
            return 500, "Folder not found"
        if not files or not fields.get("title"):
            return 500, "Invalid post data"
        levels = [fields.get(name) for name in ("author", "series", "title")]
        target = self.folder.joinpath(*filter(None, levels))
        if target.exists():
            return 500, f'Directory "{target}" already exists'
        target.mkdir(parents=True)
        for name, data in files.items():
            (target / name).write_bytes(data)
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


@contextmanager
def audiobookshelf(folder: Path) -> Iterator[Audiobookshelf]:
    folder.mkdir(parents=True, exist_ok=True)
    server = Audiobookshelf(folder)
    with running(server):
        yield server
