"""One question to an OpenAI-compatible ``/chat/completions``, and its answer.

Only ``model``, ``messages``, ``stream``, ``temperature``, ``response_format`` and, if it is set,
``reasoning_effort`` are sent; a server that knows one of the last three no better than to answer
400 or 422 is asked without them from then on. What a model thinks aloud beside its answer is left
unread.
"""

import json
from typing import Any

from audiobook.attribute.llm.prompt import Messages
from audiobook.attribute.llm.settings import ModelSettings
from audiobook.servers import RequestFailure, Server

_PICKY = (400, 422)


class Client:
    """Asks one model. It may be shared by threads."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._server = Server(settings.endpoint, settings.key)
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

    def _ask(self, messages: Messages, timeout_s: float, *, bare: bool) -> str:
        """One request. Raises :class:`RequestFailure`."""
        asked = self._question(messages, bare=bare)
        return _content(self._server.ask(asked, timeout_s).body)

    def _question(self, messages: Messages, *, bare: bool) -> dict[str, Any]:
        """What is asked; ``bare`` without what some servers do not know."""
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
        return body


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
