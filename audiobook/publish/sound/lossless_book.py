"""The whole book in one FLAC or one WAV.

The tracks are decoded and encoded as one, which loses nothing.
"""

from abc import abstractmethod
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, ClassVar

import av

from audiobook.model import Track
from audiobook.publish.cover import Picture
from audiobook.publish.sound.book_file import BookFile, publish_errors
from audiobook.publish.sound.mp3 import tag_bytes
from audiobook.publish.sound.tagging.id3 import id3_tag
from audiobook.publish.sound.tagging.riff import Chunk, append_chunks, cue_chunks
from audiobook.publish.sound.tagging.vorbis import chapter_comments, tag_flac
from audiobook.publish.tags import Tags, vorbis_comments
from audiobook.settings import Encoding
from audiobook.sound.meter import decoded
from audiobook.sound.table import ENCODERS


class LosslessBook(BookFile):
    """A subclass says which encoding, and how chapters are marked."""

    version: ClassVar[int] = 1

    def write(
        self,
        tracks: Sequence[Track],
        tags: Tags,
        picture: Picture,
        path: Path,
    ) -> None:
        """Join the tracks and tag the file. Raises ``OSError`` or :class:`PublishError`."""
        (encoding,) = self.encodings
        files = [track.file(encoding) for track in tracks]
        with publish_errors(f"The {self.slot}"):
            with path.open("w+b") as out:
                joined(files, encoding, out)
            self.tag(tracks, tags, picture, path)

    def starts(self, tracks: Sequence[Track]) -> tuple[float, ...]:
        """One after another: nothing is added between them."""
        durations = (track.duration_ms for track in tracks[:-1])
        return tuple(accumulate(durations, initial=0.0))

    @abstractmethod
    def tag(
        self,
        tracks: Sequence[Track],
        tags: Tags,
        picture: Picture,
        path: Path,
    ) -> None:
        """Write tags and chapters into the file.

        Raises ``OSError`` and :class:`mutagen.MutagenError`.
        """


class FlacBook(LosslessBook):
    """For archives."""

    encodings: ClassVar[tuple[str, ...]] = ("flac",)
    slot: ClassVar[str] = "flac-book"
    suffix: ClassVar[str] = ".flac"

    def tag(
        self,
        tracks: Sequence[Track],
        tags: Tags,
        picture: Picture,
        path: Path,
    ) -> None:
        """Comments, chapters among them, and the picture."""
        comments = vorbis_comments(tags, tags.album)
        comments |= chapter_comments(self.chapters(tracks))
        tag_flac(path, comments, picture)


class WavBook(LosslessBook):
    """For editors: cue points with labels, which FFmpeg's players show as chapters.

    The ID3 tag has no chapters: FFmpeg would show both kinds, one over the other.
    """

    encodings: ClassVar[tuple[str, ...]] = ("wav",)
    slot: ClassVar[str] = "wav-book"
    suffix: ClassVar[str] = ".wav"

    def tag(
        self,
        tracks: Sequence[Track],
        tags: Tags,
        picture: Picture,
        path: Path,
    ) -> None:
        """Chunks behind the sound. A file of more than 4 GiB, which is RF64, has none."""
        tag = tag_bytes(id3_tag(tags, picture, tags.album))
        rate = _rate(tracks[0].file("wav"))
        cues = cue_chunks(self.chapters(tracks), rate)
        with path.open("r+b") as file:
            append_chunks(file, (*cues, Chunk(b"id3 ", tag)))


def joined(
    paths: Sequence[Path],
    encoding: str,
    out: BinaryIO,
) -> None:
    """The sound of lossless files of one kind, one after another, in one file of that kind.

    Raises ``OSError``, and ``ValueError`` and :class:`av.FFmpegError` for what cannot be
    decoded.
    """
    encoder = None
    for path in paths:
        with av.open(str(path)) as source:
            if not source.streams.audio:
                raise ValueError(f"{path} has no sound")
            if encoder is None:
                # The tracks are alike: the first says how the whole is encoded.
                stream = source.streams.audio[0]
                channels = stream.codec_context.channels
                settings = Encoding(sample_rate=stream.rate, channels=channels)
                encoder = ENCODERS.load(encoding)(out, settings, stream.rate)
            for frame in decoded(source):
                samples = frame.to_ndarray()
                encoder.feed(samples.tobytes())
    if encoder is not None:
        encoder.finish()


def _rate(path: Path) -> int:
    with av.open(str(path)) as file:
        stream = file.streams.audio[0]
        return stream.rate
