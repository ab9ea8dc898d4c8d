"""What the cast files of other volumes of a series say of the people of this one.

Merged names and genders count where this book prints the names, and before anybody finds out who
speaks; voices count where the people do speak. Who has a voice of this book keeps it, unless the
user chose another in any volume. The cast file of this book goes before all others, and an
earlier volume before a later one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from audiobook.casting.choices import CastChoices, Choice
from audiobook.casting.guidance import printed_names
from audiobook.casting.reasons import means_many
from audiobook.model import NARRATOR, Book, Character, Script


@dataclass(frozen=True, slots=True)
class Volume:
    """Another volume: its cast file, and the other names of the people in it."""

    title: str
    choices: CastChoices
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def with_names(own: CastChoices, volumes: Sequence[Volume], book: Book) -> CastChoices:
    """The choices of this book with the merged names and genders of other volumes."""
    if not volumes:
        return own
    naming = _Naming(own)
    for volume in volumes:
        stated = [name for choice in volume.choices.speakers for name in choice.also]
        names = [choice.speaker for choice in volume.choices.speakers]
        printed = printed_names((*names, *stated), own, book)
        for choice in volume.choices.speakers:
            naming.take(choice, printed)
    return replace(own, speakers=tuple(naming.choices.values()))


class _Naming:
    """The choices of this book as they take on names and genders."""

    def __init__(self, own: CastChoices) -> None:
        self.choices = {choice.speaker: choice for choice in own.speakers}
        self._merged: set[str] = set()
        for choice in own.speakers:
            self._merged.update(choice.also)

    def take(self, theirs: Choice, printed: Collection[str]) -> None:
        """Take what another volume says of somebody, as far as nothing here is against it."""
        also = [name for name in theirs.also if self._may_merge(name, theirs, printed)]
        mine = self.choices.get(theirs.speaker)
        gender = ""
        if theirs.speaker in printed and not (mine and mine.gender):
            gender = theirs.gender
        if not also and not gender:
            return
        mine = mine or Choice(theirs.speaker)
        self._merged.update(also)
        self.choices[theirs.speaker] = replace(
            mine, also=(*mine.also, *also), gender=gender or mine.gender
        )

    def _may_merge(self, name: str, theirs: Choice, printed: Collection[str]) -> bool:
        if name not in printed or name in self._merged:
            return False
        mine = self.choices.get(name, Choice(name))
        by_the_user = mine.voice or mine.also or mine.gender
        return not by_the_user and theirs.speaker not in self._merged


def with_voices(
    own: CastChoices, volumes: Sequence[Volume], script: Script, known: Collection[str]
) -> CastChoices:
    """The choices of this book with the voices that its people have in other volumes.

    ``known`` are the names of the voices that there are.
    """
    choices = {choice.speaker: choice for choice in own.speakers}
    for speaker, theirs in _shared(volumes, script):
        mine = choices.get(speaker, Choice(speaker))
        choices[speaker] = _joined(mine, theirs, known)
    return replace(own, speakers=tuple(choices.values()))


def _shared(volumes: Sequence[Volume], script: Script) -> Iterator[tuple[str, Choice]]:
    """The speakers of this book with what each volume says of them.

    What a user chose comes before what the program did, and so counts first.
    """
    found: list[tuple[str, Choice]] = []
    for volume in volumes:
        by_name = {choice.speaker: choice for choice in volume.choices.speakers}
        for character in (Character(NARRATOR), *script.characters):
            name = _same_person(character, volume)
            if name in by_name:
                found.append((character.name, by_name[name]))
    return iter(sorted(found, key=lambda pair: not pair[1].voice))


def _same_person(character: Character, volume: Volume) -> str:
    """The name of a character in another volume; empty where nobody there is surely the same."""
    name = character.name
    if character.group or character.narrates or means_many(name):
        return ""
    if name != NARRATOR and not name[:1].isupper():  # as "the old man": any of them
        return ""
    names = {choice.speaker for choice in volume.choices.speakers}
    if name in names:
        return name
    alike = []
    for other, aliases in volume.people.items():
        if other in character.aliases or name in aliases:
            alike.append(other)
    return alike[0] if len(alike) == 1 else ""


def _joined(mine: Choice, theirs: Choice, known: Collection[str]) -> Choice:
    """What is said of somebody here, and where that is silent, what is said there."""
    plain = Choice(mine.speaker)
    changes: dict[str, object] = {}
    for name in ("rate", "volume", "age", "options"):
        if getattr(mine, name) == getattr(plain, name):
            changes[name] = getattr(theirs, name)
    chosen_there = bool(theirs.voice) and not mine.voice
    voice = theirs.voice or theirs.automatic
    wanted = chosen_there or not (mine.voice or mine.automatic)
    if wanted and voice in known:
        changes["automatic"] = voice
        changes["pitch"] = theirs.pitch
    return replace(mine, **changes)  # type: ignore[arg-type]
