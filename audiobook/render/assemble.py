"""Clips -> a finished chapter: stitched, and encoded in one pass into every encoding that is missing.

A chapter that is to be mastered is stitched twice: first to hear how loud it is.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiobook.engines.base import SAMPLE_RATE
from audiobook.errors import OutputError
from audiobook.files import replacing
from audiobook.model import Cue, Sound, Track
from audiobook.render.parts import parts_of
from audiobook.render.plan import ChapterPlan, Item
from audiobook.render.store import ClipStore, Fingerprints, clip_key
from audiobook.render.tracks import UNMASTERED, TrackStore, track_key
from audiobook.settings import Encoding, Mastering
from audiobook.sound.base import Encoder
from audiobook.sound.stitch import beep, placed, polish, scaled, silence
from audiobook.sound.table import ENCODERS

if TYPE_CHECKING:
    from audiobook.sound.master import Master

SHORTEST_MS = 100  # of a chapter where nothing is said and no pause is asked for: players want some sound


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where clips come from, where tracks go, and how they are encoded. Picklable."""

    clips: ClipStore
    tracks: TrackStore
    encoding: Encoding
    encodings: tuple[str, ...]
    prints: Fingerprints
    mastering: Mastering = UNMASTERED

    def key(self, plan: ChapterPlan) -> str:
        """The name of a chapter's track."""
        return track_key(plan, self.encoding, self.prints, self.mastering)


def finished(plan: ChapterPlan, shop: Workshop) -> Track | None:
    """The track of a chapter, where it is there already and intact."""
    return shop.tracks.get(shop.key(plan), plan, shop.encodings)


def finished_parts(plan: ChapterPlan, shop: Workshop) -> tuple[Track, ...] | None:
    """The tracks of all parts of a chapter, where they are there already and intact."""
    tracks = [finished(part, shop) for part in parts_of(plan, shop.clips, shop.prints)]
    found = tuple(track for track in tracks if track is not None)
    return found if len(found) == len(tracks) else None


def assemble_parts(plan: ChapterPlan, shop: Workshop, encodings: tuple[str, ...]) -> tuple[Track, ...]:
    """Make the tracks of all parts of a chapter. Raises what :func:`assemble` raises."""
    return tuple(assemble(part, shop, encodings) for part in parts_of(plan, shop.clips, shop.prints))


def assemble(plan: ChapterPlan, shop: Workshop, encodings: tuple[str, ...]) -> Track:
    """Make the track of a chapter whose clips are all in the store, in some encodings.

    Raises :class:`OutputError` where it cannot be written, or where a clip is gone.
    """
    key = shop.key(plan)
    if (there := shop.tracks.get(key, plan, encodings)) is not None:
        return there
    wanted = [name for name in encodings if not shop.tracks.has(key, name)]
    master = _master(plan, shop) if shop.mastering.measure and wanted else None
    rate = master.rate if master else SAMPLE_RATE
    with ExitStack() as stack:
        encoders = [stack.enter_context(_encoder(shop, key, name, rate)) for name in wanted]

        def encode(pcm: bytes) -> None:
            for encoder in encoders:
                encoder.feed(scaled(pcm, 1 / encoder.softening) if master else pcm)

        tape = _Tape((lambda pcm: encode(master.feed(pcm))) if master else encode, shop)
        tape.play(plan)
        if master:
            encode(master.finish())
    files = tuple((name, shop.tracks.file(key, name)) for name in encodings)
    track = Track(plan.number, plan.title, key, SAMPLE_RATE, tape.frames, tuple(tape.cues), files, plan.part)
    shop.tracks.put(track)
    return track


def _master(plan: ChapterPlan, shop: Workshop) -> "Master":
    """What brings a chapter to its level, as found by listening to it; twice where the limiter changes it."""
    from audiobook.sound import master  # noqa: PLC0415 - FFmpeg's 20 MB, which MP3 does not need
    from audiobook.sound.meter import Meter  # noqa: PLC0415

    def start(gain: float) -> master.Master:
        return master.Master(shop.mastering, shop.encoding, SAMPLE_RATE, gain)

    meter = Meter(SAMPLE_RATE, shop.encoding.channels)
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
def _encoder(shop: Workshop, key: str, name: str, rate: int) -> Iterator[Encoder]:
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
    shop: Workshop
    frames: int = 0
    cues: list[Cue] = field(default_factory=list)

    def play(self, plan: ChapterPlan) -> None:
        for item in plan.items:
            self._item(item)
        self._feed(silence(plan.end_ms, SAMPLE_RATE))
        self._feed(silence(max(0.0, SHORTEST_MS - self._now_ms), SAMPLE_RATE))

    def _item(self, item: Item) -> None:
        key, pcm = "", b""
        if item.missing:
            self._feed(silence(item.pause_ms, SAMPLE_RATE))
            pcm = beep(SAMPLE_RATE)
        elif item.line:
            self._feed(silence(item.pause_ms, SAMPLE_RATE))
            key = clip_key(item.line, self.shop.prints)
            pcm = polish(_clip(self.shop.clips, key), item.gain_db)
        start_ms = self._now_ms
        self._feed(pcm, item.place)
        self.cues.append(Cue(item.utterance, start_ms, self._now_ms, key))

    @property
    def _now_ms(self) -> float:
        return self.frames * 1000 / SAMPLE_RATE

    def _feed(self, pcm: bytes, place: float = 0.0) -> None:
        self.frames += len(pcm) // 2
        encoding = self.shop.encoding
        self.hear(pcm if encoding.channels == 1 else placed(pcm, place, encoding.width))
