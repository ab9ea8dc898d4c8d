"""The system's own voices, SAPI5 of Windows and NSSpeech of macOS, by pyttsx3's drivers.

Those drivers speak only their first utterance (Windows), or hang and write AIFF whatever the
suffix (macOS). So each line is spoken by a process of its own with a time limit, into a temporary
file, which is then opened by what it holds, not by its name. That costs a start of Python a line.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from audiobook import subprocesses
from audiobook.engines.options import Number, Rules, Text, check_options
from audiobook.engines.pcm import decode
from audiobook.errors import EngineError
from audiobook.model import Delivery, Sound, Voice
from audiobook.registry import nearest

# Driver -> the platform that has it.
DRIVERS: Mapping[str, str] = {"sapi5": "win32", "nsss": "darwin"}
# Words a minute.
SLOWEST = 50
FASTEST = 500
_RULES: Rules = {
    "driver": Text(tuple(DRIVERS)),
    "voice": Text(),
    "rate": Number(SLOWEST, FASTEST, whole=True),
    "volume": Number(1, 100, whole=True),
}


def native_driver() -> str:
    """The driver of this platform's own voices, or an empty string."""
    for driver, platform in DRIVERS.items():
        if platform == sys.platform:
            return driver
    return ""


def speak(words: str, voice: Voice, delivery: Delivery, limit_s: float) -> Sound:
    """The sound of the words.

    ``voice`` has been checked; these drivers have no pitch. Raises :class:`EngineError`.
    """
    driver = _driver(voice)
    rate = round(float(voice.option("rate", 170)) * delivery.rate)
    properties: dict[str, object] = {
        "rate": min(FASTEST, max(SLOWEST, rate)),
        "volume": float(voice.option("volume", 100)) / 100,
    }
    wanted = voice.option("voice", "")
    if wanted:
        properties["voice"] = _names(driver, limit_s)[str(wanted)]
    with tempfile.TemporaryDirectory(prefix="audiobook-") as folder:
        path = Path(folder) / "line.aiff"  # the one suffix that macOS is true to
        job = {
            "driver": driver,
            "words": words,
            "properties": properties,
            "path": str(path),
        }
        _run(job, limit_s)
        if not path.exists():
            raise EngineError(f'The driver "{driver}" wrote no file.')
        return decode(path)


def check(voice: Voice, limit_s: float) -> None:
    """Raise :class:`EngineError` for a wrong option, or a voice that the system does not have."""
    check_options(voice, _RULES)
    wanted = str(voice.option("voice", ""))
    names = _names(_driver(voice), limit_s)
    if wanted and wanted not in names:
        raise EngineError(
            f'Voice "{voice.name}": this system has no voice "{wanted}".',
            remedy=nearest(wanted, names),
        )


def voices(driver: str, limit_s: float) -> tuple[Voice, ...]:
    """The voices that the system has."""
    voices = []
    for installed in _installed(driver, limit_s):
        options = (("driver", driver), ("voice", installed["id"]))
        voice = Voice(
            installed["name"],
            "pyttsx3",
            options,
            gender=_gender(installed["gender"]),
            language=installed["language"].replace("_", "-"),
        )
        voices.append(voice)
    return tuple(voices)


def _gender(stated: str) -> str:
    """SAPI5 says "Male", NSSpeech "VoiceGenderFemale"."""
    word = stated.lower().removeprefix("voicegender")
    if word not in {"female", "male"}:
        return ""
    return word


def _driver(voice: Voice) -> str:
    return str(voice.option("driver", ""))


def _names(driver: str, limit_s: float) -> dict[str, str]:
    """What a voice may be called, its name or its identifier -> identifier."""
    installed = _installed(driver, limit_s)
    names = {voice["name"]: voice["id"] for voice in installed}
    # An identifier is nobody else's, whatever another voice is called.
    for voice in installed:
        names[voice["id"]] = voice["id"]
    return names


@cache
def _installed(driver: str, limit_s: float) -> tuple[dict[str, str], ...]:
    with tempfile.TemporaryDirectory(prefix="audiobook-") as folder:
        answer = Path(folder) / "voices.json"
        _run({"driver": driver, "answer": str(answer)}, limit_s)
        return tuple(json.loads(answer.read_text(encoding="utf-8")))


def _run(job: dict[str, Any], limit_s: float) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, our own module
            subprocesses.command("audiobook.engines.system.child"),
            input=json.dumps(job),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=limit_s,
            check=False,
            env=subprocesses.environment(),
        )
    except subprocess.TimeoutExpired as error:
        raise EngineError(
            f'The driver "{job["driver"]}" took longer than {limit_s:g} s.'
        ) from error
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        if not lines:
            raise EngineError(f"it ended with status {done.returncode}")
        raise EngineError(lines[-1])
