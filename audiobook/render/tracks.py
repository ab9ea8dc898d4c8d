"""Finished chapters in a folder, each named by everything audible in it.

Beside a track's encoded files stands ``<key>.json``: its length, its cues, the seal of each file, and a CRC-32
of all this. A record or a file that is not as it was written counts as missing.
"""

import hashlib
import json
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from audiobook.files import write_text
from audiobook.model import Cue, Track
from audiobook.render.plan import ChapterPlan
from audiobook.render.seal import Seal, seal
from audiobook.render.store import Fingerprints, clip_key
from audiobook.settings import Encoding
from audiobook.sound.table import ENCODERS

TRACK_VERSION = 1  # to be raised when stitching or encoding changes what is heard

_Record = dict[str, Any]


def track_key(plan: ChapterPlan, encoding: Encoding, prints: Fingerprints) -> str:
    """The name of a chapter's track: 64 hexadecimal digits."""
    items = [
        [clip_key(item.line, prints) if item.line else None, item.gain_db, item.pause_ms] for item in plan.items
    ]
    audible = [TRACK_VERSION, items, plan.end_ms, encoding.bitrate_kbps, encoding.sample_rate]
    return hashlib.sha256(json.dumps(audible).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class TrackStore:
    """Tracks in a folder. Picklable."""

    folder: Path

    def file(self, key: str, encoding: str) -> Path:
        """Where a track's sound in one encoding is, or would be."""
        return self.folder / f"{key}{ENCODERS.load(encoding).suffix}"

    def has(self, key: str, encoding: str) -> bool:
        """Whether a track is there in an encoding, intact."""
        record = self._record(key)
        return record is not None and self._intact(record, key, encoding)

    def get(self, key: str, plan: ChapterPlan, encodings: tuple[str, ...]) -> Track | None:
        """A track that has all of ``encodings``, intact; else ``None``."""
        record = self._record(key)
        if record is None or not all(self._intact(record, key, encoding) for encoding in encodings):
            return None
        return Track(
            chapter=plan.number,
            title=plan.title,
            key=key,
            rate=record["rate"],
            frames=record["frames"],
            cues=tuple(Cue(*cue) for cue in record["cues"]),
            files=tuple((name, self.file(key, name)) for name in encodings),
        )

    def put(self, track: Track) -> None:
        """Record a track whose files are in their places. Raises :class:`~audiobook.errors.OutputError`."""
        before = self._record(track.key)
        files = {**(before["files"] if before else {}), **{name: asdict(seal(path)) for name, path in track.files}}
        cues = [[cue.utterance, cue.start_ms, cue.end_ms, cue.clip] for cue in track.cues]
        record = {"rate": track.rate, "frames": track.frames, "files": files, "cues": cues}
        write_text(self._record_file(track.key), json.dumps({"crc32": _crc(record), **record}))

    def _record_file(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _record(self, key: str) -> _Record | None:
        try:
            record = json.loads(self._record_file(key).read_bytes())
        except (OSError, ValueError):
            return None
        if not isinstance(record, dict) or record.pop("crc32", None) != _crc(record):
            return None
        return record

    def _intact(self, record: _Record, key: str, encoding: str) -> bool:
        known = record["files"].get(encoding)
        return known is not None and Seal(**known).holds(self.file(key, encoding))


def _crc(record: _Record) -> int:
    return zlib.crc32(json.dumps(record).encode())
