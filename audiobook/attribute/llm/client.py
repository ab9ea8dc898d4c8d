"""One request to an OpenAI-compatible ``/chat/completions``, and what may go wrong with it.

Redirects are not followed, because the key would travel with them; an address on this machine is
never asked through a proxy. Only ``model``, ``messages``, ``stream``, ``temperature``,
``response_format`` and, if it is set, ``reasoning_effort`` are sent; a server that knows one of
the last three no better than to answer 400 or 422 is asked without them from then on. What a
model thinks aloud beside its answer is left unread.
"""

import http.client
import ipaddress
import json
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from audiobook.attribute.llm.prompt import Messages
from audiobook.attribute.llm.settings import ModelSettings

_MOST_BYTES = 1 << 20
_CHUNK = 1 << 16
_PICKY = (400, 422)
_HOPELESS = (401, 403, 404, 405)
_PASSING = (408, 409, 425, 429)
_HINTS = {
    401: "it wants another key",
    403: "the key may not do this",
    404: "there is no such address or model there",
    405: "it takes no questions at that address",
    429: "it is asked too often",
}


class Scope(Enum):
    """What a failure puts an end to."""

    ATTEMPT = "attempt"
    PASSAGE = "passage"
    BOOK = "book"


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


class Client:
    """Asks one model. It may be shared by threads."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
        if _is_here(settings.endpoint):
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)
        self._bare = False  # the server does not know all that we send

    def ask(self, messages: Messages, timeout_s: float) -> str:
        """What the model says. Raises :class:`RequestFailure`."""
        # Another thread may find out meanwhile: this request goes by what it was sent with.
        bare = self._bare
        try:
            return self._ask(messages, timeout_s, bare=bare)
        except RequestFailure as failure:
            if bare or failure.status not in _PICKY:
                raise
        answer = self._ask(messages, timeout_s, bare=True)
        self._bare = True
        return answer

    def _ask(
        self,
        messages: Messages,
        timeout_s: float,
        *,
        bare: bool,
    ) -> str:
        """One request, within ``timeout_s`` seconds for all of it.

        Raises :class:`RequestFailure`.
        """
        deadline = time.monotonic() + timeout_s
        request = self._request(messages, bare=bare)
        try:
            with self._opener.open(request, timeout=timeout_s) as response:
                return _content(_read(response, deadline))
        except urllib.error.HTTPError as error:
            error.close()
            raise _failure(error) from None
        except TimeoutError:
            raise RequestFailure(f"no answer within {timeout_s:g} s") from None
        except (OSError, UnicodeError, http.client.HTTPException) as error:
            raise RequestFailure(_reason(error, timeout_s)) from None

    def _request(self, messages: Messages, *, bare: bool) -> urllib.request.Request:
        """The request; ``bare`` without what some servers do not know."""
        body: dict[str, Any] = {
            "model": self._settings.model,
            "messages": [{"role": role, "content": words} for role, words in messages],
            "stream": False,
        }
        if not bare:
            body["temperature"] = 0
            body["response_format"] = {"type": "json_object"}
            if self._settings.reasoning:
                body["reasoning_effort"] = self._settings.reasoning
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._settings.key:
            headers["Authorization"] = f"Bearer {self._settings.key}"
        data = json.dumps(body).encode()
        # The settings have checked that the address is one of http or https.
        return urllib.request.Request(self._settings.endpoint, data, headers)  # noqa: S310


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves redirects alone."""

    def redirect_request(self, *_args: object, **_named: object) -> None:
        """Refuse: the answer stays the redirect, which is a failure."""


def _is_here(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    """The body, unless it is too long or comes too slowly."""
    body = bytearray()
    while True:
        chunk = response.read1(_CHUNK)
        if not chunk:
            return bytes(body)
        body += chunk
        # The timeout of a socket is for each piece: a server that drips would never reach it.
        if time.monotonic() > deadline:
            raise TimeoutError
        if len(body) > _MOST_BYTES:
            raise RequestFailure("the answer is far too long")


def _content(body: bytes) -> str:
    """What the model says, out of the protocol's envelope."""
    try:
        choice = json.loads(body)["choices"][0]
        ended = choice.get("finish_reason")
        message = choice["message"]
        content = message["content"]
        thought = message.get("reasoning") or message.get("reasoning_content")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise RequestFailure("the answer is not a chat completion") from None
    if ended == "length":
        raise RequestFailure("the answer was cut off at the model's limit of length")
    says_something = isinstance(content, str) and content.strip()
    if thought and not says_something:
        raise RequestFailure(
            "the model thought and gave no answer: AUDIOBOOK_LLM_REASONING=none may help"
        )
    if not isinstance(content, str):
        raise RequestFailure("the answer holds no words")
    return content


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
    """A status, without the server's words: they may quote the key."""
    message = f"HTTP {error.code}"
    if error.code in _HINTS:
        message = f"{message}, {_HINTS[error.code]}"
    scope = Scope.PASSAGE
    wait_s = 0.0
    if error.code in _HOPELESS or error.code < 400:
        scope = Scope.BOOK
    elif error.code in _PASSING or error.code >= 500:
        scope = Scope.ATTEMPT
        wait_s = _wait(error.headers.get("Retry-After", ""))
    return RequestFailure(
        message,
        scope,
        wait_s=wait_s,
        status=error.code,
    )


def _wait(stated: str) -> float:
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
