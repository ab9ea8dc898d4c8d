"""Which language model is asked, and within which limits.

Environment variables state it, or constructor arguments. Nothing is contacted that was not named:
there is no default address and no default model. The key is sent to that address alone and is
never shown, logged or stored: it is left out of ``repr`` and checked here, because the standard
library quotes a malformed header in its error.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from audiobook.errors import UsageError
from audiobook.servers import is_printable, split_address

_PATH = "/chat/completions"
# The least and the most of each; where both are whole numbers, the setting is one.
_LIMITS: dict[str, tuple[float, float]] = {
    "timeout_s": (0.01, 86_400.0),
    "limit_s": (0.0, 604_800.0),
    "attempts": (1, 10),
    "workers": (1, 8),
    "trust": (0.5, 0.99),
    "backoff_s": (0.0, 60.0),
}
_ASK_FOR = (
    "Set AUDIOBOOK_LLM_URL, for example to http://localhost:11434/v1, "
    "and AUDIOBOOK_LLM_MODEL."
)
VARIABLES = {
    "AUDIOBOOK_LLM_URL": "url",
    "AUDIOBOOK_LLM_MODEL": "model",
    "AUDIOBOOK_LLM_KEY": "key",
    "AUDIOBOOK_LLM_TIMEOUT": "timeout_s",
    "AUDIOBOOK_LLM_LIMIT": "limit_s",
    "AUDIOBOOK_LLM_ATTEMPTS": "attempts",
    "AUDIOBOOK_LLM_WORKERS": "workers",
    "AUDIOBOOK_LLM_TRUST": "trust",
    "AUDIOBOOK_LLM_REASONING": "reasoning",
}


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A model behind an OpenAI-compatible address.

    ``url`` with or without ``/chat/completions``. ``timeout_s`` bounds one request and
    ``limit_s`` all of a book's (0: no limit); ``attempts`` requests are made at most for a
    passage, ``backoff_s`` seconds apart and then twice that; ``workers`` requests run at a time.
    ``trust`` is the assumed share of right labels; ``reasoning`` is the effort of a model that
    thinks ("none", "low" ...; empty: not sent). Raises :class:`UsageError`.
    """

    url: str
    model: str
    key: str = field(
        default="",
        repr=False,
    )
    timeout_s: float = 120.0
    limit_s: float = 0.0
    attempts: int = 4
    workers: int = 2
    trust: float = 0.8
    backoff_s: float = 1.0
    reasoning: str = ""

    def __post_init__(self) -> None:
        for name, value in (("address", self.url), ("name", self.model)):
            if not value.strip():
                raise UsageError(
                    f"The {name} of the language model is not set.", remedy=_ASK_FOR
                )
        _check_url(self.url)
        if not is_printable(self.key):
            raise UsageError(
                "The key of the language model contains characters that a key cannot have.",
                remedy="Set AUDIOBOOK_LLM_KEY to the key alone: no quotation marks, "
                "spaces or line "
                "ends.",
            )
        if self.reasoning and not self.reasoning.isalpha():
            raise UsageError(
                "AUDIOBOOK_LLM_REASONING must be one word.",
                remedy="Set it to none, low, medium or high.",
            )
        for name, (low, high) in _LIMITS.items():
            if not low <= getattr(self, name) <= high:
                raise UsageError(
                    f"{_named(name)} must lie between {low:g} and {high:g}.",
                    remedy="Correct it or leave it out.",
                )

    @property
    def endpoint(self) -> str:
        """The address that is asked.

        It may hold secrets in its query: show :attr:`place` instead.
        """
        parts = urlsplit(self.url.strip())
        path = parts.path.rstrip("/")
        # People copy the address from either page of a server's documentation.
        if not path.endswith(_PATH):
            path += _PATH
        return parts._replace(
            path=path,
            fragment="",
        ).geturl()

    @property
    def place(self) -> str:
        """The address as it may be shown: without its query."""
        return urlsplit(self.endpoint)._replace(query="").geturl()


def from_environment(environ: Mapping[str, str]) -> ModelSettings:
    """The settings that the environment variables state. Raises :class:`UsageError`."""
    given: dict[str, Any] = {"url": "", "model": ""}
    for variable, name in VARIABLES.items():
        text = environ.get(variable, "").strip()
        if text:
            given[name] = _read(name, text)
    return ModelSettings(**given)


def _read(name: str, text: str) -> str | float:
    """The value of a setting. One with limits is a number, a whole one if its limits are."""
    if name not in _LIMITS:
        return text
    number: type[int | float] = float
    expected = "a number"
    if isinstance(_LIMITS[name][0], int):
        number = int
        expected = "a whole number"
    try:
        return number(text)
    except ValueError:
        raise UsageError(
            f"{_named(name)} must be {expected}.",
            remedy="Correct it or leave it out.",
        ) from None


def _named(setting: str) -> str:
    """What the user knows a setting by."""
    for variable, name in VARIABLES.items():
        if name == setting:
            return variable
    return setting


def _check_url(url: str) -> None:
    """Raise where an address cannot be asked, or would show a secret."""
    parts = split_address(url.strip())
    if parts is None:
        raise UsageError(
            "The address of the language model does not begin with http:// or https://.",
            remedy=_ASK_FOR,
        )
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "The address of the language model contains a name or password.",
            remedy="Take it out of AUDIOBOOK_LLM_URL and put the key into AUDIOBOOK_LLM_KEY.",
        )
