"""What may stand between a person and their change, each with what is kept and what to do."""

from pathlib import Path

from audiobook.errors import AudiobookError, OutputError


class StudioError(AudiobookError):
    """A request that cannot be done. ``status`` is that of HTTP, ``code`` is for the page."""

    status = 422
    code = "refused"


class BadRequestError(StudioError):
    """The request itself is wrong: the page and the server do not fit each other."""

    status = 400
    code = "bad"


class MissingError(StudioError):
    """There is nothing at that address."""

    status = 404
    code = "missing"


class ConflictError(StudioError):
    """The change was based on a version that is no longer there."""

    status = 409
    code = "conflict"


class BusyError(StudioError):
    """Something else is under way that has to end first."""

    status = 409
    code = "busy"


class GoneError(StudioError):
    """The folder of the book was removed."""

    status = 410
    code = "gone"


class TooLargeError(StudioError):
    """More was sent than is taken."""

    status = 413
    code = "large"


class DamagedError(StudioError):
    """A file of the book cannot be understood as it is now."""

    code = "damaged"


def conflict(changed: str) -> ConflictError:
    """The error for a change that comes too late; ``changed`` is what came before it."""
    return ConflictError(
        f"The book was changed in the meantime: {changed}.",
        remedy="The page now shows it as it is. Look at it and do this again if it is still right.",
    )


def status_and_code(error: AudiobookError) -> tuple[int, str]:
    """How an error is answered."""
    if isinstance(error, StudioError):
        return error.status, error.code
    if isinstance(error, OutputError):
        return 507, "full"
    return 422, "refused"


def gone(folder: Path, error: OSError) -> GoneError:
    """The error for a folder that is not there, or cannot be read any more."""
    if folder.is_dir():
        what = f"A file in {folder} cannot be read: {error.strerror or error}."
    else:
        what = f"The folder {folder} is gone."
    return GoneError(
        what,
        remedy="Put it back, or have your cast, corrections and settings written there anew.",
    )


def unwritten(error: AudiobookError | OSError) -> AudiobookError:
    """The error of a change that could not be written, and what has become of it."""
    if isinstance(error, AudiobookError) and not isinstance(error, OutputError):
        error.remedy = f"{error.remedy} Nothing was changed.".strip()
        return error
    return OutputError(
        f"The change could not be written: {error}.".replace("..", "."),
        remedy="Nothing was changed: make room or change permissions, and do it again.",
    )
