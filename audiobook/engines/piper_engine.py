"""Speaks by a Piper voice in a folder that the user has, through the package ``piper-tts``.

The package is under the GPL and is no part of this program: the user installs it. Options of a
voice: ``model``, the whole path of the ``.onnx`` file, with its ``.onnx.json`` beside it;
``speaker``, a number, for a model of several; ``rate``, a factor; and ``sha256`` of the model,
which is then checked. The model's noise is off, so that the same line gives the same bytes.

Of a delivery rate and volume are honoured, pitch is not. Pronunciations are not passed on: the
plain words are.
"""

from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import piper

from audiobook.engines.base import Engine
from audiobook.engines.foreign import raw_sound
from audiobook.engines.options import Number, Rules, Text, check_options
from audiobook.engines.pcm import louder, trimmed
from audiobook.engines.words import speakable
from audiobook.errors import EngineError
from audiobook.files.stamp import sha256
from audiobook.model import Line, Sound, Voice

PROCESSING = "piper-1"  # another number makes every clip anew
_RULES: Rules = {
    "model": Text(),
    "speaker": Number(0, 100_000, whole=True),
    "rate": Number(0.25, 4),
    "sha256": Text(),
}


class PiperEngine(Engine):
    """Keeps the model of each voice open."""

    def __init__(self, line_timeout_s: float = 60.0) -> None:
        super().__init__(line_timeout_s)
        self._models: dict[Path, piper.PiperVoice] = {}

    def speak(self, line: Line) -> Sound:
        """The sound of a line. Raises :class:`EngineError`."""
        # Double brackets are Piper's own marks of phonemes.
        words = speakable(line.plain).replace("[[", "[ [")
        model = self._model(line.voice)
        pcm = bytearray()
        rate = 0
        try:
            for chunk in model.synthesize(words, _settings(line)):
                pcm += chunk.audio_int16_bytes
                rate = chunk.sample_rate
            sound = raw_sound(bytes(pcm), rate)
        except (EngineError, RuntimeError, ValueError, KeyError) as error:
            raise EngineError(
                f'Piper could not say "{words[:40]}": {error}.',
                remedy="Change the words or choose another voice.",
            ) from error
        return louder(trimmed(sound), line.delivery.volume)

    def fingerprint(self) -> str:
        """Versions of Piper, of the runtime, and of our own processing."""
        versions = [PROCESSING]
        for package in ("piper-tts", "onnxruntime"):
            try:
                versions.append(f"{package} {metadata.version(package)}")
            except metadata.PackageNotFoundError:
                continue
        return ", ".join(versions)

    def voice_fingerprint(self, voice: Voice) -> str:
        """The hash of its model: another one in the same place is another voice."""
        return _digest(_path(voice))

    def check(self, voice: Voice) -> None:
        """Raise :class:`EngineError` where the package, the model or its description is wrong."""
        self._model(voice)

    def close(self) -> None:
        """Let go of the models."""
        self._models.clear()

    def _model(self, voice: Voice) -> "piper.PiperVoice":
        check_options(voice, _RULES)
        path = _path(voice)
        if path not in self._models:
            self._models[path] = _opened(voice, path)
        speakers = self._models[path].config.num_speakers
        speaker = int(voice.option("speaker", 0))
        if speaker >= max(1, speakers):
            raise EngineError(
                f'Voice "{voice.name}": the model has no speaker {speaker}.',
                remedy=f"Choose one from 0 to {max(1, speakers) - 1}.",
            )
        return self._models[path]


def _settings(line: Line) -> "piper.SynthesisConfig":
    from piper import SynthesisConfig  # noqa: PLC0415 - only where it is installed

    rate = float(line.voice.option("rate", 1.0)) * line.delivery.rate
    return SynthesisConfig(
        speaker_id=int(line.voice.option("speaker", 0)),
        length_scale=1 / rate,
        noise_scale=0.0,
        noise_w_scale=0.0,
    )


def _path(voice: Voice) -> Path:
    stated = str(voice.option("model", ""))
    path = Path(stated).expanduser()
    if not stated or not path.is_absolute():
        raise EngineError(
            f'Voice "{voice.name}": the option "model" must be the whole path of a model.',
            remedy='Write it like model = "/home/me/piper/en_US-amy-medium.onnx".',
        )
    for needed in (path, Path(f"{path}.json")):
        if not needed.is_file():
            raise EngineError(
                f'Voice "{voice.name}": there is no file "{needed}".',
                remedy="A Piper voice is two files, NAME.onnx and NAME.onnx.json.",
            )
    wanted = str(voice.option("sha256", "")).lower()
    if wanted and wanted != _digest(path):
        raise EngineError(
            f'Voice "{voice.name}": "{path}" is another model than its sha256 says.',
            remedy="Get the model again, or correct sha256.",
        )
    return path


def _digest(path: Path) -> str:
    found = path.stat()
    return _digest_of(path, found.st_size, found.st_mtime_ns)


@cache
def _digest_of(path: Path, _size: int, _changed_ns: int) -> str:
    """Of a file as it is since a moment: hashing a model takes a while."""
    return sha256(path)


def _opened(voice: Voice, path: Path) -> "piper.PiperVoice":
    try:
        import piper  # noqa: PLC0415 - only where it is installed
    except ImportError as error:
        raise EngineError(
            f'Voice "{voice.name}": the engine needs the package piper-tts.',
            remedy="Install it with: pip install piper-tts.",
        ) from error
    from onnxruntime.capi import onnxruntime_pybind11_state as runtime  # noqa: PLC0415

    try:
        return piper.PiperVoice.load(path, f"{path}.json")
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RuntimeError,
        runtime.Fail,
        runtime.InvalidProtobuf,
        runtime.InvalidGraph,
        runtime.InvalidArgument,
    ) as error:
        raise EngineError(
            f'Voice "{voice.name}": cannot open the model "{path}" '
            f"({type(error).__name__}).",
            remedy="Get both files of the voice again.",
        ) from error
