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

# What zipfile raises for a file that is damaged, or packed in a way that it cannot unpack.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    ValueError,
)
_ENCRYPTED = 1  # a bit of the flags
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
                f'"{path}" is not a readable {what}: {error}.', remedy=_REMEDY
            ) from error
        # The list alone could take all memory.
        infos = self._zip.infolist()
        if len(infos) > _ENTRIES:
            raise InputError(
                f'"{path}" holds {len(infos)} files, too many for a book.',
                remedy=_REMEDY,
            )
        self._infos = {info.filename: info for info in infos}
        # Links in a book made on Windows may spell a path otherwise than the zip does.
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
        if path in self._infos:
            return path
        return self._folded.get(path.lower(), "")

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, up to the damage where it has some; ``None`` where it is missing.

        Raises :class:`~audiobook.errors.InputError` where it is encrypted or larger than any
        book.
        """
        info = self._infos.get(self.find(path))
        if info is None or info.is_dir():
            return None
        if info.flag_bits & _ENCRYPTED:
            raise InputError(
                f'"{self.path}" is encrypted.', remedy="Give a copy without a password."
            )
        # The size that a zip states may be wrong: what comes out is counted.
        limit = min(_ENTRY_BYTES, self._left)
        try:
            with self._zip.open(info) as file:
                data = file.read(limit + 1)
        except _UNREADABLE:
            data = salvaged(self.path, info, limit)
            self.damage[info.filename] = Damage(info.file_size, len(data))
        if len(data) > limit:
            raise InputError(
                f'"{self.path}" unpacks to more data than any book has: {info.filename}.',
                remedy=_REMEDY,
            )
        self._left -= len(data)
        return data

    def read_whole(self, path: str) -> bytes | None:
        """The bytes of a file of which a part is useless.

        ``None`` where it is missing or damaged.
        """
        data = self.read(path)
        if self.find(path) in self.damage:
            return None
        return data

    def loss(self, path: str, last_words: str = "") -> Loss | None:
        """The text that is lost with a file that is not whole.

        ``last_words`` are those before the damage.
        """
        name = self.find(path)
        if name not in self.damage:
            return None
        damage = self.damage[name]
        sample = ""
        if damage.ends_early:
            sample = " ".join(last_words[-_SAMPLE:].split())
        what = str(damage)
        if sample:
            what += " The last words before that:"
        return Loss(
            LossKind.DAMAGED,
            name,
            what,
            sample,
        )

    def notices(self, text: Container[str]) -> list[str]:
        """A sentence for every file that is not whole and holds no ``text``.

        Those are style sheets, pictures ...
        """
        sentences: list[str] = []
        for name, damage in self.damage.items():
            if name not in text:
                sentences.append(f"{name}: {damage}")
        return sentences


def resolve(base: str, href: str) -> tuple[str, str]:
    """Path and fragment of a link in the file ``base``.

    The path is empty where the link leads out of the book.
    """
    try:
        parts = urlsplit(href.strip())
    except ValueError:  # brackets that are not an address
        return "", ""
    if parts.scheme or parts.netloc:
        return "", ""
    path = base
    if parts.path:
        folder = posixpath.dirname(base)
        path = posixpath.join(folder, unquote(parts.path))
    path = posixpath.normpath(path)
    if path.startswith(("..", "/")):
        path = ""
    return path, unquote(parts.fragment)
