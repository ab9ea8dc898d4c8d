"""A pyttsx3 driver for eSpeak NG that keeps the sound in memory.

pyttsx3's own opens eSpeak asynchronously, polls with a sleep, passes wrong text lengths, and goes on with the
previous voice where one is unknown. This one speaks synchronously, checks every call, and is done when the
call returns. It serves one process and one thread. Importing it loads the library that pyttsx3 finds: import
it by way of :mod:`audiobook.engines.espeak_library`, which opens the library as this driver needs it.
"""

import ctypes
import io
import wave
from pathlib import Path
from typing import Any, BinaryIO

from pyttsx3.drivers import _espeak
from pyttsx3.drivers.espeak import EspeakDriver

# espeakCHARS_UTF8 and espeakPHONEMES ([[...]]), without espeakENDPAUSE: pauses are not eSpeak's to make
_FLAGS = 1 | 0x100
_PARAMETERS = {"rate": 1, "volume": 2, "pitch": 3, "range": 4}  # espeak_PARAMETER of speak_lib.h


class EspeakFailure(Exception):  # noqa: N818 - what went wrong, said in the answer of the helper
    """Something that eSpeak refused; the message is a sentence."""


class MemoryDriver(EspeakDriver):  # type: ignore[misc]
    """``save_to_file`` takes a path, or a file open for writing bytes, and writes a WAV file."""

    def __init__(self, proxy: object) -> None:
        self._parts: list[bytes] = []
        super().__init__(proxy)

    def setProperty(self, name: str, value: Any) -> None:  # noqa: ANN401, N802 - pyttsx3's
        """Set "voice", or "rate", "volume", "pitch" or "range" as eSpeak's own whole number."""
        if name == "voice":
            _set_voice(str(value))
        else:
            _set_parameter(name, round(value))

    def save_to_file(self, text: str, filename: str | BinaryIO) -> None:
        """Speak into a file."""
        self._parts.clear()
        words = text.replace("\0", "").encode(errors="replace")
        if status := _espeak.cSynth(words, len(words) + 1, 0, _espeak.POS_CHARACTER, 0, _FLAGS, None, None):
            raise EspeakFailure(f"eSpeak NG failed to speak (status {status}).")
        wav = _wav(b"".join(self._parts), _espeak.dll.espeak_ng_GetSampleRate())
        if isinstance(filename, str):
            Path(filename).write_bytes(wav)
        else:
            filename.write(wav)

    def _onSynth(self, wav: Any, numsamples: int, events: Any) -> int:  # noqa: ANN401, ARG002, N802
        if numsamples > 0:
            self._parts.append(ctypes.string_at(wav, 2 * numsamples))
        return 0

    def say(self, text: str) -> None:  # noqa: ARG002
        """Refuse: a failure is never silence."""
        raise EspeakFailure("This driver saves sound; it does not play it.")

    def stop(self) -> None:
        """Nothing runs that could be stopped."""

    @staticmethod
    def destroy() -> None:
        """Nothing to undo, and the library may be gone."""

    def startLoop(self) -> None:  # noqa: N802
        """Carry out all that is queued, the end of the loop included."""
        self._looping = True
        self._proxy.setBusy(False)


buildDriver = MemoryDriver  # noqa: N816 - the name that pyttsx3 looks for


def _wav(pcm: bytes, rate: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(pcm)
    return file.getvalue()


def _set_voice(name: str) -> None:
    if _espeak.SetVoiceByName(name.encode()):
        raise EspeakFailure(f'eSpeak NG has no voice "{name}".')
    found = _espeak.GetCurrentVoice().contents.identifier.decode()
    if found.lower() != name.lower():  # an unknown variant is left out without a word
        raise EspeakFailure(f'eSpeak NG took the voice "{found}" for "{name}".')


def _set_parameter(name: str, value: int) -> None:
    if name not in _PARAMETERS:
        raise EspeakFailure(f'eSpeak NG has no property "{name}".')
    dll, number = _espeak.dll, _PARAMETERS[name]
    # pyttsx3 declares GetParameter without its second argument (1: the current value), so not by that.
    if dll.espeak_SetParameter(number, value, 0) or dll.espeak_GetParameter(number, 1) != value:
        raise EspeakFailure(f"eSpeak NG refused {name} = {value}.")
