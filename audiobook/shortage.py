"""What the system has too little of, told by the errors that it gives.

It imports nothing that could fail for want of it.
"""

import errno

MEMORY = "memory"
FILES = "files"
_NUMBERS = {errno.ENOMEM: MEMORY, errno.EMFILE: FILES, errno.ENFILE: FILES}
_SIGNS = {
    "MemoryError": MEMORY,
    "annot allocate memory": MEMORY,
    "failed to map segment": MEMORY,
    "can't start new thread": MEMORY,
    "Too many open files": FILES,
}
_SAID = {
    MEMORY: (
        "There is too little memory.",
        (
            "Lift its limit (ulimit -v), close other programs, or give fewer --workers; "
            "finished work is kept."
        ),
    ),
    FILES: (
        "Too few files may be open at a time.",
        "Raise the limit (ulimit -n 1024), or give fewer --workers; finished work is kept.",
    ),
}
STATUS = 9  # that the command line ends with


def shortage_of(error: BaseException | None) -> str:
    """What an error is for want of: :data:`MEMORY` or :data:`FILES`; empty for other errors."""
    while error is not None:
        if found := _shortage_in(error):
            return found
        error = error.__cause__ or error.__context__
    return ""


def _shortage_in(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return MEMORY
    if isinstance(error, OSError) and error.errno in _NUMBERS:
        return _NUMBERS[error.errno]
    return (
        shortage_told(str(error))
        if isinstance(error, OSError | ImportError | RuntimeError)
        else ""
    )


def shortage_told(text: str) -> str:
    """The same of what another process said before it ended."""
    return next((kind for sign, kind in _SIGNS.items() if sign in text), "")


def message_and_remedy(kind: str) -> tuple[str, str]:
    """What is wrong, and what to do about it."""
    return _SAID[kind]
