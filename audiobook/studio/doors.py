"""How a browser is let in: by the one-time address, or by the password."""

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from audiobook.studio.pages import page
from audiobook.studio.safety import ForbiddenError, Keys

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
