"""What the cast file says of the speakers: the user's word, and the program's own choices of earlier runs."""

from dataclasses import dataclass, replace
from typing import Annotated

from audiobook.errors import SettingsError
from audiobook.files.toml import NO_FILE, Between, TomlFile
from audiobook.model import Delivery, Voice
from audiobook.model.cast import Options


@dataclass(frozen=True, slots=True)
class Choice:
    """One speaker of the cast file.

    ``voice`` is the user's choice, ``automatic`` the program's own of an earlier run. ``rate`` is a factor,
    ``pitch`` in semitones, ``volume`` in dB; ``options`` replace options of the voice. ``also`` are other
    names of the same speaker.
    """

    speaker: str
    voice: str = ""
    automatic: str = ""
    rate: Annotated[float, Between(0.5, 2)] = 1.0
    pitch: Annotated[float, Between(-12, 12)] = 0.0
    volume: Annotated[float, Between(-20, 20)] = 0.0
    gender: str = ""
    age: str = ""
    also: tuple[str, ...] = ()
    options: Options = ()

    @property
    def delivery(self) -> Delivery:
        """How this speaker always speaks; the volume is no part of it, see :meth:`played`."""
        return Delivery(self.rate, self.pitch)

    def played(self, voice: Voice) -> Voice:
        """``voice`` with this speaker's options, and levelled: so that a change of volume speaks nothing anew."""
        return replace(voice.with_options(**dict(self.options)), gain_db=voice.gain_db + self.volume)


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A corrected line: the ``nth`` place (from 1; 0: the only one) of ``text`` in a chapter."""

    chapter: int
    text: str
    speaker: str
    nth: Annotated[int, Between(0, 1_000_000)] = 0


@dataclass(frozen=True, slots=True)
class CastChoices:
    """The cast file as read; ``file`` is there to complain about it."""

    speakers: tuple[Choice, ...] = ()
    lines: tuple[LineChoice, ...] = ()
    file: TomlFile = NO_FILE

    def of(self, speaker: str) -> Choice:
        """What is said of a speaker; a choice of nothing where the file has no such table."""
        return next((choice for choice in self.speakers if choice.speaker == speaker), Choice(speaker))

    def error(self, message: str, speaker: str, key: str, *, remedy: str = "") -> SettingsError:
        """A complaint about one value of a speaker's table."""
        return self.file.error(message, "speakers", speaker, key, remedy=remedy)
