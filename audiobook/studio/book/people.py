"""The speakers of an open book, each with a number and a colour that stay while it is open."""

from collections.abc import Mapping
from typing import Any

from audiobook.model import NARRATOR
from audiobook.publish.text.colours import colours, free_slot
from audiobook.studio.book.book_state import BookState

Record = dict[str, Any]


class People:
    """Numbers and colours by name. Somebody who is merged away keeps theirs, should they return."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {NARRATOR: 0}
        self._slots: dict[str, int] = {}

    def welcome(self, state: BookState) -> None:
        """Give a number and a colour to everybody who has none."""
        # The first time, colours are those of the finished page and subtitles.
        if not self._slots:
            self._slots.update(colours(state.cast))
        for role in state.cast.roles:
            self.number(role.speaker)
            if role.speaker != NARRATOR and role.speaker not in self._slots:
                used = list(self._slots.values())
                self._slots[role.speaker] = free_slot(role.speaker, used)

    def number(self, name: str) -> int:
        """The number of a speaker."""
        return self._numbers.setdefault(name, len(self._numbers))

    def slot(self, name: str) -> int | None:
        """The colour of a speaker; the narrator has none."""
        return self._slots.get(name)

    def records(self, state: BookState) -> list[Record]:
        """Everybody, by number. Somebody who says nothing now has no lines."""
        spoken = state.talk
        characters = {each.name: each for each in state.script.characters}
        labels = _labels(list(self._numbers))
        records: list[Record] = []
        for name, number in self._numbers.items():
            character = characters.get(name)
            role = state.roles.get(name)
            records.append(
                {
                    "index": number,
                    "name": name,
                    "label": labels[name],
                    "slot": self.slot(name),
                    "gender": character.gender if character else "",
                    "age": character.age if character else "",
                    "aliases": list(character.aliases) if character else [],
                    "lines": spoken.lines[name],
                    "words": spoken.words[name],
                    "voice": role.voice.name if role else "",
                }
            )
        return records


def _labels(names: list[str]) -> Mapping[str, str]:
    """A short mark for everybody, no two alike: the beginning of a name, longer where needed."""
    taken: set[str] = set()
    labels: dict[str, str] = {}
    for name in names:
        label = _label(name, taken)
        taken.add(label)
        labels[name] = label
    return labels


def _label(name: str, taken: set[str]) -> str:
    letters = [letter for letter in name if letter.isalnum()] or ["?"]
    first = letters[0].upper()
    for letter in letters[1:]:
        label = first + letter.lower()
        if label not in taken:
            return label
    number = 2
    while f"{first}{number}" in taken:
        number += 1
    return f"{first}{number}"
