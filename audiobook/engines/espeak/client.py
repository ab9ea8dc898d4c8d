"""The engine's end of the helper process that speaks with eSpeak.

The other end is :mod:`audiobook.engines.espeak.server`. The helper is started at the first need,
by one process for itself, and started again after it died. Its end status and its standard error
are read: whatever goes wrong is an :class:`EngineError` that says why.
"""

import json
import os
import subprocess
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.metadata import version
from typing import IO, Any, BinaryIO

from audiobook import subprocesses
from audiobook.errors import EngineError, ResourceError
from audiobook.model.cast import OptionValue
from audiobook.shortage import message_and_remedy, shortage_told

ISOLATION = "fork" if hasattr(os, "fork") else "reload"
_STOP_S = 5  # how long a helper that was asked to stop may take


class EspeakClient:
    """Speaks through a helper process.

    ``source`` is "bundled" (the ``espeakng-loader`` wheel) or "system"; ``limit_s`` how long one
    line may take, in seconds; ``isolation`` how lines are kept apart ("fork" or "reload").
    """

    def __init__(self, source: str, limit_s: float, isolation: str = ISOLATION) -> None:
        self._config = {"source": source, "limit_s": limit_s, "isolation": isolation}
        self._helper: _Helper | None = None

    def about(self) -> Mapping[str, str]:
        """Versions ("pyttsx3", "espeak") and the folder of the "data"."""
        return {**self._running().about, "pyttsx3": version("pyttsx3")}

    def speak(self, words: str, properties: Mapping[str, OptionValue]) -> bytes:
        """The sound as a WAV file. Raises :class:`EngineError`."""
        return self._running().ask({"words": words, "properties": dict(properties)})

    def close(self) -> None:
        """Stop the helper."""
        if self._helper:
            self._helper.stop()
        self._helper = None

    def _running(self) -> "_Helper":
        # Only the process that started a helper may talk to it: two would mix up its answers.
        helper = self._helper
        if helper and helper.owner == os.getpid() and helper.alive:
            return helper
        self._helper = _Helper(self._config)
        return self._helper


class _Helper:
    """One helper process."""

    def __init__(self, config: Mapping[str, object]) -> None:
        self.owner = os.getpid()
        self._limit_s = config["limit_s"]
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed by _stop
        self._sounds: BinaryIO | None = None
        shared: tuple[int, ...] = ()
        if config["isolation"] == "fork":
            self._sounds = _shared_file()
            shared = (self._sounds.fileno(),)
        argument = json.dumps({**config, "sounds": sum(shared)})
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
            subprocesses.command("audiobook.engines.espeak.server", argument),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            pass_fds=shared,
            env=subprocesses.environment(),
        )
        files = (self._process.stdin, self._process.stdout, self._stderr, self._sounds)
        self.stop = weakref.finalize(self, _stop, self._process, files, self.owner)
        header, _ = self._answer()
        self.about: Mapping[str, str] = header["about"]

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self.stop.alive and self._process.poll() is None

    def ask(self, request: Mapping[str, object]) -> bytes:
        """Send a request and wait for its answer."""
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise self._failure() from error
        _, wav = self._answer()
        return wav

    def _answer(self) -> tuple[dict[str, Any], bytes]:
        assert self._process.stdout
        try:
            header = json.loads(self._process.stdout.readline())
            body = b""
            if header["size"]:
                body = self._sound(header["size"])
        except ValueError as error:  # nothing, or half a line: it died
            raise self._failure() from error
        if len(body) < header["size"]:
            raise self._failure()
        if header.get("last"):
            self.stop()
        if "error" in header:
            raise EngineError(header["error"])
        return header, body

    def _sound(self, size: int) -> bytes:
        if self._sounds:
            return os.pread(self._sounds.fileno(), size, 0)
        assert self._process.stdout
        return self._process.stdout.read(size)

    def _failure(self) -> EngineError:
        """What a helper died of. It is stopped for good; the next line starts another."""
        status = _end(self._process)
        self._stderr.seek(0)
        said = self._stderr.read().decode(errors="replace").strip()
        self.stop()
        if "Timeout (" in said:
            return EngineError(f"eSpeak NG took longer than {self._limit_s:g} s.")
        kind = shortage_told(said)
        if kind:
            message, remedy = message_and_remedy(kind)
            raise ResourceError(message, remedy=remedy)
        last = "it said nothing"
        if said:
            last = said.splitlines()[-1]
        return EngineError(
            f"The process that speaks ended unexpectedly (status {status}): {last}."
        )


def _shared_file() -> BinaryIO:
    """A file that a helper writes sounds into: in memory where the system knows such files."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("sounds"), "r+b", buffering=0)
    return tempfile.TemporaryFile(buffering=0)


def _stop(
    process: "subprocess.Popen[bytes]", files: Iterable[IO[bytes] | None], owner: int
) -> None:
    """Close the pipes, upon which the helper ends, and see that it does."""
    for file in filter(None, files):
        with suppress(OSError):  # it died with something unread
            file.close()
    if owner != os.getpid():
        return  # a fork of its owner: the helper is not ours to wait for
    _end(process)


def _end(process: "subprocess.Popen[bytes]") -> int:
    try:
        return process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
