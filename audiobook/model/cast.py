"""Which voice plays whom."""

from dataclasses import dataclass, replace

OptionValue = str | int | float | bool
Options = tuple[tuple[str, OptionValue], ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """An engine, what to ask of it, and what comes out.

    ``options`` are the engine's own (name, value) pairs, sorted by name, so that equal voices are
    equal values. ``gender`` and ``age`` use the words of
    :class:`~audiobook.model.script.Character`; ``accent`` is free ("Scottish"); ``language`` is
    BCP 47. ``gain_db`` levels the voice against the others of its pack and is applied when clips
    are stitched: it is not part of a clip. ``suits`` is "narrator" where the voice is easy to
    listen to for hours, "oddity" where it is harsh or strange (a robot, a ghost, a monster) and
    only the user should choose it, and "" where it suits any character. ``measured`` holds what
    was measured of its sound ("pitch_hz" and others), which casting compares; it is not part of a
    clip either. ``licence`` is what the voice may be used under, ``source`` who made it.
    """

    name: str
    engine: str
    options: Options = ()
    gender: str = ""
    age: str = ""
    accent: str = ""
    language: str = "en"
    gain_db: float = 0.0
    description: str = ""
    suits: str = ""
    measured: tuple[tuple[str, float], ...] = ()
    licence: str = ""
    source: str = ""

    def option(self, name: str, default: OptionValue) -> OptionValue:
        """The value of one option, or ``default``."""
        return dict(self.options).get(name, default)

    def with_options(self, **changes: OptionValue) -> "Voice":
        """The same voice with some options changed."""
        return replace(
            self, options=tuple(sorted({**dict(self.options), **changes}.items()))
        )

    def on_engine(self, engine: str) -> "Voice":
        """The voice on an engine: one of another engine keeps its name and loses its options.

        An empty name stands for its own.
        """
        if engine in ("", self.engine):
            return self
        return replace(self, engine=engine, options=(), gain_db=0.0)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a line is said, relative to the voice's own way.

    ``rate`` is a factor (1.2 = a fifth faster), ``pitch`` in semitones, ``volume`` in dB. An
    engine realises what it can.
    """

    rate: float = 1.0
    pitch: float = 0.0
    volume: float = 0.0


NEUTRAL = Delivery()


@dataclass(frozen=True, slots=True)
class Role:
    """A speaker's voice, and why. ``chosen`` is true where the user chose it.

    ``delivery`` is how this speaker always speaks, relative to the voice's own way: it tells two
    speakers apart who share a voice. The delivery of a single line comes on top of it.
    """

    speaker: str
    voice: Voice
    reason: str = ""
    chosen: bool = False
    delivery: Delivery = NEUTRAL


@dataclass(frozen=True, slots=True)
class Cast:
    """Speaker -> voice; the narrator first, then the most talkative."""

    roles: tuple[Role, ...]

    def voice_of(self, speaker: str) -> Voice:
        """The voice of a speaker. Raises ``KeyError`` for somebody who has no role."""
        return self.role_of(speaker).voice

    def role_of(self, speaker: str) -> Role:
        """The role of a speaker. Raises ``KeyError`` for somebody who has no role."""
        for role in self.roles:
            if role.speaker == speaker:
                return role
        raise KeyError(speaker)


def primary_subtag(tag: str) -> str:
    """Return the primary subtag of a language tag (BCP 47) in lower case: "pt" of "pt_BR".

    An empty tag has an empty one; what an unstated language means is for the caller to say.
    """
    primary, _, _ = tag.replace("_", "-").partition("-")
    return primary.strip().lower()
