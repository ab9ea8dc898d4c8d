"""One job with a driver of pyttsx3 for the system's own voices, in a process of its own.

``python -m audiobook.engines.system.child`` reads a job as JSON from standard input: the
``driver``, and either nothing more (list its voices) or ``words``, ``properties`` and the
``path`` of the sound file to be made. What it finds out goes to the file ``answer``; whatever the
driver prints goes nowhere. It ends with status 1 and a sentence on standard error where the
driver failed.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

Job = dict[str, Any]


def main() -> None:
    """Do the job."""
    job: Job = json.load(sys.stdin)
    try:
        engine = importlib.import_module("pyttsx3").init(job["driver"])
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        sys.exit(f'The driver "{job["driver"]}" cannot be used here: {error}.')
    if "words" in job:
        _speak(engine, job)
    else:
        Path(job["answer"]).write_text(json.dumps(_voices(engine)), encoding="utf-8")


def _voices(engine: Any) -> list[dict[str, str]]:  # noqa: ANN401 - an untyped module
    voices = []
    for voice in engine.getProperty("voices"):
        language = next(iter(voice.languages), "")
        voices.append(
            {
                "id": str(voice.id),
                "name": str(voice.name or voice.id),
                "gender": str(voice.gender or ""),
                "language": str(language or ""),
            }
        )
    return voices


def _speak(engine: Any, job: Job) -> None:  # noqa: ANN401
    errors: list[object] = []
    engine.connect("error", lambda name, exception: errors.append(exception))  # noqa: ARG005
    for name, value in job["properties"].items():
        engine.setProperty(name, value)
    engine.save_to_file(job["words"], job["path"])
    engine.runAndWait()
    wanted = job["properties"].get("voice")
    if wanted and str(engine.getProperty("voice")) != wanted:
        errors.append("it kept another voice")
    if errors:
        sys.exit(f'The driver "{job["driver"]}" failed: {errors[0]}.')


if __name__ == "__main__":
    main()
