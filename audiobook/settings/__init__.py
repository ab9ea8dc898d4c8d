"""Defaults < profile < user's file < book's file < flags -> what the user set, as frozen values."""

from audiobook.settings.values import (
    NOTHING,
    PACES,
    About,
    Encoding,
    Feed,
    Mastering,
    Names,
    Pauses,
    Settings,
    Speech,
)

__all__ = [
    "NOTHING",
    "PACES",
    "About",
    "Encoding",
    "Feed",
    "Mastering",
    "Names",
    "Pauses",
    "Settings",
    "Speech",
]
