"""What the engines have to offer: rates, voices."""

from collections.abc import Iterable
from contextlib import suppress

from audiobook.engines.base import SAMPLE_RATE
from audiobook.engines.table import ENGINES
from audiobook.errors import EngineError, MissingPackageError
from audiobook.model import Voice


def highest_rate(names: Iterable[str]) -> int:
    """The highest sample rate, in Hz, at which one of these engines speaks.

    Raises what :meth:`~audiobook.registry.Seam.load` raises.
    """
    rates = [ENGINES.load(name).sample_rate for name in sorted(set(names))]
    return max(rates, default=SAMPLE_RATE)


def offered(known: Iterable[Voice]) -> tuple[Voice, ...]:
    """The voices that the engines themselves offer, those beside the known ones included."""
    known = tuple(known)
    found: dict[Voice, None] = {}
    for name in ENGINES.names():
        # An engine whose packages are not installed offers none, nor does a server that is down.
        with suppress(MissingPackageError), ENGINES.load(name)() as engine:
            found.update(dict.fromkeys(engine.voices()))
            for voice in known:
                if voice.engine == name:
                    with suppress(EngineError):
                        found.update(dict.fromkeys(engine.beside(voice)))
    return tuple(found)
