"""What the cast file says: the user's choices, and the program's own of earlier runs."""

from dataclasses import dataclass, replace
from typing import Annotated

from audiobook.errors import SettingsError
from audiobook.files.toml import NO_FILE, Between, TomlFile
from audiobook.model import Delivery, Voice
from audiobook.model.cast import Options


@dataclass(frozen=True, slots=True)
class Choice:
    """One speaker of the cast file.

    ``voice`` is the user's choice, ``automatic`` the program's own of an earlier run. ``rate`` is
    a factor, ``pitch`` in semitones, ``volume`` in dB; ``options`` replace options of the voice.
    ``also`` are other names of the same speaker.
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
        """How this speaker always speaks. The volume is not part of it: see :meth:`played`."""
        return Delivery(self.rate, self.pitch)

    def played(self, voice: Voice) -> Voice:
        """The voice with this speaker's options and volume.

        The volume is a gain of the voice, so that changing it does not speak anything again.
        """
        changed = voice.with_options(**dict(self.options))
        return replace(changed, gain_db=voice.gain_db + self.volume)


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A corrected line: the ``nth`` place of ``text`` in a chapter (from 1; 0: the only one)."""

    chapter: int
    text: str
    speaker: str
    nth: Annotated[int, Between(0, 1_000_000)] = 0


@dataclass(frozen=True, slots=True)
class CastChoices:
    """The cast file as read. ``file`` is kept so that errors can name their line in it."""

    speakers: tuple[Choice, ...] = ()
    lines: tuple[LineChoice, ...] = ()
    file: TomlFile = NO_FILE

    @property
    def voices(self) -> tuple[str, ...]:
        """The names of the voices that the user chose."""
        return tuple(choice.voice for choice in self.speakers if choice.voice)

    def of(self, speaker: str) -> Choice:
        """The choice for a speaker; an empty one where the file has no such table."""
        for choice in self.speakers:
            if choice.speaker == speaker:
                return choice
        return Choice(speaker)

    def error(
        self, message: str, speaker: str, key: str, *, remedy: str = ""
    ) -> SettingsError:
        """An error about one value of a speaker's table."""
        return self.file.error(message, "speakers", speaker, key, remedy=remedy)
