"""A pyttsx3 driver for eSpeak NG that keeps the sound in memory.

pyttsx3's own opens eSpeak asynchronously, polls with a sleep, passes wrong text lengths, and goes
on with the previous voice where one is unknown. This one speaks synchronously, checks every call,
and is done when the call returns. It serves one process and one thread. Importing it loads the
library that pyttsx3 finds: import it by way of :mod:`audiobook.engines.espeak.library`, which
opens the library as this driver needs it.
"""

import ctypes
import io
import json
import struct
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from pyttsx3.drivers import _espeak
from pyttsx3.drivers.espeak import EspeakDriver

# espeakCHARS_UTF8 and espeakPHONEMES ([[...]]), without espeakENDPAUSE: pauses are not for eSpeak
# to make.
_FLAGS = 1 | 0x100
_SSML = 0x10  # espeakSSML, for words that begin with:
_SPEAK = "<speak>"
# RIFF header, "fmt " chunk, header of the "data" chunk.
_WAV = struct.Struct("<4sI4s 4sIHHIIHH 4sI")
# A chunk of our own behind the sound: JSON, [[word, ms], ...].
_WORDS = b"wrds"
_CHUNK = struct.Struct("<4sI")
# espeak_PARAMETER of speak_lib.h.
_PARAMETERS = {"rate": 1, "volume": 2, "pitch": 3, "range": 4}


class EspeakFailure(Exception):  # noqa: N818 - what went wrong, said in the answer of the helper
    """Something that eSpeak refused; the message is a sentence."""


class MemoryDriver(EspeakDriver):  # type: ignore[misc]
    """``save_to_file`` takes a path, or a file open for writing bytes, and writes a WAV file."""

    def __init__(self, proxy: object) -> None:
        self._file: BinaryIO = io.BytesIO()
        self._failure: OSError | None = None
        self._timed = False
        # First character, number of characters, milliseconds.
        self._words: list[tuple[int, int, int]] = []
        super().__init__(proxy)

    def setProperty(self, name: str, value: Any) -> None:  # noqa: ANN401, N802 - pyttsx3's
        """Set a property.

        "voice" is a name; "rate", "volume", "pitch" and "range" are whole numbers, as eSpeak
        counts them; "words" says whether a chunk behind the sound shall tell when each begins.
        """
        if name == "voice":
            _set_voice(str(value))
        elif name == "words":
            self._timed = bool(value)
        else:
            _set_parameter(name, round(value))

    def save_to_file(self, text: str, filename: str | BinaryIO) -> None:
        """Speak into a file. Raises ``OSError`` where it cannot be written."""
        if isinstance(filename, str):
            with Path(filename).open("wb") as file:
                self._speak(text, file)
        else:
            self._speak(text, filename)

    def _speak(self, text: str, file: BinaryIO) -> None:
        """The sound goes to the file as it comes, so that no copy is kept.

        Its length is set afterwards.
        """
        self._file = file
        self._failure = None
        self._words = []
        start = file.tell()
        rate = _espeak.dll.espeak_ng_GetSampleRate()
        file.write(_header(rate, 0))
        words = text.replace("\0", "").encode(errors="replace")
        flags = _FLAGS
        if text.startswith(_SPEAK):
            flags |= _SSML
        status = _espeak.cSynth(
            words, len(words) + 1, 0, _espeak.POS_CHARACTER, 0, flags, None, None
        )
        if self._failure:
            raise self._failure
        if status:
            raise EspeakFailure(f"eSpeak NG failed to speak (status {status}).")
        size = file.tell() - start - _WAV.size
        if self._timed:
            file.write(self._word_chunk(text))
        end = file.tell()
        file.seek(start)
        file.write(_header(rate, size))
        file.seek(end)

    def _word_chunk(self, text: str) -> bytes:
        words = []
        for first, length, ms in self._words:
            start = first - 1  # eSpeak counts characters from 1
            words.append((text[start : start + length], ms))
        chunk = json.dumps(words).encode()
        return _CHUNK.pack(_WORDS, len(chunk)) + chunk

    def _onSynth(self, wav: Any, numsamples: int, events: Any) -> int:  # noqa: ANN401, N802
        if self._timed:
            self._note(events)
        if numsamples <= 0:
            return 0
        samples = ctypes.c_char * (2 * numsamples)
        try:
            self._file.write(samples.from_address(ctypes.addressof(wav.contents)))
        except OSError as error:  # nothing can be raised through the library
            self._failure = error
            return 1
        return 0

    def _note(self, events: Any) -> None:  # noqa: ANN401
        """Keep the words of an array of events, which ends with one of a type of its own."""
        for index in count():
            event = events[index]
            if event.type == _espeak.EVENT_LIST_TERMINATED:
                return
            if event.type == _espeak.EVENT_WORD:
                place = (event.text_position, event.length, event.audio_position)
                self._words.append(place)

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


def _header(rate: int, size: int) -> bytes:
    """The beginning of a WAV file with ``size`` bytes of mono 16-bit PCM."""
    layout = (b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    return _WAV.pack(b"RIFF", _WAV.size - 8 + size, b"WAVE", *layout, b"data", size)


def _set_voice(name: str) -> None:
    if _espeak.SetVoiceByName(name.encode()):
        raise EspeakFailure(f'eSpeak NG has no voice "{name}".')
    found = _espeak.GetCurrentVoice().contents.identifier.decode()
    if found.lower() != name.lower():  # an unknown variant is left out without a word
        raise EspeakFailure(f'eSpeak NG used the voice "{found}" for "{name}".')


def _set_parameter(name: str, value: int) -> None:
    if name not in _PARAMETERS:
        raise EspeakFailure(f'eSpeak NG has no property "{name}".')
    dll = _espeak.dll
    number = _PARAMETERS[name]
    refused = dll.espeak_SetParameter(number, value, 0)
    # The library itself is asked: pyttsx3's own GetParameter lacks the second argument (1: the
    # current value).
    if refused or dll.espeak_GetParameter(number, 1) != value:
        raise EspeakFailure(f"eSpeak NG refused {name} = {value}.")
