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
from audiobook.publish.tags import Tags, vorbis_comments
from audiobook.publish.tags.vorbis import chapter_comments, tag_opus
from audiobook.sound.ffmpeg import BITEXACT

PACKET = 960  # samples at 48 kHz: the 20 ms of FFmpeg's encoder
_RATE = 48_000  # at which Opus always counts


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
            _join([track.file("opus") for track in tracks], path)
            comments = vorbis_comments(tags, tags.album)
            comments |= chapter_comments(self.chapters(tracks))
            tag_opus(path, comments, picture)

    def starts(self, tracks: Sequence[Track]) -> tuple[float, ...]:
        """In whole packets of Opus, so a little later than the tracks' lengths add up to."""
        counts = (_packets(track.file("opus")) for track in tracks[:-1])
        packets_before = accumulate(counts, initial=0)
        return tuple(count * PACKET * 1000 / _RATE for count in packets_before)


def _packets(path: Path) -> int:
    """How many packets a file of ours has."""
    with av.open(str(path)) as source:
        if not source.streams.audio or not source.streams.audio[0].duration:
            raise ValueError(f"{path} has no sound")
        # It states how many samples are kept, pre-skip included: the last packet may hold
        # some more.
        samples = source.streams.audio[0].duration
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
    source: av.container.InputContainer, start: int, *, whole: bool
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
