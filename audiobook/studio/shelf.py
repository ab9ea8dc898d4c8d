"""The books of one server, and what they share: the workers that speak, and the events."""

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

from audiobook.engines import ENGINES
from audiobook.errors import AudiobookError
from audiobook.executors import EXECUTORS, Pool
from audiobook.files.reading import no_such_file
from audiobook.project import project_for
from audiobook.project.run import Flags
from audiobook.readers.folder import STORY_SUFFIXES
from audiobook.settings.load import load_settings
from audiobook.studio.book.book_state import Origin
from audiobook.studio.book.finding import Decider, ScriptMemory
from audiobook.studio.book.troubles import MissingError
from audiobook.studio.desk.desk import Desk
from audiobook.studio.desk.jobs import Jobs
from audiobook.studio.desk.overview import words_of
from audiobook.studio.speaking import Mouth

Record = dict[str, Any]
_MOST_WAITING = 500  # events of a page that does not listen; it compares versions then


class Hub:
    """Hands every event to every listener; it may be told from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queues: set[asyncio.Queue[tuple[str, Record] | None]] = set()

    def tell(self, event: str, data: Record) -> None:
        """Hand on an event."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, event, data)

    def attach(self) -> None:
        """Use the loop that runs now."""
        self._loop = asyncio.get_running_loop()

    def close(self) -> None:
        """Let every listener go."""
        for queue in self._queues:
            queue.put_nowait(None)

    async def listen(self, hello: Record) -> AsyncIterator[dict[str, str]]:
        """What happens from now on, as server-sent events."""
        queue: asyncio.Queue[tuple[str, Record] | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield _event("hello", hello)
            while True:
                item = await queue.get()
                if item is None:
                    return
                yield _event(*item)
        finally:
            self._queues.discard(queue)

    def _put(self, event: str, data: Record) -> None:
        for queue in list(self._queues):
            # A page that sleeps in the background must not fill the memory.
            if queue.qsize() < _MOST_WAITING:
                queue.put_nowait((event, data))
            else:
                # It connects anew, and asks for what it missed.
                queue.put_nowait(None)


class Shelf:
    """The books by their id."""

    def __init__(
        self, sources: tuple[Path, ...], out: Path | None, flags: Flags
    ) -> None:
        self.hub = Hub()
        self._flags = flags
        settings = load_settings(flags)
        executor = EXECUTORS.load(settings.executor or EXECUTORS.default())()
        self.mouth = Mouth(Pool(executor, settings.workers))
        self._decider = Decider(Pool(executor, 1))
        self._engine = settings.engine or ENGINES.default()
        self._timeout_s = settings.line_timeout_s
        self.folders = tuple(source for source in sources if source.is_dir())
        self.jobs = Jobs(self.hub.tell)
        self._desks: dict[str, Desk] = {}
        for source in _stories(sources):
            self.add(source, out)

    @property
    def desks(self) -> Mapping[str, Desk]:
        """The books by id, in the order in which they were given."""
        return self._desks

    def add(self, source: Path, out: Path | None = None) -> Desk:
        """Put a book on the shelf."""
        memory = ScriptMemory(self._decider)
        origin = Origin(source, out, self._flags, memory)
        desk = Desk(origin, self.mouth, self.hub.tell)
        return self._desks.setdefault(desk.book_id, desk)

    def desk(self, book_id: str) -> Desk:
        """A book. Raises :class:`MissingError`."""
        if book_id not in self._desks:
            raise MissingError(
                "There is no such book here.", remedy="Go back to the library."
            )
        return self._desks[book_id]

    def warm(self) -> None:
        """Read the only book before anybody asks for it, then open the engine that it needs."""
        threading.Thread(target=self._warm, name="warm", daemon=True).start()

    def _warm(self) -> None:
        # Of several nobody knows which. The engine's workers would only slow the reading down.
        desks = list(self._desks.values())
        if len(desks) == 1:
            # What goes wrong is told to whoever asks for the book.
            with contextlib.suppress(AudiobookError, OSError):
                desks[0].open()
        self.mouth.warm(self._engine, self._timeout_s)

    def look(self) -> None:
        """Notice what has changed on disk."""
        for desk in list(self._desks.values()):
            desk.look()

    def hello(self) -> Record:
        """The versions of the books that are open."""
        books = []
        for desk in self._desks.values():
            if desk.is_open:
                books.append({"book": desk.book_id, "version": desk.state.version})
        return {"books": books}

    def close(self) -> bool:
        """End everything that runs; whether it has ended."""
        ended = self.jobs.close()
        self.mouth.close()
        self._decider.close()
        for desk in self._desks.values():
            desk.close()
        return ended


def brief(desk: Desk) -> Record:
    """A book on the library page; what is in it is known once it is open."""
    made = any(desk.folder.glob("*.m*")) if desk.folder.is_dir() else False
    record: Record = {
        "id": desk.book_id,
        "title": desk.origin.source.stem,
        "authors": [],
        "words": None,
        "chapters": None,
        "doubts": None,
        "minutes": None,
        "state": _progress(desk.folder, made=made),
        "folder": str(desk.folder),
        "source": str(desk.origin.source),
        "error": None,
        "open": desk.is_open,
    }
    if desk.is_open:
        record.update(_contents(desk))
    return record


def _progress(folder: Path, *, made: bool) -> str:
    if made:
        return "made"
    return "cast" if (folder / "cast.toml").exists() else "new"


def _contents(desk: Desk) -> Record:
    book = desk.state.script.book
    return {
        "title": book.metadata.title,
        "authors": list(book.metadata.authors),
        "words": words_of(desk.state),
        "chapters": len(book.chapters),
        "doubts": desk.status()["doubts"],
    }


def _stories(sources: tuple[Path, ...]) -> Iterator[Path]:
    """The stories that are meant.

    A folder is a library of stories, unless it is known as one book of a file per chapter: its
    own folder stands beside it then.
    """
    for source in sources:
        if not source.exists():
            raise no_such_file(source)
        if source.is_dir() and not _is_book(source):
            yield from sorted(filter(_is_story, source.iterdir()))
        else:
            yield source


def _is_story(path: Path) -> bool:
    if path.name.startswith("."):
        return False
    if path.is_dir():
        return _is_book(path)
    return path.suffix.lower() in STORY_SUFFIXES


def _is_book(folder: Path) -> bool:
    return project_for(folder, None).folder.is_dir()


def _event(name: str, data: Record) -> dict[str, str]:
    return {"event": name, "data": json.dumps(data, ensure_ascii=False)}
