"""Who may talk to the studio: this user's browser, at our own address, and nobody else.

A page in the same browser, a name that was made to lead here, a form on another site: all of them
reach a server on this machine. So every request must name our own address, come from our own
pages, and bring the cookie that only whoever has the one-time address was given.
"""

import hmac
import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audiobook.studio.book.troubles import StudioError, TooLargeError

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# Whatever a link on another page could call changes nothing.
_READING = ("GET", "HEAD")
_OPEN_PATHS = ("/open", "/login")  # what can be asked for without a cookie
_OPEN_FOLDERS = ("/static/",)
LARGEST_BODY = 1 << 20  # bytes of a change
LARGEST_UPLOAD = 64 << 20  # bytes of a book or a picture
_UPLOADS = ("/cover", "/api/books")  # how the paths end that take them


class ForbiddenError(StudioError):
    """The request does not come from the studio's own page."""

    status = 403
    code = "forbidden"


class LoginNeededError(ForbiddenError):
    """The browser has not been let in."""

    code = "login"


class Keys:
    """The one-time token, the cookie that it is exchanged for, and the password if there is one."""

    def __init__(self, password: str = "") -> None:
        self.token = secrets.token_urlsafe(24)
        self.cookie = secrets.token_urlsafe(32)
        self._password = password
        self._used = False

    @property
    def asks_password(self) -> bool:
        """Whether others than the user of this machine may reach the server."""
        return bool(self._password)

    def open(self, token: str) -> bool:
        """Whether a token lets a browser in: the right one does, once."""
        if self._used or not _equal(token, self.token):
            return False
        self._used = True
        return True

    def knows(self, password: str) -> bool:
        """Whether that is the password."""
        return self.asks_password and _equal(password, self._password)

    def fits(self, cookie: str) -> bool:
        """Whether a browser has been let in."""
        return _equal(cookie, self.cookie)


class Guard:
    """Stands before the application: turns away what must not come in, marks what goes out."""

    def __init__(
        self, app: ASGIApp, keys: Keys, hosts: Iterable[str], cookie: str
    ) -> None:
        self._app = app
        self._keys = keys
        self._hosts = frozenset(hosts)
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, marked as refused where it is."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        # Who is turned away is told so by the application, which has the pages for it.
        scope.setdefault("state", {})["refused"] = self._refusal(scope)
        limited = _Limited(receive, _largest(scope["path"]))
        await self._app(scope, limited, _marked(send))

    def _refusal(self, scope: Scope) -> StudioError | None:
        headers = Headers(scope=scope)
        # DNS rebinding: a name of somebody else's that leads here is not ours.
        if headers.get("host", "") not in self._hosts:
            return ForbiddenError(
                "This address is not the studio's own.",
                remedy="Use the address that the program printed.",
            )
        if not self._is_own(headers, scope["method"]):
            return ForbiddenError("This request does not come from the studio's page.")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _largest(scope["path"]):
            return TooLargeError("This is more than the studio takes at once.")
        if _is_open(scope["path"]) or self._keys.fits(_cookie(headers, self._cookie)):
            return None
        return LoginNeededError(
            "This browser has not been let in.",
            remedy="Open the address that the program printed; it can be used once. "
            "To get another, end the program with Ctrl-C and start it again.",
        )

    def _is_own(self, headers: Headers, method: str) -> bool:
        """Whether a request comes from our own page, as far as the browser says.

        A browser tells the origin of everything that changes something.
        """
        # CSRF: the origin of a page elsewhere is not ours, nor is that of a sandbox ("null").
        origin = headers.get("origin")
        if origin is not None:
            scheme, _, host = origin.partition("://")
            return scheme == "http" and host == headers.get("host")
        site = headers.get("sec-fetch-site", "")
        if method in _READING:
            return site in ("", "same-origin", "none") or _navigates(headers)
        return site == "same-origin"


class _Limited:
    """What is received, up to a number of bytes: a body need not say how long it is."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise TooLargeError("This is more than the studio takes at once.")
        return message


def _marked(send: Send) -> Send:
    """Sends with the headers that every answer has."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return marked


def _navigates(headers: Headers) -> bool:
    """Whether somebody follows a link here, which shows them a page and nobody else anything."""
    return (
        headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )


def _cookie(headers: Headers, name: str) -> str:
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def _is_open(path: str) -> bool:
    return path in _OPEN_PATHS or path.startswith(_OPEN_FOLDERS)


def _largest(path: str) -> int:
    return LARGEST_UPLOAD if path.endswith(_UPLOADS) else LARGEST_BODY


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
