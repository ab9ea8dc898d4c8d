"""Which encoder.

CPU time, size and fidelity of everything that pip can install, on the default engine's speech.

``python -m benchmarks.encoders [seconds]`` prints a table. Speed is seconds of sound per CPU
second (children included), so that a busy machine does not distort it; fidelity is the
signal-to-noise ratio of what PyAV decodes, at the best alignment: it compares encoders at one bit
rate, and is no measure of how they sound.
"""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle

import av
import lameenc
import numpy as np
import numpy.typing as npt

from audiobook.engines import ENGINES
from audiobook.model import Line, Voice
from audiobook.settings import Encoding
from audiobook.sound.table import ENCODERS

RATE, KBPS, CHUNK = 22_050, 64, 60_000
TEXT = (
    "The lamp had burned low before anybody spoke.",
    "Nobody moved; outside, the rain went on falling upon the slates, as it had since Tuesday.",
    "You knew, she said at last, and you let me go on believing it?",
    "He looked at his hands, which were shaking, and put them carefully into his pockets.",
)
Samples = npt.NDArray[np.int16]
Encode = Callable[[Samples], bytes]


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    speech = _speech(seconds)
    print(f"{len(speech) / RATE:.0f} s of speech, {RATE} Hz mono, {KBPS} kbps\n")
    print(f"{'encoder':<34}{'x real time':>12}{'kbps':>8}{'SNR dB':>8}")
    for name, encode in _candidates():
        before = _cpu()
        data = encode(speech)
        spent = _cpu() - before
        kbps = len(data) * 8 / (len(speech) / RATE) / 1000
        print(
            f"{name:<34}{len(speech) / RATE / spent:>12.0f}{kbps:>8.1f}{_snr(speech, _decode(data)):>8.1f}"
        )


def _candidates() -> Iterator[tuple[str, Encode]]:
    yield "ours: mp3", lambda pcm: _ours("mp3", pcm)
    yield "ours: aac", lambda pcm: _ours("aac", pcm)
    for quality in (2, 5, 7):
        yield f"lameenc, quality {quality}", lambda pcm, q=quality: _lame(pcm, q)  # type: ignore[misc]
    yield (
        "av, libmp3lame",
        lambda pcm: _av(pcm, "mp3", "libmp3lame", {"compression_level": "5"}),
    )
    for coder in ("fast", "twoloop"):
        yield f"av, aac {coder}", partial(_aac, coder)
    try:
        import imageio_ffmpeg  # noqa: PLC0415 - not among our own dependencies
    except ModuleNotFoundError:
        return
    binary = imageio_ffmpeg.get_ffmpeg_exe()
    yield (
        "imageio-ffmpeg, libmp3lame",
        lambda pcm: _ffmpeg(binary, pcm, "-c:a", "libmp3lame", "-f", "mp3"),
    )
    fast = ("-c:a", "aac", "-aac_coder", "fast", "-f", "adts")
    yield "imageio-ffmpeg, aac fast", lambda pcm: _ffmpeg(binary, pcm, *fast)


def _speech(seconds: int) -> Samples:
    clips: list[bytes] = []
    voice = Voice("default", ENGINES.default())
    with ENGINES.load(ENGINES.default())() as engine:
        spoken = {text: engine.speak(Line(text, voice)).pcm for text in TEXT}
    for text in cycle(TEXT):
        clips.append(spoken[text])
        if sum(map(len, clips)) > 2 * RATE * seconds:
            break
    return np.frombuffer(b"".join(clips), "<i2")


def _cpu() -> float:
    return sum(os.times()[:4])


def _ours(name: str, pcm: Samples) -> bytes:
    file = io.BytesIO()
    encoder = ENCODERS.load(name)(file, Encoding(KBPS, RATE), RATE)
    for start in range(0, len(pcm), CHUNK):
        encoder.feed(pcm[start : start + CHUNK].tobytes())
    encoder.finish()
    return file.getvalue()


def _lame(pcm: Samples, quality: int) -> bytes:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_quality(quality)
    encoder.set_bit_rate(KBPS)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    return bytes(encoder.encode(pcm.tobytes()) + encoder.flush())


def _aac(coder: str, pcm: Samples) -> bytes:
    return _av(pcm, "adts", "aac", {"aac_coder": coder})


def _av(
    pcm: Samples, container_format: str, codec: str, options: dict[str, str]
) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=container_format) as container:
        stream = container.add_stream(codec, rate=RATE, layout="mono", options=options)
        assert isinstance(stream, av.AudioStream)
        stream.bit_rate = KBPS * 1000
        for start in range(0, len(pcm), CHUNK):
            chunk = pcm[start : start + CHUNK].reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(chunk, format="s16p", layout="mono")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def _ffmpeg(binary: str, pcm: Samples, *how: str) -> bytes:
    source = ("-v", "error", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "-")
    command = (binary, *source, "-b:a", f"{KBPS}k", *how, "-")
    return subprocess.run(
        command, input=pcm.tobytes(), capture_output=True, check=True
    ).stdout


def _decode(data: bytes) -> npt.NDArray[np.float64]:
    with av.open(io.BytesIO(data), "r") as container:
        frames = [
            frame.to_ndarray()[0].astype(np.float64)
            for frame in container.decode(audio=0)
        ]
    samples = np.concatenate(frames)
    return samples * 32768 if np.abs(samples).max() <= 2 else samples


def _snr(speech: Samples, decoded: npt.NDArray[np.float64]) -> float:
    """In dB, over what both have, shifted as the first ten seconds fit best."""
    length = min(len(speech), len(decoded), 10 * RATE)
    spectra = np.fft.rfft(decoded[:length], 2 * length) * np.conj(
        np.fft.rfft(speech[:length], 2 * length)
    )
    lag = int(np.argmax(np.fft.irfft(spectra)[:length]))
    heard = decoded[lag:][: len(speech)]
    meant = speech[: len(heard)].astype(np.float64)
    return float(10 * np.log10((meant**2).sum() / ((meant - heard) ** 2).sum()))


if __name__ == "__main__":
    main()
