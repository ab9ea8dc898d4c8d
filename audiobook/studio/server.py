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
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from audiobook.errors import AudiobookError, OutputError
from audiobook.studio import (
    book_routes,
    detail_routes,
    doors,
    pages,
    result_routes,
    sound_routes,
)
from audiobook.studio.answering import error_record
from audiobook.studio.book.troubles import MissingError, status_and_code
from audiobook.studio.safety import Guard, Keys, LoginNeededError
from audiobook.studio.shelf import Shelf

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
        names = dict.fromkeys((*_LOCAL, self.host, *self.names))
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
            Middleware(_Gate),
        ],
        exception_handlers={
            AudiobookError: _failed,
            HTTPException: _failed,
            Exception: _crashed,
        },
    )
    app.state.shelf = shelf
    app.state.keys = keys
    app.state.cookie = cookie
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


class _Gate:
    """Answers those whom the guard turns away."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = scope.get("state", {}).get("refused")
        if scope["type"] != "http" or refused is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        answer = await _failed(request, refused)
        await answer(scope, receive, send)


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


async def _failed(request: Request, error: Exception) -> Response:
    """An expected error, as a page or as JSON."""
    if isinstance(error, HTTPException):
        told: AudiobookError = MissingError(
            f"There is nothing at this address ({error.detail}).",
            remedy="Go back to the library.",
        )
        status = error.status_code
    else:
        assert isinstance(error, AudiobookError)
        told = error
        status, _ = status_and_code(error)
    keys: Keys = request.app.state.keys
    if request.url.path.startswith("/api/"):
        return JSONResponse(error_record(told, _version(request)), status_code=status)
    if isinstance(told, LoginNeededError) and keys.asks_password:
        return RedirectResponse("/login", status_code=303)
    return _page(told, status)


async def _crashed(request: Request, error: Exception) -> Response:
    told = AudiobookError(
        f"Unexpected error: {type(error).__name__}: {error}.",
        remedy="This is a defect of the program: please report it. Nothing is lost.",
    )
    if request.url.path.startswith("/api/"):
        return JSONResponse(error_record(told), status_code=500)
    return _page(told, 500)


def _page(error: AudiobookError, status: int) -> Response:
    known = {"message": error.message, "remedy": error.remedy, "status": status}
    data = {"view": "error", "speakers": []}
    return pages.page("error.html", status, view="error", data=data, **known)


def _version(request: Request) -> str:
    """The version of the book that a request is about, if it is open."""
    shelf: Shelf = request.app.state.shelf
    desk = shelf.desks.get(request.path_params.get("book", ""))
    return desk.state.version if desk is not None and desk.is_open else ""


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
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
        server_header=False,
        date_header=False,
    )
    server = uvicorn.Server(config)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[opened])
