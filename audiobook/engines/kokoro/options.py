"""What a voice of Kokoro can be asked for."""

from audiobook.engines.kokoro.phonemes import VOICES
from audiobook.engines.kokoro.styles import ingredients
from audiobook.engines.options import Number, Rules, Text, check_options
from audiobook.errors import EngineError
from audiobook.model import Delivery, Voice, primary_subtag

STYLE = "af_heart"
SPEED = 0.85  # of the pace that the model was taught: near that of a reader of books
SLOWEST = 0.5
FASTEST = 2.0
# The first letter of a voice's name -> its language, as eSpeak calls it.
LANGUAGES = {
    "a": "en-us",
    "b": "en-gb",
    "e": "es",
    "f": "fr",
    "h": "hi",
    "i": "it",
    "p": "pt-br",
}
# The same -> a language tag.
TAGS = {
    "en-us": "en-US",
    "en-gb": "en-GB",
    "es": "es",
    "fr": "fr",
    "hi": "hi",
    "it": "it",
    "pt-br": "pt-BR",
}
_RULES: Rules = {
    "style": Text(),
    "speed": Number(SLOWEST, FASTEST),
    "lang": Text(tuple(VOICES)),
}


def check(voice: Voice) -> None:
    """Raise :class:`EngineError` naming the wrong option and the nearest right value."""
    check_options(voice, _RULES)
    try:
        ingredients(style_of(voice))
    except EngineError as error:
        raise EngineError(
            f'Voice "{voice.name}": {error.message}', remedy=error.remedy
        ) from error


def style_of(voice: Voice) -> str:
    """The voice of Kokoro, or the blend."""
    return str(voice.option("style", STYLE))


def language_of(voice: Voice) -> str:
    """Whose phonemes it speaks: the option, else the language of the first in its blend."""
    # Voices of languages that it has no sounds for speak English, too.
    own = LANGUAGES.get(style_of(voice)[0], "en-us")
    return str(voice.option("lang", own))


def speed_of(voice: Voice, delivery: Delivery) -> float:
    """How fast, as the model counts it."""
    wanted = float(voice.option("speed", SPEED)) * delivery.rate
    return min(FASTEST, max(SLOWEST, wanted))


def spoken(language: str) -> str:
    """The language of a tag as eSpeak calls it; empty where Kokoro does not speak it."""
    tag = language.replace("_", "-").lower()
    if tag in VOICES:
        return tag
    primary = primary_subtag(language)
    return next((known for known in VOICES if primary_subtag(known) == primary), "")
