"""The model in this process: symbols, style and speed -> sound, and how long each symbol takes."""

import ctypes
import platform
import re
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from audiobook.engines.kokoro.protobuf import field
from audiobook.engines.kokoro.quicker import quicker
from audiobook.engines.weights import Weights
from audiobook.errors import EngineError, ResourceError
from audiobook.shortage import MEMORY, message_and_remedy

RATE = 24_000  # Hz
FRAME = 600  # samples: the length of a symbol is a number of these
MOST = 510  # symbols in one call
_EARLY = 3  # frames by which a symbol is heard before it is due, as the publisher counts it too
_DURATIONS = "/encoder/Clip_output_0"  # inside the model: frames of each symbol
_SHORT_OF_MEMORY = re.compile("alloc|memory", re.IGNORECASE)

Samples = NDArray[np.float32]


class Session(Protocol):
    """What is asked of onnxruntime."""

    def run(self, names: list[str], inputs: Mapping[str, Any]) -> list[NDArray[Any]]:
        """The outputs of those names."""


class VoiceModel:
    """One session, with one thread: two processes with one each beat one with two."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def say(
        self, numbers: list[int], style: Samples, speed: float
    ) -> tuple[Samples, NDArray[np.int64]]:
        """The sound, and where each number begins in it (samples), with the end behind it."""
        inputs = {
            "tokens": np.array([[0, *numbers, 0]], np.int64),
            "style": style.reshape(1, -1),
            "speed": np.array([speed], np.float32),
        }
        try:
            audio, frames = self._session.run(["audio", _DURATIONS], inputs)
        except _failures() as error:
            raise _explained(error) from error
        due = np.cumsum(np.rint(frames.reshape(-1)).astype(np.int64))
        return audio.reshape(-1), np.maximum(0, due - _EARLY) * FRAME


def open_model(weights: Weights) -> VoiceModel:
    """Raises :class:`EngineError` or :class:`ResourceError`."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    # Lines are all of other lengths: a plan for each would be kept for ever, 60 MB after six.
    options.enable_mem_pattern = False
    data = with_output(_parts(weights), _DURATIONS)
    try:
        session = onnxruntime.InferenceSession(
            data, options, providers=["CPUExecutionProvider"]
        )
    except _failures() as error:
        raise _explained(error) from error
    del data
    _give_back()
    return VoiceModel(session)


def _parts(weights: Weights) -> list[bytes]:
    """The model in the form that this processor is quickest with; all say the same bytes."""
    if "vnni" not in processor():
        return weights.read()
    return [quicker(b"".join(weights.read()))]


def _give_back() -> None:
    """Let go of what only loading needed: 47 MB that the C library of Linux would keep."""
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
    if trim is not None:
        trim(0)


def with_output(parts: list[bytes], name: str) -> bytes:
    """The model of those parts with one more output, which is computed in it anyway.

    Protobuf messages that stand one behind another are merged: the graph (field 7) gets one more
    entry in its list of outputs (field 12), of which the name (field 1) is enough.
    """
    entry = field(1, name)
    graph = field(7, field(12, entry))
    return b"".join([*parts, graph])


def _failures() -> tuple[type[BaseException], ...]:
    """What onnxruntime raises: classes of its own, which have no common name."""
    state = onnxruntime.capi.onnxruntime_pybind11_state
    return (
        MemoryError,
        RuntimeError,
        state.Fail,
        state.InvalidArgument,
        state.InvalidGraph,
        state.InvalidProtobuf,
        state.NotImplemented,
        state.RuntimeException,
    )


def _explained(error: BaseException) -> EngineError | ResourceError:
    if isinstance(error, MemoryError) or _SHORT_OF_MEMORY.search(str(error)):
        message, remedy = message_and_remedy(MEMORY)
        return ResourceError(message, remedy=remedy)
    said = " ".join(str(error).split())[:200]
    return EngineError(f"onnxruntime failed: {said}.")


# On another kind of processor onnxruntime takes other kernels, and the last bits differ.
_LEVELS = ("amx_int8", "avx512_vnni", "avx_vnni", "avx512f", "avx2", "asimddp")


@cache
def processor() -> str:
    """The machine with the highest level of vector instructions."""
    machine = platform.machine().lower()
    known = _flags()
    level = next((level for level in _LEVELS if level in known), "")
    return f"{machine} {level}".strip()


def _flags() -> frozenset[str]:
    """What Linux says of the first processor; nothing elsewhere."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            for line in file:
                name, _, flags = line.partition(":")
                if name.strip().lower() in ("flags", "features"):
                    return frozenset(flags.split())
    except OSError:
        pass
    return frozenset()
