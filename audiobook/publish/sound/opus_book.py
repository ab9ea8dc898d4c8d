"""The whole book in one Opus file.

The packets of the tracks come in one stream, and none of them is encoded again. A player
drops the samples that the encoder put before the first of ours (the "pre-skip", RFC 7845
section 4.2) at the beginning of the file. Every track has as many, so that each one's first
sample is heard where its first packet would begin.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, ClassVar

import av

from audiobook.model import Track
from audiobook.publish.cover import Picture
from audiobook.publish.sound.book_file import BookFile, publish_errors
from audiobook.publish.sound.tagging.vorbis import chapter_comments, tag_opus
from audiobook.publish.tags import Tags, vorbis_comments
from audiobook.sound.ffmpeg import BITEXACT

# Samples at 48 kHz: the 20 ms of FFmpeg's encoder.
PACKET = 960

# Opus always counts at this rate, whatever that of the sound was.
_RATE = 48_000


class OpusBook(BookFile):
    """The smallest file of a whole book."""

    encodings: ClassVar[tuple[str, ...]] = ("opus",)
    slot: ClassVar[str] = "opus-book"
    suffix: ClassVar[str] = ".opus"
    version: ClassVar[int] = 1

    def write(
        self,
        tracks: Sequence[Track],
        tags: Tags,
        picture: Picture,
        path: Path,
    ) -> None:
        """Join the tracks and tag the file. Raises ``OSError`` or :class:`PublishError`."""
        with publish_errors(f"The {self.slot}"):
            files = [track.file("opus") for track in tracks]
            _join(files, path)
            comments = vorbis_comments(tags, tags.album)
            comments |= chapter_comments(self.chapters(tracks))
            tag_opus(path, comments, picture)

    def starts(self, tracks: Sequence[Track]) -> tuple[float, ...]:
        """In whole packets of Opus, so a little later than the tracks' lengths add up to."""
        files = [track.file("opus") for track in tracks[:-1]]
        counts = accumulate(map(_packets, files), initial=0)
        starts = []
        for packets_before in counts:
            starts.append(packets_before * PACKET * 1000 / _RATE)
        return tuple(starts)


def _packets(path: Path) -> int:
    """How many packets a file of ours has."""
    with av.open(str(path)) as source:
        streams = source.streams.audio
        if not streams or not streams[0].duration:
            raise ValueError(f"{path} has no sound")
        # It states how many samples are kept, pre-skip included: the last packet may hold
        # some more.
        samples = streams[0].duration
        return -(-samples // PACKET)


def _join(paths: Sequence[Path], path: Path) -> None:
    with av.open(str(path), "w", format="ogg", options=dict(BITEXACT)) as out:
        stream: av.AudioStream | None = None
        start = 0
        for number, track in enumerate(paths, 1):
            with av.open(str(track)) as source:
                if stream is None:
                    sound = source.streams.audio[0]
                    stream = out.add_stream_from_template(sound)
                is_last = number == len(paths)
                for packet in _moved(source, start, whole=not is_last):
                    packet.stream = stream
                    out.mux(packet)
            start += _packets(track) * PACKET


def _moved(
    source: av.container.InputContainer,
    start: int,
    *,
    whole: bool,
) -> Iterator["av.Packet[Any]"]:
    """The packets of a file, ``start`` samples later.

    ``whole``: also the last packet is played to its end.
    """
    for packet in source.demux(audio=0):
        # The demuxer ends with a packet that is empty.
        if not packet.size or packet.pts is None:
            continue
        moved = packet.pts + start
        packet.pts = moved
        packet.dts = moved
        if whole:
            packet.duration = PACKET
        yield packet
