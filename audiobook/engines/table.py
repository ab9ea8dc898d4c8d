"""The engines that ship with the program; the first is the default."""

from audiobook.engines.base import Engine
from audiobook.registry import Seam

ENGINES: Seam[Engine] = Seam(
    what="engine",
    group="audiobook.engines",
    table={
        "pyttsx3": "audiobook.engines.pyttsx3_engine:Pyttsx3Engine",
        "kokoro": "audiobook.engines.kokoro:KokoroEngine",
        "http": "audiobook.engines.http.engine:HttpEngine",
        "command": "audiobook.engines.command:CommandEngine",
        "piper": "audiobook.engines.piper_engine:PiperEngine",
        "tone": "audiobook.engines.tone:ToneEngine",
    },
    extras={"kokoro": "natural"},
)
