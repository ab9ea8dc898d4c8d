"""Everything that can go wrong, as a tree, with the exit status that the command line gives it.

::

    AudiobookError               1   anything expected that none of the others names
    ├── UsageError               2   a wrong argument, setting or name
    │   ├── UnknownNameError     2   no engine, format, voice ... of that name
    │   ├── MissingPackageError  2   an optional package is not installed
    │   └── SettingsError        2   a settings, voices or cast file is wrong (file and line named)
    ├── InputError               3   the book cannot be read
    │   └── NoTextError          3   it can, but there are no words in it
    ├── OutputError              4   the output cannot be written (full disk, read-only, in use)
    ├── EngineError              5   an engine refused or failed
    │   └── RenderError          5   some lines could not be spoken; every one is named
    ├── PublishError             6   a finished file could not be made
    ├── FindingsError            7   a check found errors; 8: warnings only, with --strict
    ├── ResourceError            9   too little memory, or too few files may be open
    ├── LossError               10   the book was made, but part of its source could not be read
    └── SomeBooksError          11   of several books, some could not be made

An interrupted run (Ctrl-C) exits with 130. Every message is one sentence that says what is wrong,
and ``remedy`` one that says what to do.
"""

from pathlib import Path

from audiobook.shortage import STATUS

INTERRUPTED = 130


class AudiobookError(Exception):
    """Base of every expected error.

    ``message`` says what is wrong, ``remedy`` what to do about it.
    """

    exit_status = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()

    def __reduce__(self) -> tuple[object, ...]:
        # Errors travel from worker processes: the keyword has to survive pickling.
        return (_rebuild, (type(self), self.message, self.remedy, self.__dict__))


def _rebuild(
    kind: type[AudiobookError], message: str, remedy: str, state: dict[str, object]
) -> AudiobookError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(state, message=message, remedy=remedy)
    return error


class UsageError(AudiobookError):
    """A wrong argument, setting or name."""

    exit_status = 2


class UnknownNameError(UsageError):
    """There is no implementation, voice or option of that name."""


class MissingPackageError(UsageError):
    """An implementation needs a package that is not installed."""


class SettingsError(UsageError):
    """A settings, voices or cast file is wrong. The message names the file and the line."""

    def __init__(
        self, message: str, *, file: Path | str = "", line: int = 0, remedy: str = ""
    ) -> None:
        place = ""
        if line:
            place = f"{file}, line {line}: "
        elif file:
            place = f"{file}: "
        super().__init__(place + message, remedy=remedy)
        self.file = str(file)
        self.line = line


class InputError(AudiobookError):
    """The book cannot be read."""

    exit_status = 3


class NoTextError(InputError):
    """There are no words in it."""


class OutputError(AudiobookError):
    """The output cannot be written."""

    exit_status = 4


class EngineError(AudiobookError):
    """An engine refused or failed."""

    exit_status = 5


class RenderError(EngineError):
    """Some lines could not be spoken. ``lines`` names each, with its reason."""

    def __init__(
        self, message: str, *, lines: tuple[str, ...] = (), remedy: str = ""
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.lines = lines


class PublishError(AudiobookError):
    """A finished file could not be made."""

    exit_status = 6


class FindingsError(AudiobookError):
    """A check found something: errors, or warnings only, where those count as well."""

    exit_status = 7

    def __init__(
        self, message: str, *, remedy: str = "", warnings_only: bool = False
    ) -> None:
        super().__init__(message, remedy=remedy)
        if warnings_only:
            self.exit_status = 8


class ResourceError(AudiobookError):
    """The system gives too little memory, or too few open files."""

    exit_status = STATUS


class LossError(AudiobookError):
    """The book was made, but part of its source could not be read.

    Each part is told as an event before.
    """

    exit_status = 10


class SomeBooksError(AudiobookError):
    """Of several books, some could not be made. Each is named in the report."""

    exit_status = 11
