"""A sound file -> measurements, and findings on what is heard."""

from audiobook.checks.sound.sound import level_findings, spoken_level

__all__ = ["level_findings", "spoken_level"]
