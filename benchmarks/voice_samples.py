"""Natural voices to listen to, for the docs: ``python -m benchmarks.voice_samples``.

Writes a short MP3 of each of the first narrators into ``docs/sounds``.
"""

import argparse
from pathlib import Path

from audiobook.engines import ENGINES
from audiobook.model import Line
from audiobook.settings import Encoding
from audiobook.sound.table import ENCODERS
from benchmarks.listening import first_voices

SOUNDS = Path(__file__).parents[1] / "docs" / "sounds"
ENGINE = "kokoro"
WORDS = (
    "A boy carried a lantern past the boats; behind him an old woman counted her change, "
    "twice, and frowned. Is that all? she asked."
)
KBPS = 64


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=SOUNDS)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with ENGINES.load(ENGINE)() as engine:
        for voice in first_voices(ENGINE):
            sound = engine.speak(Line(WORDS, voice))
            path = options.out / f"{voice.name}.mp3"
            with path.open("wb") as file:
                encoder = ENCODERS.load("mp3")(
                    file, Encoding(KBPS, sound.rate), sound.rate
                )
                encoder.feed(sound.pcm)
                encoder.finish()
            print(
                f"{path.name}: {sound.duration_ms / 1000:.1f} s, {path.stat().st_size} bytes"
            )


if __name__ == "__main__":
    main()
