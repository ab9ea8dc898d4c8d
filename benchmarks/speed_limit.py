"""The limit: what speaking and encoding alone cost.

``python -m benchmarks.speed_limit LINES.json FOLDER``.

libespeak-ng is called directly, in one process per core, with the lines of our own plan; each
chapter's PCM goes straight into the same encoders at the same settings, with the same silences
between lines, so that both ways encode about the same number of seconds. Nothing is read,
attributed, cast, levelled, stored, tagged or joined, nothing can be resumed, and no line is safe
from another. The longest chapters come first.
"""

import ctypes
import json
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import espeakng_loader

from audiobook.settings import Encoding
from audiobook.sound.table import ENCODERS

RATE = 22_050
_SYNCHRONOUS, _DONT_EXIT, _UTF8 = 2, 0x8000, 1
_PARAMETERS = {"rate": 1, "volume": 2, "pitch": 3, "range": 4}
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)

Spoken = dict[
    str, Any
]  # "words", "pause_ms" before them, and "properties": what eSpeak is told
_FORMATS = ("mp3", "aac")


class Espeak:
    """The bare library."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        data = Path(espeakng_loader.get_data_path())
        self._dll = ctypes.CDLL(espeakng_loader.get_library_path())
        os.chdir(data.parent)  # eSpeak keeps paths in 160 bytes
        self._dll.espeak_Initialize(_SYNCHRONOUS, 0, data.name.encode(), _DONT_EXIT)
        self._callback = _CALLBACK(self._heard)
        self._dll.espeak_SetSynthCallback(self._callback)

    def speak(self, line: Spoken) -> bytes:
        """Mono 16-bit PCM."""
        self._parts.clear()
        for name, value in line["properties"].items():
            if name == "voice":
                self._dll.espeak_SetVoiceByName(value.encode())
            else:
                self._dll.espeak_SetParameter(_PARAMETERS[name], int(value), 0)
        words = line["words"].encode()
        self._dll.espeak_Synth(words, len(words) + 1, 0, 1, 0, _UTF8, None, None)
        return b"".join(self._parts)

    def _heard(self, pcm: int | None, samples: int, _events: int | None) -> int:
        if pcm and samples > 0:
            self._parts.append(ctypes.string_at(pcm, 2 * samples))
        return 0


def chapter(number: int, lines: list[Spoken], folder: str, encoding: Encoding) -> int:
    """Speak and encode one chapter; bytes of sound."""
    espeak, total = _espeak(), 0
    with ExitStack() as stack:
        encoders = []
        for name in _FORMATS:
            file = stack.enter_context(Path(folder, f"{number}.{name}").open("w+b"))
            encoders.append(ENCODERS.load(name)(file, encoding, RATE))
        for line in lines:
            pcm = bytes(2 * (line["pause_ms"] * RATE // 1000)) + espeak.speak(line)
            total += len(pcm)
            for encoder in encoders:
                encoder.feed(pcm)
        for encoder in encoders:
            encoder.finish()
    return total


_open: list[Espeak] = []


def _espeak() -> Espeak:
    if not _open:
        _open.append(Espeak())
    return _open[0]


def main() -> None:
    chapters = json.loads(Path(sys.argv[1]).read_text())
    folder = str(Path(sys.argv[2]).absolute())
    order = sorted(
        range(len(chapters)),
        key=lambda n: -sum(len(line["words"]) for line in chapters[n]),
    )
    workers = (
        len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count()
    )
    context = multiprocessing.get_context(
        "spawn" if sys.platform == "win32" else "fork"
    )
    with ProcessPoolExecutor(workers, context) as pool:
        futures = [
            pool.submit(chapter, number, chapters[number], folder, Encoding())
            for number in order
        ]
        total = sum(future.result() for future in futures)
    Path(folder, "seconds").write_text(str(total / 2 / RATE))


if __name__ == "__main__":
    main()
