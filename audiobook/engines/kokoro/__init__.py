"""Words -> natural speech, by the model Kokoro-82M in this process.

``words`` splits a line into words and marks, ``phonemes`` asks eSpeak NG how they are said,
``alphabet`` writes that in the symbols of the model, ``parts`` cuts what is too long, ``model``
and ``styles`` find the weights and the voices, ``sound`` makes a clip of what the model returns.
"""

from audiobook.engines.kokoro.engine import KokoroEngine

__all__ = ["KokoroEngine"]
