"""Response times while 20 pages are used and 4 books are made at once."""

import http.client
import json
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.studio.driving import browser, opened, studio

PAGES = 20
RENDERS = 4
SECONDS = 30.0


@dataclass(slots=True)
class Visitor:
    """What speaks to a studio as a page does."""

    origin: str
    cookie: str
    times_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def ask(self, what: str, path: str, body: dict[str, Any] | None = None) -> bytes:
        """The answer at a path; the time that it took is kept under a name."""
        connection = http.client.HTTPConnection(
            self.origin.removeprefix("http://"), timeout=120
        )
        headers = {"Cookie": self.cookie, "Origin": self.origin}
        begun = time.monotonic()
        if body is None:
            connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/json"
            connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        self.times_s[what].append(time.monotonic() - begun)
        if answer.status >= 500:
            raise RuntimeError(f"{path}: {answer.status} {content[:200]!r}")
        return content


def measure(stories: Sequence[Path]) -> None:
    """Print the times of every kind of answer: the middle one and the 95th of a hundred."""
    with studio([stories[0].parent]) as running:
        cookie, books = _cookie_and_books(running)
        visitors = [Visitor(running.origin, cookie) for _ in range(PAGES)]
        for book in books:
            visitors[0].ask("first opening", f"/books/{book}/read")
        for book in books[:RENDERS]:
            state = json.loads(visitors[0].ask("state", f"/api/books/{book}/state"))
            order = {"base": state["version"], "formats": ["mp3"]}
            visitors[0].ask("start", f"/api/books/{book}/render", order)
        until = time.monotonic() + SECONDS
        threads = []
        for number, visitor in enumerate(visitors):
            book = books[number % len(books)]
            threads.append(
                threading.Thread(target=_use, args=(visitor, book, until, number))
            )
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    _print(visitors)


def _cookie_and_books(running: Any) -> tuple[str, list[str]]:  # noqa: ANN401
    with browser() as started:
        page = opened(started, running)
        cookies = page.context.cookies()
        links = page.locator(".volume").evaluate_all(
            "(all) => all.map((one) => one.dataset.book)"
        )
    pairs = [f"{cookie['name']}={cookie['value']}" for cookie in cookies]
    return "; ".join(pairs), links


def _use(visitor: Visitor, book: str, until: float, number: int) -> None:
    """What a person's page asks for, with pauses as a person makes them."""
    api = f"/api/books/{book}"
    at = 3 + number
    while time.monotonic() < until:
        visitor.ask("page: read", f"/books/{book}/read")
        visitor.ask("a line", f"{api}/lines/1/{at}")
        visitor.ask("a line's sound", f"{api}/sound/1/{at}?ahead=2")
        visitor.ask("page: doubts", f"/books/{book}/doubts")
        visitor.ask("page: cast", f"/books/{book}/cast")
        at += 1
        time.sleep(0.5)


def _print(visitors: Sequence[Visitor]) -> None:
    together: dict[str, list[float]] = defaultdict(list)
    for visitor in visitors:
        for what, times in visitor.times_s.items():
            together[what].extend(times)
    print(
        f"{PAGES} pages, {RENDERS} books being made          answers      p50      p95"
    )
    for what, times in together.items():
        ordered = sorted(times)
        late = ordered[int(len(ordered) * 0.95)] if len(ordered) > 1 else ordered[0]
        middle = statistics.median(ordered)
        print(
            f"{what:36} {len(ordered):8} {middle * 1000:5.0f} ms {late * 1000:5.0f} ms"
        )
