"""A server on this machine that speaks OpenAI's ``/v1/audio/speech``, well or badly."""

import io
import json
import math
import struct
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from audiobook.model import Voice
from local_server import LocalServer, running

VOICES = ("anna", "ben")


def hum(words: str, rate: int = 24_000, hertz: int = 220, speed: float = 1.0) -> bytes:
    """16-bit samples, as long as the words, between two silences."""
    silence = bytes(rate // 10 * 2)
    samples = bytearray(silence)
    for n in range(round(len(words) * 0.02 * rate / speed)):
        samples += struct.pack("<h", round(9000 * math.sin(2 * math.pi * hertz * n / rate)))
    return bytes(samples + silence)


def wav(pcm: bytes, rate: int = 24_000, channels: int = 1, width: int = 2) -> bytes:
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(pcm)
    return data.getvalue()


@dataclass
class Reply:
    """``hold`` sends nothing until the test is over; ``cut`` announces more bytes than it sends."""

    body: bytes = b""
    status: int = 200
    kind: str = "audio/wav"
    headers: dict[str, str] = field(default_factory=dict)
    hold: bool = False
    cut: int = 0


def well(asked: dict) -> Reply:
    if asked["voice"] not in VOICES:
        return Reply(b'{"error": "no such voice"}', 400, "application/json")
    hertz = 220 + 110 * VOICES.index(asked["voice"])
    return Reply(wav(hum(asked["input"], hertz=hertz, speed=asked.get("speed", 1.0))))


Act = Callable[[dict], Reply]


class SpeechServer(LocalServer):
    """Answers with ``act(request)``."""

    def __init__(self, act: Act) -> None:
        super().__init__()
        self.act = act
        self.at_once = self.most_at_once = 0
        self.over = threading.Event()

    def list(self, handler: BaseHTTPRequestHandler) -> None:
        listed = json.dumps({"voices": list(VOICES)}).encode()
        self.send(handler, Reply(listed, kind="application/json"))

    def close(self) -> None:
        self.over.set()
        super().close()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        with self.lock:
            self.asked.append(asked)
            self.headers.append(dict(handler.headers))
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        reply = self.act(asked)
        if reply.hold:
            self.over.wait(30)
        with self.lock:
            self.at_once -= 1
        self.send(handler, reply)

    def send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        with suppress(OSError):
            handler.send_response(reply.status)
            if reply.kind:
                handler.send_header("Content-Type", reply.kind)
            handler.send_header("Content-Length", str(len(reply.body) + reply.cut))
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(reply.body)

    def voice(self, name: str = "anna", **options: str | float) -> Voice:
        stated = {"url": self.url, "voice": name, **options}
        return Voice(name, "http", tuple(sorted(stated.items())))


@contextmanager
def speech_server(act: Act = well) -> Iterator[SpeechServer]:
    server = SpeechServer(act)
    with running(server):
        yield server
