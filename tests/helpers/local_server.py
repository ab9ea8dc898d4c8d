"""A server on this machine, in threads of its own, that keeps what it was asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class LocalServer:
    """A subclass says in ``answer`` what a request gets; ``list`` answers a GET, likewise."""

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.headers: list[dict[str, str]] = []
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.answer(self)

            def do_GET(self) -> None:
                outer.list(self)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/v1"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        raise NotImplementedError

    def list(self, handler: BaseHTTPRequestHandler) -> None:
        self.answer(handler)

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()


@contextmanager
def running(server: LocalServer) -> Iterator[None]:
    thread = threading.Thread(target=server.http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.close()
        thread.join()


def in_turn(*replies: Any) -> Callable[[dict], Any]:
    """Replies, or what makes them of a request, one after the other, the last for ever."""
    left = list(replies)

    def act(asked: dict) -> Any:
        reply = left.pop(0) if len(left) > 1 else left[0]
        return reply(asked) if callable(reply) else reply

    return act
