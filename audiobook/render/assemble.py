"""Clips -> a finished chapter: stitched once, encoded in one pass into every encoding that is missing."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from audiobook.engines.base import SAMPLE_RATE
from audiobook.errors import OutputError
from audiobook.files import replacing
from audiobook.model import Cue, Sound, Track
from audiobook.render.plan import ChapterPlan, Item
from audiobook.render.store import ClipStore, Fingerprints, clip_key
from audiobook.render.tracks import TrackStore, track_key
from audiobook.settings import Encoding
from audiobook.sound.base import Encoder
from audiobook.sound.stitch import beep, polish, silence
from audiobook.sound.table import ENCODERS

SHORTEST_MS = 100  # of a chapter where nothing is said and no pause is asked for: players want some sound


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where clips come from, where tracks go, and how they are encoded. Picklable."""

    clips: ClipStore
    tracks: TrackStore
    encoding: Encoding
    encodings: tuple[str, ...]
    prints: Fingerprints


def finished(plan: ChapterPlan, shop: Workshop) -> Track | None:
    """The track of a chapter, where it is there already and intact."""
    return shop.tracks.get(track_key(plan, shop.encoding, shop.prints), plan, shop.encodings)


def assemble(plan: ChapterPlan, shop: Workshop, encodings: tuple[str, ...]) -> Track:
    """Make the track of a chapter whose clips are all in the store, in some encodings.

    Raises :class:`OutputError` where it cannot be written, or where a clip is gone.
    """
    key = track_key(plan, shop.encoding, shop.prints)
    if (there := shop.tracks.get(key, plan, encodings)) is not None:
        return there
    wanted = [name for name in encodings if not shop.tracks.has(key, name)]
    with ExitStack() as stack:
        tape = _Tape([stack.enter_context(_encoder(shop, key, name)) for name in wanted])
        tape.play(plan, shop)
    files = tuple((name, shop.tracks.file(key, name)) for name in encodings)
    track = Track(plan.number, plan.title, key, SAMPLE_RATE, tape.frames, tuple(tape.cues), files)
    shop.tracks.put(track)
    return track


@contextmanager
def _encoder(shop: Workshop, key: str, name: str) -> Iterator[Encoder]:
    with replacing(shop.tracks.file(key, name)) as part, part.open("r+b") as file:
        encoder = ENCODERS.load(name)(file, shop.encoding, SAMPLE_RATE)
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
    """Everything heard so far: handed to the encoders at once, only its length and cues are kept."""

    encoders: Iterable[Encoder]
    frames: int = 0
    cues: list[Cue] = field(default_factory=list)

    def play(self, plan: ChapterPlan, shop: Workshop) -> None:
        for item in plan.items:
            self._item(item, shop)
        self._feed(silence(plan.end_ms, SAMPLE_RATE))
        self._feed(silence(max(0.0, SHORTEST_MS - self._now_ms), SAMPLE_RATE))

    def _item(self, item: Item, shop: Workshop) -> None:
        key, pcm = "", b""
        if item.missing:
            self._feed(silence(item.pause_ms, SAMPLE_RATE))
            pcm = beep(SAMPLE_RATE)
        elif item.line:
            self._feed(silence(item.pause_ms, SAMPLE_RATE))
            key = clip_key(item.line, shop.prints)
            pcm = polish(_clip(shop.clips, key), item.gain_db)
        start_ms = self._now_ms
        self._feed(pcm)
        self.cues.append(Cue(item.utterance, start_ms, self._now_ms, key))

    @property
    def _now_ms(self) -> float:
        return self.frames * 1000 / SAMPLE_RATE

    def _feed(self, pcm: bytes) -> None:
        self.frames += len(pcm) // 2
        for encoder in self.encoders:
            encoder.feed(pcm)
