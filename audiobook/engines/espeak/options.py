"""A voice's options and a line's delivery become the properties that eSpeak is told."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from audiobook.engines.espeak.data import EspeakData
from audiobook.engines.options import Number, Rules, Text, check_options
from audiobook.errors import EngineError
from audiobook.model import Delivery, Voice
from audiobook.model.cast import OptionValue
from audiobook.registry import nearest

# Words a minute, eSpeak's own limits.
SLOWEST = 80
FASTEST = 450
DEFAULTS: Mapping[str, OptionValue] = {
    "voice": "gmw/en",
    "variant": "",
    "rate": 170,
    "pitch": 50,
    "range": 50,
    "volume": 100,
}

# eSpeak's pitch parameter -> semitones against pitch 50. Measured: medians over six voices of
# their median F0, which lie within 1.4 semitones of one another.
_SEMITONES = (
    (0, -7.4),
    (10, -6.3),
    (20, -4.9),
    (30, -3.4),
    (40, -1.8),
    (50, 0.0),
    (60, 1.7),
    (70, 3.7),
    (80, 5.5),
    (90, 7.4),
    (100, 9.2),
)


def check(voice: Voice, data: EspeakData) -> None:
    """Raise :class:`EngineError` for an option that this eSpeak does not have.

    It names the nearest that it has.
    """
    rules: Rules = {
        "driver": Text(),
        "voice": Text(),
        "variant": Text(("", *data.variants)),
        "rate": Number(SLOWEST, FASTEST, whole=True),
        "pitch": Number(0, 100, whole=True),
        "range": Number(0, 100, whole=True),
        "volume": Number(1, 100, whole=True),
    }
    check_options(voice, rules)
    wanted = str(voice.option("voice", DEFAULTS["voice"]))
    if wanted.lower() not in data.names:
        raise EngineError(
            f'Voice "{voice.name}": eSpeak NG has no voice "{wanted}".',
            remedy=nearest(wanted.lower(), data.names),
        )


def properties(
    voice: Voice, delivery: Delivery, data: EspeakData
) -> dict[str, OptionValue]:
    """What to tell eSpeak, the voice first because it resets the rest.

    ``voice`` has been checked.
    """
    option = {**DEFAULTS, **dict(voice.options)}
    name = data.names[str(option["voice"]).lower()]
    if option["variant"]:
        name = f"{name}+{option['variant']}"
    rate = round(float(option["rate"]) * delivery.rate)
    return {
        "voice": name,
        "rate": min(FASTEST, max(SLOWEST, rate)),
        "pitch": moved_pitch(int(option["pitch"]), delivery.pitch),
        "range": option["range"],
        "volume": option["volume"],
    }


def moved_pitch(pitch: int, semitones: float) -> int:
    """The pitch parameter ``semitones`` away from ``pitch``, as far as it goes (0 to 100)."""
    if not semitones:
        return pitch
    pitches = [(height, parameter) for parameter, height in _SEMITONES]
    wanted = _interpolated(_SEMITONES, pitch) + semitones
    return round(_interpolated(pitches, wanted))


def _interpolated(points: Sequence[tuple[float, float]], x: float) -> float:
    lowest, _ = points[0]
    highest, last = points[-1]
    x = min(highest, max(lowest, x))
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return last
