"""The studio's server: the application, and how it is run and ended."""

import asyncio
import contextlib
import mimetypes
import socket
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from audiobook.errors import AudiobookError, OutputError
from audiobook.studio import (
    book_routes,
    detail_routes,
    doors,
    pages,
    result_routes,
    sound_routes,
)
from audiobook.studio.safety import Guard, Keys
from audiobook.studio.shelf import Shelf

# Always the same where it is free, so that a bookmark goes on working.
PORT = 8470
mimetypes.add_type("font/woff2", ".woff2")
_LOOK_S = 1.0  # between two looks at the files
_LOCAL = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens; ``names`` are further names that lead there."""

    host: str = "127.0.0.1"
    port: int = PORT
    names: tuple[str, ...] = field(default=())

    @property
    def hosts(self) -> tuple[str, ...]:
        """What a browser may call it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        names = dict.fromkeys((*_LOCAL, host, *self.names))
        return tuple(f"{name}:{self.port}" for name in names)


def build(shelf: Shelf, keys: Keys, address: Address) -> Starlette:
    """The application."""
    cookie = f"studio-{address.port}"
    routes = [
        *pages.ROUTES,
        *doors.routes(keys),
        *book_routes.ROUTES,
        *sound_routes.ROUTES,
        *result_routes.ROUTES,
        *detail_routes.ROUTES,
        Mount("/static", _Static(directory=pages.STATIC)),
    ]
    app = Starlette(
        routes=routes,
        lifespan=_lifespan,
        middleware=[
            Middleware(Guard, keys=keys, hosts=address.hosts, cookie=cookie),
            Middleware(doors.Gate),
        ],
        exception_handlers={
            AudiobookError: doors.failed,
            HTTPException: doors.failed,
            Exception: doors.crashed,
        },
    )
    app.state.shelf = shelf
    app.state.keys = keys
    app.state.cookie = cookie
    app.state.guessing = asyncio.Lock()
    return app


class _Static(StaticFiles):
    """Files that are asked for again each time, unless their address names their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        named = b"v=" in scope.get("query_string", b"")
        answer.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if named else "no-cache"
        )
        return answer


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    shelf: Shelf = app.state.shelf
    shelf.hub.attach()
    watching = asyncio.create_task(_watch(shelf))
    try:
        yield
    finally:
        watching.cancel()
        shelf.hub.close()


async def _watch(shelf: Shelf) -> None:
    """Notice what something else does to the files."""
    while True:
        await asyncio.sleep(_LOOK_S)
        await asyncio.to_thread(shelf.look)


def own_names() -> tuple[str, ...]:
    """What this machine is called in its network: its name, and its addresses."""
    name = socket.gethostname()
    names = {name, f"{name}.local"}
    with contextlib.suppress(OSError):
        for *_, address in socket.getaddrinfo(name, None, socket.AF_INET):
            names.add(str(address[0]))
    # The address from which others are reached; nothing is sent to find it out.
    with (
        contextlib.suppress(OSError),
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe,
    ):
        probe.connect(("192.0.2.1", 9))
        names.add(str(probe.getsockname()[0]))
    return tuple(sorted(names))


def listening(host: str, port: int) -> socket.socket:
    """A socket at the port; where it is taken and nobody asked for it, at any other.

    Raises :class:`OutputError`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    wanted: Iterable[int] = (port,) if port else (PORT, 0)
    error: OSError | None = None
    for number in wanted:
        opened = socket.socket(family, socket.SOCK_STREAM)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((host, number))
            # From here on whoever follows the address waits, and is not refused.
            opened.listen(128)
        except OSError as failed:
            opened.close()
            error = failed
        else:
            return opened
    assert error is not None
    raise OutputError(
        f"Cannot listen at {host}, port {port}: {error.strerror}.",
        remedy="Give another with --port.",
    )


def run(app: Starlette, opened: socket.socket) -> None:
    """Serve until Ctrl-C."""
    config = uvicorn.Config(
        app,
        # What goes wrong is told on the page. Streams that end with the program are no news.
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=2,
        server_header=False,
        date_header=False,
    )
    server = uvicorn.Server(config)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[opened])
