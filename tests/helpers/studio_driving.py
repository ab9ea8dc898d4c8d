"""A studio that a test drives: its books, and a browser that has been let in."""

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from audiobook.studio.book.line_place import LinePlace, place_of
from audiobook.studio.desk.desk import Desk
from audiobook.studio.safety import Keys
from audiobook.studio.server import Address, build
from audiobook.studio.shelf import Shelf
from starlette.testclient import TestClient

FLAGS = {"engine": "tone", "executor": "inline"}
ADDRESS = Address()
ORIGIN = f"http://127.0.0.1:{ADDRESS.port}"


@dataclass
class Studio:
    """``client`` has been let in; ``told`` has every event."""

    shelf: Shelf
    keys: Keys
    client: TestClient
    told: list

    @property
    def desk(self) -> Desk:
        return next(iter(self.shelf.desks.values()))

    @property
    def api(self) -> str:
        return f"/api/books/{self.desk.book_id}"

    def get(self, path: str):
        return self.client.get(f"{self.api}/{path}")

    def json(self, path: str):
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def version(self) -> str:
        return self.json("state")["version"]

    def ask(self, kind: str, **asked):
        """A change; based on what is there now, unless it says otherwise."""
        body = {"kind": kind, "base": asked.pop("base", None) or self.version(), **asked}
        return self.client.post(f"{self.api}/changes", json=body)

    def change(self, kind: str, **asked):
        answer = self.ask(kind, **asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def file(self, name: str) -> Path:
        return self.desk.folder / name

    def find(self, words: str) -> dict:
        """The place of the line that begins so."""
        state = self.desk.state
        for chapter, utterances in state.script.by_chapter():
            for index in range(len(utterances)):
                place = LinePlace(chapter.number, index)
                if state.text(place).startswith(words):
                    return place.record
        raise AssertionError(words)

    def speaker(self, words: str) -> str:
        place = place_of(self.find(words))
        return self.desk.state.utterance(place).speaker


@contextmanager
def studio_of(*sources: Path, password: str = "", flags: dict | None = None):
    shelf = Shelf(sources, None, {**FLAGS, **(flags or {})})
    told = []
    tell = shelf.hub.tell

    def listen(event, data):
        told.append((event, data))
        tell(event, data)

    for desk in shelf.desks.values():
        desk._tell = listen
    keys = Keys(password)
    app = build(shelf, keys, ADDRESS)
    client = TestClient(
        app,
        base_url=ORIGIN,
        headers={"Origin": ORIGIN},
        cookies={f"studio-{ADDRESS.port}": keys.cookie},
    )
    try:
        yield Studio(shelf, keys, client, told)
    finally:
        client.close()
        shelf.close()
