"""One request to a server on the web, and what may go wrong with it.

Redirects are not followed, because the key would travel with them; an address on this machine is
never asked through a proxy. What a server writes beside an error is not passed on: it may quote
the key.
"""

import http.client
import ipaddress
import json
import math
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from urllib.parse import SplitResult, urlsplit

_CHUNK = 1 << 16
_HOPELESS = (401, 403, 404, 405)
_PASSING = (408, 409, 425, 429)
_HINTS = {
    401: "it wants another key",
    403: "the key may not do this",
    404: "there is no such address or model there",
    405: "it takes no questions at that address",
    413: "it takes no files as large as that",
    429: "it is asked too often",
}


class Scope(Enum):
    """What a failure puts an end to."""

    ATTEMPT = "attempt"
    REQUEST = "request"
    SERVER = "server"


class RequestFailure(Exception):  # noqa: N818  # what happened, like StopIteration
    """A request that brought no answer.

    ``wait_s`` is what the server asked to wait; ``status`` the HTTP status, 0 where there was
    none.
    """

    def __init__(
        self,
        message: str,
        scope: Scope = Scope.ATTEMPT,
        *,
        wait_s: float = 0.0,
        status: int = 0,
    ) -> None:
        super().__init__(message)
        self.scope = scope
        self.wait_s = wait_s
        self.status = status


@dataclass(frozen=True, slots=True)
class Received:
    """The body of an answer, and what its ``Content-Type`` says that it is."""

    body: bytes
    kind: str = ""


class Server:
    """Asks one address of http or https. It may be shared by threads.

    An answer of more than ``most_bytes`` is a failure.
    """

    def __init__(self, url: str, key: str = "", *, most_bytes: int = 1 << 20) -> None:
        self._url = url
        self._key = key
        self._most_bytes = most_bytes
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
        if is_here(url):
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    def ask(
        self,
        asked: Mapping[str, object] | None,
        timeout_s: float,
        *,
        accept: str = "application/json",
    ) -> Received:
        """The answer to a JSON object by POST, or to a GET where there is none.

        All of it within ``timeout_s`` seconds. Raises :class:`RequestFailure`.
        """
        return self._answer(self._request(asked, accept), timeout_s)

    def send(
        self, body: Iterable[bytes], length: int, kind: str, timeout_s: float
    ) -> Received:
        """The answer to a POST of ``length`` bytes of that kind, sent as they come.

        ``timeout_s`` is for each piece that is sent, and for the answer. Raises
        :class:`RequestFailure`.
        """
        headers = {"Content-Type": kind, "Content-Length": str(length)}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(self._url, body, headers)  # noqa: S310 - as below
        return self._answer(request, timeout_s)

    def _answer(self, request: urllib.request.Request, timeout_s: float) -> Received:
        deadline = time.monotonic() + timeout_s
        if request.data is not None and not isinstance(request.data, bytes):
            deadline = math.inf  # what is sent in pieces takes as long as it takes
        try:
            with self._opener.open(request, timeout=timeout_s) as response:
                kind = response.headers.get("Content-Type", "")
                return Received(_read(response, deadline, self._most_bytes), kind)
        except urllib.error.HTTPError as error:
            error.close()
            raise _failure(error) from None
        except TimeoutError:
            raise RequestFailure(f"no answer within {timeout_s:g} s") from None
        except (OSError, UnicodeError, http.client.HTTPException) as error:
            raise RequestFailure(_reason(error, timeout_s)) from None

    def _request(
        self, asked: Mapping[str, object] | None, accept: str
    ) -> urllib.request.Request:
        headers = {"Accept": accept}
        data = None
        if asked is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(asked).encode()
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        # Whoever opens a server has checked that the address is one of http or https.
        return urllib.request.Request(self._url, data, headers)  # noqa: S310


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves redirects alone."""

    def redirect_request(self, *_args: object, **_named: object) -> None:
        """Refuse: the answer stays the redirect, which is a failure."""


def split_address(url: str) -> SplitResult | None:
    """The parts of an address of http or https; ``None`` where it cannot be one."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    # Port 0 means "any free one", which nobody can ask.
    if port == 0 or not is_printable(url):
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return parts


def is_printable(text: str) -> bool:
    """Whether a text may stand in the head of a request.

    That is ASCII without spaces and control characters.
    """
    return text.isascii() and text.isprintable() and " " not in text


def is_here(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read(
    response: http.client.HTTPResponse, deadline: float, most_bytes: int
) -> bytes:
    """The body, unless it is too long, comes too slowly or breaks off."""
    body = bytearray()
    while True:
        chunk = response.read1(_CHUNK)
        if not chunk:
            break
        body += chunk
        # The timeout of a socket is for each piece: a server that drips would never reach it.
        if time.monotonic() > deadline:
            raise TimeoutError
        if len(body) > most_bytes:
            raise RequestFailure("the answer is far too long")
    if response.length:  # bytes that were announced and did not come
        raise RequestFailure("the connection broke off")
    return bytes(body)


def _reason(error: Exception, timeout_s: float) -> str:
    """Why a request did not come to an answer."""
    cause: object = error
    if isinstance(error, urllib.error.URLError):
        cause = error.reason
    if isinstance(cause, TimeoutError):
        return f"no answer within {timeout_s:g} s"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    return "the connection broke off"


def _failure(error: urllib.error.HTTPError) -> RequestFailure:
    """A status, without the server's words."""
    message = f"HTTP {error.code}"
    if error.code in _HINTS:
        message = f"{message}, {_HINTS[error.code]}"
    scope = Scope.REQUEST
    wait_s = 0.0
    if error.code in _HOPELESS or error.code < 400:
        scope = Scope.SERVER
    elif error.code in _PASSING or error.code >= 500:
        scope = Scope.ATTEMPT
        wait_s = stated_wait_s(error.headers.get("Retry-After", ""))
    return RequestFailure(
        message,
        scope,
        wait_s=wait_s,
        status=error.code,
    )


def stated_wait_s(stated: str) -> float:
    """Seconds by a ``Retry-After`` header, 0 where it says neither a number nor a date.

    RFC 9110, section 10.2.3.
    """
    if stated.strip().isdecimal():
        # Longer numbers would not be waited for, and might not be finite.
        return float(stated[:9])
    try:
        until = parsedate_to_datetime(stated)
    except ValueError:
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    seconds = (until - datetime.now(UTC)).total_seconds()
    return max(0.0, seconds)
