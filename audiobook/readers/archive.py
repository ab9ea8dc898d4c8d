"""The zip of a book (EPUB, DOCX, ODT), read within limits: no bomb unpacks, no path leads out of
it.

The limits are far above any novel (a long one has 5 MB of text) and far below what hurts.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Container
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from audiobook.errors import InputError
from audiobook.model import Loss, LossKind
from audiobook.readers.salvage import Damage, salvaged

_ENTRY_BYTES = 32 * 1024 * 1024
_TOTAL_BYTES = 512 * 1024 * 1024
_ENTRIES = 50_000
_SAMPLE = 80  # characters before the damage
_REMEDY = "Get a fresh copy of the file."


class Archive:
    """The files in a zip, by their paths; ``what`` names the format. A context manager.

    ``damage`` says what is wrong with files that were read and are not whole.
    """

    def __init__(self, path: Path, what: str = "EPUB") -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise InputError(
                f'"{path}" is no readable {what}: {error}.', remedy=_REMEDY
            ) from error
        infos = self._zip.infolist()
        if len(infos) > _ENTRIES:
            raise InputError(
                f'"{path}" holds {len(infos)} files, too many for a book.',
                remedy=_REMEDY,
            )
        self._infos = {info.filename: info for info in infos}
        self._folded = {name.lower(): name for name in self._infos}
        self._left = _TOTAL_BYTES
        self.damage: dict[str, Damage] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> tuple[str, ...]:
        """Every path in the archive."""
        return tuple(self._infos)

    def find(self, path: str) -> str:
        """The path as the archive spells it; empty where there is no such file."""
        return path if path in self._infos else self._folded.get(path.lower(), "")

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, up to the damage where it has some; ``None`` where it is missing.

        Raises :class:`~audiobook.errors.InputError` where it is encrypted or larger than any
        book.
        """
        info = self._infos.get(self.find(path))
        if info is None or info.is_dir():
            return None
        if info.flag_bits & 1:
            raise InputError(
                f'"{self.path}" is encrypted.', remedy="Give a copy without a password."
            )
        limit = min(_ENTRY_BYTES, self._left)
        try:
            with self._zip.open(info) as file:
                data = file.read(limit + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            ValueError,
        ):
            data = salvaged(self.path, info, limit)
            self.damage[info.filename] = Damage(info.file_size, len(data))
        if len(data) > limit:
            raise InputError(
                f'"{self.path}" unpacks to more than any book: {info.filename}.',
                remedy=_REMEDY,
            )
        self._left -= len(data)
        return data

    def loss(self, path: str, last_words: str = "") -> Loss | None:
        """The text that is lost with a file that is not whole; ``last_words`` are those before
        the damage.
        """
        name = self.find(path)
        if name not in self.damage:
            return None
        told = (
            " ".join(last_words[-_SAMPLE:].split())
            if self.damage[name].ends_early
            else ""
        )
        what = f"{self.damage[name]}{' The last words before that:' if told else ''}"
        return Loss(LossKind.DAMAGED, name, what, told)

    def notices(self, text: Container[str]) -> list[str]:
        """A sentence for every file that is not whole and holds no ``text``: a style sheet, a
        picture ...
        """
        return [
            f"{name}: {damage}"
            for name, damage in self.damage.items()
            if name not in text
        ]

    def read_whole(self, path: str) -> bytes | None:
        """The same for a file of which a part is of no use: ``None`` also where it is damaged."""
        data = self.read(path)
        return None if self.find(path) in self.damage else data


def resolve(base: str, href: str) -> tuple[str, str]:
    """Path and fragment of a link in the file ``base``; the path is empty where it leads out of
    the book.
    """
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return "", ""
    if parts.scheme or parts.netloc:
        return "", ""
    path = (
        base
        if not parts.path
        else posixpath.join(posixpath.dirname(base), unquote(parts.path))
    )
    path = posixpath.normpath(path)
    return ("" if path.startswith(("..", "/")) else path), unquote(parts.fragment)
