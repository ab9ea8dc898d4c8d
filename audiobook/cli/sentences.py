"""Events -> the sentences in which the command line reports them."""

from audiobook.events import Lost, Notice, Planned


def sentence(event: Planned | Notice | Lost) -> str:
    """An event as a person reads it."""
    if isinstance(event, Notice):
        return event.message
    if isinstance(event, Lost):
        return f"Lost text: {event.message}"
    chapters = _counted(event.chapters, "chapter")
    if not event.new:
        return f"{chapters}, {event.lines:,} lines: every line is spoken already."
    busy = f"{_counted(event.useful_workers, 'worker')} can be kept busy."
    if event.new == event.lines:
        return f"{chapters}, {event.lines:,} lines to speak; {busy}"
    kept = event.lines - event.new
    lines = f"{event.lines:,} lines: {event.new:,} to speak, {kept:,} kept"
    return f"{chapters}, {lines}; {busy}"


def _counted(number: int, what: str) -> str:
    if number == 1:
        return f"{number:,} {what}"
    return f"{number:,} {what}s"
