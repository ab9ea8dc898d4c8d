"""How words are said, in IPA, by the eSpeak NG library in this process.

It only translates here and never speaks: what it returns depends on the words alone.
"""

import ctypes
import os
import tempfile
from functools import cached_property
from pathlib import Path

from audiobook.engines.espeak.library import free
from audiobook.engines.kokoro.alphabet import TIE
from audiobook.errors import EngineError

# What we call a language -> the voice of eSpeak that speaks it.
VOICES = {
    "en-us": "gmw/en-US",
    "en-gb": "gmw/en",
    "es": "roa/es",
    "fr": "roa/fr",
    "hi": "inc/hi",
    "it": "roa/it",
    "pt-br": "roa/pt-BR",
}
_SYNCHRONOUS = 2
_KEEP_PROCESS = 0x8000  # report a failure instead of ending the process
_UTF_8 = 1
_IPA_TIED = 0x82 | ord(TIE) << 8
_LONGEST_PATH = 140  # bytes; eSpeak keeps paths in 160


class Phonemes:
    """The library, opened at the first need."""

    def __init__(self) -> None:
        self._link: tempfile.TemporaryDirectory[str] | None = None

    def of(self, words: str, language: str) -> str:
        """Their IPA, in groups between spaces: eSpeak runs some words together."""
        self._choose(VOICES[language])
        rest = ctypes.c_char_p(words.replace("\0", " ").encode(errors="replace"))
        clauses = []
        while rest.value is not None:
            said = self._library.espeak_TextToPhonemes(
                ctypes.byref(rest), _UTF_8, _IPA_TIED
            )
            clauses.append((said or b"").decode())
        return " ".join(clauses)

    @cached_property
    def version(self) -> str:
        """Of eSpeak NG."""
        version: bytes = self._library.espeak_Info(None)
        return version.decode()

    def close(self) -> None:
        """Let go of what was opened."""
        opened = self.__dict__.pop("_library", None)
        if opened is not None:
            free(opened)
        if self._link:
            self._link.cleanup()
        self._link = None

    def _choose(self, voice: str) -> None:
        # Each time: the library, and with it the choice, is that of the whole process.
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise EngineError(
                f'eSpeak NG has no voice "{voice}".',
                remedy="Install it anew with: pip install --force-reinstall espeakng-loader",
            )

    @cached_property
    def _library(self) -> ctypes.CDLL:
        import espeakng_loader  # noqa: PLC0415 - opens the library's folder

        try:
            library = ctypes.CDLL(espeakng_loader.get_library_path())
        except OSError as error:
            raise EngineError(
                f"The eSpeak NG library cannot be loaded: {error}."
            ) from error
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        library.espeak_Info.restype = ctypes.c_char_p
        data = self._within_reach(Path(espeakng_loader.get_data_path()))
        if library.espeak_Initialize(_SYNCHRONOUS, 0, data, _KEEP_PROCESS) <= 0:
            raise EngineError("The data of eSpeak NG cannot be read.")
        return library

    def _within_reach(self, data: Path) -> bytes:
        """The path of its data; a short link to it where eSpeak would cut the path off."""
        path = os.fsencode(data)
        if len(path) <= _LONGEST_PATH:
            return path
        self._link = tempfile.TemporaryDirectory()
        link = Path(self._link.name) / data.name
        link.symlink_to(data, target_is_directory=True)
        return os.fsencode(link)
