"""MOBI, AZW3, RTF and other formats that an installed Calibre can turn into EPUB.

Calibre is another program and need not be there; it is given a copy of nothing but the file, a
folder of its own that is gone afterwards, and a time limit.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Book
from audiobook.readers.base import Reader
from audiobook.readers.epub import EpubReader
from audiobook.readers.witness import balanced

PROGRAM = "ebook-convert"
TIMEOUT_S = 300.0
_RTF = b"{\\rtf"
# Where they stand, in bytes.
_SIGNATURES = (
    (60, b"BOOKMOBI"),
    (60, b"TEXtREAd"),
    (0, _RTF),
    (0, b"ITOLITLS"),
    (0, b"L\x00R\x00F\x00"),
)
_REASON = 200  # characters of what Calibre says
_CALIBRE = (
    "Install Calibre from calibre-ebook.com, or convert the file to EPUB elsewhere."
)


class CalibreReader(Reader):
    """Reads what Calibre can convert to EPUB."""

    suffixes = (
        ".mobi",
        ".azw",
        ".azw3",
        ".azw4",
        ".prc",
        ".kfx",
        ".lit",
        ".lrf",
        ".rtf",
        ".pdb",
        ".snb",
        ".tcr",
    )

    def recognises(self, path: Path, head: bytes) -> bool:
        """By the suffix or the signature of a format that only Calibre reads."""
        if super().recognises(path, head):
            return True
        return any(head.startswith(signature, at) for at, signature in _SIGNATURES)

    def read(self, path: Path) -> Book:
        """The book in such a file.

        Raises :class:`~audiobook.errors.InputError`, also where Calibre is missing.
        """
        program = shutil.which(PROGRAM)
        if program is None:
            raise InputError(
                f'Reading "{path}" needs the program Calibre, which was not found.',
                remedy=_CALIBRE,
            )
        with tempfile.TemporaryDirectory(prefix="audiobook-") as folder:
            # The name of the copy says the format, and cannot be taken for an option.
            copy = Path(folder) / f"book{_suffix(path)}"
            converted = Path(folder) / "converted.epub"
            shutil.copyfile(path, copy)
            _convert([program, str(copy), str(converted)], path)
            if not converted.exists():
                raise InputError(
                    f'Calibre could not convert "{path}".', remedy=_CALIBRE
                )
            reader = EpubReader()
            book = reader.read(converted)
            return balanced(book, reader.parts(converted), path.name)


def _suffix(path: Path) -> str:
    """The suffix by which Calibre knows the format, whatever the file is called."""
    suffix = path.suffix.lower()
    if suffix in CalibreReader.suffixes:
        return suffix
    with path.open("rb") as file:
        head = file.read(len(_RTF))
    if head == _RTF:
        return ".rtf"
    return ".mobi"


def _convert(command: list[str], path: Path) -> None:
    try:
        process = subprocess.run(  # noqa: S603 - the program found on the user's path, no shell
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f'Calibre took more than {TIMEOUT_S:.0f} s on "{path}".', remedy=_CALIBRE
        ) from error
    except OSError as error:
        raise InputError(
            f"Calibre could not be started: {error.strerror}.", remedy=_CALIBRE
        ) from error
    if process.returncode:
        output = process.stderr or process.stdout
        raise _refusal(output.decode("utf-8", "replace"), path)


def _refusal(output: str, path: Path) -> InputError:
    """What Calibre's failure means, by what it printed."""
    if "DRM" in output:
        return InputError(
            f'"{path}" is locked by copy protection (DRM).',
            remedy="Get a copy without it.",
        )
    # Python programs print the reason last.
    lines = output.strip().splitlines() or ["no reason given"]
    reason = lines[-1].strip()[:_REASON]
    return InputError(
        f'Calibre could not convert "{path}": {reason}.',
        remedy="Get a fresh copy of the file.",
    )
