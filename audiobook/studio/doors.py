"""How a browser is let in, by the one-time address or the password; and what others are told."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from audiobook.errors import AudiobookError
from audiobook.studio.answering import error_record
from audiobook.studio.book.troubles import MissingError, status_and_code
from audiobook.studio.pages import page
from audiobook.studio.safety import ForbiddenError, Keys, LoginNeededError
from audiobook.studio.shelf import Shelf

_WRONG_S = 1.0  # how long a wrong password is answered: guessing is slow


def _keys(request: Request) -> Keys:
    keys: Keys = request.app.state.keys
    return keys


async def _open(request: Request) -> Response:
    """Exchange the one-time token for a cookie."""
    keys = _keys(request)
    name = request.app.state.cookie
    if keys.fits(request.cookies.get(name, "")):
        return RedirectResponse("/", status_code=303)
    if not keys.open(request.query_params.get("token", "")):
        raise ForbiddenError(
            "This address has been used, or was never right.",
            remedy="Each is good for one browser. To get another, end the program with "
            "Ctrl-C and start it again.",
        )
    # A page that leads on, and no redirect: a browser keeps a strict cookie from a
    # redirect that began on another site.
    return _let_in(request, page("opened.html"))


async def _login_page(_request: Request) -> Response:
    return page("login.html", failed=False)


async def _login(request: Request) -> Response:
    keys = _keys(request)
    form = await request.form(max_files=0, max_fields=4)
    if not keys.knows(str(form.get("password", ""))):
        # One after the other, however many connections try.
        async with request.app.state.guessing:
            await asyncio.sleep(_WRONG_S)
        return page("login.html", 403, failed=True)
    return _let_in(request, RedirectResponse("/", status_code=303))


def _let_in(request: Request, answer: Response) -> Response:
    answer.set_cookie(
        request.app.state.cookie,
        _keys(request).cookie,
        httponly=True,
        samesite="strict",
        path="/",
    )
    return answer


def routes(keys: Keys) -> list[Route]:
    """The doors; the one with a password only where there is one."""
    doors = [Route("/open", _open)]
    if keys.asks_password:
        doors.append(Route("/login", _login_page, methods=["GET"]))
        doors.append(Route("/login", _login, methods=["POST"]))
    return doors


class Gate:
    """Answers those whom the guard turns away."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in whoever was not turned away."""
        refused = scope.get("state", {}).get("refused")
        if scope["type"] != "http" or refused is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        answer = await failed(request, refused)
        await answer(scope, receive, send)


async def failed(request: Request, error: Exception) -> Response:
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
    return _error_page(told, status)


async def crashed(request: Request, error: Exception) -> Response:
    """An error that nobody expected, told all the same."""
    told = AudiobookError(
        f"Unexpected error: {type(error).__name__}: {error}.",
        remedy="This is a defect of the program: please report it. Nothing is lost.",
    )
    if request.url.path.startswith("/api/"):
        return JSONResponse(error_record(told), status_code=500)
    return _error_page(told, 500)


def _error_page(error: AudiobookError, status: int) -> Response:
    known = {"message": error.message, "remedy": error.remedy, "status": status}
    data = {"view": "error", "speakers": []}
    return page("error.html", status, view="error", data=data, **known)


def _version(request: Request) -> str:
    """The version of the book that a request is about, if it is open."""
    shelf: Shelf = request.app.state.shelf
    desk = shelf.desks.get(request.path_params.get("book", ""))
    return desk.state.version if desk is not None and desk.is_open else ""
