"""The helper process that speaks with eSpeak: requests on stdin, sounds on stdout.

eSpeak's sound depends on what the library spoke before (lengths differ by up to 1.2 %), so every
line gets a library that never spoke:

``fork``
    The process loads the library once and never speaks; each line is spoken by a fork of it. A
    line that crashes or hangs takes only its fork along: its end status is read, and an alarm
    ends it after the time limit. The process has one thread and imports nothing that starts any
    (no numpy), so that forking is safe; and little else, because a fork costs 0.15 ms of CPU time
    for every megabyte that the process has written to (measured).
``reload``
    Where there is no fork, the library is unloaded and loaded anew for each line. A line that
    crashes or hangs takes the process along, and the engine starts another.

Both give the same bytes. A message is one line of JSON. An answer is followed by ``size`` bytes
of WAV; those of a fork lie in a file instead that the engine shares with the helper, at its
beginning: the sound is written there as it comes, and nobody else has to copy it (8.2 ms of CPU
time a line instead of 9.9, measured).
"""

import ctypes
import faulthandler
import gc
import io
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeAlias

from audiobook.engines.espeak import library as espeak_library
from audiobook.engines.espeak.library import LibraryError, Speaker

Request: TypeAlias = dict[str, Any]  # "words", and "properties": what pyttsx3 is told
_SAID_WHY = 3  # end status of a fork that wrote an error instead of a sound
# Of library and data; none: the system's.
Paths: TypeAlias = tuple[Path | None, Path | None]


def main() -> None:
    """Serve until standard input ends.

    The command is ``espeak_server '{"source":..., "isolation":..., "limit_s":...}'``.
    """
    config = json.loads(sys.argv[1])
    # Ctrl-C is for the program, which then closes our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
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
    limit_s = config["limit_s"]
    if config["isolation"] == "fork":
        sounds = os.fdopen(config["sounds"], "r+b", buffering=0)
        serve_forking(requests, answers, limit_s, sounds)
    else:
        serve_reloading(requests, answers, limit_s, paths, dll)


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
    """Library and data of the ``espeakng-loader`` wheel; nothing: the system's are asked for."""
    if source == "system":
        return None, None
    import espeakng_loader  # noqa: PLC0415 - not needed for the system's

    library = Path(espeakng_loader.get_library_path())
    data = Path(espeakng_loader.get_data_path())
    return library, data


def about(dll: ctypes.CDLL) -> dict[str, str]:
    """The version, and where the data lies."""
    path = ctypes.c_char_p()
    dll.espeak_Info.restype = ctypes.c_char_p
    espeak = dll.espeak_Info(ctypes.byref(path)).decode()
    data = Path(os.fsdecode(path.value or b"")).resolve()
    return {"espeak": espeak, "data": str(data)}


def send(answers: BinaryIO, header: Mapping[str, object], wav: bytes = b"") -> None:
    """One answer, and the sound behind it."""
    _send_header(answers, {**header, "size": len(wav)}, wav)


def _send_header(
    answers: BinaryIO, header: Mapping[str, object], wav: bytes = b""
) -> None:
    answers.write(json.dumps(header).encode() + b"\n" + wav)
    answers.flush()


def serve_forking(
    requests: BinaryIO, answers: BinaryIO, limit_s: float, sounds: BinaryIO
) -> None:
    """Answer each request from a fork that speaks once, into ``sounds`` (not buffered)."""
    import resource  # noqa: PLC0415 - exists where forks do

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    speaker = Speaker()
    gc.collect()
    gc.freeze()  # a fork that collects garbage would copy every page it touches
    gc.disable()
    for request in requests:
        size, error = _in_a_fork(speaker, json.loads(request), limit_s, sounds)
        header: dict[str, object] = {"size": size}
        if error:
            header["error"] = error
        _send_header(answers, header)


def _in_a_fork(
    speaker: Speaker, request: Request, limit_s: float, sounds: BinaryIO
) -> tuple[int, str]:
    """How many bytes of WAV lie in ``sounds`` then, and what was wrong."""
    sounds.seek(0)
    child = os.fork()
    if not child:
        _speak_and_exit(speaker, request, limit_s, sounds)
    _, wait_status = os.waitpid(child, 0)
    status = os.waitstatus_to_exitcode(wait_status)
    size = sounds.tell()  # which the fork moved: they share it
    error = _error(status, limit_s)
    if status == _SAID_WHY:
        sounds.seek(0)
        error = sounds.read(size).decode(errors="replace")
    if error:
        return 0, error
    return size, ""


def _error(status: int, limit_s: float) -> str:
    """What the end status of a fork says; "" where it came to its end."""
    if status == -signal.SIGALRM:
        return f"eSpeak NG took longer than {limit_s:g} s."
    if status < 0:
        return f"eSpeak NG crashed ({signal.Signals(-status).name})."
    if status:
        return f"The process that spoke ended with status {status}."
    return ""


def _speak_and_exit(
    speaker: Speaker, request: Request, limit_s: float, sounds: BinaryIO
) -> NoReturn:
    try:
        # The alarm's default action ends this process.
        signal.setitimer(signal.ITIMER_REAL, limit_s)
        error = speaker.speak(request["words"], request["properties"], sounds)
    except BaseException as unforeseen:  # noqa: BLE001
        # Whatever it is, it is said; this process goes no further.
        error = repr(unforeseen)
    if error:
        sounds.seek(0)
        sounds.write(error.encode(errors="replace"))
        os._exit(_SAID_WHY)
    os._exit(0)


def serve_reloading(
    requests: BinaryIO,
    answers: BinaryIO,
    limit_s: float,
    paths: Paths,
    dll: ctypes.CDLL | None,
) -> None:
    """Answer each request with a library that never spoke.

    Where the system does not let go of a library, the process ends after its answer, which says
    so: ``last``.
    """
    for request in requests:
        with time_limit(limit_s):
            dll = dll or espeak_library.load(*paths)
            asked = json.loads(request)
            file = io.BytesIO()
            error = Speaker().speak(asked["words"], asked["properties"], file)
            last = not _let_go(dll)
            dll = None
        if error:
            send(answers, {"last": last, "error": error})
        else:
            send(answers, {"last": last}, file.getvalue())
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
