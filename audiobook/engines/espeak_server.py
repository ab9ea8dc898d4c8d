"""The helper process that speaks with eSpeak: requests on standard input, sounds on standard output.

eSpeak's sound depends on what the library spoke before (lengths differ by up to 1.2 %), so every line gets
a library that never spoke:

``fork``
    The process loads the library once and never speaks; each line is spoken by a fork of it. A line that
    crashes or hangs takes only its fork along: its end status is read, and an alarm ends it after the time
    limit. The process has one thread and imports nothing that starts any (no numpy), so that forking is safe.
``reload``
    Where there is no fork, the library is unloaded and loaded anew for each line. A line that crashes or
    hangs takes the process along, and the engine starts another.

Both give the same bytes. A message is one line of JSON, in an answer followed by ``size`` bytes of WAV.
"""

import ctypes
import faulthandler
import gc
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeAlias

from audiobook.engines import espeak_library
from audiobook.engines.espeak_library import LibraryError, Speaker

Request: TypeAlias = dict[str, Any]  # "words", and "properties": what pyttsx3 is told
Paths: TypeAlias = tuple[Path | None, Path | None]  # of library and data; none: the system's


def main() -> None:
    """Serve until standard input ends: ``espeak_server '{"source":..., "isolation":..., "limit_s":...}'``."""
    config = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, which then closes our input
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints does not garble the answers
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        paths = library_paths(config["source"])
        with time_limit(config["limit_s"]):
            dll = espeak_library.load(*paths)
    except (LibraryError, ModuleNotFoundError) as error:
        send(answers, {"error": str(error)})
        return
    send(answers, {"about": about(dll)})
    if config["isolation"] == "fork":
        serve_forking(requests, answers, config["limit_s"])
    else:
        serve_reloading(requests, answers, config["limit_s"], paths, dll)


@contextmanager
def time_limit(limit_s: float) -> Iterator[None]:
    """End the process where this takes longer, also where C code hangs, also on Windows.

    What it says on standard error then begins with ``Timeout (``.
    """
    faulthandler.dump_traceback_later(limit_s, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def library_paths(source: str) -> Paths:
    """Library and data of the ``espeakng-loader`` wheel, or nothing where the system's are asked for."""
    if source == "system":
        return None, None
    import espeakng_loader  # noqa: PLC0415 - not needed for the system's

    return Path(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path())


def about(dll: ctypes.CDLL) -> dict[str, str]:
    """Versions, and where the data lies."""
    path = ctypes.c_char_p()
    dll.espeak_Info.restype = ctypes.c_char_p
    espeak = dll.espeak_Info(ctypes.byref(path)).decode()
    data = Path(os.fsdecode(path.value or b"")).resolve()
    return {"pyttsx3": version("pyttsx3"), "espeak": espeak, "data": str(data)}


def send(answers: BinaryIO, header: Mapping[str, object], wav: bytes = b"") -> None:
    """One answer."""
    answers.write(json.dumps({**header, "size": len(wav)}).encode() + b"\n" + wav)
    answers.flush()


def serve_forking(requests: BinaryIO, answers: BinaryIO, limit_s: float) -> None:
    """Answer each request from a fork that speaks once."""
    import resource  # noqa: PLC0415 - exists where forks do

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    speaker = Speaker()
    gc.collect()
    gc.freeze()  # a fork that collects garbage would copy every page it touches
    for request in requests:
        wav, error = _in_a_fork(speaker, json.loads(request), limit_s)
        send(answers, {"error": error} if error else {}, wav)


def _in_a_fork(speaker: Speaker, request: Request, limit_s: float) -> tuple[bytes, str]:
    readable, writable = os.pipe()
    child = os.fork()
    if not child:
        _speak_and_exit(speaker, request, writable, limit_s)
    os.close(writable)
    with os.fdopen(readable, "rb") as pipe:
        data = pipe.read()
    return _result(data, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), limit_s)


def _result(data: bytes, status: int, limit_s: float) -> tuple[bytes, str]:
    """A fork writes a WAV file, or ``!`` and what was wrong; its status says whether it came to its end."""
    if status == -signal.SIGALRM:
        return b"", f"eSpeak NG took longer than {limit_s:g} s."
    if status < 0:
        return b"", f"eSpeak NG crashed ({signal.Signals(-status).name})."
    if data[:1] == b"!":
        return b"", data[1:].decode()
    if status or data[:1] != b"R":
        return b"", f"The process that spoke ended with status {status}."
    return data, ""


def _speak_and_exit(speaker: Speaker, request: Request, writable: int, limit_s: float) -> NoReturn:
    status = 1
    try:
        signal.setitimer(signal.ITIMER_REAL, limit_s)  # its default action ends this process
        wav, error = speaker.speak(request["words"], request["properties"])
        with os.fdopen(writable, "wb") as pipe:
            pipe.write(b"!" + error.encode() if error else wav)
        status = 0
    finally:
        if status:  # whatever it is, it is said, and this process goes no further
            os.write(writable, f"!{sys.exc_info()[1]!r}".encode())
        os._exit(status)


def serve_reloading(
    requests: BinaryIO, answers: BinaryIO, limit_s: float, paths: Paths, dll: ctypes.CDLL | None
) -> None:
    """Answer each request with a library that never spoke. Where the system does not let go of a library,
    the process ends after its answer, which says so: ``last``.
    """
    for request in requests:
        with time_limit(limit_s):
            dll = dll or espeak_library.load(*paths)
            asked = json.loads(request)
            wav, error = Speaker().speak(asked["words"], asked["properties"])
            last = not _let_go(dll)
            dll = None
        send(answers, {"last": last, **({"error": error} if error else {})}, b"" if error else wav)
        if last:
            return


def _let_go(dll: ctypes.CDLL) -> bool:
    if not espeak_library.seeded(dll):
        return False  # its noise is the C library's, which stays
    try:
        espeak_library.unload(dll)
    except LibraryError:
        return False
    return True


if __name__ == "__main__":
    main()
