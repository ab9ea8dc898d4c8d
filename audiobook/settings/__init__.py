"""What the user may set: defaults < profile < user's file < book's file < flags -> frozen values."""

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
