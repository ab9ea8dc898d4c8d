"""Sound without loss in about half the bytes or less: FLAC, in memory.

Packing a second of sound takes about 0.8 ms of CPU time, unpacking half of that, and the files of
natural voices become a quarter as large. The voices of eSpeak are spoken anew in the same time.
"""

import io

from audiobook.model import Sound

SUFFIX = ".flac"
MAGIC = b"fLaC"
_LEVEL = "5"  # higher levels take longer and save a hundredth
# Of the block that comes first: where the number of samples ends, and how many bits it has.
_SAMPLES_END = 26
_SAMPLES_BITS = 36


def packed(sound: Sound) -> bytes:
    """The sound as a FLAC file."""
    import av  # noqa: PLC0415 - 20 MB, which most workers do not need
    import numpy as np  # noqa: PLC0415 - likewise

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="flac") as file:
        stream = file.add_stream(
            "flac",
            rate=sound.rate,
            layout="mono",
            options={"compression_level": _LEVEL},
        )
        samples = np.frombuffer(sound.pcm, dtype="<i2").reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = sound.rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return buffer.getvalue()


def unpacked(data: bytes) -> Sound:
    """The sound in a FLAC file that :func:`packed` made."""
    import av  # noqa: PLC0415 - as above

    pcm = bytearray()
    with av.open(io.BytesIO(data), "r", format="flac") as file:
        rate = file.streams.audio[0].rate
        for frame in file.decode(audio=0):
            pcm += frame.to_ndarray().astype("<i2").tobytes()
    return Sound(bytes(pcm), rate)


def frames_in(data: bytes) -> int:
    """How many samples a FLAC file holds, by its head."""
    number = int.from_bytes(data[18:_SAMPLES_END], "big")
    return number & ((1 << _SAMPLES_BITS) - 1)
