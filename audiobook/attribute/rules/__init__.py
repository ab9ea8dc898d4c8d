"""Script and guidance in, the script with its speakers out: by rules alone, without a model.

The chain that settles whole scenes, and what the user's corrections settle, serve other
attributors as well.
"""

from audiobook.attribute.rules.corrections import (
    CORRECTED,
    overruled,
    pins_of,
)
from audiobook.attribute.rules.decode import (
    Coupling,
    ScoredTurn,
    decode,
    likeliest,
)
from audiobook.attribute.rules.rules import RulesAttributor

__all__ = [
    "CORRECTED",
    "Coupling",
    "RulesAttributor",
    "ScoredTurn",
    "decode",
    "likeliest",
    "overruled",
    "pins_of",
]
