"""A clip at another sample rate, by FFmpeg's resampler at a quality beyond what is heard.

The filter is long (:data:`_TAPS`), and what it computes is in double precision, so that every
machine gives the same bytes. A clip is resampled by itself: silence is taken to be before and
after it, and its length is what it was to the sample.
"""

import math
from fractions import Fraction
from functools import cache

import av
import numpy as np
import numpy.typing as npt
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as NothingMore
from av.filter import Graph

from audiobook.model import Sound

# Measured between 22.05 and 24 kHz: level to 0.01 dB up to 10.4 kHz; what the lower rate cannot
# hold is 95 dB softer, and so are images of all below 10.8 kHz.
_TAPS = 384
_CUTOFF = 0.97  # of half the lower rate
_PAD_MS = 50  # of silence around a clip: more than the filter reaches


def at_rate(sound: Sound, rate: int) -> Sound:
    """The sound at ``rate`` Hz; itself where it is at that rate."""
    if sound.rate == rate:
        return sound
    samples = np.frombuffer(sound.pcm, "<i2").astype(np.float64)
    pad, out_pad = _padding(sound.rate, rate)
    length = round(len(samples) * rate / sound.rate)
    resampled = _resampled(np.pad(samples, pad), sound.rate, rate)
    kept = resampled[out_pad : out_pad + length]
    kept = np.pad(kept, (0, length - len(kept)))
    whole = np.rint(kept).clip(-32768, 32767)
    return Sound(whole.astype("<i2").tobytes(), rate)


@cache
def _padding(from_rate: int, to_rate: int) -> tuple[int, int]:
    """How many samples of silence go before a clip, and how many that is at the new rate.

    Both are whole, so that the clip is not moved by a part of a sample.
    """
    common = math.gcd(from_rate, to_rate)
    step = from_rate // common
    steps = math.ceil(from_rate * _PAD_MS / 1000 / step)
    return steps * step, steps * to_rate // common


def _resampled(
    samples: npt.NDArray[np.float64], from_rate: int, to_rate: int
) -> npt.NDArray[np.float64]:
    graph = _graph(from_rate, to_rate)
    frame = av.AudioFrame.from_ndarray(
        samples.reshape(1, -1), format="dbl", layout="mono"
    )
    frame.sample_rate = from_rate
    frame.pts = 0
    graph.push(frame)
    graph.push(None)
    pieces = [np.zeros(0)]
    while True:
        try:
            pieces.append(graph.pull().to_ndarray()[0])
        except (NothingYet, NothingMore):
            return np.concatenate(pieces)


def _graph(from_rate: int, to_rate: int) -> Graph:
    graph = Graph()
    options = (
        f"{to_rate}:filter_size={_TAPS}:cutoff={_CUTOFF}:exact_rational=1"
        ":internal_sample_fmt=dblp:filter_type=kaiser:kaiser_beta=10"
    )
    last = graph.add_abuffer(
        format="dbl",
        sample_rate=from_rate,
        layout="mono",
        time_base=Fraction(1, from_rate),
    )
    for name, arguments in (
        ("aresample", options),
        ("aformat", "sample_fmts=dbl"),
        ("abuffersink", None),
    ):
        added = graph.add(name, arguments)
        last.link_to(added)
        last = added
    graph.configure()
    return graph
