"""A small finished book to damage, and what a check finds of it."""

import shutil
from collections import Counter
from pathlib import Path

import av
import numpy as np
from audiobook import produce
from audiobook.checks.check import check
from audiobook.checks.sound.decoding import opened

STORY = """\
The Bridge

Chapter 1: Evening

Anna came down to the river and looked for a long time at the water. "Is the boat gone?" said Anna.

"It left an hour ago," Peter said.

"Then we walk," said Anna. She took the lamp.

* * *

They walked until the moon rose. "Are you tired?" Peter asked.

"Not yet," said Anna.

Chapter 2: Morning

The town lay below them, quite still. "There it is," Peter said.

"At last," said Anna. She sat down on a stone.
"""
FLAGS = {
    "engine": "tone",
    "executor": "inline",
    "metadata": {"authors": ["A. Writer"], "title": "The Bridge"},
}


def make(folder, story=STORY, **flags):
    """The folder of a book made of ``story``."""
    source = Path(folder) / "bridge.txt"
    source.write_text(story, encoding="utf-8")
    return produce.make(source, None, {**FLAGS, **flags}).folder


def found(path, profile=""):
    """Code -> how often it was found."""
    return Counter(finding.code for finding in check(Path(path), profile).findings)


def serious(path, profile=""):
    """The codes of errors and warnings."""
    return {f.code for f in check(Path(path), profile).findings if f.rule.severity.value != "info"}


def copy(folder, to):
    """A copy that keeps the times of its files."""
    return Path(shutil.copytree(folder, to))


def chapter(folder, number):
    """The MP3 of a chapter."""
    return next(folder.glob(f"{number:02} - *.mp3"))


def samples(path):
    """What is heard, one channel, and its rate."""
    with opened(path) as source:
        return np.concatenate([block[0] for block in source.blocks()]), source.rate


def write(path, pcm, rate, codec="libmp3lame", kbps=0, **options):
    """Encode 16-bit samples into a file, by the means of another program than ours."""
    pcm = np.atleast_2d(np.asarray(pcm))
    layout = {1: "mono", 2: "stereo"}[len(pcm)]
    with av.open(str(path), "w", **options) as file:
        stream = file.add_stream(codec, rate=rate, layout=layout)
        if kbps:
            stream.bit_rate = 1000 * kbps
        for start in range(0, pcm.shape[1], 1 << 16):
            part = np.ascontiguousarray(pcm[:, start : start + (1 << 16)].astype("<i2"))
            frame = av.AudioFrame.from_ndarray(part.T.reshape(1, -1), format="s16", layout=layout)
            frame.sample_rate, frame.pts = rate, start
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def replaced(path, change):
    """Change the sound of an MP3 and keep its tags."""
    pcm, rate = samples(path)
    tags = path.read_bytes()[: tag_size(path)]
    write(path, change(pcm.copy(), rate), rate)
    body = path.read_bytes()[tag_size(path) :]
    path.write_bytes(tags + body)


def tag_size(path):
    head = path.read_bytes()[:10]
    if head[:3] != b"ID3":
        return 0
    return 10 + sum(
        (byte & 127) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True)
    )


def speech(seconds=30, rate=22050, seed=1):
    """Noise in the rhythm of speech: bursts and pauses that are never alike."""
    random = np.random.default_rng(seed)
    pieces = []
    while sum(map(len, pieces)) < seconds * rate:
        length = int(rate * random.uniform(0.15, 0.6))
        burst = np.convolve(random.normal(0, 1, length), np.ones(12) / 12, "same") * np.hanning(
            length
        )
        pieces += [
            burst * 9000 * random.uniform(0.6, 1),
            np.zeros(int(rate * random.uniform(0.1, 0.4))),
        ]
    return np.concatenate(pieces)[: seconds * rate].clip(-32768, 32767).astype("<i2")
