"""Opening and closing the eSpeak NG library under pyttsx3, and speaking with it once.

It is for the helper process of :mod:`audiobook.engines.espeak.server`: a process has one library,
one driver, and never two threads in them.
"""

import ctypes
import importlib
import os
import sys
import types
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

NAME = "audiobook_espeak"  # pyttsx3.init(NAME) finds our driver
SEED = 1  # of eSpeak's noise (breath, whisper), which it otherwise seeds with the time of day
# EspeakINITIALIZE_DONT_EXIT: report a failure instead of ending the process.
_KEEP_PROCESS = 0x8000
_OURS = "audiobook.engines.espeak.driver"
_MODULES = (
    "pyttsx3.drivers._espeak",
    "pyttsx3.drivers.espeak",
    f"pyttsx3.drivers.{NAME}",
    _OURS,
)


class LibraryError(Exception):
    """The library cannot be opened or let go; the message is a sentence."""


def load(library: Path | None, data: Path | None) -> ctypes.CDLL:
    """Open eSpeak and register our driver with pyttsx3 as :data:`NAME`.

    ``library`` and ``data`` are those of a wheel; without them pyttsx3 looks for the system's.
    Raises :class:`LibraryError`.
    """
    if data:
        # eSpeak keeps paths in 160 bytes: a relative one fits however deep the packages lie.
        os.chdir(data.parent)
    try:
        with _only(library):
            espeak = importlib.import_module("pyttsx3.drivers._espeak")
    except (OSError, RuntimeError) as error:
        raise LibraryError(
            f"The eSpeak NG library cannot be loaded: {error}"
        ) from error
    folder = None
    if data:
        folder = data.name.encode()
    _initialise(espeak, folder)
    sys.modules[f"pyttsx3.drivers.{NAME}"] = importlib.import_module(_OURS)
    dll: ctypes.CDLL = espeak.dll
    return dll


@contextmanager
def _only(library: Path | None) -> Iterator[None]:
    """Whatever library pyttsx3 asks for by its list of fixed names, it gets this one."""
    original = ctypes.cdll
    if library:
        path = str(library)
        loader = types.SimpleNamespace(LoadLibrary=lambda _name: ctypes.CDLL(path))
        ctypes.cdll = loader  # type: ignore[assignment]
    try:
        yield
    finally:
        ctypes.cdll = original


def _initialise(espeak: Any, data: bytes | None) -> None:  # noqa: ANN401 - an untyped module
    synchronous = espeak.AUDIO_OUTPUT_SYNCHRONOUS
    rate = espeak.Initialize(synchronous, 0, data, _KEEP_PROCESS)
    if rate <= 0:
        raise LibraryError("The data of eSpeak NG cannot be read.")
    if seeded(espeak.dll):
        espeak.dll.espeak_ng_SetRandSeed(ctypes.c_long(SEED))
    espeak.ListVoices()  # eSpeak scans its folders at the first need: once here, not once a line
    driver = importlib.import_module("pyttsx3.drivers.espeak").EspeakDriver
    driver._moduleInitialized = True  # noqa: SLF001 - it would open eSpeak again, asynchronously
    driver._defaultVoice = "gmw/en"  # noqa: SLF001


def seeded(dll: ctypes.CDLL) -> bool:
    """Whether its noise has a seed: since 1.52.

    Older ones use that of the C library, which starts the same.
    """
    return hasattr(dll, "espeak_ng_SetRandSeed")


def unload(dll: ctypes.CDLL) -> None:
    """Let the library go, state and all, so that :func:`load` brings a fresh one.

    Raises :class:`LibraryError` where the system keeps it: the process has to end instead.
    """
    path = dll._name  # noqa: SLF001 - ctypes has no public name for it
    dll.espeak_Terminate()
    for name in _MODULES:
        sys.modules.pop(name, None)
        package, _, last = name.rpartition(".")
        vars(sys.modules[package]).pop(last, None)
    free(dll)
    probe = ctypes.CDLL(path)
    # Initialize sets it, so 0 in a library loaded anew.
    fresh = probe.espeak_ng_GetSampleRate() == 0
    free(probe)
    if not fresh:
        raise LibraryError("The system does not unload the eSpeak NG library.")


def free(dll: ctypes.CDLL) -> None:
    """Undo one opening; after the last, the system may take the library out of the process."""
    loader = importlib.import_module("_ctypes")
    if os.name == "nt":
        loader.FreeLibrary(dll._handle)  # noqa: SLF001
    else:
        loader.dlclose(dll._handle)  # noqa: SLF001


class Speaker:
    """pyttsx3 with our driver: words and properties in, a WAV file out."""

    def __init__(self) -> None:
        # Not pyttsx3.init(): it may hand out an engine of a library that is gone.
        self._engine = importlib.import_module("pyttsx3.engine").Engine(NAME)
        self._errors: list[BaseException] = []
        self._engine.connect("error", self._note)

    def speak(self, words: str, properties: Mapping[str, Any], file: BinaryIO) -> str:
        """Speak into a file; what pyttsx3 noticed to be wrong: it raises nothing itself."""
        self._errors.clear()
        for name, value in properties.items():
            self._engine.setProperty(name, value)
        self._engine.save_to_file(words, file)
        self._engine.runAndWait()
        return " ".join(map(str, self._errors))

    def _note(self, name: object, exception: BaseException) -> None:  # noqa: ARG002
        """Keep an error; pyttsx3 gives both arguments by name."""
        self._errors.append(exception)
