"""Clips -> a finished chapter: stitched, and encoded in one pass into every encoding that is
missing.

A chapter that is to be mastered is stitched twice: first to hear how loud it is.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiobook.engines import SAMPLE_RATE
from audiobook.errors import OutputError
from audiobook.files import replacing
from audiobook.model import Cue, Sound, Track
from audiobook.render.parts import parts_of
from audiobook.render.plan import ChapterPlan, PlannedLine
from audiobook.render.store import ClipStore, Fingerprints, clip_key
from audiobook.render.tracks import UNMASTERED, TrackStore, track_key
from audiobook.settings import Encoding, Mastering
from audiobook.sound.base import Encoder
from audiobook.sound.stitch import beep, placed, polish, scaled, silence
from audiobook.sound.table import ENCODERS

if TYPE_CHECKING:
    from audiobook.sound.master import Master

# Of a chapter where nothing is said and no pause is asked for: players want some sound.
SHORTEST_MS = 100


@dataclass(frozen=True, slots=True)
class TrackBuilder:
    """Where clips come from, where tracks go, and how they are encoded. Picklable."""

    clips: ClipStore
    tracks: TrackStore
    encoding: Encoding
    encodings: tuple[str, ...]
    prints: Fingerprints
    mastering: Mastering = UNMASTERED
    rate: int = SAMPLE_RATE  # of the book, in Hz: every clip is brought to it

    def key(self, plan: ChapterPlan) -> str:
        """The name of a chapter's track."""
        return track_key(plan, self.encoding, self.prints, self.mastering, self.rate)


def finished(plan: ChapterPlan, shop: TrackBuilder) -> Track | None:
    """The track of a chapter, where it is there already and intact."""
    return shop.tracks.get(shop.key(plan), plan, shop.encodings)


def finished_parts(plan: ChapterPlan, shop: TrackBuilder) -> tuple[Track, ...] | None:
    """The tracks of all parts of a chapter, where they are there already and intact."""
    tracks = []
    for part in parts_of(plan, shop.clips, shop.prints):
        track = finished(part, shop)
        if track is None:
            return None
        tracks.append(track)
    return tuple(tracks)


def assemble_parts(
    plan: ChapterPlan, shop: TrackBuilder, encodings: tuple[str, ...]
) -> tuple[Track, ...]:
    """Make the tracks of all parts of a chapter. Raises what :func:`assemble` raises."""
    parts = parts_of(plan, shop.clips, shop.prints)
    return tuple(assemble(part, shop, encodings) for part in parts)


def assemble(
    plan: ChapterPlan, shop: TrackBuilder, encodings: tuple[str, ...]
) -> Track:
    """Make the track of a chapter whose clips are all in the store, in some encodings.

    Raises :class:`OutputError` where it cannot be written, or where a clip is gone.
    """
    key = shop.key(plan)
    there = shop.tracks.get(key, plan, encodings)
    if there is not None:
        return there
    wanted = [name for name in encodings if not shop.tracks.has(key, name)]
    master = None
    if shop.mastering.measure and wanted:
        master = _master(plan, shop)
    with ExitStack() as stack:
        rate = master.rate if master else shop.rate
        encoders = [
            stack.enter_context(_encoder(shop, key, name, rate)) for name in wanted
        ]
        chain = _Chain(master, encoders)
        tape = _Tape(chain.feed, shop)
        tape.play(plan)
        chain.finish()
    track = Track(
        plan.number,
        plan.title,
        key,
        shop.rate,
        tape.frames,
        tuple(tape.cues),
        tuple((name, shop.tracks.file(key, name)) for name in encodings),
        plan.part,
    )
    shop.tracks.put(track)
    return track


@dataclass(frozen=True, slots=True)
class _Chain:
    """What sound goes through on its way into files: a master, where it is mastered, and
    encoders.
    """

    master: "Master | None"
    encoders: list[Encoder]

    def feed(self, pcm: bytes) -> None:
        """Take what follows."""
        if self.master is None:
            for encoder in self.encoders:
                encoder.feed(pcm)
        else:
            self._encode_mastered(self.master.feed(pcm))

    def finish(self) -> None:
        """Take what the master held back."""
        if self.master is not None:
            self._encode_mastered(self.master.finish())

    def _encode_mastered(self, pcm: bytes) -> None:
        for encoder in self.encoders:
            encoder.feed(scaled(pcm, 1 / encoder.softening))


def _master(plan: ChapterPlan, shop: TrackBuilder) -> "Master":
    """What brings a chapter to its level, as found by listening to it.

    It is listened to twice where the limiter changes the level.
    """
    # FFmpeg's 20 MB, which MP3 does not need.
    from audiobook.sound import master  # noqa: PLC0415
    from audiobook.sound.meter import Meter  # noqa: PLC0415

    def start(gain: float) -> master.Master:
        return master.Master(shop.mastering, shop.encoding, shop.rate, gain)

    meter = Meter(shop.rate, shop.encoding.channels)
    _Tape(meter.feed, shop).play(plan)
    levels = meter.levels()
    gain = master.gain_db(levels, shop.mastering)
    if not master.limited_much(levels, shop.mastering, gain):
        return start(gain)
    trial = start(gain)
    meter = Meter(trial.rate, shop.encoding.channels)
    _Tape(lambda pcm: meter.feed(trial.feed(pcm)), shop).play(plan)
    meter.feed(trial.finish())
    return start(master.corrected_db(levels, shop.mastering, gain, meter.levels()))


@contextmanager
def _encoder(shop: TrackBuilder, key: str, name: str, rate: int) -> Iterator[Encoder]:
    with replacing(shop.tracks.file(key, name)) as part, part.open("r+b") as file:
        encoder = ENCODERS.load(name)(file, shop.encoding, rate)
        yield encoder
        encoder.finish()


def _clip(clips: ClipStore, key: str) -> Sound:
    sound = clips.get(key)
    if sound is None:
        raise OutputError(
            f"The clip {clips.path(key)} vanished or was damaged while it was in use.",
            remedy="Run the same command again: it is spoken anew.",
        )
    return sound


@dataclass(slots=True)
class _Tape:
    """Everything heard so far: handed on at once, only its length and cues are kept."""

    hear: Callable[[bytes], None]
    shop: TrackBuilder
    frames: int = 0
    cues: list[Cue] = field(default_factory=list)

    def play(self, plan: ChapterPlan) -> None:
        for item in plan.items:
            self._item(item)
        self._feed(silence(plan.end_ms, self.shop.rate))
        self._feed(silence(max(0.0, SHORTEST_MS - self._now_ms), self.shop.rate))

    def _item(self, item: PlannedLine) -> None:
        key = ""
        pcm = b""
        if item.missing:
            self._feed(silence(item.pause_ms, self.shop.rate))
            pcm = beep(self.shop.rate)
        elif item.line:
            self._feed(silence(item.pause_ms, self.shop.rate))
            key = clip_key(item.line, self.shop.prints)
            pcm = polish(_clip(self.shop.clips, key), item.gain_db, self.shop.rate)
        start_ms = self._now_ms
        self._feed(pcm, item.place)
        self.cues.append(Cue(item.utterance, start_ms, self._now_ms, key))

    @property
    def _now_ms(self) -> float:
        return self.frames * 1000 / self.shop.rate

    def _feed(self, pcm: bytes, place: float = 0.0) -> None:
        self.frames += len(pcm) // 2
        encoding = self.shop.encoding
        if encoding.channels > 1:
            pcm = placed(pcm, place, encoding.width)
        self.hear(pcm)
