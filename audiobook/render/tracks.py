"""Finished chapters in a folder, each named by everything audible in it.

Beside each encoded file stands its record, ``<key>.mp3.json``: length, cues, the file's seal, and
a CRC-32 of all this. A record or a file that is not as it was written counts as missing.
Encodings know nothing of one another, so that two processes may make them at once.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from audiobook.engines import SAMPLE_RATE
from audiobook.files import output_errors, write_text
from audiobook.files.stamp import Seal, seal
from audiobook.model import Cue, Track
from audiobook.render.plan import ChapterPlan, PlannedLine
from audiobook.render.store import Fingerprints, clip_key
from audiobook.settings import Encoding, Mastering
from audiobook.sound.base import MASTERING_VERSION, encoded_rate
from audiobook.sound.table import ENCODERS

TRACK_VERSION = 2  # to be raised when stitching or encoding changes what is heard

_KEY_LENGTH = 64  # hexadecimal digits
_NAME = re.compile(r"[0-9a-f]{64}\.")
UNMASTERED = Mastering()

_Record = dict[str, Any]


def track_key(
    plan: ChapterPlan,
    encoding: Encoding,
    prints: Fingerprints,
    mastering: Mastering = UNMASTERED,
    rate: int = SAMPLE_RATE,
) -> str:
    """The name of a chapter's track, stitched at ``rate`` Hz: 64 hexadecimal digits."""
    items = [
        [_audible(item, prints), item.gain_db, item.pause_ms] for item in plan.items
    ]
    audible: list[object] = [
        TRACK_VERSION,
        items,
        plan.end_ms,
        encoding.bitrate_kbps,
        encoded_rate(encoding, rate),
    ]
    if encoding.channels != 1:
        places = [item.place for item in plan.items]
        audible.append([encoding.channels, encoding.width, places])
    if rate != SAMPLE_RATE:
        audible.append(["rate", rate])
    if mastering.measure:
        audible.append([MASTERING_VERSION, asdict(mastering)])
    return hashlib.sha256(json.dumps(audible).encode()).hexdigest()


def _audible(item: PlannedLine, prints: Fingerprints) -> str | None:
    if item.missing:
        return "missing"
    if item.line is None:
        return None
    return clip_key(item.line, prints)


@dataclass(frozen=True, slots=True)
class TrackStore:
    """Tracks in a folder. Picklable."""

    folder: Path

    def file(self, key: str, encoding: str) -> Path:
        """Where a track's sound in one encoding is, or would be."""
        return self.folder / f"{key}{ENCODERS.load(encoding).suffix}"

    def has(self, key: str, encoding: str) -> bool:
        """Whether a track is there in an encoding, intact."""
        return self._record(key, encoding) is not None

    def get(
        self, key: str, plan: ChapterPlan, encodings: tuple[str, ...]
    ) -> Track | None:
        """A track that has all of ``encodings``, intact; else ``None``."""
        records = [self._record(key, encoding) for encoding in encodings]
        if not records or None in records:
            return None
        record = records[0] or {}
        return Track(
            chapter=plan.number,
            title=plan.title,
            key=key,
            rate=record["rate"],
            frames=record["frames"],
            cues=tuple(Cue(*cue) for cue in record["cues"]),
            files=tuple((name, self.file(key, name)) for name in encodings),
            part=plan.part,
        )

    def put(self, track: Track) -> None:
        """Record a track whose files are in their places.

        Raises :class:`~audiobook.errors.OutputError`.
        """
        cues = [
            [cue.utterance, cue.start_ms, cue.end_ms, cue.clip] for cue in track.cues
        ]
        for _, path in track.files:
            record = {
                "rate": track.rate,
                "frames": track.frames,
                "seal": asdict(seal(path)),
                "cues": cues,
            }
            write_text(_record_of(path), json.dumps({"crc32": _crc(record), **record}))

    def prune(self, kept: Collection[str]) -> None:
        """Remove every track but those of these keys.

        Raises :class:`~audiobook.errors.OutputError`.
        """
        with output_errors(self.folder):
            for path in self.folder.glob("*"):
                if _NAME.match(path.name) and path.name[:_KEY_LENGTH] not in kept:
                    path.unlink(missing_ok=True)

    def _record(self, key: str, encoding: str) -> _Record | None:
        path = self.file(key, encoding)
        try:
            record = json.loads(_record_of(path).read_bytes())
        except (OSError, ValueError):
            return None
        if not isinstance(record, dict) or record.pop("crc32", None) != _crc(record):
            return None
        if not Seal(**record["seal"]).holds(path):
            return None
        return record


def _record_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _crc(record: _Record) -> int:
    return zlib.crc32(json.dumps(record).encode())
