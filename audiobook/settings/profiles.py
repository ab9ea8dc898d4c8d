"""What a book may be made for: named sets of settings, laid under what the user sets.

A profile is nothing but settings: whatever it says can be said in a settings file, and there or
by a flag every one of them can be overruled. What each asks of the finished files, and what was
measured on them, stands in docs/mastering.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

PLAIN = "plain"

_OPENING = "{title}[, by {author}].\n\nRead by {narrator}, in synthesized voices."
_CLOSING = "This was {title}[, by {author}].\n\nThe end."
# LUFS of one channel that ReplayGain calls 89 dB, measured on our voices.
_LIBRIVOX_LEVEL = -20.5


@dataclass(frozen=True, slots=True)
class Profile:
    """A purpose in a sentence, and its settings in the shape of a settings file."""

    purpose: str
    settings: Mapping[str, object]


PROFILES: dict[str, Profile] = {
    PLAIN: Profile("To listen to: voices as they are, small files.", {}),
    "acx": Profile(
        "The figures of ACX (Audible): one file per chapter and for the credits, RMS, "
        "peaks, room tone.",
        {
            "formats": ("mp3", "sample"),
            "encoding": {"bitrate_kbps": 192, "sample_rate": 44_100},
            "mastering": {
                "measure": "rms",
                "level": -20.0,
                "peak": -3.0,
                "room_tone": -75.0,
            },
            "pauses": {"chapter_start": 750, "chapter_end": 2000},
            "speech": {"opening": _OPENING, "closing": _CLOSING},
            "split_min": 119,
        },
    ),
    "podcast": Profile(
        "EBU R128 at the level of podcast players: -16 LUFS in two channels, -19 in one.",
        {
            "formats": ("mp3",),
            "encoding": {"bitrate_kbps": 96, "sample_rate": 44_100},
            "mastering": {
                "measure": "lufs",
                "level": -19.0,
                "peak": -1.0,
                "room_tone": -75.0,
            },
        },
    ),
    "librivox": Profile(
        "LibriVox: 128 kbps, and 89 dB by ReplayGain.",
        {
            "formats": ("mp3",),
            "encoding": {"bitrate_kbps": 128, "sample_rate": 44_100},
            "mastering": {
                "measure": "lufs",
                "level": _LIBRIVOX_LEVEL,
                "peak": -1.0,
                "room_tone": -75.0,
            },
            "pauses": {"chapter_start": 750, "chapter_end": 5000},
        },
    ),
    "small": Profile(
        "For phones and slow lines: 15 MB an hour.",
        {
            "formats": ("m4b", "opus"),
            "encoding": {"bitrate_kbps": 32},
            "mastering": {
                "measure": "lufs",
                "level": -19.0,
                "peak": -1.0,
                "room_tone": -120.0,
            },
        },
    ),
}
