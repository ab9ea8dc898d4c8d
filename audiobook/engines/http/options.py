"""What a voice says of its server: the address, the model, the limits and the price."""

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from audiobook.engines.allowed import check_server
from audiobook.engines.options import Number, Rules, Text, check_options
from audiobook.errors import EngineError
from audiobook.model import Voice
from audiobook.servers import is_printable, split_address

FORMATS = ("wav", "pcm", "flac", "opus", "mp3", "aac")
SLOWEST = 0.25
FASTEST = 4.0
_PATH = "/audio/speech"
_RULES: Rules = {
    "url": Text(),
    "model": Text(),
    "voice": Text(),
    "format": Text(FORMATS),
    "instructions": Text(),
    "speed": Number(SLOWEST, FASTEST),
    "key_env": Text(),
    "price_per_million": Number(0, 1_000_000),
    "longest": Number(50, 1_000_000, whole=True),
    "pcm_rate": Number(8000, 192_000, whole=True),
    "parallel": Number(1, 64, whole=True),
    "attempts": Number(1, 20, whole=True),
    "timeout_s": Number(0.1, 3600),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a voice says of its server, checked. ``key`` is never shown."""

    endpoint: str
    model: str
    voice: str
    format: str
    instructions: str
    speed: float
    price_per_million: float
    longest: int
    pcm_rate: int
    parallel: int
    attempts: int
    timeout_s: float
    key_env: str = ""
    key: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """The address as it may be shown: without its query."""
        return urlsplit(self.endpoint)._replace(query="").geturl()

    @property
    def voices_address(self) -> str:
        """Where many servers list their voices."""
        parts = urlsplit(self.endpoint)
        path = parts.path.removesuffix("/speech") + "/voices"
        return parts._replace(path=path).geturl()


def read(voice: Voice) -> Asked:
    """The options of a voice. Raises :class:`EngineError`."""
    check_options(voice, _RULES)
    endpoint = _endpoint(voice)
    check_server(voice, endpoint)
    return Asked(
        endpoint=endpoint,
        model=str(voice.option("model", "tts-1")),
        voice=_stated(voice, "voice"),
        format=str(voice.option("format", FORMATS[0])),
        instructions=str(voice.option("instructions", "")),
        speed=float(voice.option("speed", 1.0)),
        price_per_million=float(voice.option("price_per_million", 0.0)),
        longest=int(voice.option("longest", 4096)),
        pcm_rate=int(voice.option("pcm_rate", 24_000)),
        parallel=int(voice.option("parallel", 4)),
        attempts=int(voice.option("attempts", 5)),
        timeout_s=float(voice.option("timeout_s", 60.0)),
        key_env=str(voice.option("key_env", "")),
        key=_key(voice),
    )


def _stated(voice: Voice, name: str) -> str:
    value = str(voice.option(name, "")).strip()
    if not value:
        raise EngineError(
            f'Voice "{voice.name}": the option "{name}" is missing.',
            remedy=f'Add {name} = "..." to its options.',
        )
    return value


def _endpoint(voice: Voice) -> str:
    url = _stated(voice, "url")
    parts = split_address(url)
    if parts is None:
        raise EngineError(
            f'Voice "{voice.name}": url is not an address of http or https.',
            remedy='Write it like "http://localhost:8880/v1".',
        )
    if parts.username is not None or parts.password is not None:
        raise EngineError(
            f'Voice "{voice.name}": url holds a name or password.',
            remedy="Put the key into an environment variable and name that as key_env.",
        )
    path = parts.path.rstrip("/")
    if not path.endswith(_PATH):
        path += _PATH
    return parts._replace(path=path, fragment="").geturl()


def _key(voice: Voice) -> str:
    """The key, out of the environment variable that the voice names."""
    name = str(voice.option("key_env", ""))
    if not name:
        return ""
    key = os.environ.get(name, "").strip()
    if not key:
        raise EngineError(
            f'Voice "{voice.name}": the environment variable {name} is not set.',
            remedy="Set it to the key of the server.",
        )
    if not is_printable(key):
        raise EngineError(
            f'Voice "{voice.name}": the key in {name} has characters that no key has.',
            remedy="Set it to the key alone: no quotation marks, spaces or line ends.",
        )
    return key
